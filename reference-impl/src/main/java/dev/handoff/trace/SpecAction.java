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
 * method, or is declared in {@link EnvironmentActions}; a test reads the specification and holds
 * this to it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(SpecAction.All.class)
public @interface SpecAction {
  /** The action, {@code Module!Action}. */
  String value();

  /**
   * The names of the action's parameters, in the specification's order. An event of the action has
   * just as many arguments; or fewer, the first of them, where whoever records it cannot know the
   * others.
   */
  String[] arguments() default {};

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
