#!/usr/bin/python3
"""A FastAGI server that gives every call the commands of a file, one a line, and prints what Asterisk answered.

agi-server.py PORT FILE

Besides AGI's commands a line may be "SLEEP MS", "CLOSE" (go away without a word) or "BOTH COMMAND || COMMAND" (send the
second without waiting for the first's answer). Prints "call number, milliseconds it took, command, answer", separated
by tabs, and "ready" once it listens.
"""
import itertools
import socketserver
import sys
import threading
import time

port, file = int(sys.argv[1]), sys.argv[2]
number = itertools.count(1)
printing = threading.Lock()


class Call(socketserver.StreamRequestHandler):
    def answer(self):
        lines = []
        while True:
            line = self.rfile.readline().decode(errors="replace")
            if not line:
                return "closed" if not lines else lines[0]
            line = line.rstrip("\n")
            if line == "HANGUP":
                self.print("", 0, "HANGUP")
                continue
            lines.append(line)
            if not line.startswith("520-"):
                return " ".join(lines)

    def print(self, command, since, answer):
        took = since and round((time.time() - since) * 1000)
        with printing:  # calls share the output
            print(self.call, took, command, answer, sep="\t", flush=True)

    def handle(self):
        self.call = next(number)
        while self.rfile.readline().strip():
            pass
        for command in open(file).read().splitlines():
            word, _, rest = command.partition(" ")
            since = time.time()
            if word == "CLOSE":
                return
            if word == "SLEEP":
                time.sleep(int(rest) / 1000)
                continue
            both = rest.split(" || ") if word == "BOTH" else [command]
            try:
                self.wfile.write("".join(each + "\n" for each in both).encode())
                for each in both:
                    self.print(each, since, self.answer())
            except OSError as gone:
                self.print(command, since, str(gone))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 256


server = Server(("127.0.0.1", port), Call)
print("ready", flush=True)
server.serve_forever()
