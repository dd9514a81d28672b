/** The channel kinds and the one place that parks; not for users. */
@NullMarked
package dev.csp.channels.internal;

import org.jspecify.annotations.NullMarked;
