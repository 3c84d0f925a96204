#!/bin/sh
# get-libnats.sh <folder>: unpacks Debian's libnats and the libraries that it needs into the folder.
# Installs nothing and leaves the machine's apt as it is. The last line tells what went wrong.
set -eu
suite=bookworm
wanted=3.4.1
packages="libnats-dev libnats3.4 libprotobuf-c1 libssl3"
folder=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "libnats $wanted cannot be had: $1" >&2
  exit 1
}

for tool in apt-get dpkg dpkg-deb; do
  command -v "$tool" > /dev/null || fail "this machine has no $tool"
done
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/unpacked"
: > "$work/status"

# The machine's own Debian mirror, so that no host is named here.
mirror=${REVKV_DEBIAN_MIRROR:-$(
  apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 'Origin: Debian' |
    while read -r uri codename; do
      case $codename in *-*) ;; *) echo "$uri" && break ;; esac
    done
)}
[ -n "$mirror" ] || fail "no Debian mirror in this machine's apt sources; set REVKV_DEBIAN_MIRROR"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror%/} $suite main" > "$work/sources.list"

# apt with a state of its own under $work.
private_apt() {
  apt-get -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::State="$work" -o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status" \
    -o Dir::Cache="$work" -o Dir::Log="$work" -o APT::Sandbox::User= \
    -o APT::Architecture="$(dpkg --print-architecture)" -o APT::Update::Error-Mode=any \
    -o Acquire::Languages=none -o Acquire::Retries=2 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 \
    -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false "$@"
}

private_apt update || fail "no list of packages from $mirror"
# shellcheck disable=SC2086 # one word a package
(cd "$work" && private_apt download $packages) || fail "no packages from $mirror"
for deb in "$work"/*.deb; do
  dpkg-deb -x "$deb" "$work/unpacked" || fail "$deb does not unpack"
done
# The header and the libraries alone: two folders, the same on every architecture.
rm -rf "$folder"
mkdir -p "$folder/lib"
cp -R "$work/unpacked/usr/include" "$folder/include"
find "$work/unpacked" -name '*.so*' ! -type d -exec cp -P {} "$folder/lib/" \;
version=$(sed -n 's/^#define NATS_VERSION_STRING *"\(.*\)"/\1/p' "$folder/include/nats/version.h")
[ "$version" = "$wanted" ] || fail "Debian's $suite has libnats $version"
echo "$version" > "$folder/version"
