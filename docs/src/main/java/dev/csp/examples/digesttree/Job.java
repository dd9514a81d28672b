package dev.csp.examples.digesttree;

import dev.csp.channels.SendChannel;
import java.nio.file.Path;

/**
 * A file to digest, and where to send what became of it.
 *
 * @param file the file
 * @param outcome has room for one value, so that a worker never waits for the report
 */
record Job(Path file, SendChannel<Outcome> outcome) {}
