/** What we know of the kernel below whole operations. See the README of this module. */
@NullMarked
package dev.csp.verification;

import org.jspecify.annotations.NullMarked;
