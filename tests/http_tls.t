#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server's own TLS: which versions and ciphers it agrees to, what cookies and headers say then, and what becomes of
certificates that are none. The pairs are made here; the client is OpenSSL's, the server GnuTLS's."""
import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import warnings

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import PASSWORD, PROGRAM, WAIT_S, Server, Tap

REQUEST_SECONDS = 2
EX_UNAVAILABLE = 69
EX_CONFIG = 78
tap = Tap()
warnings.simplefilter('ignore', DeprecationWarning)  # asking for old versions is what this is about


def make_pair(folder, name, *kind):
    certificate, key = os.path.join(folder, name + '.pem'), os.path.join(folder, name + '-key.pem')
    subprocess.run(['openssl', 'req', '-x509', '-newkey', *kind, '-noenc', '-days', '2', '-subj', '/CN=localhost', '-addext',
                    'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], check=True, stderr=subprocess.DEVNULL)
    return certificate, key


def context_for(certificate, least=ssl.TLSVersion.TLSv1_2, most=ssl.TLSVersion.TLSv1_3, ciphers=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(certificate)
    context.set_ciphers(ciphers or 'DEFAULT')
    context.minimum_version, context.maximum_version = least, most
    return context


def shake_hands(server, context):
    """The version and the cipher that both agreed to; or why they did not."""
    try:
        with server.connect() as plain, context.wrap_socket(plain, server_hostname='127.0.0.1') as secure:
            return secure.version(), secure.cipher()[0]
    except (ssl.SSLError, ConnectionResetError, BrokenPipeError) as error:
        return None, getattr(error, 'reason', None) or str(error)


def request(server, context, method, path, document=None):
    connection = http.client.HTTPSConnection('127.0.0.1', server.port, timeout=WAIT_S, context=context)
    try:
        connection.request(method, path, body=json.dumps(document) if document else None,
                           headers={'Content-Type': 'application/json'} if document else {})
        reply = connection.getresponse()
        return reply, reply.read()
    finally:
        connection.close()


def refused_start(*options):
    """What the server ends with where it can't start, and what it says."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([PROGRAM, 'serve', '--store', os.path.join(folder, 'record.db'), '--listen', '127.0.0.1:0', *options],
                              capture_output=True, text=True, timeout=WAIT_S)
    return done.returncode, done.stderr


def old_version_works(certificate, key, version):
    """That this client could speak it, if somebody let it."""
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate, key)
    ours.set_ciphers('ALL:@SECLEVEL=0')
    ours.minimum_version = ours.maximum_version = version
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = context_for(certificate, version, version, 'ALL:@SECLEVEL=0').wrap_bio(to_client, to_server, server_hostname='127.0.0.1')
    sides = [client, ours.wrap_bio(to_server, to_client, server_side=True)]
    for _ in range(10):
        for side in sides:
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                pass
    return client.version() == version.name.replace('_', '.')


def all_ciphers():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.set_ciphers('ALL:COMPLEMENTOFALL:@SECLEVEL=0')
    return [cipher['name'] for cipher in context.get_ciphers() if cipher['protocol'] != 'TLSv1.3']


def test_ciphers(server, certificate, kind):
    """Each cipher alone: only those that keep today's talk secret from tomorrow's thief of the key, and notice changes."""
    agreed = []
    for name in all_ciphers():
        context = context_for(certificate, most=ssl.TLSVersion.TLSv1_2, ciphers=f'{name}:@SECLEVEL=0')
        version, cipher = shake_hands(server, context)
        if version is not None:
            agreed.append(cipher)
    tap.ok(len(agreed) >= 2, f'{kind}: of {len(all_ciphers())} ciphers of TLS 1.2 these are agreed to: {" ".join(agreed)}')
    weak = [name for name in agreed if not name.startswith(('ECDHE-', 'DHE-')) or not ('GCM' in name or 'POLY1305' in name)]
    tap.equal(weak, [], f'{kind}: none without forward secrecy, none without authenticated encryption')


def test_versions(server, certificate, key):
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        found, cipher = shake_hands(server, context_for(certificate, version, version))
        tap.equal(found, version.name.replace('_', '.'), f'{version.name} is spoken ({cipher})')
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        found, why = shake_hands(server, context_for(certificate, version, version, 'ALL:@SECLEVEL=0'))
        tap.ok(found is None and old_version_works(certificate, key, version), f'{version.name}, which this client speaks, is not: {why}')


def test_requests(server, certificate):
    tap.like(server.url, r'^https://127\.0\.0\.1:\d+$', 'it says https of itself')
    context = context_for(certificate)
    reply, body = request(server, context, 'GET', '/readyz')
    tap.equal((reply.status, body), (200, b'ready\n'), 'it answers')
    tap.like(reply.getheader('Strict-Transport-Security') or '', r'^max-age=\d{8}', 'and has the browser keep to TLS')
    link = server.first_link()
    reply, _ = request(server, context, 'POST', '/api/v1/account/register', {'name': 'ada@example.org', 'password': PASSWORD, 'setup_link': link})
    cookies = reply.msg.get_all('Set-Cookie')
    tap.ok(len(cookies) == 2 and all(cookie.startswith('__Host-') and '; Secure' in cookie and '; HttpOnly' in cookie and
                                     'SameSite=Lax' in cookie for cookie in cookies), 'every cookie is for TLS and this host alone')
    reply, body = request(server, context, 'GET', '/api/v1/openapi.json')
    tap.ok(reply.status == 200 and json.loads(body)['openapi'], f'a long answer comes whole ({len(body)} bytes)')
    with context.wrap_socket(server.connect(), server_hostname='127.0.0.1') as secure:
        secure.sendall(b'POST /api/v1/account/sign_in HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n')
        tap.like(secure.recv(1000).decode(), r'^HTTP/1\.1 413', 'bounds hold over TLS too')


def test_no_tls(server):
    """Whoever speaks plainly, or nothing at all, is not kept."""
    with server.connect() as plain:
        plain.settimeout(WAIT_S)
        plain.sendall(b'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
        try:
            answer = plain.recv(1000)
        except ConnectionResetError:
            answer = b''
        tap.ok(b'HTTP/1.1 200' not in answer, 'a plain request gets no answer')
    for what, first in (('nobody says anything', b''), ('a handshake stops in its middle', b'\x16\x03\x01\x02\x00\x01\x00')):
        with server.connect() as plain:
            plain.settimeout(WAIT_S)
            plain.sendall(first)
            try:
                ended = plain.recv(1000)
                while ended:
                    ended = plain.recv(1000)
            except ConnectionResetError:
                ended = b''
            except socket.timeout:
                ended = None
            tap.equal(ended, b'', f'where {what} the connection is closed in the end')


with tempfile.TemporaryDirectory() as folder:
    rsa = make_pair(folder, 'rsa', 'rsa:2048')
    curve = make_pair(folder, 'curve', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256')
    for kind, (certificate, key) in (('RSA', rsa), ('P-256', curve)):
        with Server('--quiet', 'yes', '--tls-cert', certificate, '--tls-key', key, '--request-seconds', str(REQUEST_SECONDS)) as server:
            test_ciphers(server, certificate, kind)
            if kind == 'RSA':
                test_versions(server, certificate, key)
                test_requests(server, certificate)
                test_no_tls(server)
                tap.equal(request(server, context_for(certificate), 'GET', '/healthz')[0].status, 200, 'and it is well')
            tap.equal(shake_hands(server, context_for(curve[0] if kind == 'RSA' else rsa[0]))[0], None, f'{kind}: a client that trusts another does not take it for that')
            tap.equal(server.stop(), 0, f'{kind}: it stops when it is asked to')

    status, said = refused_start('--tls-cert', rsa[0], '--tls-key', curve[1])
    tap.ok(status == EX_UNAVAILABLE and 'go together' in said, f'a key of another certificate: {said.strip()}')
    status, said = refused_start('--tls-cert', rsa[1], '--tls-key', rsa[1])
    tap.ok(status == EX_UNAVAILABLE and 'PEM' in said, f'a file that is no certificate: {said.strip()}')
    status, said = refused_start('--tls-cert', rsa[0], '--tls-key', os.path.join(folder, 'nowhere'))
    tap.ok(status == EX_UNAVAILABLE and 'nowhere' in said, f'a key that is not there: {said.strip()}')
    status, said = refused_start('--tls-cert', rsa[0])
    tap.ok(status == EX_CONFIG and 'tls-key' in said, f'half a pair: {said.strip()}')
tap.done()
