package dev.handoff.shutdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class CloseReportTest {
  private static final CloseReport.Cause CAUSE = new CloseReport.Cause.Requested();

  @Test
  void sumsAreThoseOfTheFates() {
    CloseReport report =
        new CloseReport(
            Rig.PEER,
            CAUSE,
            6,
            3,
            List.of(
                new CloseReport.Returned(3, Rig.SMALL, Rig.UNKNOWN),
                new CloseReport.Returned(5, Rig.SMALL, Rig.UNDELIVERED),
                new CloseReport.Returned(6, Rig.SMALL, Rig.UNDELIVERED)));
    assertThat(report.unknown()).isEqualTo(1);
    assertThat(report.undelivered()).isEqualTo(2);
  }

  @Test
  void missingMessageIsNoReport() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CloseReport(Rig.PEER, CAUSE, 2, 1, List.of()))
        .withMessage("2 messages were accepted, but 1 delivered and 0 returned");
  }
}
