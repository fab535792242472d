#!/bin/bash
# large-book.sh [GRANTS] [BANS]
# How long a start takes with a large book, and one more grant in it, in a network namespace of its own.
# Needs root, nftables and iproute2. Builds first.
set -eu
cd "$(dirname "$0")/.."
mvn -q -B package -DskipTests org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
  -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test >/dev/null
exec java -Djava.util.logging.config.file=src/test/resources/logging.properties \
  -cp "target/test-classes:target/classes:$(cat target/test.classpath)" io.callgate.bench.LargeBook "$@"
