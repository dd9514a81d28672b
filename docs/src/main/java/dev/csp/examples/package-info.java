/** The examples of the guide; each has a main method. */
@NullMarked
package dev.csp.examples;

import org.jspecify.annotations.NullMarked;
