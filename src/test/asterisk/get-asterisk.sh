#!/bin/bash
# get-asterisk.sh DIR [SUITE...]
# Leaves a real Asterisk 22 and sipp in DIR, to be entered with chroot; nothing is installed on the machine itself.
# The packages come from Debian's forky or sid, whatever Debian this runs on (bookworm and trixie have no Asterisk).
# A tree that works is kept as it is; several callers at once wait for each other. Needs root, apt and the network.
set -euo pipefail
DIR=$(realpath -m "${1:?usage: get-asterisk.sh DIR [SUITE...]}")
shift
[ $# -gt 0 ] || set -- forky sid

works() { [ -e "$DIR/.complete" ] && chroot "$DIR" /usr/sbin/asterisk -V 2>/dev/null | grep -q '^Asterisk 22\.'; }

# The mirror this machine uses already, so that its proxy or its local copy serves us too.
mirror() {
  local site
  site=$(apt-get indextargets --format '$(SITE)' 'Identifier: Packages' | awk '/^https?:.*\/debian\/?$/ && !n++') || true
  [ -n "$site" ] || { echo "get-asterisk.sh: apt is set up with no mirror of Debian" >&2 && return 1; }
  echo "$site"
}

# What Asterisk and sipp ask for, and the libraries those need; the rest (perl, debconf, adduser) serves installing.
wanted() {
  apt-get "${APT[@]}" -s --no-install-recommends install asterisk asterisk-core-sounds-en-gsm sip-tester |
    awk '$1 == "Inst" && $2 ~ /^(asterisk.*|sip-tester|lib.*|zlib1g.*)$/ { print $2 }' | grep -v perl
}

fetch() { # SUITE
  local work=$DIR.part/apt
  rm -rf "$DIR.part"
  mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs"
  : >"$work/status"
  local keys
  for keys in /usr/share/keyrings/debian-archive-keyring.{gpg,pgp}; do [ ! -e "$keys" ] || break; done
  local site
  site=$(mirror) || return 1
  echo "deb [signed-by=$keys] $site $1 main" >"$work/sources.list"
  APT=(-q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/nonexistent
    -o Dir::Etc::preferences=/nonexistent -o Dir::Etc::preferencesparts=/nonexistent
    -o Dir::State::lists="$work/lists" -o Dir::State::status="$work/status" -o Dir::Cache="$work/cache"
    -o APT::Sandbox::User=root -o APT::Get::AllowUnauthenticated=false -o Acquire::Languages=none
    -o Acquire::Retries=3 -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
    -o Acquire::Check-Valid-Until=false -o Acquire::Check-Date=false)
  apt-get "${APT[@]}" update >"$DIR.log" 2>&1 || return 1
  local packages
  packages=$(wanted 2>>"$DIR.log") && [ -n "$packages" ] || return 1
  # shellcheck disable=SC2086 # one word a package
  (cd "$work/debs" && apt-get "${APT[@]}" download $packages) >>"$DIR.log" 2>&1 || return 1
}

unpack() {
  local tree=$DIR.part/tree dir deb
  mkdir -p "$tree"/usr/{bin,sbin,lib,lib64} "$tree"/{etc,tmp,dev,proc,var/run,i}
  for dir in bin sbin lib lib64; do ln -s usr/$dir "$tree/$dir"; done
  for deb in "$DIR.part"/apt/debs/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -C "$tree" --keep-directory-symlink \
      --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/locale/*' -xf - || return 1
  done
  # What the packages' own scripts would have done.
  mknod -m 666 "$tree/dev/null" c 1 3 && mknod -m 666 "$tree/dev/zero" c 1 5 &&
    mknod -m 666 "$tree/dev/random" c 1 8 && mknod -m 666 "$tree/dev/urandom" c 1 9 || return 1
  ln -sfn en_US_f_Allison "$tree/usr/share/asterisk/sounds/en"
  echo 'root:x:0:0:root:/:/bin/sh' >"$tree/etc/passwd"
  echo 'root:x:0:' >"$tree/etc/group"
  # Asterisk asks for its own name and for a root server at start: both are answered here, so that no packet leaves.
  echo "127.0.0.1 localhost A.ROOT-SERVERS.NET $(uname -n)" >"$tree/etc/hosts"
  echo 'nameserver 127.0.0.1' >"$tree/etc/resolv.conf"
  touch "$tree/.complete"
}

mkdir -p "$(dirname "$DIR")"
exec 9>"$DIR.lock"
flock 9
if works; then exit 0; fi
for attempt in 1 2 3; do
  for suite in "$@"; do
    if fetch "$suite" && unpack; then
      rm -rf "$DIR"
      mv "$DIR.part/tree" "$DIR"
      if works; then
        rm -rf "$DIR.part" "$DIR.log"
        echo "$(chroot "$DIR" /usr/sbin/asterisk -V) from Debian $suite in $DIR"
        exit 0
      fi
    fi
  done
  sleep $((attempt * 5))
done
echo "get-asterisk.sh: no working Asterisk 22 from: $*; see $DIR.log" >&2
exit 1
