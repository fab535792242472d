#!/bin/bash
# scan-throughput.sh [FILE] [ROUNDS] [PATTERN]...
# How fast a log is read into failures on one thread, beside grep -cE (and rg, where installed) of the same file in the same
# run, and with each PATTERN added (a regular expression, or a filter file of fail2ban): once with the launcher's settings, once
# with Java's own. Without a FILE, or with "", it makes one of 2,000,000 lines and removes it.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B test-compile org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
  -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test >/dev/null
file=${1:-$work/asterisk.log}
lines=2000000
if [ -e "$file" ]; then lines=$(wc -l <"$file"); fi
for flags in "-XX:TieredStopAtLevel=1 -Xmx64m" "-Xmx64m"; do
  echo "== java -XX:+UseSerialGC $flags"
  # shellcheck disable=SC2086 # one word a flag
  java -XX:+UseSerialGC $flags -cp "target/test-classes:target/classes:$(cat target/test.classpath)" \
    io.callgate.bench.ScanThroughput "$file" "$lines" "${2:-7}" "${@:3}"
done
