#!/usr/bin/python3
"""phone.py ME PBX udp|tcp|tls USER [CERTIFICATE]
A phone at the address ME, whose contact is port 5062 of it by that transport. It answers every OPTIONS, and does what the lines of
its standard input say, each answered by one line: the code of the PBX's last answer, or "none" when nothing came.
  register   registers in a flow that it begins itself
  over       registers over the flow that the PBX keeps alive to its contact, after the next OPTIONS if one comes
CERTIFICATE is a file with a key and a certificate, for TLS."""
import hashlib, queue, re, socket, ssl, sys, threading, time

ME, PBX, TRANSPORT, USER = sys.argv[1:5]
PORT, PATIENCE = 5062, 4
host = lambda address: f"[{address}]" if ":" in address else address
family = socket.AF_INET6 if ":" in ME else socket.AF_INET
answers, asked, kept = queue.Queue(), queue.Queue(), []
md5 = lambda text: hashlib.md5(text.encode()).hexdigest()


class Flow:
    """Bytes to and from the PBX, and who began it."""

    def __init__(self, sock, stream):
        self.sock, self.stream = sock, stream
        threading.Thread(target=self.read, daemon=True).start()

    def send(self, text):
        try:
            self.sock.sendall(text.encode()) if self.stream else self.sock.sendto(text.encode(), (PBX, 5060))
        except OSError:
            pass

    def read(self):
        left = b""
        try:
            while True:
                got = self.sock.recv(65536)
                if self.stream and not got:
                    return
                left = left + got if self.stream else got
                while b"\r\n\r\n" in left:
                    head, rest = left.split(b"\r\n\r\n", 1)
                    length = int((re.search(rb"(?i)content-length: *(\d+)", head) or [0, b"0"])[1])
                    if len(rest) < length:
                        break
                    left = rest[length:]
                    self.message(head.decode())
        except OSError:
            pass

    def message(self, head):
        if head.startswith("SIP/2.0"):
            answers.put(head)
        elif head.startswith("OPTIONS"):
            line = lambda name: "".join(l + "\r\n" for l in head.split("\r\n") if l.lower().startswith(name))
            self.send("SIP/2.0 200 OK\r\n" + line("via:") + line("from:") + line("to:")[:-2] + ";tag=o\r\n"
                      + line("call-id:") + line("cseq:") + "Content-Length: 0\r\n\r\n")
            asked.put(self)


def listen():
    server = socket.socket(family)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind((ME, PORT))
    server.listen(5)
    while True:
        connection = server.accept()[0]
        threading.Thread(target=accepted, args=(connection,), daemon=True).start()


def accepted(connection):
    try:
        if TRANSPORT == "tls":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(sys.argv[5])
            connection = context.wrap_socket(connection, server_side=True)
        kept.append(Flow(connection, True))
    except OSError:
        pass


def begun():
    if TRANSPORT == "udp":
        return contact
    sock = socket.socket(family)
    sock.settimeout(PATIENCE)
    sock.bind((ME, 0))
    try:
        sock.connect((PBX, 5061 if TRANSPORT == "tls" else 5060))
        sock.settimeout(None)
        if TRANSPORT == "tls":
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            sock = context.wrap_socket(sock)
    except OSError:
        return None
    return Flow(sock, True)


count = 0


def register(flow):
    """The code of the last of two answers: a challenge, and what becomes of the answer to it."""
    global count
    code, auth, call, uri = "none", "", f"{time.time()}", f"sip:{host(PBX)}"
    for _ in range(2):
        count += 1
        flow.send(f"REGISTER {uri} SIP/2.0\r\nVia: SIP/2.0/{TRANSPORT.upper()} {host(ME)}:{PORT};branch=z9hG4bK{count}x{call};rport\r\n"
                  f"From: <sip:{USER}@{host(PBX)}>;tag=a\r\nTo: <sip:{USER}@{host(PBX)}>\r\nCall-ID: {call}\r\nCSeq: {count} REGISTER\r\n"
                  f"Max-Forwards: 70\r\nContact: <sip:{USER}@{host(ME)}:{PORT};transport={TRANSPORT}>\r\nExpires: 3600\r\n{auth}"
                  "Content-Length: 0\r\n\r\n")
        try:
            end = time.time() + PATIENCE
            answer = answers.get(timeout=PATIENCE)
            while call not in answer:
                answer = answers.get(timeout=max(0.01, end - time.time()))
        except queue.Empty:
            return code if code != "401" else "none"
        code = answer.split(" ")[1]
        if code != "401":
            return code
        of = lambda key: (re.search(rf'(?i)\b{key}="?([^",\r]*)', answer) or ["", ""])[1]
        ha1, ha2 = md5(f"{USER}:{of('realm')}:secret{USER}"), md5(f"REGISTER:{uri}")
        response = md5(f"{ha1}:{of('nonce')}:00000001:c:auth:{ha2}") if of("qop") else md5(f"{ha1}:{of('nonce')}:{ha2}")
        auth = (f'Authorization: Digest username="{USER}",realm="{of("realm")}",nonce="{of("nonce")}",uri="{uri}",response="{response}"'
                + (f',opaque="{of("opaque")}"' if of("opaque") else "") + (',qop=auth,nc=00000001,cnonce="c"' if of("qop") else "") + "\r\n")
    return code


if TRANSPORT == "udp":
    plain = socket.socket(family, socket.SOCK_DGRAM)
    plain.bind((ME, PORT))
    contact = Flow(plain, False)
    kept.append(contact)
else:
    threading.Thread(target=listen, daemon=True).start()
for line in sys.stdin:
    if line.strip() == "register":
        flow = begun()
        print(register(flow) if flow else "none", flush=True)
    else:
        while not asked.empty():
            asked.get()
        try:
            print(register(asked.get(timeout=6)), flush=True)
        except queue.Empty:
            print(register(kept[-1]) if kept else "none", flush=True)
