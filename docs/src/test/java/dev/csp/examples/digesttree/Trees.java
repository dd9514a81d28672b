package dev.csp.examples.digesttree;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files to digest. */
final class Trees {
  static final long TERABYTE = 1L << 40;

  private Trees() {}

  static Path file(Path folder, String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /** A file that takes hours to read, and no room. */
  static Path endless(Path folder, String name) throws IOException {
    return sparse(folder, name, TERABYTE);
  }

  static Path sparse(Path folder, String name, long size) throws IOException {
    Path file = folder.resolve(name);
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      access.setLength(size);
    } catch (IOException e) {
      assumeTrue(false, "this file system has no sparse files of " + size + " bytes: " + e);
    }
    return file;
  }

  /**
   * Names that need escapes, that are not text, and that sort differently as folders and as files.
   */
  static void odd(Path root) throws IOException, InterruptedException {
    for (String name :
        List.of(
            "plain",
            "with space",
            " leading",
            "back\\slash",
            "new\nline",
            "carriage\rreturn",
            "tab\there",
            "*star",
            "-dash",
            "--",
            "'quote'",
            "\u00e9t\u00e9",
            "\ud83d\ude00",
            "trailing\\",
            "\n",
            "percent%41",
            "#hash?",
            "a/c",
            "a.b/d",
            "a-b",
            "a0",
            "a b",
            "Z",
            "z",
            "deep/er/and/deeper/file",
            "deep.er",
            ".hidden/.file")) {
      file(root, name, "content of " + name);
    }
    Files.createFile(root.resolve("empty"));
    Files.createDirectory(root.resolve("empty folder"));
    Files.writeString(raw(root, "latin1-\u00e9"), "not UTF-8");
    Files.createDirectory(raw(root, "dir-\u00ff\u00fe"));
    Files.writeString(raw(raw(root, "dir-\u00ff\u00fe"), "\u00e8\\\n"), "not UTF-8, and escaped");
    Files.createSymbolicLink(root.resolve("link to file"), Path.of("plain"));
    Files.createSymbolicLink(root.resolve("link to folder"), Path.of("deep"));
    Files.createSymbolicLink(root.resolve("deep/cycle"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
    if (Tools.isTool("mkfifo")) {
      Tools.run(root, List.of("mkfifo", "pipe")); // reading it would never end
    }
  }

  /** A name of the bytes that ISO 8859-1 has for it. */
  static Path raw(Path folder, String name) {
    StringBuilder uri = new StringBuilder(folder.toUri().toString());
    if (uri.charAt(uri.length() - 1) != '/') {
      uri.append('/');
    }
    for (byte b : name.getBytes(ISO_8859_1)) {
      uri.append(String.format("%%%02X", b));
    }
    return Path.of(URI.create(uri.toString()));
  }
}
