package dev.substation.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test class that keeps all processors busy: while it runs, the other forks of the build wait, so
 * that deadlines of other classes do not pass for its sake. {@link Turns} sees to it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Alone {}
