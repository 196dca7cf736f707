#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a stranger may try on the wire: requests that two readers would read in two ways, and requests that never end.

Each is sent over a bare socket. What is refused is refused with one answer, and the connection is closed after it: what
follows such a request may be no request."""
import json
import os
import socket
import sys
import time

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import Server, Tap

tap = Tap()


def send(server, request, wait_s=20):
    """What comes back until the server closes, or says a whole answer: its status, and whether it closed."""
    with server.connect() as connection:
        connection.settimeout(wait_s)
        connection.sendall(request)
        answer = b''
        try:
            while True:
                more = connection.recv(65536)
                if not more:
                    return status_of(answer), True, answer
                answer += more
        except (socket.timeout, ConnectionResetError) as error:
            return status_of(answer), isinstance(error, ConnectionResetError), answer


def status_of(answer):
    return int(answer.split(b' ', 2)[1]) if answer.startswith(b'HTTP/1.') else None


def get(path='/healthz', headers=b'', method=b'GET'):
    return method + b' ' + (path.encode() if isinstance(path, str) else path) + b' HTTP/1.1\r\nHost: here\r\n' + headers + b'\r\n'


POST = b'POST /api/v1/account/sign_in HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n'

refused = [
    ('Content-Length beside Transfer-Encoding',
     POST + b'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'),
    ('Transfer-Encoding beside Content-Length',
     POST + b'Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\n{}\r\n0\r\n\r\n'),
    ('two lengths', POST + b'Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}'),
    ('two lengths that differ', POST + b'Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}'),
    ('two encodings', POST + b'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    ('an encoding that is not chunked', POST + b'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n'),
    ('a hidden encoding', POST + b'Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n'),
    ('a length with a sign', POST + b'Content-Length: +2\r\n\r\n{}'),
    ('a length in hexadecimal', POST + b'Content-Length: 0x2\r\n\r\n{}'),
    ('two hosts', b'GET /healthz HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n'),
    ('no host', b'GET /healthz HTTP/1.1\r\n\r\n'),
    ('a header that goes on in the next line', get(headers=b'X-One: a\r\n b\r\n')),
    ('an encoding that goes on in the next line', POST + b'Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n'),
    ('a host that goes on in the next line', b'GET /healthz HTTP/1.1\r\nHost: here\r\n\tthere\r\n\r\n'),
    ('two cookies headers', get(headers=b'Cookie: a=1\r\nCookie: b=2\r\n')),
    ('a name with a space', get(headers=b'X One: a\r\n')),
    ('a space before the colon', get(headers=b'Content-Length : 0\r\n')),
    ('a control character in a value', get(headers=b'X-One: a\x01b\r\n')),
    ('a path that climbs', get('/assets/../healthz')),
    ('a path that climbs in disguise', get('/assets/%2e%2e/healthz')),
    ('an encoded slash', get('/w/a%2fb/today')),
    ('an encoded NUL', get('/healthz%00')),
    ('a backslash', get('/w\\a')),
    ('an encoded line end', get('/w/a%0d%0aSet-Cookie:%20a=b')),
    ('a path that is no UTF-8', get('/w/%ff%fe')),
    ('half a percent sign', get('/w/%4')),
    ('an empty segment', get('/w//today')),
    ('a whole address for a target', get('http://elsewhere/healthz')),
    ('a name given twice in the query', get('/api/v1/portal?a=1&a=2')),
    ('too many names in the query', get('/api/v1/portal?' + '&'.join(f'a{n}=1' for n in range(65)))),
    ('too long a path', get('/' + 'a' * 2001)),
    ('too many segments', get('/a' * 13)),
]

with Server('--request-seconds', '2', '--idle-seconds', '3', '--quiet', 'yes') as server:
    for what, request in refused:
        status, closed, _ = send(server, request)
        tap.ok(status is not None and 400 <= status < 500 and closed, f'{what}: refused ({status}), and closed')

    status, _, _ = send(server, get(method=b'TRACE'), 5)
    tap.equal(status, 501, 'a method that nobody needs')
    status, _, _ = send(server, get('/healthz?' + 'a' * 40000), 5)
    tap.ok(status in (400, 413, 414, 431), f'a request line that is too long: {status}')
    status, _, _ = send(server, get(headers=b''.join(b'X-%d: a\r\n' % n for n in range(80))), 5)
    tap.ok(status in (400, 431), f'too many headers: {status}')
    status, _, _ = send(server, get(headers=b'X-One: ' + b'a' * 60000 + b'\r\n'), 5)
    tap.ok(status in (400, 413, 431), f'too large a header: {status}')

    # What follows a refused request is not taken for one.
    _, _, answer = send(server, POST + b'Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' + get())
    tap.equal(answer.count(b'HTTP/1.1 '), 1, 'a smuggled request gets no answer')

    # Bodies.
    status, _, _ = send(server, POST + b'Content-Length: 99999999999999999999\r\n\r\n')
    tap.ok(status in (400, 413), f'a length beyond all bounds: {status}')
    status, _, _ = send(server, POST + b'Content-Length: 1048577\r\n\r\n')
    tap.equal(status, 413, 'a body that says it is too large')
    chunk = b'10000\r\n' + b' ' * 0x10000 + b'\r\n'
    status, _, _ = send(server, POST + b'Transfer-Encoding: chunked\r\n\r\n' + chunk * 17 + b'0\r\n\r\n')
    tap.equal(status, 413, 'a body that is, without saying so')
    status, _, _ = send(server, b'POST /api/v1/workspaces/a/files HTTP/1.1\r\nHost: here\r\nContent-Length: 2000000\r\n\r\n')
    tap.equal(status, 401, 'a large file of nobody that we know is not even read')
    for what, body in (('deep lists', b'{"name": ' + b'[' * 100000 + b']' * 100000 + b'}'),
                       ('deep objects', b'{"a": ' * 50000 + b'1' + b'}' * 50000),
                       ('an open bracket', b'{"name": ['),
                       ('a name twice', b'{"name": "a", "name": "b"}'),
                       ('a list', b'[]'), ('a number', b'1'), ('no UTF-8', b'{"name": "\xff"}'),
                       ('an escaped NUL', b'{"name": "a\\u0000b"}'), ('half a surrogate', b'{"name": "\\ud800"}')):
        status, _, answer = send(server, POST + b'Connection: close\r\nContent-Length: %d\r\n\r\n' % len(body) + body)
        problem = json.loads(answer.split(b'\r\n\r\n', 1)[1])
        tap.ok(status == 400 and problem['detail'], f'{what} instead of a document: {problem["detail"]}')
    status, _, _ = send(server, POST.replace(b'application/json', b'text/plain') +
                        b'Connection: close\r\nContent-Length: 2\r\n\r\n{}')
    tap.equal(status, 415, 'a form that pretends to be a document')

    # Requests that never end. One byte now and then keeps something moving all the time; the deadline is two seconds.
    def trickle(first, byte):
        with server.connect() as connection:
            connection.settimeout(0.3)
            sent = 0
            try:
                connection.sendall(first)
                for sent in range(100):
                    connection.sendall(byte)
                    try:
                        if connection.recv(1000) == b'':
                            return sent
                    except socket.timeout:
                        pass
            except (BrokenPipeError, ConnectionResetError):
                return sent
            return None

    for what, first, byte in (('a request line', b'GET /', b'a'), ('a header', b'GET / HTTP/1.1\r\nX-One: ', b'a'),
                              ('headers', b'GET / HTTP/1.1\r\nHost: a\r\n', b'A: b\r\n'),
                              ('a body', POST + b'Content-Length: 1000\r\n\r\n', b' '),
                              ('chunks', POST + b'Transfer-Encoding: chunked\r\n\r\n', b'1\r\n \r\n')):
        sent = trickle(first, byte)
        tap.ok(sent is not None and sent < 60, f'{what}, byte by byte, is cut off ({sent} bytes)')
    with server.connect() as connection:
        connection.sendall(get())
        connection.recv(65536)
        begin = time.monotonic()
        connection.settimeout(30)
        tap.equal(connection.recv(1), b'', 'an idle connection is closed in the end')
    with server.connect() as connection:
        connection.settimeout(30)
        tap.equal(connection.recv(1), b'', 'and so is one on which nothing was ever said')

    # While all that goes on, others are answered, several requests on one connection.
    slow = [server.connect() for _ in range(20)]
    for connection in slow:
        connection.sendall(b'POST /api/v1/account/sign_in HTTP/1.1\r\n')
    with server.connect() as connection:
        connection.settimeout(10)
        connection.sendall(get() * 3)
        answer = b''
        while answer.count(b'ok\n') < 3:
            answer += connection.recv(65536)
        tap.equal(answer.count(b'HTTP/1.1 200'), 3, 'pipelined requests each get their answer')
    for connection in slow:
        connection.close()
    tap.equal(server.request('GET', '/healthz').status, 200, 'and it is well')
tap.done()
