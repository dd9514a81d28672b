package dev.csp.examples.snippets;

import dev.csp.bridge.Lines;
import dev.csp.context.Context;
import dev.csp.pipeline.Pipeline;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

final class LineSnippets {
  private LineSnippets() {}

  static void errors(Context ctx, Path log, Writer report) throws Exception {
    // @start region="lines"
    Pipeline<String> errors =
        Lines.of(() -> Files.newInputStream(log), StandardCharsets.UTF_8) // opened by each run
            .map(String::strip);
    Lines.write(ctx, errors, report);
    // @end
  }

  // @start region="process"
  static Pipeline<String> output(ProcessBuilder command) {
    return Lines.of(
        () -> {
          Process process = command.start();
          return new FilterInputStream(process.getInputStream()) {
            @Override
            public void close() throws IOException {
              process.destroy(); // a read of its output heeds neither interrupt nor close
              super.close();
            }
          };
        },
        Charset.defaultCharset());
  }
  // @end
}
