#!/bin/bash
# start-asterisk.sh ROOT NAME [COMMAND...]
# Starts the instance NAME (see make-conf.sh) and returns when it is fully booted, its process id on standard output.
# COMMAND goes before it, as in: start-asterisk.sh ROOT NAME ip netns exec NAMESPACE
set -eu
root=$(realpath "$1") name=$2
shift 2
run=$root/i/$name
rm -f "$run"/run/*
setsid "$(dirname "$0")/first.sh" "$@" chroot "$root" /usr/sbin/asterisk -f -n -U root -C "/i/$name/etc/asterisk.conf" \
  >"$run/log/stdout" 2>&1 </dev/null &
pid=$!
echo $pid >"$run/pid"
for _ in $(seq 600); do
  if ! kill -0 $pid 2>/dev/null; then
    echo "start-asterisk.sh: Asterisk ended at once:" >&2
    tail -5 "$run/log/stdout" >&2
    exit 1
  fi
  if [ -S "$run/run/asterisk.ctl" ] &&
    "$(dirname "$0")/cli.sh" "$root" "$name" core waitfullybooted 2>/dev/null | grep -q 'fully booted'; then
    echo $pid
    exit 0
  fi
  sleep 0.05
done
kill -9 $pid
echo "start-asterisk.sh: Asterisk did not boot in 30 seconds" >&2
exit 1
