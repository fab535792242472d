#!/bin/bash
# smoke.sh [ROOT]
# Proves the dialplan, the recordings and these scripts on a real Asterisk, in a network namespace of its own: calls over
# SIP, keys in RTP, and a FastAGI server that answers, is not there, or goes away. Ends with 0 if all is well.
# ROOT is where the Asterisk is or will be unpacked: /var/tmp/callgate-asterisk unless given. Takes half a minute.
set -eu
cd "$(dirname "$0")"
root=${1:-/var/tmp/callgate-asterisk}
name=smoke$$
net=callgate-smoke$$
work=$(mktemp -d)
failed=0 server='' status=0
from=127.0.0.1 to=127.0.0.1 number=15550199 # the trunk calls

cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  ./stop-asterisk.sh "$root" $name || true
  ip netns del $net 2>/dev/null || true
  rm -rf "$work" "$root/i/$name"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

./get-asterisk.sh "$root"
home=$root/i/$name
ip netns add $net
ip -n $net link set lo up
./make-conf.sh "$root" $name 127.0.0.2
./start-asterisk.sh "$root" $name ip netns exec $net >/dev/null

serve() { # the FastAGI server's commands on standard input
  cat >"$work/commands"
  # Not in a subshell: cleanup must know the process.
  ip netns exec $net ./agi-server.py 4573 "$work/commands" >"$work/answers" &
  server=$!
  for _ in $(seq 100); do
    grep -q ready "$work/answers" && return
    sleep 0.05
  done
}
unserve() { kill "$server" && { wait "$server" 2>/dev/null || true; } && server=''; }

sipp() { # FROM-ADDRESS TO-ADDRESS SCENARIO ARGUMENTS...
  local from=$1 to=$2 scenario=$3
  shift 3
  ip netns exec $net timeout 120 chroot "$root" /usr/bin/sipp "$to:5060" -i "$from" -p 5070 -mp 16000 \
    -sf "/i/$name/$scenario" -m 1 -nostdin "$@" >"$work/sipp" 2>&1
}
call() { # KEYS ARGUMENTS... : what Asterisk logged meanwhile is in $work/log
  local before
  before=$(wc -l <"$home/log/full.log")
  ./make-call.py "$home/call.xml" --chroot "$root" "$@"
  status=0
  sipp "$from" "$to" call.xml -s $number || status=$?
  for _ in $(seq 100); do # the h extension runs after the phone has heard the end
    tail -n +$((before + 1)) "$home/log/full.log" >"$work/log"
    ! grep -q 'callgate: status' "$work/log" || break
    sleep 0.05
  done
}
check() { # WHAT COMMAND...
  local what=$1
  shift
  if "$@"; then echo "ok   $what"; else echo "FAIL $what"; failed=1; fi
}
called() { [ $status = 0 ]; }
logged() { grep -qF -- "$1" "$work/log"; }
not() { ! "$@"; }
answered() { grep -qP "\t$1\t200 result=$2\$" "$work/answers"; }
apologised() { logged "Playing 'callgate/sorry-error.slin'" && called; }

echo '# three fields, keyed at once through the prompts'
serve <<'END'
GET DATA callgate/account 3000 12
GET DATA callgate/pin 3000 12
GET DATA callgate/address 3000 20
SET VARIABLE CALLGATE_STATUS GRANTED
SET VARIABLE CALLGATE_ADDRESS 203.0.113.7
END
call '1001#482913#203*0*113*7#' --tone 40 --gap 40
check 'the account number is read' answered 'GET DATA callgate/account.*' 1001
check 'the PIN is read' answered 'GET DATA callgate/pin.*' 482913
check 'the address is read' answered 'GET DATA callgate/address.*' '203\*0\*113\*7'
check 'the status ends the call' logged 'callgate: status GRANTED, address 203.0.113.7, AGI SUCCESS'
check 'without an apology' not apologised
check 'and the phone is hung up on' called

echo '# the caller hangs up'
call 1001 --hangup-after 100
check 'nothing more is said' not logged sorry-error
unserve

echo '# the server is down'
call ''
check 'Asterisk knows' logged 'did not finish the call: AGISTATUS=FAILURE'
check 'the caller hears an apology' apologised

echo '# the server goes away during the call'
serve <<<'GET DATA callgate/account 3000 12
CLOSE'
call '1001#'
check 'Asterisk does not know' logged 'did not finish the call: AGISTATUS=SUCCESS'
check 'the caller hears an apology' apologised
unserve

echo '# the server says something unheard of'
serve <<<'SET VARIABLE CALLGATE_STATUS GRANT'
call ''
check 'the caller hears an apology' apologised
unserve

echo '# all lines are busy'
./cli.sh "$root" $name dialplan set global CALLGATE_MAX_CALLS 0 >/dev/null
call ''
check 'the caller hears so' logged "Playing 'callgate/busy.slin'"
check 'callgate is not asked' not logged ' AGI("'
./cli.sh "$root" $name dialplan set global CALLGATE_MAX_CALLS 20 >/dev/null

echo '# the call takes too long'
./cli.sh "$root" $name dialplan set global CALLGATE_MAX_SECONDS 2 >/dev/null
serve <<<'GET DATA callgate/account 60000 12'
call ''
check 'it ends with a goodbye' logged "Playing 'vm-goodbye.gsm'"
check 'within the time' called
unserve
./cli.sh "$root" $name dialplan set global CALLGATE_MAX_SECONDS 300 >/dev/null

echo '# a phone inside calls 864'
serve <<'END'
GET DATA callgate/account 3000 12
SET VARIABLE CALLGATE_STATUS CANCELLED
END
from=127.0.0.3 to=127.0.0.2 number=864
call ',1001#' --phone 1001:secret1001
check 'and is served' answered 'GET DATA callgate/account.*' 1001
check 'and hung up on' called
from=127.0.0.1 to=127.0.0.1 number=15550199
unserve

echo '# a phone registers'
./make-register.py "$home/register.xml" 1001 secret1001
check 'with its password' sipp 127.0.0.3 127.0.0.2 register.xml
./make-register.py "$home/register.xml" 1001 wrong --expect 401
check 'not with another' sipp 127.0.0.3 127.0.0.2 register.xml

echo '# every recording plays'
prompts=../../../dialplan/prompts
{
  # Only the last tenth of a second of each, counted in samples: two bytes make one here, 33 bytes 160 in GSM.
  for wav in "$prompts"/en/*.wav; do
    echo "STREAM FILE callgate/$(basename "$wav" .wav) \"\" $((($(stat -c %s "$wav") - 44) / 2 - 800))"
  done
  for sound in $(sed 's/#.*//' "$prompts/core-sounds.txt"); do
    echo "STREAM FILE $sound \"\" $(($(stat -c %s "$root/usr/share/asterisk/sounds/en/$sound.gsm") / 33 * 160 - 800))"
  done
  echo 'SET VARIABLE CALLGATE_STATUS CANCELLED'
} >"$work/list"
serve <"$work/list"
call '' --wait 100000
streams=$(grep -c ^STREAM "$work/list")
good=$(grep -cP '\tSTREAM FILE .*\t200 result=0 endpos=[1-9]' "$work/answers" || true)
check "$good of $streams" [ "$good" = "$streams" ]
check 'each phrase has one' diff <(sed -n 's/^\([a-z][^ =]*\).*/\1/p' "$prompts/en/prompts.txt" | sort) \
  <(cd "$prompts/en" && printf '%s\n' *.wav | sed 's/\.wav$//' | sort)
check 'nothing Asterisk warns of' not grep -E 'WARNING|ERROR' "$work/log"
unserve

grep -E 'WARNING|ERROR' "$home/log/messages.log" | grep -vE 'did not finish|refused a call|Connecting to|connect to any host' \
  >"$work/unexpected" || true
check 'no other warning in all this' not grep . "$work/unexpected"
exit $failed
