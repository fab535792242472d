#!/bin/bash
# sight.sh [SECONDS of each flood]
# What it costs to see the packets that nothing allows, at rest and under floods of SYNs: see bench/README.md.
# Needs root, nftables and iproute2. Builds first.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B test-compile org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
  -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test >/dev/null
path="target/test-classes:target/classes:$(cat target/test.classpath)"
# The program with the launcher's settings, and who floods with Java's own.
java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms32m -Xmx64m -Xss256k \
  -Djava.util.logging.config.file=src/test/resources/logging.properties -cp "$path" \
  io.callgate.bench.Sight "${1:-10}" "$work" \
  java -XX:+UseSerialGC -Xmx64m -cp "$path" io.callgate.bench.Flood
