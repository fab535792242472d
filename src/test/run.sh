#!/bin/bash
# Runs all tests, and installs what they need where it may (root and apt): a JDK, Maven, nftables, MariaDB's programs, and
# a real Asterisk with sipp, and Debian 13's nft, unpacked in CALLGATE_TEST_ASTERISK (/var/tmp/callgate-asterisk) and
# CALLGATE_TEST_TRIXIE (/var/tmp/callgate-trixie) and entered with chroot.
# Without root or those packages the unit tests still run, and the rest is listed as not run, with its reason.
# With CI=true, an integration test that is not run is a failure. No service is started and the machine's own firewall
# is not touched: the tests make network namespaces. Ends with one line: N passed, N failed, N skipped.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
export CALLGATE_TEST_ASTERISK=${CALLGATE_TEST_ASTERISK:-/var/tmp/callgate-asterisk}
export CALLGATE_TEST_TRIXIE=${CALLGATE_TEST_TRIXIE:-/var/tmp/callgate-trixie}
missing=()

# Its packages, unpacked and not installed: the test enters them with chroot.
get_nft_of_debian_13() {
  local root=$CALLGATE_TEST_TRIXIE keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror
  [ ! -x "$root/usr/sbin/nft" ] || return 0
  # Where this machine's own packages come from, but for what is only mended there.
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -n 1)
  rm -rf "$root"
  mmdebstrap -q --variant=extract --include=nftables trixie "$root" \
    "deb [signed-by=$keyring] $mirror trixie main" || return 1
  for folder in bin sbin lib lib64; do [ -e "$root/$folder" ] || ln -s "usr/$folder" "$root/$folder"; done
}

prepare() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    missing+=("nothing was installed: that takes root and apt-get")
    return
  fi
  ./install.sh --tools nftables iproute2 procps iptables iputils-ping nmap knockd netcat-openbsd oathtool busybox systemd mmdebstrap mariadb-server-core mariadb-client-core python3 ||
    missing+=("not all Debian packages could be installed, see above")
  # The package with MariaDB's programs alone starts no server, and makes no user either.
  getent passwd mysql >/dev/null || useradd --system --no-create-home --shell /bin/false mysql
  # What is unpacked is for the integration tests alone: it comes while the others run.
  get_nft_of_debian_13 & trixie=$!
  src/test/asterisk/get-asterisk.sh "$CALLGATE_TEST_ASTERISK" & asterisk=$!
}

trixie='' asterisk=''
await_unpacked() {
  [ -z "$trixie" ] || wait "$trixie" || missing+=("no nft of Debian 13 in $CALLGATE_TEST_TRIXIE, see above")
  [ -z "$asterisk" ] || wait "$asterisk" || missing+=("no Asterisk in $CALLGATE_TEST_ASTERISK, see above")
}

# A failed test does not end a run: all of them are counted in the end.
maven() { ${behind:-} mvn -B -C -Dstyle.color=never -Dmaven.test.failure.ignore=true "$@" 2>&1 | grep -v '^\[INFO\] *$'; return "${PIPESTATUS[0]}"; }

# Behind the integration tests, of which those of a real line need a processor seldom, but then at once.
test_all_units() {
  local behind="nice -n 10" result=0
  : >target/unit-25.log
  maven -q -DtempDir=surefire-units surefire:test >target/unit.log || result=1
  [ -z "$jdk25" ] || test_units_on "$jdk25" >target/unit-25.log || result=1
  return $result
}

# Few of the trials that they have just had, the compiler that the program runs with, and one process that comes behind all
# others: most of the processors is for the integration tests beside them, some of which call over a real line.
test_units_on() { # JDK
  maven -q -Djvm="$1/bin/java" -Dunit.forks=1 -Dunit.reports=target/surefire-reports-25 -DtempDir=surefire-25 \
    -Dtest.jvm="--enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -Dcallgate.trials=10" \
    surefire:test
}

# Adds up the attributes of the test suites in report files: passed, failed, skipped.
count() { # DIRECTORY
  cat "$1"/TEST-*.xml 2>/dev/null | awk '
    /^<testsuite / {
      for (i in n) delete n[i]
      line = $0
      while (match(line, / (tests|errors|failures|skipped)="[0-9]+"/)) {
        split(substr(line, RSTART + 1, RLENGTH - 2), part, "=\"")
        n[part[1]] = part[2]
        line = substr(line, RSTART + RLENGTH)
      }
      failed += n["errors"] + n["failures"]
      skipped += n["skipped"]
      passed += n["tests"] - n["errors"] - n["failures"] - n["skipped"]
    }
    END { printf "%d %d %d\n", passed, failed, skipped }'
}

# A line for each test of a kind, with its reason; the attribute has it, or else the first line of the trace.
list() { # DIRECTORY skipped|failure|error
  cat "$1"/TEST-*.xml 2>/dev/null | awk -v kind="$2" '
    /<testcase / {
      match($0, / name="[^"]*"/); name = substr($0, RSTART + 7, RLENGTH - 8)
      match($0, / classname="[^"]*"/); class = substr($0, RSTART + 12, RLENGTH - 13)
      sub(/.*\./, "", class)
    }
    $0 ~ "<" kind "[ >/]" {
      reason = $0
      if (match($0, / message="[^"]*"/)) reason = substr($0, RSTART + 10, RLENGTH - 11)
      else sub(/.*<!\[CDATA\[([A-Za-z0-9.]*: )?/, "", reason)
      sub(/Assumption failed: /, "", reason)
      print class "." name ": " reason
    }' | sed 's/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&#10;/ /g; s/&amp;/\&/g'
}

# Whole classes are skipped for one reason: a line for each, with how many tests that was.
list_skipped() { # DIRECTORY
  list "$1" skipped | sed 's/^\([A-Za-z0-9$]*\)\.[^:]*: /\1: /' | sort | uniq -c |
    sed 's/^ *\([0-9]*\) \(.*\)$/  not run: \1 of \2/'
}

total=(0 0 0)
report() { # NAME DIRECTORY
  local one
  read -r -a one <<<"$(count "$2")"
  echo "$1: ${one[0]} passed, ${one[1]} failed, ${one[2]} skipped"
  { list "$2" failure && list "$2" error; } | sed 's/^/  FAILED: /'
  list_skipped "$2"
  for i in 0 1 2; do total[i]=$((total[i] + one[i])); done
}

newest_jdk() { # VERSION
  local home
  for home in /usr/lib/jvm/*; do
    if [ -x "$home/bin/java" ] && grep -qs "^JAVA_VERSION=\"$1[\".]" "$home/release"; then echo "$home" && return; fi
  done
}

prepare
command -v mvn >/dev/null || { echo "run.sh: there is no Maven; install maven and a JDK of 17 or later (as root: ./install.sh --tools)" >&2 && exit 1; }
rm -rf target/surefire-reports target/surefire-reports-25 target/failsafe-reports
status=0
jdk25=$(newest_jdk 25)
[ -n "$jdk25" ] || missing+=("the unit tests on Java 25: there is none in /usr/lib/jvm")
if maven package -DskipUnitTests; then
  test_all_units & units=$!
  await_unpacked
  maven failsafe:integration-test@alone failsafe:integration-test@beside failsafe:verify@beside || status=1
  wait "$units" || status=1
  cat target/unit.log target/unit-25.log
else
  status=1
fi
[ $status = 0 ] || missing+=("a build broke off, see above")

echo
echo "What was covered:"
report "unit tests" target/surefire-reports
units=${total[0]}
[ -z "$jdk25" ] || report "unit tests on Java 25" target/surefire-reports-25
before=${total[2]} passed=${total[0]}
report "integration tests" target/failsafe-reports
its=$((total[0] - passed)) skipped=$((total[2] - before))
[ ${#missing[@]} = 0 ] || { echo "not run or not to be had:" && printf '  %s\n' "${missing[@]}"; }
# No tests at all is no success.
[ "$units" -gt 0 ] && [ "${total[1]}" = 0 ] || status=1
if [ "${CI:-}" = true ] && { [ $skipped -gt 0 ] || [ $its = 0 ]; }; then
  echo "CI=true: $skipped integration tests were not run, $its were" >&2
  status=1
fi
echo "${total[0]} passed, ${total[1]} failed, ${total[2]} skipped"
exit $status
