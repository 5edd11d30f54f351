package dev.handoff.seeded;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The seeded bugs that this check catches: the check runs again on the class weakened so, and must
 * fail. A race that nothing makes fail may race nothing.
 *
 * <p>The idea of the three parts (the model alone, the shipped class, a weakened one that does
 * fail) is Caffeine's, in the form that its author gave to tests with jcstress.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Weakened {
  /** Ids of seeded bugs, such as {@code fanout/loop-wakes-by-read-and-set}. */
  String[] value();
}
