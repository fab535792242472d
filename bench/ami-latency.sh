#!/bin/bash
# ami-latency.sh [REGISTERS A SECOND] [ATTACKERS]
# From the fifth security event of a real Asterisk to the ban in the kernel, while sipp attacks it, in two network namespaces
# of its own. Needs root, nftables, iproute2, and the Asterisk of src/test/asterisk, which it fetches if need be. Builds first.
set -eu
cd "$(dirname "$0")/.."
mvn -q -B package -DskipTests org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
  -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test >/dev/null
exec java -Djava.util.logging.config.file=src/test/resources/logging.properties \
  -cp "target/test-classes:target/classes:$(cat target/test.classpath)" io.callgate.bench.AmiLatency "$@"
