package dev.csp.examples.digesttree;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/*
 * The names of files as the file system has them: bytes, which need not be text in any encoding.
 *
 * A Path keeps the bytes that a folder's listing gave, but shows them only decoded, with each
 * undecodable byte replaced. Its URI is exact: Path promises that a path comes back from its URI
 * unchanged, so the URI must hold every byte, and holds the odd ones as %XX. What is exact is the
 * way from a listing to the report; a name on the command line was decoded by the JVM before main
 * began.
 *
 * Where names are not bytes (the separator is not '/'), they are taken as UTF-8.
 */
final class Names {
  private static final boolean NAMES_ARE_BYTES =
      FileSystems.getDefault().getSeparator().equals("/");

  private static final HexFormat HEX = HexFormat.of();

  private Names() {}

  /** The bytes of a path, as given: relative stays relative. */
  static byte[] bytes(Path path) {
    String text = path.toString();
    if (text.chars().allMatch(c -> c < 0x80)) {
      return text.getBytes(US_ASCII);
    }
    if (!NAMES_ARE_BYTES) {
      return text.getBytes(UTF_8);
    }
    byte[] absolute = absoluteBytes(path);
    if (path.isAbsolute()) {
      return absolute;
    }
    int prefix = absoluteBytes(Path.of("")).length;
    return Arrays.copyOfRange(
        absolute, absolute[prefix] == '/' ? prefix + 1 : prefix, absolute.length);
  }

  static byte[] withSlash(byte[] name) {
    byte[] longer = Arrays.copyOf(name, name.length + 1);
    longer[name.length] = '/';
    return longer;
  }

  /** The path of a name in a folder: of the bytes of one name, perhaps with a slash behind. */
  static Path child(Path folder, byte[] name) {
    if (!NAMES_ARE_BYTES) {
      return folder.resolve(new String(name, UTF_8));
    }
    if (isAscii(name)) {
      return folder.resolve(new String(name, US_ASCII));
    }
    return folder.resolve(Path.of(URI.create("file:///" + percentEncoded(name))).getFileName());
  }

  /** Without the slash that the URI of an existing folder ends in. */
  private static byte[] absoluteBytes(Path path) {
    byte[] decoded = percentDecoded(path.toUri());
    int length = decoded.length;
    return length > 1 && decoded[length - 1] == '/' ? Arrays.copyOf(decoded, length - 1) : decoded;
  }

  private static byte[] percentDecoded(URI uri) {
    String raw = uri.getRawPath();
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        decoded.write(Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        decoded.write(raw.charAt(i));
      }
    }
    return decoded.toByteArray();
  }

  private static String percentEncoded(byte[] name) {
    StringBuilder encoded = new StringBuilder(3 * name.length);
    for (byte b : name) {
      encoded.append(b == '/' ? "/" : "%" + HEX.toHexDigits(b));
    }
    return encoded.toString();
  }

  private static boolean isAscii(byte[] name) {
    for (byte b : name) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Writes a line as {@code sha256sum} does. A name with a backslash, a newline or a carriage
   * return is written with those escaped, and a backslash before the digest says so.
   */
  static void writeLine(String digest, byte[] name, ByteArrayOutputStream out) {
    if (needsEscape(name)) {
      out.write('\\');
    }
    out.writeBytes(digest.getBytes(US_ASCII));
    out.write(' ');
    out.write(' ');
    for (byte b : name) {
      switch (b) {
        case '\\' -> out.writeBytes(new byte[] {'\\', '\\'});
        case '\n' -> out.writeBytes(new byte[] {'\\', 'n'});
        case '\r' -> out.writeBytes(new byte[] {'\\', 'r'});
        default -> out.write(b);
      }
    }
    out.write('\n');
  }

  private static boolean needsEscape(byte[] name) {
    for (byte b : name) {
      if (b == '\\' || b == '\n' || b == '\r') {
        return true;
      }
    }
    return false;
  }
}
