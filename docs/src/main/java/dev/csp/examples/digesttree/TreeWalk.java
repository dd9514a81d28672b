package dev.csp.examples.digesttree;

import dev.csp.channels.Channel;
import dev.csp.channels.ReceiveChannel;
import dev.csp.channels.SendChannel;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/*
 * The first stage: finds the files, in the order in which they are reported.
 *
 * Order: the roots as given; below a root, the full paths by their bytes, as "find ROOT -type f |
 * LC_ALL=C sort" has them. To walk in that order, a folder stands among its siblings as its name
 * with a '/' behind: "a.b" comes before "a/c", and "a0" after it.
 *
 * Memory: the listings of the folders between the root and the current one; nothing of those
 * before and after.
 *
 * A root that is a link is followed; links below are not, so there are no cycles. Below a root,
 * what is neither a folder nor a regular file (links, pipes, sockets, devices) is passed over; a
 * root that is not a folder is read, whatever it is.
 *
 * The walk is a member of a group, which interrupts it when it is time to stop: then the next send
 * throws.
 */
final class TreeWalk {
  private final SendChannel<Job> jobs;
  private final SendChannel<ReceiveChannel<Outcome>> lines;
  private final OnFailure onFailure;

  TreeWalk(SendChannel<Job> jobs, SendChannel<ReceiveChannel<Outcome>> lines, OnFailure onFailure) {
    this.jobs = jobs;
    this.lines = lines;
    this.onFailure = onFailure;
  }

  /** Walks the roots. Closes both channels at the end, whatever the end. */
  void walk(List<String> roots) throws UnreadableException, InterruptedException {
    try (jobs;
        lines) {
      for (String root : roots) {
        walkRoot(root);
      }
    }
  }

  private void walkRoot(String root) throws UnreadableException, InterruptedException {
    Path path;
    boolean isFolder;
    try {
      path = rootPath(root);
      isFolder = Files.readAttributes(path, BasicFileAttributes.class).isDirectory();
    } catch (IOException e) {
      fail(root, e);
      return;
    }
    if (isFolder) {
      walkFolder(path);
    } else {
      digest(path);
    }
  }

  /** The empty name is no file, though the JDK takes it for the working directory. */
  private static Path rootPath(String root) throws IOException {
    if (root.isEmpty()) {
      throw new NoSuchFileException(root);
    }
    try {
      return Path.of(root);
    } catch (InvalidPathException e) {
      throw new IOException("not a file name in this locale", e);
    }
  }

  private void walkFolder(Path folder) throws UnreadableException, InterruptedException {
    List<byte[]> names;
    try {
      names = sortedNames(folder);
    } catch (IOException e) {
      fail(folder.toString(), e);
      return;
    }
    for (byte[] name : names) {
      Path path = Names.child(folder, name);
      if (isFolder(name)) {
        walkFolder(path);
      } else {
        digest(path);
      }
    }
  }

  // ---- what is sent

  /** The line goes first: there are never more files under way than lines have room. */
  private void digest(Path file) throws InterruptedException {
    Channel<Outcome> outcome = Channel.buffered(1);
    lines.send(outcome);
    jobs.send(new Job(file, outcome));
  }

  /** A failure has its place in the order, too. */
  private void fail(String name, IOException e) throws UnreadableException, InterruptedException {
    Channel<Outcome> outcome = Channel.buffered(1);
    outcome.send(onFailure.handle(new UnreadableException(name, e)));
    lines.send(outcome);
  }

  // ---- listing: names in bytes, because there can be many; those of folders end in '/'

  private static boolean isFolder(byte[] name) {
    return name[name.length - 1] == '/';
  }

  private static List<byte[]> sortedNames(Path folder) throws IOException, InterruptedException {
    List<byte[]> names = new ArrayList<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
      for (Path path : paths) {
        if (Thread.interrupted()) { // listing does not look, and a folder can be large
          throw new InterruptedException("interrupted while listing " + folder);
        }
        addName(path, names);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(Arrays::compareUnsigned);
    return names;
  }

  private static void addName(Path path, List<byte[]> names) {
    byte[] name = Names.bytes(path.getFileName());
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isDirectory()) {
        names.add(Names.withSlash(name));
      } else if (attributes.isRegularFile()) {
        names.add(name);
      }
    } catch (IOException e) {
      names.add(name); // gone, or hidden: whoever opens it will say so
    }
  }
}
