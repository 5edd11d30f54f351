package dev.handoff.trace;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * These actions of a specification are performed by no method: they are what the world does to the
 * code of this package. Each other action has its {@link SpecAction}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PACKAGE, ElementType.TYPE})
@Repeatable(EnvironmentActions.All.class)
public @interface EnvironmentActions {
  /** The specification's module. */
  String module();

  /** The actions' names, without the module. */
  String[] actions();

  /** Who or what performs them. */
  String why();

  /** Those of several modules. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.PACKAGE, ElementType.TYPE})
  @interface All {
    /** One for each module. */
    EnvironmentActions[] value();
  }
}
