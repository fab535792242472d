#!/bin/bash
# Writes artifacts.sha256 anew, after pom.xml changed: what install.sh's build takes from the network, libraries and plugins
# with all that they need, each with its SHA-256. Maven checks the sums that the repository gives (-C); whoever runs this
# answers for the rest: look at the difference before you commit it.
#   src/build/pin.sh            with the Maven that is here
#   src/build/pin.sh --add      keeps what is listed: for another version of Maven, which reads some more POMs
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
list=src/build/artifacts.sha256
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/source"
tar -c --exclude=./target --exclude=./.git . | tar -x -C "$work/source"
(cd "$work/source" && mvn -q -B -C -Dmaven.repo.local="$work/repository" package $(cat src/build/flags))
{
  (cd "$work/repository" && find . -type f \( -name '*.jar' -o -name '*.pom' \) -printf '%P\0' | xargs -0 sha256sum)
  [ "${1:-}" != --add ] || cat "$list"
} | sort -k 2 -u >"$work/list"
cp "$work/list" "$list"
wc -l "$list"
