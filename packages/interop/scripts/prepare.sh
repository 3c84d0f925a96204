#!/bin/sh
# prepare.sh [language ...]: builds the program of each language (default: javascript go python c, and those that
# REVKV_INTEROP names, such as java,rust) into .cache/<language>/ of this package, and prints a line a language.
# .cache/<language>/run <url> then runs it. Installs nothing on the system. What a language needs and this machine
# has not is told, and the language left out. Exit codes: 0 all are built, 3 some were left out, 1 a build failed.
set -u
here=$(cd "$(dirname "$0")" && pwd)
package=$(dirname "$here")
status=0

# Ends the part of one language: it cannot be had on this machine.
leave_out() {
  echo "$language: left out: $1"
  exit 3
}

# Ends the part of one language: its program does not build.
give_up() {
  echo "$language: failed: $1; see packages/interop/.cache/$language/log"
  exit 1
}

needs() {
  for tool in "$@"; do
    command -v "$tool" > /dev/null || leave_out "there is no $tool here"
  done
}

# Runs a command; what it prints goes to the log.
quietly() {
  "$@" >> "$cache/log" 2>&1 < /dev/null
}

# The last line of the log, for a reason in one line.
last_words() {
  tail -n 1 "$cache/log"
}

# Says how the program is started: .cache/<language>/run <url>. In one move: another run may be starting it.
runs_by() {
  printf '#!/bin/sh\nexec %s "$@"\n' "$1" > "$cache/run.$$"
  chmod +x "$cache/run.$$"
  mv "$cache/run.$$" "$cache/run"
}

for language in ${*:-javascript go python c $(echo "${REVKV_INTEROP:-}" | tr , ' ')}; do
  if [ ! -f "$here/$language.sh" ]; then
    echo "$language: failed: there is no program for it"
    status=1
    continue
  fi
  (
    cache=$package/.cache/$language
    program=$package/programs/$language
    mkdir -p "$cache" || exit 1
    : > "$cache/log"
    . "$here/$language.sh"
  )
  case $? in
    0) ;;
    3) [ "$status" -ne 0 ] || status=3 ;;
    *) status=1 ;;
  esac
done
exit "$status"
