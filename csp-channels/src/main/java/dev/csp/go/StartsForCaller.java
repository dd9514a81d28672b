package dev.csp.go;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class that starts goroutines on behalf of its callers. Dumps and reports say where a
 * goroutine was started; they pass over the frames of such a class, and of the classes nested in
 * it, to the line that called it.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface StartsForCaller {}
