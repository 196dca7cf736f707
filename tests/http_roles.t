#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every route, for every role, in one's own workspace and in another one, held against tests/who_may.txt.

The routes are those of the API's own document, which is made of the declarations. Each action is sent an empty document:
who may is told that a field is missing, who may not that they may not, and nothing is ever done by it."""
import os
import re
import sys

SOURCE = os.environ.get('SOURCE', '.')
sys.path.insert(0, os.path.join(SOURCE, 'tests', 'support'))
from serve import Server, Tap, Visitor, found, join, must, open_studio

tap = Tap()


def read_table():
    table = {}
    with open(os.path.join(SOURCE, 'tests', 'who_may.txt'), encoding='utf-8') as file:
        for line in file:
            match = re.match(r'(action|view|operation|route)\s+(\S.*?)\s+(\w+)$', line)
            if match:
                table[match[1], match[2]] = match[3]
    return table


def kind_of(method, path):
    """The row's kind and name for a path of the document."""
    match = re.match(r'/api/v1/(?:workspaces/\{workspace\}/)?([a-z_]+)$', path)
    if path.startswith('/api/v1/account/') and method == 'post':
        return 'operation', path.rsplit('/', 1)[1]
    for kind, verb in (('view', 'get'), ('action', 'post')):
        if match and method == verb and (kind, match[1]) in table:
            return kind, match[1]
    return 'route', f'{method.upper()} {path}'


HASH = '0' * 64
table = read_table()
with Server('--quiet', 'yes') as server:
    people, things = open_studio(server)
    zoe = join(server, people['owner'], 'studio', 'zoe@example.org', 'observer')
    must(zoe.do('elsewhere', 'open_workspace', name='Elsewhere', your_name='Zoe', currency='EUR', zone='UTC'))
    must(people['owner'].do('studio', 'remove_person', person=zoe.person))
    callers = [('o', people['owner']), ('m', people['member']), ('p', people['partner']), ('b', people['observer']),
               ('-', zoe), ('n', Visitor(server))]
    document = server.request('GET', '/api/v1/openapi.json').json
    before = must(people['owner'].see('studio', 'journal'))
    seen = set()
    for path, item in document['paths'].items():
        for method in item:
            kind, name = kind_of(method, path)
            seen.add((kind, name))
            if not tap.ok((kind, name) in table, f'{kind} {name} has a row'):
                continue
            who = table[kind, name]
            for workspace in ('studio', 'nowhere') if '{workspace}' in path else (None,):
                for letter, caller in callers:
                    may = letter in who if workspace == 'studio' or letter == 'n' else False
                    may = may or (letter != 'n' and 'e' in who)
                    if kind == 'operation' and may:
                        body = {'password': 'x'} if name in ('delete_account',) else {'unknown': 1}
                    else:
                        body = {}
                    if (kind, name) == ('operation', 'sign_out') and may:
                        continue  # nothing to leave out: tests/http_sign_in.t does it
                    target = path.replace('{workspace}', workspace or '').replace('{hash}', HASH)
                    reply = caller.get(target) if method == 'get' else caller.post(target, body)
                    expected = (401,) if letter == 'n' and not may else \
                        (404,) if workspace == 'nowhere' and not may else \
                        (403,) if not may else (200, 400, 403, 404, 415, 422) if kind in ('operation', 'route') else (200, 422)
                    if letter == '-' and workspace == 'studio' and not may:
                        expected = (404,)
                    tap.ok(reply.status in expected,
                           f'{letter} {method.upper()} {target}: {reply.status}, one of {expected}')
    tap.equal(sorted(set(table) - seen), [], 'every row is of something that there is')
    tap.equal(must(people['owner'].see('studio', 'journal'))['entries'][0]['entry'], before['entries'][0]['entry'],
              'and nothing was entered by all that')
tap.done()
