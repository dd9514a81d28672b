/** What the tests of several modules share: a harness that cannot lose a child's failure. */
package dev.csp.testing;
