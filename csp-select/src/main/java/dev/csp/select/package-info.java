/** Select: waiting for several channels at once. */
@NullMarked
package dev.csp.select;

import org.jspecify.annotations.NullMarked;
