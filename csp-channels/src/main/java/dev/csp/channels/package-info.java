/** Channels: typed conduits between goroutines. */
@NullMarked
package dev.csp.channels;

import org.jspecify.annotations.NullMarked;
