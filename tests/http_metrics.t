#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""/metrics as Prometheus reads it (text format 0.0.4): every line is one that it knows, the figures are right, and none
names a workspace, a person or what somebody asked for."""
import math
import os
import re
import sys

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import Server, Tap, Visitor, must, open_studio

NAME = r'[a-zA-Z_:][a-zA-Z0-9_:]*'
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\n"])*)"'
SAMPLE = re.compile(rf'({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})? ([+-]?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|Inf|NaN))$')
SUFFIXES = {'histogram': ('_bucket', '_sum', '_count'), 'counter': ('',), 'gauge': ('',)}
tap = Tap()


def parse(text):
    """{(name, labels): value}, {family: type}, and what is wrong with it."""
    values, types, wrong, family = {}, {}, [], None
    if not text.endswith('\n'):
        wrong.append('no line end at the end')
    for line in text.split('\n')[:-1]:
        head = re.match(rf'# (HELP|TYPE) ({NAME}) (.+)$', line)
        sample = SAMPLE.match(line)
        if head and head[1] == 'HELP':
            family = head[2]
        elif head:
            if head[2] in types or head[2] != family or head[3] not in SUFFIXES:
                wrong.append(line)
            types[head[2]] = head[3]
        elif sample:
            key = sample[1], tuple(sorted((name, value) for name, value in re.findall(LABEL, sample[2] or '')))
            if key in values or family not in types or sample[1] not in [family + end for end in SUFFIXES[types[family]]]:
                wrong.append(line)
            values[key] = float(sample[7].replace('Inf', 'inf'))
        else:
            wrong.append(line)
    return values, types, wrong


def total(values, route, status):
    return values.get(('bellwether_requests_total', (('route', route), ('status', status))), 0)


def histogram(values, route):
    """The buckets of a route by their bounds, its count and its sum."""
    buckets = {}
    for (name, labels), value in values.items():
        labels = dict(labels)
        if name == 'bellwether_request_seconds_bucket' and labels['route'] == route:
            buckets[float(labels['le'].replace('Inf', 'inf'))] = value
    key = (('route', route),)
    return buckets, values.get(('bellwether_request_seconds_count', key)), values.get(('bellwether_request_seconds_sum', key))


OWN_PAGES = [f'{method} /{page}' for method in ('GET', 'POST') for page in
             ('account', 'confirm', 'join', 'set-password', 'set-up', 'sign-in', 'sign-out')]
SKILLS = 'GET /api/v1/workspaces/{workspace}/skills'
SECRET = 'nobodymayreadthis'
with Server('--quiet', 'yes') as server:
    people, things = open_studio(server)
    owner = people['owner']
    reply = server.request('GET', '/metrics')
    tap.equal(reply.header('Content-Type'), 'text/plain; version=0.0.4; charset=utf-8', 'it says in which format it is')
    before, types, wrong = parse(reply.body.decode())
    tap.equal(wrong, [], f'{len(before)} samples of {len(types)} families, every line of the format')

    for _ in range(7):
        must(owner.see('studio', 'skills'))
    for _ in range(3):
        people['partner'].see('studio', 'skills')
    owner.do('studio', 'add_skill', name=SECRET, stance='rent')
    for number in range(5):
        server.request('GET', f'/{SECRET}/{number}')
        server.request('GET', f'/api/v1/{SECRET}{number}')
        server.request('GET', f'/api/v1/workspaces/{SECRET}{number}/today')
        server.request('GET', f'/{"%22" * number}{{}}%5c')
        server.request('BREW', '/')
    text = server.request('GET', '/metrics').body.decode()
    after, _, wrong = parse(text)
    tap.equal(wrong, [], 'it still is, whatever was asked for meanwhile')
    tap.equal((total(after, SKILLS, '2xx') - total(before, SKILLS, '2xx'), total(after, SKILLS, '4xx') - total(before, SKILLS, '4xx')),
              (7, 3), 'each answer is counted once, by its route and status')
    routes = {dict(labels)['route'] for _, labels in after if dict(labels).get('route')}
    known = server.request('GET', '/api/v1/openapi.json').json['paths']
    odd = [route for route in routes if route not in ('page', 'unknown', 'refused', 'GET /assets', 'GET /healthz', 'GET /readyz', 'GET /metrics', *OWN_PAGES) and
           not (' ' in route and route.split(' ')[1] in known)]
    tap.equal(odd, [], f'{len(routes)} routes, all of them declared: nobody can make more of them')
    names = [SECRET, 'studio', owner.person, 'ada@example', 'bws_', '127.0.0.1']
    tap.equal([name for name in names if name in text], [], 'it names no workspace, no person, no address and no secret')

    # Who looks after the server sees when many fail to sign in, in a browser as through the API.
    browser = Visitor(server)
    token = re.search(r'name="_csrf" value="([^"]+)"', browser.get('/sign-in?then=/w/studio/').body.decode()).group(1)
    for number in range(3):
        browser.post_form('/sign-in', name='ada@example.org', password=f'wrong password {number}', _csrf=token)
        browser.account('sign_in', name='dot@example.org', password=f'wrong password {number}')
    browser.get(f'/join/studio/{SECRET}')
    text = server.request('GET', '/metrics').body.decode()
    after = parse(text)[0]
    tap.equal((total(after, 'POST /sign-in', '4xx'), total(after, 'POST /api/v1/account/sign_in', '4xx'), SECRET in text), (3, 3, False),
              'failures to sign in are counted')

    for route in (SKILLS, 'page', 'unknown'):
        buckets, count, took = histogram(after, route)
        ordered = [buckets[bound] for bound in sorted(buckets)]
        statuses = sum(value for (name, labels), value in after.items() if name == 'bellwether_requests_total' and dict(labels)['route'] == route)
        tap.ok(len(buckets) >= 10 and math.inf in buckets and ordered == sorted(ordered) and buckets[math.inf] == count == statuses and took > 0,
               f'{route}: the histogram adds up to {count:.0f}')
    for counter in ('bellwether_cache_hits_total', 'bellwether_cache_misses_total'):
        tap.ok(types[counter] == 'counter' and after[counter, ()] > before[counter, ()], f'{counter} has grown')
    with server.connect() as one, server.connect() as other:
        for connection in (one, other):
            connection.sendall(b'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')
            connection.recv(1000)
        during = parse(server.request('GET', '/metrics').body.decode())[0]
        tap.ok(during['bellwether_connections', ()] >= 3, 'open connections are seen')
    again = parse(server.request('GET', '/metrics').body.decode())[0]
    shrunk = [key for key, value in after.items() if types.get(key[0], 'histogram') != 'gauge' and again.get(key, 0) < value]
    tap.equal(shrunk, [], 'what counts never shrinks')
tap.done()
