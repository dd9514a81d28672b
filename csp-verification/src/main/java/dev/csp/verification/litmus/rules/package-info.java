/** What the kernel promises: no forbidden result may be seen. */
@NullMarked
package dev.csp.verification.litmus.rules;

import org.jspecify.annotations.NullMarked;
