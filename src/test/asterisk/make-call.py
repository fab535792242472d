#!/usr/bin/python3
"""Writes a sipp scenario that calls, keys digits as RFC 4733 events in RTP, and waits to be hung up on.

make-call.py OUT.xml KEYS... [--chroot ROOT] [--caller NUMBER] [--tone MS] [--gap MS] [--pause MS] [--start MS]
                             [--hangup-after MS] [--wait MS] [--phone USER:PASSWORD]

KEYS are what a caller keys: 0-9 * # A-D, and "," or "w" for a pause. With several KEYS the first call keys the first,
the second the second and so on (sipp -m as many); with one, every call keys the same. "@FILE" is a file of KEYS, one a
line. The RTP goes into OUT.N.pcap beside OUT.xml; with --chroot the scenario names them as seen from inside ROOT.
With --phone a phone of the PBX calls, with its password, instead of a trunk.
The call hangs up itself only with --hangup-after, so many milliseconds after its last key.
sipp ends with 0 if every call went as planned.
"""
import argparse
import os
import struct

EVENTS = {key: number for number, key in enumerate("0123456789*#ABCD")}
PAYLOAD = 101

INVITE = """<send retrans="500"><![CDATA[
INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]c[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: {number} INVITE
Contact: <sip:{caller}@[local_ip]:[local_port]>
Max-Forwards: 70
{auth}Content-Type: application/sdp
Content-Length: [len]

v=0
o=caller 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000
a=fmtp:101 0-15
a=ptime:20
]]></send>
"""

ANSWERED = """<recv response="100" optional="true"/>
<recv response="180" optional="true"/>
<recv response="183" optional="true"/>
<recv response="200" rrs="true" timeout="{wait}"/>
"""

CHALLENGED = """<recv response="100" optional="true"/>
<recv response="401" auth="true" timeout="{wait}"/>
<send><![CDATA[
ACK sip:[service]@[remote_ip]:[remote_port] SIP/2.0
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
"""

REQUEST = """<send{retrans}><![CDATA[
{method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{caller}@[local_ip]:[local_port]>;tag=[pid]c[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: {number} {method}
Max-Forwards: 70
Content-Length: 0

]]></send>
"""

BYE_ANSWERED = """<recv request="BYE" timeout="{wait}"/>
<send><![CDATA[
SIP/2.0 200 OK
[last_Via:]
[last_From:]
[last_To:]
[last_Call-ID:]
[last_CSeq:]
Content-Length: 0

]]></send>
"""


def checksum(header):
    total = sum(struct.unpack(">%dH" % (len(header) // 2), header))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


class Recording:
    """One RTP stream, its sequence numbers and timestamps without a break: Asterisk takes a break for a new stream."""

    def __init__(self):
        self.bytes = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
        self.sequence = 1000

    def packet(self, millis, event, ended, start, duration, marker):
        rtp = struct.pack(">BBHII", 0x80, marker << 7 | PAYLOAD, self.sequence & 0xFFFF, 8000 + start * 8, 0x1234)
        rtp += struct.pack(">BBH", event, 0x80 * ended | 10, duration * 8)
        udp = struct.pack(">HHHH", 6000, 6000, 8 + len(rtp), 0) + rtp
        ip = struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(udp), self.sequence & 0xFFFF, 0, 64, 17, 0, 1, 1)
        ip = ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:]
        frame = bytes(12) + b"\x08\x00" + ip + udp
        stamp = (1000 + millis // 1000, millis % 1000 * 1000, len(frame), len(frame))
        self.bytes += struct.pack("<IIII", *stamp) + frame
        self.sequence += 1


def record(keys, tone, gap, pause):
    """The recording of these keys, and how long it takes."""
    recording, now = Recording(), 0
    for key in keys:
        if key in ",w":
            now += pause
            continue
        for elapsed in range(0, tone, 20):
            recording.packet(now + elapsed, EVENTS[key], False, now, elapsed + 20, elapsed == 0)
        for repeat in range(3):  # the end of an event is sent three times, lest it be lost
            recording.packet(now + tone + repeat, EVENTS[key], True, now, tone, False)
        now += tone + gap
    return recording.bytes, now


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out")
    parser.add_argument("keys", nargs="+")
    parser.add_argument("--chroot", default="", metavar="ROOT")
    parser.add_argument("--caller", default="15550100", help="its number; sipp's keywords stand for their values")
    parser.add_argument("--phone", metavar="USER:PASSWORD")
    parser.add_argument("--tone", type=int, default=80, help="how long a key is held (80)")
    parser.add_argument("--gap", type=int, default=60, help="how long between two keys (60)")
    parser.add_argument("--pause", type=int, default=500, help="how long a comma is (500)")
    parser.add_argument("--start", type=int, default=400, help="from the answer to the first key (400)")
    parser.add_argument("--hangup-after", type=int, metavar="MS")
    parser.add_argument("--wait", type=int, default=30000, help="for the answer, and for the end after the last key")
    return parser.parse_args()


def main():
    options = arguments()
    keys = []
    for given in options.keys:
        keys += [line.strip() for line in open(given[1:])] if given.startswith("@") else [given]
    out = os.path.abspath(options.out)
    inside = out[len(os.path.realpath(options.chroot)):] if options.chroot else out
    caller, number = options.caller, 1
    scenario = INVITE.format(caller=caller, number=number, auth="")
    if options.phone:
        user, _, password = options.phone.partition(":")
        auth = "[authentication username=%s password=%s]\n" % (user, password)
        caller, number = user, 2
        scenario = INVITE.format(caller=caller, number=1, auth="") + CHALLENGED.format(wait=options.wait)
        scenario += INVITE.format(caller=caller, number=2, auth=auth)
    scenario += ANSWERED.format(wait=options.wait)
    scenario += REQUEST.format(method="ACK", number=number, caller=caller, retrans="")
    scenario += '<pause milliseconds="%d"/>\n' % options.start
    last = len(keys) + 1  # the label after all branches
    several = len(keys) > 1
    if several:
        scenario += '<nop><action><assignstr assign_to="me" value="[call_number]"/>'
        scenario += '<todouble assign_to="number" variable="me"/></action></nop>\n'
        for n in range(1, last):
            test = '<test assign_to="is%d" variable="number" compare="equal" value="%d"/>' % (n, n)
            scenario += '<nop next="%d" test="is%d"><action>%s</action></nop>\n' % (n, n, test)
        # The calls beyond the last KEYS go on with the last.
        scenario += '<nop next="%d"/>\n' % (last - 1)
    for n, each in enumerate(keys, 1):
        stem = ".%d.pcap" % n
        if several:
            scenario += '<label id="%d"/>\n' % n
        # sipp plays a recording from its first packet, so what comes before the first key is waited for here.
        silent = len(each) - len(each.lstrip(",w"))
        if silent:
            scenario += '<pause milliseconds="%d"/>\n' % (silent * options.pause)
        data, length = record(each[silent:], options.tone, options.gap, options.pause)
        with open(os.path.splitext(out)[0] + stem, "wb") as pcap:
            pcap.write(data)
        if any(key not in ",w" for key in each):
            play = '<exec play_pcap_audio="%s"/>' % (os.path.splitext(inside)[0] + stem)
            scenario += "<nop><action>%s</action></nop>\n" % play
        if options.hangup_after is not None:
            scenario += '<pause milliseconds="%d"/>\n' % (length + options.hangup_after)
        if several:
            scenario += '<nop next="%d"/>\n' % last
    if several:
        scenario += '<label id="%d"/>\n' % last
    if options.hangup_after is not None:
        scenario += REQUEST.format(method="BYE", number=number + 1, caller=caller, retrans=' retrans="500"')
        scenario += '<recv response="200"/>\n'
    else:
        longest = max(record(each, options.tone, options.gap, options.pause)[1] for each in keys)
        scenario += BYE_ANSWERED.format(wait=longest + options.wait)
    with open(out, "w") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="call">\n%s</scenario>\n' % scenario)


main()
