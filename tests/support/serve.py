# SPDX-License-Identifier: AGPL-3.0-or-later
"""serve.py: a server on a free port of loopback with a store of its own, people who sign in to it, and TAP.

A test starts one with `with Server() as server:`; it is stopped again at the end, and its folder removed. Nothing here
looks at a clock: what must be waited for is waited for, up to a bound.
"""
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from urllib.parse import quote, urlencode

PROGRAM = os.path.join(os.environ.get('BUILD', 'build'), 'bellwether')
PASSWORD = 'a long walk by the river'
WAIT_S = 30


class Tap:
    """Counts and prints what was checked."""

    def __init__(self):
        self.count = 0
        self.failed = 0

    def ok(self, passed, what):
        self.count += 1
        self.failed += not passed
        print(f'{"ok" if passed else "not ok"} {self.count} - {what}', flush=True)
        return passed

    def equal(self, found, expected, what):
        if not self.ok(found == expected, what):
            print(f'# found:    {found!r}\n# expected: {expected!r}', flush=True)

    def like(self, found, pattern, what):
        if not self.ok(re.search(pattern, found, re.S) is not None, what):
            print(f'# found:    {found!r}\n# expected: {pattern}', flush=True)

    def skip(self, what):
        self.count += 1
        print(f'ok {self.count} # SKIP {what}', flush=True)

    def done(self):
        print(f'1..{self.count}')
        sys.exit(1 if self.failed else 0)


class Reply:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    def header(self, name):
        """The header's value; of one that is given several times, all of them with newlines between."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return '\n'.join(values) if values else None


class Server:
    def __init__(self, *options, folder=None, environment=None):
        self.own_folder = folder is None
        self.folder = folder or tempfile.mkdtemp()
        self.store = os.path.join(self.folder, 'record.db')
        self.options = options
        self.environment = environment or {}
        self.log = []
        self.start()

    def start(self):
        environment = dict(os.environ, LC_ALL='C.UTF-8', **self.environment)
        for name in [name for name in environment if name.startswith('BELLWETHER_') and name not in self.environment]:
            del environment[name]
        self.process = subprocess.Popen(
            [PROGRAM, 'serve', '--store', self.store, '--listen', '127.0.0.1:0', *self.options],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)
        first = self.process.stdout.readline()
        found = re.search(r'at (\S+)/$', first.strip())
        if found is None:
            raise RuntimeError(f'the server did not start: {first!r} {self.process.stderr.read()!r}')
        self.url = found.group(1)
        port = re.search(r':(\d+)$', self.url) if '--base-url' not in self.options else \
            re.search(r'port (\d+)', self.process.stdout.readline())
        self.port = int(port.group(1))
        self.reader = threading.Thread(target=self.read_log, daemon=True)
        self.reader.start()

    def read_log(self):
        for line in self.process.stderr:
            self.log.append(line)

    def first_link(self):
        """The secret of the link by which the first account is made."""
        for _ in range(3):
            found = re.search(r'/set-up/(\S+)', self.process.stdout.readline())
            if found:
                return found.group(1)
        raise RuntimeError('the server printed no link')

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Asks it to end: its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=60)
        self.reader.join(timeout=10)
        self.process.stdout.close()
        return status

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self):
        """A bare socket."""
        return socket.create_connection(('127.0.0.1', self.port), timeout=WAIT_S)

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=WAIT_S)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            answer = connection.getresponse()
            return Reply(answer.status, answer.getheaders(), answer.read())
        finally:
            connection.close()


class Visitor:
    """A browser, more or less: keeps cookies, and sends the token that forms need."""

    def __init__(self, server):
        self.server = server
        self.cookies = {}
        self.token = None
        self.bearer = None

    def request(self, method, path, body=None, headers=None):
        headers = dict(headers or {})
        if self.cookies and 'Cookie' not in headers:
            headers['Cookie'] = '; '.join(f'{name}={value}' for name, value in self.cookies.items())
        if self.bearer:
            headers.setdefault('Authorization', f'Bearer {self.bearer}')
        if method not in ('GET', 'HEAD') and self.token:
            headers.setdefault('X-CSRF-Token', self.token)
        reply = self.server.request(method, path, body, headers)
        for line in (reply.header('Set-Cookie') or '').split('\n'):
            found = re.match(r'([^=]+)=([^;]*)', line)
            if found and found.group(2):
                self.cookies[found.group(1)] = found.group(2)
            elif found:
                self.cookies.pop(found.group(1), None)
        return reply

    def get(self, path, headers=None, **query):
        return self.request('GET', path + ('?' + urlencode(query) if query else ''), headers=headers)

    def post(self, path, document=None, headers=None):
        return self.request('POST', path, json.dumps(document or {}),
                            {'Content-Type': 'application/json', **(headers or {})})

    def post_form(self, path, **fields):
        return self.request('POST', path, urlencode(fields, doseq=True),
                            {'Content-Type': 'application/x-www-form-urlencoded'})

    # ---- The API ----

    def account(self, operation, **document):
        reply = self.post(f'/api/v1/account/{operation}', document)
        if reply.status == 200 and 'csrf_token' in reply.json:
            self.token = reply.json['csrf_token']
            self.person = reply.json['person']
        return reply

    def do(self, workspace, action, headers=None, **document):
        return self.post(f'/api/v1/workspaces/{quote(workspace)}/{action}', document, headers)

    def see(self, workspace, view, headers=None, **query):
        return self.get(f'/api/v1/workspaces/{quote(workspace)}/{view}', headers, **query)


def must(reply):
    """The answer's document, where it is one."""
    if reply.status != 200:
        raise RuntimeError(f'{reply.status} {reply.body!r}')
    return reply.json


def found(server, name='ada@example.org'):
    """The first person, by the link that the server printed, signed in."""
    person = Visitor(server)
    must(person.account('register', name=name, password=PASSWORD, setup_link=server.first_link()))
    return person


def join(server, owner, workspace, name, role, **more):
    """Somebody who comes by an invitation of the owner's, signed in."""
    invited = must(owner.do(workspace, 'invite', name_of_person=name.split('@')[0].title(), role=role, **more))
    person = Visitor(server)
    must(person.account('register', name=name, password=PASSWORD, workspace=workspace, invitation=invited['secret']))
    must(person.do(workspace, 'join', secret=invited['secret']))
    return person


def open_studio(server):
    """A workspace with an owner, a member, two partners with an engagement each, and an observer."""
    owner = found(server)
    must(owner.do('studio', 'open_workspace', name='Studio', your_name='Ada', currency='EUR', zone='Europe/Berlin',
                  hour_worth='90', check_minutes=30))
    people = {'owner': owner}
    things = {}
    for letter, skill, partner in (('', 'premises', 'Hollow Oak'), ('2', 'bookkeeping', 'Mill & Sum')):
        things['skill' + letter] = must(owner.do('studio', 'add_skill', name=skill, stance='partner'))['id']
        things['partner' + letter] = must(owner.do('studio', 'add_partner', name=partner))['id']
        things['engagement' + letter] = must(owner.do('studio', 'start_engagement', partner=things['partner' + letter],
                                                      skill=things['skill' + letter]))['id']
    people['member'] = join(server, owner, 'studio', 'cyd@example.org', 'member', may_decide=True)
    people['partner'] = join(server, owner, 'studio', 'ben@example.org', 'partner', partner=things['partner'])
    people['partner2'] = join(server, owner, 'studio', 'eve@example.org', 'partner', partner=things['partner2'])
    people['observer'] = join(server, owner, 'studio', 'dot@example.org', 'observer')
    return people, things
