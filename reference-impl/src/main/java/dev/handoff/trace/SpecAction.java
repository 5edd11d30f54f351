package dev.handoff.trace;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * This method performs that action of a specification: when it returns {@code true} or records the
 * action's event, the step was taken. Each action of a reference specification has exactly one
 * method, of the same name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(SpecAction.All.class)
public @interface SpecAction {
  /** The action, {@code Module!Action}. */
  String value();

  /** Whose step it is. */
  By by() default By.SYSTEM;

  /** Who takes a step. */
  enum By {
    /** The protocol, when it can. */
    SYSTEM,
    /** Whoever is around the protocol: it may happen or not, and the protocol must bear either. */
    ENVIRONMENT
  }

  /** Several actions that one method performs. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface All {
    /** The actions. */
    SpecAction[] value();
  }
}
