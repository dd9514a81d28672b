/**
 * The digests of every file of a directory tree: a pipeline of goroutines and channels that does
 * real work. Start at {@link dev.csp.examples.digesttree.Pipeline}; {@link
 * dev.csp.examples.digesttree.DigestTree} is the command around it.
 */
@NullMarked
package dev.csp.examples.digesttree;

import org.jspecify.annotations.NullMarked;
