#!/bin/bash
# call-to-packet.sh [sqlite|mariadb] [CALLS] [ROUNDS] [MILLISECONDS over which the keys are spread]
# From the confirming key to the packet passing, measured with the packaged program in two network namespaces of its own.
# Needs root, nftables, iproute2 (and MariaDB's programs). Builds first.
set -eu
cd "$(dirname "$0")/.."
mvn -q -B package -DskipTests org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
  -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test >/dev/null
exec java -Djava.util.logging.config.file=src/test/resources/logging.properties \
  -cp "target/test-classes:target/classes:$(cat target/test.classpath)" io.callgate.bench.CallToPacket "$@"
