#!/bin/bash
# cli.sh ROOT NAME COMMAND...
# Runs a command of Asterisk's console in the instance NAME, from whatever network namespace.
set -eu
root=$1 name=$2
shift 2
exec chroot "$root" /usr/sbin/asterisk -C "/i/$name/etc/asterisk.conf" -rx "$*"
