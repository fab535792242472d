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
DAEMON=callgate
BUILDER=callgate-build
BUILD=/var/cache/callgate-build
BOOK=/var/lib/callgate
STATE=/var/lib/callgate-state
RUN=/run/callgate
LOG=/var/log/callgate.log
FAMILIAR=/usr/local/sbin
FAQ=/root/callgate-knock.FAQ
PID=/run/callgate.pid
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

# A machine that slept, or an archive that moved on: where apt says that the list's time is over, and only then, is it asked
# again without looking at the time; the signature counts either way.
apt_update() { # FILE for its words
    ! LC_ALL=C apt update >"$1" 2>&1 || return 0
    if grep -q '^E: .*is expired (invalid since' "$1"; then
        sed -n 's/^E: \(.*is expired.*\)/\1/p' "$1" >&2
        echo "going on with this list all the same: it is signed, but may lack what was mended since; see to its mirror and the clock" >&2
        ! LC_ALL=C apt -o Acquire::Check-Valid-Until=false update >"$1" 2>&1 || return 0
    fi
    tail -n 3 "$1" >&2
    echo "apt-get update failed as above; going on with what it knows" >&2
}

install_packages() { # PACKAGE...
    [ $# -gt 0 ] || return 0
    command -v apt-get >/dev/null || die "this needs $*, and there is no apt-get; install them your way and try again"
    say "Debian packages: $*"
    words=$(mktemp)
    apt_update "$words"
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

make_user() { # NAME HOME COMMENT
    getent group "$1" >/dev/null || groupadd --system "$1"
    getent passwd "$1" >/dev/null ||
        useradd --system --gid "$1" --home-dir "$2" --no-create-home --shell /usr/sbin/nologin --comment "$3" "$1"
}

# As a user who may nothing, with little of this environment, and away from root's terminal: whoever shares it can type there.
as_builder() {
    setsid -w setpriv --reuid $BUILDER --regid $BUILDER --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all -- \
        env -i PATH="$PATH" HOME=$BUILD JAVA_HOME="$(jdk)" LC_ALL=C.UTF-8 https_proxy="${https_proxy:-}" "$@"
}

# Nothing from the network runs before it was compared with the sums that this source pins, and none of it runs as root.
build() {
    say "building (the first time fetches the libraries that src/build/artifacts.sha256 names)"
    make_user $BUILDER $BUILD "builds callgate"
    mkdir -p $BUILD
    chown $BUILDER:$BUILDER $BUILD
    chmod 0700 $BUILD
    (cd $BUILD && as_builder sh -c 'rm -rf source && mkdir source')
    tar -c --exclude=./target --exclude=./.git . | (cd $BUILD && as_builder tar -x --no-same-owner -C source)
    java=$(jdk)/bin/java
    url=$("$java" src/build/Fetch.java url "$HOME/.m2/settings.xml" /etc/maven/settings.xml) ||
        die "cannot tell where Maven fetches from, see above"
    take_near_artifacts
    (cd $BUILD && as_builder "$java" $BUILD/source/src/build/Fetch.java get $BUILD/source/src/build/artifacts.sha256 \
        $BUILD/repository "$url" $BUILD/near) ||
        die "the libraries could not be fetched, see above; check the network and run this again"
    (cd $BUILD && as_builder sh -c 'rm -rf near && cd source &&
        mvn -q -B -o -Dstyle.color=never -Dmaven.repo.local="$HOME/repository" package $(cat src/build/flags)') ||
        die "the build failed, see above"
    [ -x $BUILD/source/target/callgate/bin/callgate ] || die "the build left no target/callgate/bin/callgate"
    [ -z "$(find $BUILD/source/target/callgate ! -type f ! -type d)" ] || die "the build left what is no file in target/callgate"
}

# What root's own Maven has fetched before need not be fetched again: it is compared all the same.
take_near_artifacts() {
    [ -d "$HOME/.m2/repository" ] || return 0
    sed -n 's/^[0-9a-f]* *//p' src/build/artifacts.sha256 | (cd "$HOME/.m2/repository" && while read -r file; do
        [ ! -f "$file" ] || printf '%s\n' "$file"
    done | tar -c -T -) | (cd $BUILD && as_builder sh -c 'mkdir -p near && tar -x --no-same-owner -C near')
}

has_systemd() { [ -d /run/systemd/system ]; }

# The daemon that this script started without systemd, if it runs.
running_pid() {
    # The other is where a former version, whose daemon was root's, kept it.
    pid=$(cat $PID $RUN/callgate.pid 2>/dev/null | head -n 1)
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
    rm -f $PID $RUN/callgate.pid
}

lay_down() {
    say "laying down $PREFIX"
    rm -rf $PREFIX.new
    cp -R $BUILD/source/target/callgate $PREFIX.new
    cp -R README.md docs $PREFIX.new/
    # Whatever the builder's files were like: all may read them, and root alone change them.
    chmod -R u=rwX,go=rX $PREFIX.new
    stop
    rm -rf $PREFIX.old
    [ ! -e $PREFIX ] || mv $PREFIX $PREFIX.old
    mv $PREFIX.new $PREFIX
    rm -rf $PREFIX.old
    mkdir -p /usr/local/bin
    ln -sfn $PREFIX/bin/callgate /usr/local/bin/callgate
    link_familiar_names

    make_user $DAEMON /nonexistent "callgate, the firewall that opens by telephone"
    may_read_logs
    make_directories
    configure
    if has_systemd || [ -d /lib/systemd/system ]; then
        mkdir -p /etc/systemd/system
        cp $PREFIX/systemd/*.service /etc/systemd/system/
        if has_systemd; then systemctl daemon-reload; fi
    fi
    forget_former_state
}

# The daemon is no root: it reads logs as a member of the groups that they belong to.
may_read_logs() {
    for group in adm systemd-journal asterisk; do
        if getent group $group >/dev/null; then usermod -a -G $group $DAEMON; fi
    done
}

# The book's directory is the group's, for the sake of ODBC readers; in the others only the daemon writes.
make_directories() {
    mkdir -p $CONFIG $BOOK $STATE $RUN
    # Root's alone while it is looked through: nobody lays a link there in between.
    chown root $BOOK
    chmod 0700 $BOOK
    find $BOOK -maxdepth 1 -type f -links 1 -user root -name 'callgate.db*' -exec chown $DAEMON:$DAEMON {} +
    take_over_state
    chown $DAEMON:$DAEMON $BOOK $STATE $RUN
    chmod 2770 $BOOK
    chmod 0700 $STATE
    chmod 0755 $RUN
}

# A former version ran as root, and had its state where the group may write. Only files of root's are believed, and copied
# first: whenever the power goes, the one place or the other has what the machine loads when it starts.
take_over_state() {
    if grep -qsE '^ *(firewall\.)?state *=' $CONFIG/callgate.toml; then return; fi
    for file in closed.nft boot.nft scanned firewall.state; do
        if [ -f $BOOK/$file ] && [ ! -L $BOOK/$file ] && [ -O $BOOK/$file ] && [ ! -e $STATE/$file ]; then
            say "moving $BOOK/$file to $STATE"
            fresh=$(mktemp $STATE/.move.XXXXXX)
            cp $BOOK/$file "$fresh"
            chown $DAEMON:$DAEMON "$fresh"
            sync "$fresh"
            mv "$fresh" $STATE/$file
        fi
    done
}

# What is left of it, once the units look in the new place.
forget_former_state() {
    if grep -qsE '^ *(firewall\.)?state *=' $CONFIG/callgate.toml; then return; fi
    rm -f $BOOK/closed.nft $BOOK/boot.nft $BOOK/scanned $BOOK/firewall.state $BOOK/callgate.db.lock
}

configure() {
    if [ ! -e $CONFIG/callgate.toml ]; then
        cp $PREFIX/callgate.toml $CONFIG/callgate.toml
        # It may come to hold the database's password.
        chmod 0640 $CONFIG/callgate.toml
        chgrp $DAEMON $CONFIG/callgate.toml
    fi
    if [ ! -e $CONFIG/secrets ]; then (umask 077 && : >$CONFIG/secrets); fi
    # Its owner's alone, and not the group's: who may read the book need not know the passwords.
    chown $DAEMON:$DAEMON $CONFIG/secrets
    chmod 0600 $CONFIG/secrets
    make_token
}

# The word by which callgate knows Asterisk's calls, in a file for each of the two, and for nobody else. A dialplan of a former
# callgate does not send it, and its calls would be refused: then there is none until that is replaced.
make_token() {
    token=$CONFIG/callgate_token.conf
    dialplan=/etc/asterisk/extensions_callgate.conf
    if [ ! -e $token ]; then
        if [ -e $dialplan ] && ! grep -q callgate_token.conf $dialplan; then
            say "no token is made, because $dialplan is a former one; copy $PREFIX/dialplan/extensions_callgate.conf there and run this again"
            return 0
        fi
        word=$(od -An -v -N16 -tx1 /dev/urandom | tr -d ' \n')
        [ ${#word} -eq 32 ] || die "/dev/urandom gave no token"
        (umask 077 && printf '; Made by install.sh. extensions_callgate.conf includes it.\n same => n,Set(CALLGATE_TOKEN=%s)\n' "$word" >$token)
        chown root:$DAEMON $token
        chmod 0640 $token
    fi
    give_token
}

give_token() {
    [ -d /etc/asterisk ] || return 0
    owner=$(stat -c %U /etc/asterisk)
    if [ "$owner" = root ]; then
        group=root
        if getent group asterisk >/dev/null; then group=asterisk; fi
        install -o root -g $group -m 0640 $token /etc/asterisk/callgate_token.conf
    else
        # Written as whom the directory belongs to: a link that is planted there leads no further than he may go himself.
        setsid -w setpriv --reuid "$owner" --regid "$(stat -c %G /etc/asterisk)" --init-groups --no-new-privs -- \
            sh -c 'umask 077 && rm -f "$1" && cat >"$1"' sh /etc/asterisk/callgate_token.conf <$token
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
    $PREFIX/bin/callgate migrate ||
        die "callgate migrate failed, see above: the book is as it was, and callgate is stopped (the kernel keeps its rules); mend that and run this again"
}

# As the unit does it: as the user, with nothing of root's rights but what nftables asks for.
start_in_background() { # [FLAGS for Java]
    umask 077
    (cd / && exec env CALLGATE_JAVA_OPTS="${1:-}" setsid $PREFIX/bin/callgate-as $DAEMON $PREFIX/bin/callgate serve \
        </dev/null >>$LOG 2>&1) &
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
# The daemon's user writes it, and root's Java will read it: so nobody else may be at work as that user, and the directory
# is root's again before anything is taken from it.
archive() {
    say "trying the daemon, and keeping what it loads for faster starts"
    rm -f $SOCKET
    if [ -n "$(find /proc -maxdepth 1 -name '[0-9]*' -user $DAEMON)" ]; then
        echo "no archive was made, because something else runs as $DAEMON; starts take a second longer" >&2
        return
    fi
    fresh=$(mktemp -d)
    chown $DAEMON "$fresh"
    start_in_background "-XX:ArchiveClassesAtExit=$fresh/callgate.jsa -Xlog:disable -Xlog:all=error:stderr"
    await_answer
    stop
    chown root "$fresh"
    if [ -f "$fresh/callgate.jsa" ] && [ ! -L "$fresh/callgate.jsa" ]; then
        cp "$fresh/callgate.jsa" $PREFIX/lib/callgate.jsa
        chmod 0644 $PREFIX/lib/callgate.jsa
    else
        echo "no archive was made; starts take a second longer" >&2
    fi
    rm -rf "$fresh"
}

start() {
    rm -f $SOCKET
    if has_systemd; then
        say "starting callgate.service"
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
        fresh=$(mktemp "$FAQ.XXXXXX")
        {
            echo "How to knock at this PBX, written by install.sh at $(date -u '+%Y-%m-%d %H:%M') UTC."
            echo "\"callgate knock show\" tells the present state, \"callgate knock rotate\" makes a new secret."
            echo
            $PREFIX/bin/callgate knock show
        } >"$fresh" && mv "$fresh" $FAQ
    ) && say "$FAQ tells how to knock; keep it secret"
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
    has_systemd || echo "There is no systemd: after a reboot, run this script again (or, your way: $PREFIX/bin/callgate-as $DAEMON $PREFIX/bin/callgate serve)."
    cat <<TEXT

A first call, without a PBX:

  callgate account add 1001 --name "Ann" --email ann@example.com
                                       # prints a PIN, once
  callgate phone                       # asks for keys as a telephone would. Type, with that PIN:
                                       # 1001#PIN#203*0*113*7#1 and Enter: lets 203.0.113.7 in
  callgate why 203.0.113.7
  callgate status

The call on Asterisk:

  cp $PREFIX/dialplan/extensions_callgate.conf /etc/asterisk/
  install -o root -g asterisk -m 640 $CONFIG/callgate_token.conf /etc/asterisk/
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
    tools nftables passwd
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
