#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signing in over HTTP, and what somebody else may try: a session fixed beforehand, a forged form, an old secret."""
import os
import re
import sys
from urllib.parse import quote

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import PASSWORD, Server, Tap, Visitor, found, join, must, open_studio

tap = Tap()


def cookie_line(reply):
    return reply.header('Set-Cookie') or ''


with Server('--quiet', 'yes') as server:
    people, things = open_studio(server)
    owner = people['owner']

    # The cookie, and the headers that every answer has.
    again = Visitor(server)
    wrong = again.account('sign_in', name='ada@example.org', password='not her password')
    tap.equal((wrong.status, wrong.header('Set-Cookie')), (403, None), 'a wrong password gives no cookie')
    nobody = again.account('sign_in', name='nobody@example.org', password='not her password')
    tap.equal((nobody.status, nobody.json), (wrong.status, wrong.json), 'nor does a name that nobody has, in the same words')
    right = again.account('sign_in', name='Ada@Example.ORG', password=PASSWORD)
    tap.like(cookie_line(right), r'(^|\n)bellwether=bws_\S+; Path=/; HttpOnly; SameSite=Lax; Max-Age=\d+$',
             'the cookie is for this host and no script')
    tap.equal(must(again.see('studio', 'settings'))['name'], 'Studio', 'and it opens')
    for path in ('/healthz', '/api/v1/account', '/nothing', '/sign-in', '/api/v1/workspaces/studio/today'):
        reply = again.get(path)
        policy = reply.header('Content-Security-Policy') or ''
        tap.ok("default-src 'none'" in policy and 'unsafe' not in policy and reply.header('X-Content-Type-Options') == 'nosniff'
               and reply.header('Referrer-Policy') == 'no-referrer' and "frame-ancestors 'none'" in policy,
               f'{path}: its headers keep a browser from being turned against us')
        tap.like(reply.header('Cache-Control') or '', r'no-store|no-cache', f'{path}: nobody else keeps it')

    # A session that a client brings along is never adopted.
    fixed = Visitor(server)
    fixed.cookies['bellwether'] = 'bws_' + 'A' * 43
    reply = fixed.account('sign_in', name='ada@example.org', password=PASSWORD)
    tap.ok(reply.status == 200 and fixed.cookies['bellwether'] != 'bws_' + 'A' * 43, 'a session chosen beforehand is not adopted')
    before = fixed.cookies['bellwether']
    must(fixed.account('sign_in', name='ada@example.org', password=PASSWORD))
    tap.ok(fixed.cookies['bellwether'] != before, 'signing in again makes a new one')
    stale = Visitor(server)
    stale.cookies['bellwether'] = before
    tap.equal(stale.see('studio', 'settings').status, 401, 'and ends the one before')
    for what, secret in (('nothing', ''), ('nonsense', 'x'), ('a token', 'bwt_' + 'A' * 43), ('a long text', 'a' * 5000),
                         ('a quote', 'bws_"; a=b')):
        stale.cookies['bellwether'] = secret
        tap.equal(stale.see('studio', 'settings').status, 401, f'a cookie of {what} is nobody')
    for what, value in (('nothing', 'Bearer '), ('nonsense', 'Bearer x'), ('a session', 'Bearer ' + again.cookies['bellwether']),
                        ('a password', 'Basic YWRhOmFkYQ==')):
        tap.equal(server.request('GET', '/api/v1/account', headers={'Authorization': value}).status, 401,
                  f'{what} is no bearer')

    # Forged requests.
    token = again.token
    for what, change in (('without the token', {'token': None}), ('with another session\'s token', {'token': owner.token}),
                         ('with nonsense for a token', {'token': 'A' * 43})):
        again.token = change['token']
        tap.equal(again.do('studio', 'add_skill', name='forged', stance='rent').status, 403, f'{what} nothing is done')
    again.token = token
    tap.equal(again.do('studio', 'add_skill', {'Sec-Fetch-Site': 'cross-site'}, name='forged', stance='rent').status, 403,
              'nor where the browser says that another site asks')
    tap.equal(again.do('studio', 'add_skill', {'Sec-Fetch-Site': 'same-site'}, name='forged', stance='rent').status, 403,
              'or a neighbour of ours')
    tap.ok('forged' not in again.see('studio', 'skills').body.decode(), 'and nothing was')
    tap.equal(again.do('studio', 'add_skill', {'Sec-Fetch-Site': 'same-origin'}, name='honest', stance='rent').status, 200,
              'an honest request is done')

    # The forms of the pages.
    browser = Visitor(server)
    page = browser.get('/sign-in')
    found_token = re.search(r'name="_csrf" value="([^"]+)"', page.body.decode())
    tap.ok(page.status == 200 and found_token and 'bellwether-visitor' in browser.cookies, 'the form to sign in has a token')
    forged = Visitor(server).post_form('/sign-in', name='ada@example.org', password=PASSWORD, _csrf=found_token.group(1))
    tap.equal((forged.status, forged.header('Set-Cookie') is None or 'bws_' not in forged.header('Set-Cookie')), (403, True),
              'somebody else\'s token signs nobody in')
    entered = browser.post_form('/sign-in?then=/w/studio/today', name='ada@example.org', password=PASSWORD,
                                _csrf=found_token.group(1))
    tap.equal((entered.status, entered.header('Location')), (303, '/w/studio/today'), 'the form signs in and leads on')
    for then in ('//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)', '/\t/evil.example',
                 '/.//evil.example', '/..//evil.example', '/\x0b/evil.example', '/a?b=\r\nX-Forged: 1', '\t//evil.example'):
        other = Visitor(server)
        page_token = re.search(r'name="_csrf" value="([^"]+)"', other.get('/sign-in').body.decode()).group(1)
        reply = other.request('POST', '/sign-in?then=' + quote(then),
                              f'name=ada%40example.org&password={PASSWORD.replace(" ", "+")}&_csrf={page_token}',
                              {'Content-Type': 'application/x-www-form-urlencoded'})
        tap.ok(reply.status in (303, 400) and reply.header('Location') in ('/', None), f'it does not lead to {then!r}')

    # Sessions, listed and ended.
    sessions = must(again.get('/api/v1/account/sessions'))['sessions']
    tap.ok(len(sessions) >= 3 and all(row['session'] and row['made_at'] for row in sessions), 'sessions are listed')
    tap.ok('127.0.0.1' not in str(sessions), 'without addresses')
    ended = must(again.account('end_other_sessions'))['ended']
    tap.equal((ended, owner.get('/api/v1/account').status, again.get('/api/v1/account').status), (len(sessions) - 1, 401, 200),
              'all others can be ended at once')
    changed = again.account('change_password', password=PASSWORD, new_password='another walk by another river')
    tap.like(cookie_line(changed), r'bws_', 'a new password gives the session a new secret')
    tap.equal(Visitor(server).account('sign_in', name='ada@example.org', password=PASSWORD).status, 403, 'the old one is over')
    left = again.account('sign_out')
    tap.like(cookie_line(left), r'^bellwether=; .*Max-Age=0', 'signing out takes the cookie away')
    tap.equal(again.get('/api/v1/account').status, 401, 'and ends the session')

    # Accounts that are not for everybody to make.
    stranger = Visitor(server)
    for what, more in (('nothing', {}), ('a link that was used', {'setup_link': 'bwl_' + 'A' * 43}),
                       ('an invitation that never was', {'workspace': 'studio', 'invitation': '0' * 48})):
        reply = stranger.account('register', name='mallory@example.org', password=PASSWORD, **more)
        tap.ok(reply.status in (403, 404, 422), f'by {what} nobody makes an account ({reply.status})')
    member = people['member']
    tap.equal(member.do('studio', 'invite', name_of_person='Mallory', role='owner').status, 403, 'a member invites nobody')

# Over TLS, as far as the address says: cookies that only go over TLS, and browsers that keep to it.
with Server('--quiet', 'yes', '--base-url', 'https://partners.example.org/', '--trusted-proxies', '127.0.0.1') as server:
    proxied = {'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '198.51.100.7', 'Content-Type': 'application/json'}
    person = Visitor(server)
    reply = person.request('POST', '/api/v1/account/register', '{"name": "ada@example.org", "password": "%s", "setup_link": "%s"}'
                           % (PASSWORD, server.first_link()), proxied)
    tap.like(cookie_line(reply), r'(^|\n)__Host-bellwether=bws_\S+; Path=/; .*; Secure$', 'behind TLS the cookie is for TLS alone')
    tap.like(reply.header('Strict-Transport-Security') or '', r'max-age=\d{8}', 'and the browser keeps to TLS')
tap.done()
