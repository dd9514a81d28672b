package dev.csp.examples.digesttree;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** A file or folder that cannot be read. The message is one line: its name, and the reason. */
final class UnreadableException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableException(String name, IOException cause) {
    super(oneLine(name) + ": " + reason(cause), cause);
  }

  /** The JDK says some reasons by the type alone, with the name for a message. */
  private static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException e -> "no such file or directory";
      case AccessDeniedException e -> "permission denied";
      case NotDirectoryException e -> "not a directory";
      case FileSystemLoopException e -> "too many levels of symbolic links";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> cause.getMessage() == null ? cause.toString() : cause.getMessage();
    };
  }

  private static String oneLine(String name) {
    return name.isEmpty() ? "''" : name.replace("\n", "\\n").replace("\r", "\\r");
  }
}
