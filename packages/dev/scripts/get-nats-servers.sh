#!/bin/sh
# get-nats-servers.sh [suite ...]: unpacks Debian's nats-server of each suite (default: forky trixie bookworm)
# into .cache/nats-server/<suite>/ of this repository. Installs nothing and leaves the machine's apt as it is.
set -eu
cache=$(cd "$(dirname "$0")/../../.." && pwd)/.cache/nats-server
work=
trap 'rm -rf ${work:+"$work"}' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "get-nats-servers.sh: $1" >&2
  exit 1
}

# The machine's own Debian mirror, so that no host is named here.
mirror() {
  if [ -n "${REVKV_DEBIAN_MIRROR:-}" ]; then
    echo "${REVKV_DEBIAN_MIRROR%/}"
    return
  fi
  apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 'Origin: Debian' 2> "$work/log" |
    while read -r uri codename; do
      case $codename in *-*) ;; *) echo "${uri%/}" && break ;; esac
    done
}

# apt with a state of its own under $work.
private_apt() {
  apt-get -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State="$work" -o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status" \
    -o Dir::Cache="$work" -o Dir::Log="$work" -o APT::Sandbox::User= -o APT::Architecture="$arch" \
    -o APT::Update::Error-Mode=any -o Acquire::Languages=none -o Acquire::Retries=2 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 \
    -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false "$@" < /dev/null >> "$work/log" 2>&1
}

# What went wrong, in the first line that apt had to say about it.
reason() {
  grep -E '^(E:|W: Failed)' "$work/log" | head -n 1
}

get() {
  suite=$1
  bin=$cache/$suite/usr/sbin/nats-server
  if version=$("$bin" --version 2> /dev/null); then
    echo "$suite: $version"
    return
  fi
  for tool in apt-get dpkg dpkg-deb; do
    command -v "$tool" > /dev/null || fail "cannot fetch $suite: this machine has no $tool; install nats-server another way and name it in REVKV_NATS_SERVER"
  done
  mkdir -p "$cache"
  # What an earlier call left when it was killed: a day is longer than any download takes.
  find "$cache" -maxdepth 1 -name '.fetching-*' -mmin +1440 -exec rm -rf {} +
  work=$(mktemp -d "$cache/.fetching-$suite-XXXXXX")
  mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/unpacked"
  : > "$work/status"
  : > "$work/log"
  from=$(mirror)
  [ -n "$from" ] || fail "cannot fetch $suite: no Debian mirror in this machine's apt sources; set REVKV_DEBIAN_MIRROR, or install nats-server another way and name it in REVKV_NATS_SERVER"
  arch=$(dpkg --print-architecture)
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $from $suite main" > "$work/sources.list"
  private_apt update || fail "cannot fetch $suite from $from: $(reason)"
  (cd "$work" && private_apt download nats-server) || fail "cannot fetch nats-server of $suite from $from: $(reason)"
  for deb in "$work"/nats-server_*.deb; do
    dpkg-deb -x "$deb" "$work/unpacked" 2>> "$work/log" || fail "cannot unpack nats-server of $suite: $(tail -n 1 "$work/log")"
  done
  version=$("$work/unpacked/usr/sbin/nats-server" --version 2> /dev/null) || fail "nats-server of $suite does not run on this machine"
  # From here on the suite is there whole, or not at all.
  rm -rf "${cache:?}/$suite"
  mv -T "$work/unpacked" "$cache/$suite" 2> /dev/null || "$bin" --version > /dev/null || fail "cannot move nats-server of $suite into $cache"
  rm -rf "$work"
  work=
  echo "$suite: $version"
}

[ $# -gt 0 ] || set -- forky trixie bookworm
for suite in "$@"; do
  case $suite in
    '' | *[!a-z0-9-]*) fail "'$suite' is no name of a Debian suite" ;;
  esac
  get "$suite"
done
