/** The examples of the Javadoc: regions that it shows, compiled here. */
@NullMarked
package dev.csp.examples.snippets;

import org.jspecify.annotations.NullMarked;
