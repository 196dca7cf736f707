#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""ETags and If-None-Match: who has a document is not sent it again, is sent it once it is another one, and learns nothing
by the tag. With the cache and without it."""
import hashlib
import os
import sys

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import Server, Tap, must, open_studio

tap = Tap()


def views_of(server, things):
    """Every view of the API's document that sends JSON, with what it must be given."""
    wanted = {'advice': things['advice'], 'brief': things['brief'], 'engagement': things['engagement'], 'partner': things['partner'],
              'words': 'premises'}
    for path, item in server.request('GET', '/api/v1/openapi.json').json['paths'].items():
        if 'get' not in item or 'views' not in item['get']['tags'] or path.endswith('/receipt'):
            continue
        required = [one['name'] for one in item['get']['parameters'] if one.get('required') and one['in'] == 'query']
        yield path.replace('{workspace}', 'studio'), {name: wanted[name] for name in required}


def check_view(owner, path, query):
    owner.get(path, **query)  # estimates that are due are made with the first asking, and change the record's version
    first = owner.get(path, **query)
    tag = first.header('ETag') or ''
    tap.like(tag, r'^"[0-9a-f]{40}"$', f'{path}: it has a tag')
    again = owner.get(path, **query)
    same = {'the tag': tag, 'one of several': f'"a", {tag} , "b"', 'as a weak one': f'W/{tag}', 'any': '*'}
    for what, value in same.items():
        reply = owner.get(path, {'If-None-Match': value}, **query)
        tap.ok((reply.status, reply.body, reply.header('ETag')) == (304, b'', tag) and reply.header('Content-Type') is None and
               reply.header('Cache-Control') == first.header('Cache-Control') and
               reply.header('Content-Security-Policy') == first.header('Content-Security-Policy'), f'{path}: by {what}, nothing is sent again')
    for what, value in {'another tag': '"' + '0' * 40 + '"', 'none': '', 'nonsense': 'x', 'a part of it': tag[:20]}.items():
        reply = owner.get(path, {'If-None-Match': value}, **query)
        tap.equal((reply.status, reply.body), (200, again.body), f'{path}: by {what}, all of it is')
    head = owner.request('HEAD', path + ('?' + '&'.join(f'{name}={value}' for name, value in query.items()) if query else ''))
    tap.equal((head.status, head.body, head.header('ETag'), head.header('Content-Length')), (200, b'', tag, str(len(first.body))),
              f'{path}: HEAD tells the same without it')
    plain = [hashlib.new(name, first.body).hexdigest()[:40] for name in ('sha256', 'sha1', 'blake2b', 'blake2s', 'md5')] + \
        [hashlib.blake2b(first.body, digest_size=20).hexdigest()]
    tap.ok(tag.strip('"') not in plain, f'{path}: nobody can make the tag of a document that they guess')


def check_change(people, things):
    """What changes a document changes its tag; what does not concern its reader does not."""
    owner, ben, eve = people['owner'], people['partner'], people['partner2']
    tag = owner.see('studio', 'skills').header('ETag')
    must(owner.do('studio', 'add_skill', name='one more', stance='rent'))
    reply = owner.see('studio', 'skills', {'If-None-Match': tag})
    tap.ok(reply.status == 200 and 'one more' in reply.body.decode() and reply.header('ETag') != tag, 'a document that changed is sent, with another tag')
    watched = {view: eve.see('studio', view, **query).header('ETag') for view, query in (('direction', {}), ('choices', {}))}
    portal = eve.get('/api/v1/portal').header('ETag')
    brief = must(owner.do('studio', 'ask', question='Which one?', engagements=[things['engagement']], know_by='2099-01-01', worked_if='yes'))['id']
    must(ben.do('studio', 'advise', brief=brief, option='This one'))
    tap.equal({view: eve.see('studio', view).header('ETag') for view in watched}, watched, 'what others do moves none of a partner\'s tags')
    tap.equal(eve.get('/api/v1/portal').header('ETag'), portal, 'nor that of their portal')
    tap.equal(eve.get('/api/v1/portal', {'If-None-Match': portal}).status, 304, 'which is unchanged to them')
    # A tag opens nothing: it is held against what its sender may see.
    tag = owner.see('studio', 'settings').header('ETag')
    for who, person in (('a partner', ben), ('somebody else\'s', eve)):
        tap.equal(person.see('studio', 'settings', {'If-None-Match': tag}).status, 403, f'{who} request with the owner\'s tag is refused as without it')
    tap.equal(owner.see('nowhere', 'settings', {'If-None-Match': '*'}).status, 404, 'and what is not there is not unchanged')


for options in ((), ('--cache-mib', '0')):
    tap.ok(True, 'without the cache' if options else 'with the cache')
    with Server('--quiet', 'yes', *options) as server:
        people, things = open_studio(server)
        owner = people['owner']
        things['brief'] = must(owner.do('studio', 'ask', question='Which office?', engagements=[things['engagement']], know_by='2099-01-01',
                                        worked_if='everybody fits'))['id']
        things['advice'] = must(people['partner'].do('studio', 'advise', brief=things['brief'], option='The mill'))['id']
        must(owner.do('studio', 'open_advice', advice=things['advice']))
        views = list(views_of(server, things))
        tap.ok(len(views) >= 15, f'{len(views)} views')
        for path, query in views:
            # These two say at which moment they were made: only where the cache keeps them are they the same again.
            if not options or path.rsplit('/', 1)[1] not in ('advice', 'today'):
                check_view(owner, path, query)
        check_change(people, things)
tap.done()
