#!/bin/sh
# Installs callgate from this source tree on Debian 12 or later, as root, and starts it in observe mode: nothing is shut.
# Run it again to upgrade or to mend: it keeps configuration, book and rules.
#
#   ./install.sh                      install what is missing, build, lay down, start
#   ./install.sh --no-start           the same, without starting (for images)
#   ./install.sh --tools [PACKAGE...] only a JDK, Maven and the Debian packages named
set -eu

PREFIX=/opt/callgate
CONFIG=/etc/callgate
STATE=/var/lib/callgate
RUN=/run/callgate
LOG=/var/log/callgate.log
FAMILIAR=/usr/local/sbin
FAQ=/root/callgate-knock.FAQ
PID=$RUN/callgate.pid
SOCKET=$RUN/callgate.sock
cd "$(dirname "$(readlink -f "$0")")"
umask 022

say() { printf '==> %s\n' "$*"; }
die() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

apt() {
    DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"
}

# No install starts a service here: a test wants MariaDB's program, not one more server on your machine.
without_services() {
    policy=/usr/sbin/policy-rc.d
    if [ -e $policy ]; then
        "$@"
        return
    fi
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    trap 'exit 1' INT TERM HUP
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod 755 $policy
    code=0
    "$@" || code=$?
    rm -f $policy
    trap - EXIT INT TERM HUP
    return $code
}

install_packages() { # PACKAGE...
    [ $# -gt 0 ] || return 0
    command -v apt-get >/dev/null || die "this needs $*, and there is no apt-get; install them your way and try again"
    say "Debian packages: $*"
    words=$(mktemp)
    # A machine that slept, or an archive that moved on: the second try forgives the date, not the signature.
    if ! apt update >"$words" 2>&1 && ! apt -o Acquire::Check-Valid-Until=false update >"$words" 2>&1; then
        tail -n 3 "$words" >&2
        echo "apt-get update failed as above; going on with what it knows" >&2
    fi
    without_services apt install -y --no-install-recommends "$@" >"$words" 2>&1 || {
        tail -n 20 "$words" >&2
        rm -f "$words"
        die "apt-get could not install $*; mend what it says above and run this again"
    }
    rm -f "$words"
}

# The home of a JDK (not only a JRE) of 17 or later.
jdk() {
    for home in "${JAVA_HOME:-/none}" "$(readlink -f "$(command -v javac || echo /none)" | sed 's|/bin/javac$||')" \
        /usr/lib/jvm/*; do
        [ -x "$home/bin/javac" ] || continue
        version=$("$home/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
        if [ "${version:-0}" -ge 17 ]; then
            echo "$home"
            return
        fi
    done
}

tools() { # PACKAGE...
    [ -n "$(jdk)" ] || set -- default-jdk-headless "$@"
    command -v mvn >/dev/null || set -- maven "$@"
    missing=
    for package; do
        dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing="$missing $package"
    done
    # shellcheck disable=SC2086 # one word a package
    install_packages $missing
    [ -n "$(jdk)" ] || die "there is no JDK of 17 or later; install one (openjdk-17-jdk-headless) and run this again"
}

build() {
    say "building (the first time fetches the libraries from Maven Central)"
    JAVA_HOME=$(jdk) mvn -q -B -Dstyle.color=never package -Dmaven.test.skip=true -Dspotless.check.skip=true -Dwerror=-nowarn ||
        die "the build failed, see above; if it could not fetch something, check the network and run this again"
    [ -x target/callgate/bin/callgate ] || die "the build left no target/callgate/bin/callgate"
}

has_systemd() { [ -d /run/systemd/system ]; }

# The daemon that this script started without systemd, if it runs.
running_pid() {
    pid=$(cat $PID 2>/dev/null || true)
    if [ -n "$pid" ] && grep -qs io.callgate.app.Main "/proc/$pid/cmdline"; then echo "$pid"; fi
}

stop() {
    if has_systemd && systemctl is-active -q callgate; then systemctl stop callgate; fi
    pid=$(running_pid)
    [ -n "$pid" ] || return 0
    kill "$pid"
    tries=0
    while [ -n "$(running_pid)" ]; do
        tries=$((tries + 1))
        [ $tries -le 150 ] || die "the running callgate (process $pid) does not stop; end it and run this again"
        sleep 0.2
    done
    rm -f $PID
}

lay_down() {
    say "laying down $PREFIX"
    rm -rf $PREFIX.new
    cp -R target/callgate $PREFIX.new
    cp -R README.md docs $PREFIX.new/
    stop
    rm -rf $PREFIX.old
    [ ! -e $PREFIX ] || mv $PREFIX $PREFIX.old
    mv $PREFIX.new $PREFIX
    rm -rf $PREFIX.old
    mkdir -p /usr/local/bin
    ln -sfn $PREFIX/bin/callgate /usr/local/bin/callgate
    link_familiar_names

    getent group callgate >/dev/null || groupadd --system callgate
    mkdir -p $CONFIG $STATE $RUN
    chgrp callgate $STATE
    chmod 2770 $STATE
    if [ ! -e $CONFIG/callgate.toml ]; then
        cp $PREFIX/callgate.toml $CONFIG/callgate.toml
        # It may come to hold the database's password.
        chmod 0640 $CONFIG/callgate.toml
        chgrp callgate $CONFIG/callgate.toml
    fi
    if [ ! -e $CONFIG/secrets ]; then (umask 077 && : >$CONFIG/secrets); fi
    chmod 0600 $CONFIG/secrets
    if has_systemd || [ -d /lib/systemd/system ]; then
        mkdir -p /etc/systemd/system
        cp $PREFIX/systemd/*.service /etc/systemd/system/
    fi
}

# What Travelin' Man 3's administrators type. A file of somebody else's stays, Travelin' Man 3's own among them.
link_familiar_names() {
    left=
    mkdir -p "$FAMILIAR"
    for name in add-ip add-fqdn del-acct ipchecker iptables-restart show-whitelist; do
        link=$FAMILIAR/$name
        if [ "$(readlink "$link" || true)" = $PREFIX/bin/callgate ] || { [ ! -e "$link" ] && [ ! -L "$link" ]; }; then
            ln -sfn $PREFIX/bin/callgate "$link"
        else
            left="$left $link"
        fi
    done
    [ -z "$left" ] || say "left alone, because they are not callgate's:$left"
}

migrate() {
    say "bringing the book's schema up to date"
    (umask 007 && $PREFIX/bin/callgate migrate) ||
        die "callgate migrate failed, see above: the book is as it was, and callgate is stopped (the kernel keeps its rules); mend that and run this again"
}

start_in_background() {
    umask 007
    CALLGATE_JAVA_OPTS=${1:-} setsid $PREFIX/bin/callgate serve </dev/null >>$LOG 2>&1 &
    echo $! >$PID
    umask 022
    # The process is not yet Java when the shell has started it.
    sleep 1
}

answers() {
    [ -S $SOCKET ] && $PREFIX/bin/callgate status >/dev/null 2>&1
}

await_answer() {
    tries=0
    until answers; do
        tries=$((tries + 1))
        if [ $tries -gt 150 ] || ! alive; then
            if [ -e $PID ]; then tail -n 20 $LOG >&2; else journalctl -u callgate -n 20 --no-pager >&2 || true; fi
            die "the daemon did not come up; its last words are above"
        fi
        sleep 0.2
    done
}

# Systemd starts it again and again; in the background, a process that ended has ended.
alive() { [ ! -e $PID ] || [ -n "$(running_pid)" ]; }

# An archive of the classes that a start loads makes the next ones twice as fast. It is only that: without it all works.
archive() {
    say "trying the daemon, and keeping what it loads for faster starts"
    rm -f $SOCKET
    start_in_background "-XX:ArchiveClassesAtExit=$PREFIX/lib/callgate.jsa -Xlog:disable -Xlog:all=error:stderr"
    await_answer
    stop
    chmod 0644 $PREFIX/lib/callgate.jsa 2>/dev/null || echo "no archive was made; starts take a second longer" >&2
}

start() {
    rm -f $SOCKET
    if has_systemd; then
        say "starting callgate.service"
        systemctl daemon-reload
        # The one loads the firewall at the next start of this machine, before the network; the other is the daemon.
        systemctl enable -q callgate-boot callgate
        systemctl restart callgate || die "systemd could not start it; see: journalctl -u callgate"
    else
        say "starting the daemon (no systemd here: process in $PID, log in $LOG)"
        start_in_background
    fi
    await_answer
}

# Where the SSH session that this runs in comes from, or nothing. sudo hides it from here, but not from the shell around it.
session_address() {
    pid=$$
    while [ "${pid:-0}" -gt 1 ]; do
        from=$(tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | sed -n 's/^SSH_CONNECTION=\([0-9A-Fa-f.:]*\) .*/\1/p' | head -n 1)
        if [ -n "$from" ]; then
            echo "$from"
            return
        fi
        pid=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$pid/status" 2>/dev/null)
    done
}

# Whoever installs keeps a way in: when the firewall is armed, and when a damaged machine starts closed to all but the LAN.
let_installer_in() {
    address=$(session_address)
    [ -n "$address" ] || return 0
    words=$($PREFIX/bin/callgate add-ip installer "$address" --services ssh,web --note "who ran install.sh" 2>&1) && {
        say "$address, where you come from, is let in to ssh and web as \"installer\""
        return 0
    }
    say "not let in by itself: $address, where you come from (${words##*callgate: })"
}

# A second way in for whoever carries it along, written down for root alone, as Incredible PBX did. One that was taken away
# ("callgate knock off") is made again only when the file is gone, too.
write_knock() {
    if ! $PREFIX/bin/callgate knock show >/dev/null 2>&1; then
        [ ! -e $FAQ ] || return 0
        $PREFIX/bin/callgate knock rotate >/dev/null || return 0
    fi
    (
        umask 077
        {
            echo "How to knock at this PBX, written by install.sh at $(date -u '+%Y-%m-%d %H:%M') UTC."
            echo "\"callgate knock show\" tells the present state, \"callgate knock rotate\" makes a new secret."
            echo
            $PREFIX/bin/callgate knock show
        } >$FAQ.new
    ) && mv $FAQ.new $FAQ && say "$FAQ tells how to knock; keep it secret"
}

mode() { # what the configuration says
    sed -n '/^\[firewall\]/,/^\[/s/^ *mode *= *"\([a-z]*\)".*/\1/p' $CONFIG/callgate.toml
}

tell() {
    echo
    if [ "$(mode)" = observe ]; then
        cat <<'TEXT'
****************************************************************************
*  callgate is up and OBSERVES: NOTHING IS SHUT, nobody is cut off.        *
*  Everybody still reaches this machine as before; callgate only counts    *
*  what it would drop. To close the gate, once your own way in is granted: *
*    callgate firewall arm         shut, and open again after 3 minutes    *
*    callgate firewall confirm     from a NEW ssh connection: stay shut    *
*  /opt/callgate/docs/operating.md says more.                              *
****************************************************************************
TEXT
    else
        echo "callgate is up; the firewall's mode is \"$(mode)\", as $CONFIG/callgate.toml says."
    fi
    has_systemd || echo "There is no systemd: after a reboot, run this script again (or start '$PREFIX/bin/callgate serve' your way)."
    cat <<TEXT

A first call, without a PBX:

  callgate account add 1001 --name "Ann" --email ann@example.com
                                       # prints a PIN, once
  callgate phone --keys "1001#PIN#203*0*113*7#1"
                                       # put the PIN in: lets 203.0.113.7 in
  callgate why 203.0.113.7
  callgate status

The call on Asterisk:

  cp $PREFIX/dialplan/extensions_callgate.conf /etc/asterisk/
  SOUNDS=\$(asterisk -rx 'core show settings' | sed -n 's/^ *Data directory: *//p')/sounds
  mkdir -p "\$SOUNDS/en/callgate" && cp $PREFIX/dialplan/prompts/en/*.wav "\$SOUNDS/en/callgate/"

and then, as the first lines of extensions_callgate.conf say, an #include and a route for the number to be called.
TEXT
}

[ "$(id -u)" = 0 ] || die "run it as root: sudo $0 $*"
case ${1:-} in
--tools)
    shift
    tools "$@"
    ;;
'' | --no-start)
    tools nftables
    build
    lay_down
    if [ "${1:-}" = --no-start ]; then
        say "$PREFIX is laid down and not started"
        exit 0
    fi
    migrate
    archive
    start
    let_installer_in
    write_knock
    tell
    ;;
*)
    sed -n 's/^# \{0,1\}//p' install.sh | head -n 7 | tail -n 6
    [ "$1" = --help ] || exit 2
    ;;
esac
