/** Goroutines: tasks on virtual threads. */
@NullMarked
package dev.csp.go;

import org.jspecify.annotations.NullMarked;
