# For the scripts of bin/, which set root (of the repository) and module (that they run, if it is one) and then read this file:
# finds JDKs, and builds the module when something has changed.
# shellcheck shell=bash disable=SC2154

floor=21 # the oldest JDK that runs the library
classes=$root/${module:-}/target/classes
classpath_file=$root/${module:-}/target/runtime.classpath

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "bin/${0##*/}: $*"
  exit 2
}

# The feature release of a JDK, by its home; nothing if there is no JDK.
release_of() {
  [ -x "$1/bin/java" ] || return 0
  local version
  version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$1/release" 2>/dev/null || true)
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
  fi
  version=${version%%[!0-9]*}
  printf '%s' "$version"
}

is_new_enough() { [ -n "$1" ] && [ "$1" -ge "$floor" ]; }

# The JDKs in the usual places that are new enough: a release and a home on each line.
list_jdks() {
  local home release
  for home in /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    release=$(release_of "$home")
    if is_new_enough "$release"; then
      printf '%s %s\n' "$release" "$home"
    fi
  done
}

# JAVA_HOME, then java on the path, then the newest JDK in the usual places.
find_java() {
  local release java=
  if [ -n "${JAVA_HOME:-}" ] && is_new_enough "$(release_of "$JAVA_HOME")"; then
    printf '%s' "$JAVA_HOME/bin/java"
    return
  fi
  if java=$(command -v java); then
    release=$("$java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
    if is_new_enough "$release"; then
      printf '%s' "$java"
      return
    fi
  fi
  java=$(list_jdks | sort -n -s -k 1,1 | tail -n 1)
  java=${java#* }
  [ -n "$java" ] || fail "needs a JDK of $floor or newer: set JAVA_HOME to one"
  printf '%s' "$java/bin/java"
}

is_built() {
  [ -f "$classpath_file" ] || return 1
  local newer entry
  newer=$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$classpath_file" -print)
  [ -z "$newer" ] || return 1
  while IFS= read -r -d : entry; do
    [ -e "$entry" ] || return 1
  done < <(printf '%s:' "$(cat "$classpath_file")")
}

build() {
  command -v mvn >/dev/null || fail "needs Maven (mvn) to build"
  say "bin/${0##*/}: building ..."
  (cd "$root" && mvn -B -q -ntp -Dstyle.color=never -pl "$module" -am -Dformat.skip -Denforcer.skip process-classes) </dev/null >&2 ||
    fail "the build failed"
}
