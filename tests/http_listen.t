#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the server listens, and what it tells whoever started it: a socket that systemd hands over, a local socket, being
ready, stopping. What systemd does is done here by hand, as sd_listen_fds(3) and sd_notify(3) describe it."""
import http.client
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import PROGRAM, WAIT_S, Tap

FIRST_FD = 3  # SD_LISTEN_FDS_START
GET = b'GET /readyz HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n'
EX_UNAVAILABLE = 69
tap = Tap()


class Unit:
    """The server as a service manager starts it."""

    def __init__(self, folder, listen, *options, handed=None, notify=False, pid=None):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(('BELLWETHER_', 'LISTEN_', 'NOTIFY_'))}
        environment['LC_ALL'] = 'C.UTF-8'
        self.notified = None
        if notify:
            path = os.path.join(folder, 'notify')
            self.notified = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            self.notified.bind(path)
            self.notified.settimeout(WAIT_S)
            environment['NOTIFY_SOCKET'] = path
        # $$ stays the same through exec: only then is the server's id known beforehand.
        command = f'LISTEN_PID={pid or "$$"} LISTEN_FDS=1 exec "$@"' if handed else 'exec "$@"'
        self.process = subprocess.Popen(
            ['sh', '-c', command, 'sh', PROGRAM, 'serve', '--store', os.path.join(folder, 'record.db'), '--listen', listen, '--quiet', 'yes',
             *options],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, pass_fds=[FIRST_FD] if handed else [],
            preexec_fn=(lambda: os.dup2(handed.fileno(), FIRST_FD)) if handed else None)

    def first_line(self):
        return self.process.stdout.readline().strip()

    def said(self):
        return self.notified.recv(4096).decode()

    def stop(self, asked=False):
        if not asked:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=WAIT_S * 2)
        for pipe in (self.process.stdout, self.process.stderr, *([self.notified] if self.notified else [])):
            pipe.close()
        return status


def read_all(connection):
    connection.settimeout(WAIT_S)
    answer = b''
    while True:
        more = connection.recv(65536)
        if not more:
            return answer
        answer += more


def test_handed_over(folder):
    """The socket is the manager's: whoever connects while no server runs waits, and is not turned away."""
    handed = socket.create_server(('127.0.0.1', 0), backlog=16)
    port = handed.getsockname()[1]
    early = socket.create_connection(('127.0.0.1', port))
    early.sendall(GET)
    # Where it would listen by itself there is nothing to listen at: it must be the socket that it got.
    unit = Unit(folder, '192.0.2.1:1', handed=handed, notify=True)
    answer = read_all(early)
    tap.ok(answer.startswith(b'HTTP/1.1 200') and answer.endswith(b'ready\n'), 'who connected before the server was there is answered')
    tap.equal(unit.said(), 'READY=1', 'it says that it is ready')
    tap.like(unit.first_line(), rf':{port}/$', 'it says the port of the socket that it was given')
    status = unit.stop()
    between = socket.create_connection(('127.0.0.1', port))
    between.sendall(GET)
    tap.equal(status, 0, 'it stops when it is asked to')
    os.unlink(os.path.join(folder, 'notify'))
    unit = Unit(folder, '192.0.2.1:1', handed=handed)
    tap.ok(read_all(between).startswith(b'HTTP/1.1 200'), 'who came while it was restarted is answered by the next one')
    unit.stop()
    # For another process: then it is none of ours.
    unit = Unit(folder, '127.0.0.1:0', handed=handed, pid=1)
    line = unit.first_line()
    tap.ok(line and f':{port}/' not in line, f'a socket that was meant for another process is left alone: {line}')
    unit.stop()
    handed.close()


def test_ready(folder):
    """READY=1 is true when it is said: the very next connection is answered."""
    unit = Unit(folder, '127.0.0.1:0', notify=True)
    tap.equal(unit.said(), 'READY=1', 'being ready is told')
    port = int(unit.first_line().rstrip('/').rsplit(':', 1)[1])
    connection = http.client.HTTPConnection('127.0.0.1', port, timeout=WAIT_S)
    for path, body in (('/readyz', b'ready\n'), ('/healthz', b'ok\n')):
        connection.request('GET', path)
        reply = connection.getresponse()
        tap.equal((reply.status, reply.read()), (200, body), f'and {path} says so')
    connection.close()
    unit.process.send_signal(signal.SIGTERM)
    tap.equal(unit.said(), 'STOPPING=1', 'stopping is told too')
    tap.equal(unit.stop(asked=True), 0, 'and done')
    try:
        socket.create_connection(('127.0.0.1', port), timeout=WAIT_S).close()
        refused = False
    except ConnectionRefusedError:
        refused = True
    tap.ok(refused, 'then nobody listens any more')


def test_local(folder):
    path = os.path.join(folder, 'web')
    unit = Unit(folder, 'unix:' + path)
    unit.first_line()

    def ask():
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)
            connection.sendall(GET)
            return read_all(connection)

    tap.ok(stat.S_ISSOCK(os.stat(path).st_mode) and ask().startswith(b'HTTP/1.1 200'), 'a local socket is answered')
    unit.process.kill()
    unit.process.wait()
    tap.ok(os.path.exists(path), 'one that was killed leaves its socket')
    unit = Unit(folder, 'unix:' + path)
    unit.first_line()
    tap.ok(ask().startswith(b'HTTP/1.1 200'), 'and the next one takes its place')
    unit.stop()
    plain = os.path.join(folder, 'letter')
    with open(plain, 'w', encoding='utf-8') as file:
        file.write('dear Ada')
    unit = Unit(folder, 'unix:' + plain)
    status = unit.process.wait(timeout=WAIT_S)
    with open(plain, encoding='utf-8') as file:
        tap.equal((status, file.read()), (EX_UNAVAILABLE, 'dear Ada'), 'a file that is no socket is not taken for one')


def test_taken(folder):
    with socket.create_server(('127.0.0.1', 0)) as other:
        unit = Unit(folder, f'127.0.0.1:{other.getsockname()[1]}')
        status = unit.process.wait(timeout=WAIT_S)
        tap.ok(status == EX_UNAVAILABLE and 'cannot listen' in unit.process.stderr.read(), 'a port that somebody has is said so')


def has_ipv6():
    try:
        socket.create_server(('::1', 0), family=socket.AF_INET6).close()
        return True
    except OSError:
        return False


def test_open(folder):
    """Whoever lets the network read along is told so."""
    for listen, options, expected in (('0.0.0.0:0', (), True), ('[::]:0', (), True), (':0', (), True),
                                      ('0.0.0.0:0', ('--base-url', 'http://partners.example.org'), True),
                                      ('0.0.0.0:0', ('--base-url', 'https://partners.example.org'), False),
                                      ('127.0.0.1:0', (), False), ('[::1]:0', (), False),
                                      ('unix:' + os.path.join(folder, 'web'), (), False)):
        if listen.startswith('[') and not has_ipv6():
            tap.skip(f'{listen}: there is no IPv6 here')
            continue
        unit = Unit(folder, listen, *options)
        unit.first_line()
        unit.process.send_signal(signal.SIGTERM)
        unit.process.wait(timeout=WAIT_S)
        warned = 'without TLS' in unit.process.stderr.read()
        tap.equal(warned, expected, f'{" ".join((listen if "unix" not in listen else "unix:...", *options))}: '
                  f'{"a warning" if expected else "no warning"}')


for test in (test_handed_over, test_ready, test_local, test_taken, test_open):
    folder = tempfile.mkdtemp()
    test(folder)
    shutil.rmtree(folder)
tap.done()
