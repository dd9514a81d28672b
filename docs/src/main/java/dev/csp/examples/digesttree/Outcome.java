package dev.csp.examples.digesttree;

import java.nio.file.Path;

/** What became of one file. */
sealed interface Outcome {
  /**
   * The file was read to its end.
   *
   * @param file the file
   * @param size how many bytes it had
   * @param digest their digest, in lower-case hexadecimal
   */
  record Digested(Path file, long size, String digest) implements Outcome {}

  /**
   * The file, or the folder, could not be read.
   *
   * @param why says which one, and the reason
   */
  record Failed(UnreadableException why) implements Outcome {}
}
