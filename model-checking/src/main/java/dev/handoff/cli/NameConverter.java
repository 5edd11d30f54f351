package dev.handoff.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a constant of an enum by its name in lower case, with a dash for an underscore. */
abstract class NameConverter<E extends Enum<E>> implements ITypeConverter<E> {
  private final String sort;
  private final List<E> allowed;

  /**
   * Makes one.
   *
   * @param sort what the constants are, in one word
   */
  NameConverter(String sort, List<E> allowed) {
    this.sort = sort;
    this.allowed = List.copyOf(allowed);
  }

  @Override
  public final E convert(String text) {
    return allowed.stream()
        .filter(each -> name(each).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "\"%s\" is no %s; allowed: %s"
                        .formatted(
                            text,
                            sort,
                            allowed.stream()
                                .map(NameConverter::name)
                                .collect(Collectors.joining(", ")))));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
