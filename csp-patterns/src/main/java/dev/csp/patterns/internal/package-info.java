/** What the packages of this module share and nobody else sees. */
@NullMarked
package dev.csp.patterns.internal;

import org.jspecify.annotations.NullMarked;
