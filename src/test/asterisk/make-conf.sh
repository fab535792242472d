#!/bin/bash
# make-conf.sh ROOT NAME ADDRESS[,ADDRESS...] [KEY=VALUE...]
# Configures an instance of the Asterisk in ROOT (see get-asterisk.sh): everything it reads and writes is in
# ROOT/i/NAME, so several instances run from one tree. It listens on the given addresses (IPv6 without brackets) and on
# 127.0.0.1. Keys: sip=5060 ami=5038 rtp=20000-22000 dialplan=DIR (this project's)
#                  qualify=SECONDS (asks contacts by OPTIONS)  register=HOST (registers there as "pbx", by UDP)
#                  loopback=no (not on 127.0.0.1, from which Asterisk would otherwise ask and register)
#                  tls=FILE (a key and a certificate: TLS on port 5061 of the first address)
#                  token=FILE (what the dialplan includes)
#                  agi=HOST:PORT max-calls=N max-seconds=N (the dialplan's own defaults unless given)
# What it knows:
#   whatever comes from 127.0.0.1 is the trunk: any number it calls is callgate's (context from-trunk)
#   the phones 1001 and 1002 (passwords secret1001, secret1002): 864 is callgate, 600 is an echo
#   1003 and 1004 exist, but may call from nowhere, and register contacts nowhere
#   AMI on 127.0.0.1, user test, secret test
set -eu
root=$(realpath "$1") name=$2 addresses=$3
shift 3
dialplan=$(realpath "$(dirname "$0")/../../../dialplan")
sip=5060 ami=5038 rtp=20000-22000 globals='' qualify=0 register='' tls='' loopback=yes token=''
for option in "$@"; do
  case $option in
    sip=*) sip=${option#*=} ;;
    ami=*) ami=${option#*=} ;;
    agi=*) globals+="CALLGATE_AGI=${option#*=}"$'\n' ;;
    qualify=*) qualify=${option#*=} ;;
    loopback=*) loopback=${option#*=} ;;
    register=*) register=${option#*=} ;;
    tls=*) tls=${option#*=} ;;
    token=*) token=$(realpath "${option#*=}") ;;
    rtp=*) rtp=${option#*=} ;;
    max-calls=*) globals+="CALLGATE_MAX_CALLS=${option#*=}"$'\n' ;;
    max-seconds=*) globals+="CALLGATE_MAX_SECONDS=${option#*=}"$'\n' ;;
    dialplan=*) dialplan=$(realpath "${option#*=}") ;;
    *) echo "make-conf.sh: no such key: $option" >&2; exit 2 ;;
  esac
done
case $name in *[!A-Za-z0-9._-]* | . | .. | '') echo "make-conf.sh: not a name: $name" >&2; exit 2 ;; esac

in=/i/$name             # as Asterisk sees it
out=$root$in            # as we do
rm -rf "$out"
mkdir -p "$out"/{etc,run,log,db,spool/outgoing,spool/tmp,cache,data/sounds/en/callgate}

# Asterisk's own data, with our recordings among the sounds.
for part in "$root"/usr/share/asterisk/*; do
  [ "${part##*/}" = sounds ] || ln -s "${part#"$root"}" "$out/data/"
done
sounds=("$root"/usr/share/asterisk/sounds/en/*)
ln -s "${sounds[@]#"$root"}" "$out/data/sounds/en/"
cp "$dialplan"/prompts/en/*.wav "$out/data/sounds/en/callgate/"

cd "$out/etc"
for empty in acl ccss extconfig features pjproject sorcery udptl stasis; do : >$empty.conf; done
for off in cdr cel; do printf '[general]\nenable=no\n' >$off.conf; done
printf '[general]\nenabled=no\n' >http.conf
cp "$root/etc/asterisk/indications.conf" .
printf '[general]\nrtpstart=%s\nrtpend=%s\n' "${rtp%-*}" "${rtp#*-}" >rtp.conf
cp "$dialplan/extensions_callgate.conf" .
[ -z "$token" ] || cp "$token" callgate_token.conf

modules=$(echo "$root"/usr/lib/*/asterisk/modules)
modules=${modules#"$root"}
cat >asterisk.conf <<END
[directories]
astcachedir => $in/cache
astetcdir => $in/etc
astmoddir => $modules
astvarlibdir => /var/lib/asterisk
astdbdir => $in/db
astkeydir => /var/lib/asterisk
astdatadir => $in/data
astagidir => $in/data/agi-bin
astspooldir => $in/spool
astrundir => $in/run
astlogdir => $in/log
astsbindir => /usr/sbin
[options]
verbose = 3
nocolor = yes
systemname = $name
maxfiles = 8192
END

{
  printf '[modules]\nautoload=no\n'
  printf 'load = %s.so\n' codec_ulaw codec_alaw codec_gsm format_gsm format_pcm format_wav res_timing_timerfd \
    res_security_log res_agi res_speech res_rtp_asterisk res_sorcery_config res_sorcery_memory res_sorcery_astdb \
    res_pjproject res_pjsip res_pjsip_session res_pjsip_pubsub res_pjsip_authenticator_digest \
    res_pjsip_endpoint_identifier_ip res_pjsip_endpoint_identifier_user res_pjsip_registrar res_pjsip_acl \
    res_pjsip_outbound_registration res_pjsip_sdp_rtp res_pjsip_caller_id res_pjsip_dtmf_info res_pjsip_logger res_pjsip_nat chan_pjsip \
    pbx_config bridge_simple app_echo app_playback app_read app_stack app_userevent app_verbose \
    func_callerid func_channel func_dialplan func_global func_groupcount func_logic func_strings func_timeout
} >modules.conf

cat >logger.conf <<'END'
[general]
dateformat = %F %T.%3q
use_callids = yes
[logfiles]
messages.log => notice,warning,error
security.log => security
full.log => notice,warning,error,verbose,dtmf
END

cat >manager.conf <<END
[general]
enabled = yes
bindaddr = 127.0.0.1
port = $ami
[test]
secret = test
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = all
write = all
writetimeout = 1000
[deaf]
secret = test
deny = 0.0.0.0/0.0.0.0
permit = 127.0.0.1/255.255.255.255
read = call
END

cat >extensions.conf <<END
[globals]
$globals
#include extensions_callgate.conf

[from-trunk]
include => callgate-did

[from-internal]
include => callgate-internal
exten => 600,1,Answer()
 same => n,Echo()
END

{
  cat <<'END'
[global]
type = global
endpoint_identifier_order = ip,username
END
  n=0
  for address in 127.0.0.1 ${addresses//,/ }; do
    [ $n -gt 0 ] && [ "$address" = 127.0.0.1 ] && continue
    [ "$loopback" = no ] && [ "$address" = 127.0.0.1 ] && continue
    case $address in *:*) address="[$address]" ;; esac
    for protocol in udp tcp; do
      printf '[%s%d]\ntype = transport\nprotocol = %s\nbind = %s:%s\n' $protocol $((n++)) $protocol "$address" "$sip"
    done
  done
  cat <<'END'
[trunk]
type = endpoint
context = from-trunk
disallow = all
allow = ulaw
dtmf_mode = rfc4733
direct_media = no
[trunk]
type = identify
endpoint = trunk
match = 127.0.0.1
END
  if [ "$register" ]; then
    printf '[provider]\ntype = registration\nserver_uri = sip:%s\nclient_uri = sip:pbx@%s\nretry_interval = 5\n' \
      "$register" "$register"
  fi
  if [ "$tls" ]; then
    cp "$tls" tls.pem
    printf '[tls]\ntype = transport\nprotocol = tls\nbind = %s:5061\ncert_file = %s\npriv_key_file = %s\nmethod = tlsv1_2\n' \
      "${addresses%%,*}" $in/etc/tls.pem $in/etc/tls.pem
  fi
  for phone in 1001 1002 1003 1004; do
    case $phone in
      1003) shut='deny = 0.0.0.0/0.0.0.0' ;;
      1004) shut='contact_deny = 0.0.0.0/0.0.0.0' ;;
      *) shut='' ;;
    esac
    cat <<END
[$phone]
type = endpoint
context = from-internal
disallow = all
allow = ulaw
dtmf_mode = rfc4733
direct_media = no
auth = $phone
aors = $phone
$shut
[$phone]
type = auth
auth_type = userpass
username = $phone
password = secret$phone
[$phone]
type = aor
max_contacts = 5
remove_existing = yes
END
    if [ "$qualify" != 0 ]; then printf 'qualify_frequency = %s\nqualify_timeout = 1.0\n' "$qualify"; fi
  done
} >pjsip.conf
