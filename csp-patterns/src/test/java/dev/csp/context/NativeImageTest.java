package dev.csp.context;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * An image compiled ahead of time has the methods that {@link ScopedValues} finds by name only if
 * the jar says so. Whether GraalVM reads it is not tested here.
 */
class NativeImageTest {
  private static final String FILE =
      "/META-INF/native-image/dev.csp/csp-patterns/reachability-metadata.json";
  private static final Pattern TYPE = Pattern.compile("\"(?:type|typeReached)\": \"([^\"]+)\"");
  private static final Pattern METHOD =
      Pattern.compile("\"name\": \"(\\w+)\", \"parameterTypes\": \\[([^\\]]*)\\]");

  private static String metadata() throws IOException {
    try (InputStream in = NativeImageTest.class.getResourceAsStream(FILE)) {
      assertThat(in).as(FILE).isNotNull();
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** The names that are asked for, and no others. */
  @Test
  void theTypesAreThoseThatAreFoundByName() throws IOException {
    Set<String> asked = new TreeSet<>(Set.of(ScopedValues.class.getName()));
    ScopedValues unused =
        ScopedValues.of(name -> {
          asked.add(name);
          return Class.forName(name);
        });
    assertThat(unused).isNotNull();
    assertThat(TYPE.matcher(metadata()).results().map(found -> found.group(1)))
        .containsOnlyOnceElementsOf(
            Set.of("java.lang.ScopedValue", "java.lang.ScopedValue$Carrier"))
        .allMatch(asked::contains);
    assertThat(asked).hasSize(3);
  }

  /** Each method is one of the JDK that runs this test. */
  @Test
  void theMethodsAreThere() throws Exception {
    String type = "";
    Set<String> found = new TreeSet<>();
    for (String line : metadata().lines().toList()) {
      MatchResult named =
          Pattern.compile("\"type\": \"(.*)\"").matcher(line).results().findFirst().orElse(null);
      if (named != null) {
        type = named.group(1);
      }
      MatchResult method = METHOD.matcher(line).results().findFirst().orElse(null);
      if (method != null) {
        Method real = method(Class.forName(type), method.group(1), method.group(2));
        found.add(type + "." + real.getName());
      }
    }
    assertThat(found)
        .containsExactly(
            "java.lang.ScopedValue$Carrier.run",
            "java.lang.ScopedValue$Carrier.where",
            "java.lang.ScopedValue.get",
            "java.lang.ScopedValue.isBound",
            "java.lang.ScopedValue.where");
  }

  private static Method method(Class<?> type, String name, String parameters) throws Exception {
    Class<?>[] types =
        Arrays.stream(parameters.split(",\\s*"))
            .filter(parameter -> !parameter.isEmpty())
            .map(parameter -> type(parameter.replace("\"", "")))
            .toArray(Class<?>[]::new);
    return type.getMethod(name, types);
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(name, e);
    }
  }
}
