#!/bin/bash
# stop-asterisk.sh ROOT NAME
# Stops the instance NAME, at once and for certain. One that does not run is stopped already.
set -eu
run=$(realpath "$1")/i/$2
[ -f "$run/pid" ] || exit 0
pid=$(cat "$run/pid")
rm "$run/pid"
# The number may have passed to another process since.
tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "/i/$2/etc/asterisk.conf" || exit 0
"$(dirname "$0")/cli.sh" "$1" "$2" core stop now >/dev/null 2>&1 || true
for _ in $(seq 60); do
  kill -0 "$pid" 2>/dev/null || exit 0
  sleep 0.05
done
kill -9 "$pid"
