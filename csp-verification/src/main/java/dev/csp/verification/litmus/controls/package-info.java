/** Faults: of each, the forbidden result must be seen, or the rules have not been tested either. */
@NullMarked
package dev.csp.verification.litmus.controls;

import org.jspecify.annotations.NullMarked;
