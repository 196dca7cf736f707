#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The log: one line of JSON for each request, with nothing in it by which somebody could be known, whatever they send."""
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import PASSWORD, Server, Tap, Visitor, must, open_studio

MEMBERS = {'at_ms': int, 'route': str, 'status': int, 'took_us': int, 'bytes': int, 'body_bytes': int}
ROUTE = re.compile(r'(GET|POST) /[a-z0-9_/{}.-]*$|page$|unknown$|refused$')
SECRET = 'nobodymayreadthis'
tap = Tap()

with Server() as server:
    people, things = open_studio(server)
    owner = people['owner']

    # What people say of themselves, in every place where something can be said.
    visitor = Visitor(server)
    token = re.search(r'name="_csrf" value="([^"]+)"', visitor.get('/sign-in').body.decode()).group(1)
    visitor.post_form('/sign-in', name=f'{SECRET}@example.org', password=PASSWORD, _csrf=token)
    visitor.account('sign_in', name='ada@example.org', password=f'{SECRET} is wrong')
    visitor.account('register', name=f'{SECRET}@example.org', password=PASSWORD, setup_link=f'bwl_{SECRET}')
    for path in (f'/join/studio/{SECRET}', f'/confirm/{SECRET}/{SECRET}', f'/set-password/bwl_{SECRET}', f'/set-up/bwl_{SECRET}',
                 f'/w/{SECRET}/today', f'/{SECRET}', f'/api/v1/{SECRET}', f'/api/v1/workspaces/{SECRET}/today',
                 f'/api/v1/workspaces/studio/search?words={SECRET}', f'/sign-in?then=/{SECRET}', f'/%0a{SECRET}', f'/%22%7d{SECRET}'):
        visitor.get(path)
        owner.get(path)
    owner.get('/healthz', {'User-Agent': SECRET, 'Referer': SECRET, 'X-Forwarded-For': '198.51.100.7', 'Accept': SECRET})
    must(owner.do('studio', 'ask', {'Idempotency-Key': SECRET}, question=SECRET, engagements=[things['engagement']], know_by='2099-01-01',
                  worked_if=SECRET))
    owner.do('studio', SECRET)
    server.request('BREW', f'/{SECRET}')
    with server.connect() as connection:
        connection.sendall(b'GET /healthz HTTP/1.1\r\nHost: a\r\nX-One: ' + SECRET.encode() + b'\x01\r\n\r\n')
        connection.recv(1000)
    server.stop()
    lines = [line for line in server.log if line.strip()]
    text = ''.join(lines)
    odd = []
    for line in lines:
        try:
            entry = json.loads(line)
            if {name: type(value) for name, value in entry.items()} != MEMBERS or not ROUTE.match(entry['route']):
                odd.append(line)
        except ValueError:
            odd.append(line)
    tap.ok(len(lines) >= 50, f'{len(lines)} lines')
    tap.equal(odd, [], 'each is an object with the same members, and a route that is declared')
    told = [SECRET, 'studio', 'example.org', '127.0.0.1', '198.51.100.7', 'bws_', 'bwl_', 'bwd_', owner.person, owner.cookies['bellwether'],
            owner.token, PASSWORD]
    tap.equal([word for word in told if word in text], [], 'none names a person, a business, an address, a secret or what was asked for')
    statuses = {entry['route']: entry['status'] for entry in map(json.loads, lines)}
    tap.ok(statuses['POST /sign-in'] == 403 and statuses['POST /api/v1/account/sign_in'] == 403 and statuses['refused'] in (400, 501),
           'but that somebody failed to sign in, and that something was refused')
tap.done()
