/** The programs of the guide: regions that its pages show, compiled and run here. */
@NullMarked
package dev.csp.guide;

import org.jspecify.annotations.NullMarked;
