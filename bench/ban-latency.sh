#!/bin/bash
# ban-latency.sh [LINES A SECOND]...
# From the write of the fifth failing line to the first dropped packet, measured with the packaged program in two network
# namespaces of its own: at rest (0), and while so many other lines a second are written to the same log. Without arguments at
# 0, 50000 and 500000; fail2ban beside it at rest, where installed (it is started in the namespace, not on the machine). Needs root, nftables and iproute2, and 1 GB for the log. Builds first.
set -eu
cd "$(dirname "$0")/.."
mvn -q -B package -DskipTests org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath \
  -Dmdep.outputFile=target/test.classpath -Dmdep.includeScope=test >/dev/null
if [ $# = 0 ]; then set -- 0 50000 500000; fi
measure() { # LINES-A-SECOND ATTACKERS MILLISECONDS [fail2ban]
  java -Djava.util.logging.config.file=src/test/resources/logging.properties \
    -cp "target/test-classes:target/classes:$(cat target/test.classpath)" io.callgate.bench.BanLatency "$@"
}
for rate in "$@"; do
  echo "== $rate other lines a second"
  period=0.25
  if [ "$rate" != 0 ]; then period=1; fi
  measure "$rate" 110 $period
done
echo "== 0 other lines a second, and a book that somebody else has locked"
measure 0 110 0.25 locked
if command -v fail2ban-server >/dev/null; then
  echo "== fail2ban, 0 other lines a second"
  measure 0 40 1 fail2ban
fi
