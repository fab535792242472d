#!/usr/bin/python3
"""Writes a sipp scenario of a phone that registers.

make-register.py OUT.xml USER PASSWORD [--expect STATUS] [--wait MS] [--no-auth]

sipp ends with 0 if the last answer was STATUS (200), and with 1 if it was another or none came within MS (3000).
With --no-auth the phone gives up at the first answer, which is to be STATUS.
"""
import argparse

REGISTER = """<send retrans="500"><![CDATA[
REGISTER sip:[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:{user}@[remote_ip]>;tag=[pid]r[call_number]
To: <sip:{user}@[remote_ip]>
Call-ID: [call_id]
CSeq: {number} REGISTER
Contact: <sip:{user}@[local_ip]:[local_port]>
Max-Forwards: 70
Expires: 60
{auth}Content-Length: 0

]]></send>
"""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("out")
parser.add_argument("user")
parser.add_argument("password")
parser.add_argument("--expect", default="200")
parser.add_argument("--wait", type=int, default=3000)
parser.add_argument("--no-auth", action="store_true")
options = parser.parse_args()

scenario = REGISTER.format(user=options.user, number=1, auth="")
if not options.no_auth:
    auth = "[authentication username=%s password=%s]\n" % (options.user, options.password)
    scenario += '<recv response="401" auth="true" timeout="%d"/>\n' % options.wait
    scenario += REGISTER.format(user=options.user, number=2, auth=auth)
scenario += '<recv response="%s" timeout="%d"/>\n' % (options.expect, options.wait)
with open(options.out, "w") as file:
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="register">\n%s</scenario>\n' % scenario)
