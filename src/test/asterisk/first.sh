#!/bin/bash
# first.sh COMMAND...
# Runs COMMAND before whatever else the machine does, where that is allowed: sounds and keys have their time, and Asterisk
# throws away what comes too late.
if chrt --rr 1 true 2>/dev/null; then exec chrt --rr 1 "$@"; fi
exec "$@"
