#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""One's own account: codes of an app, tokens and what they open, links to new passwords, guesses that are slowed down, and
the same in forms."""
import base64
import hashlib
import hmac
import os
import re
import struct
import sys
import time

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import PASSWORD, Server, Tap, Visitor, must, open_studio

tap = Tap()


def code_of(secret, step):
    """RFC 6238, written apart from the C."""
    key = base64.b32decode(secret + '=' * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack('>Q', step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f'{(struct.unpack(">I", digest[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}'


def step():
    return int(time.time()) // 30


def form_of(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.body.decode()))


with Server('--quiet', 'yes') as server:
    people, things = open_studio(server)
    owner = people['owner']

    # Tokens.
    made = must(owner.account('make_token', name='a spreadsheet', ends_at=time.strftime('%Y-%m-%d', time.gmtime(time.time() + 86400 * 30))))
    reader = Visitor(server)
    reader.bearer = made['secret']
    tap.equal(must(reader.see('studio', 'settings'))['name'], 'Studio', 'a token reads')
    tap.equal(reader.do('studio', 'add_skill', name='by token', stance='rent').status, 403, 'and writes nothing where it may not')
    for path in ('/api/v1/account/sessions', '/api/v1/account/tokens'):
        tap.equal(reader.get(path).status, 403, f'it opens nothing of the account: {path}')
    tap.equal(reader.account('make_token', name='more', ends_at='2030-01-01').status, 403, 'and makes no other token')
    must(owner.do('other', 'open_workspace', name='Other', your_name='Ada', currency='EUR', zone='UTC'))
    writer = Visitor(server)
    until = time.strftime('%Y-%m-%d', time.gmtime(time.time() + 86400 * 30))
    writer.bearer = must(owner.account('make_token', name='for one', may_write=True, workspaces=['studio'], ends_at=until))['secret']
    tap.equal(writer.do('studio', 'add_skill', name='by token', stance='rent').status, 200, 'one that may write writes')
    tap.ok(writer.see('other', 'settings').status in (403, 404), 'in the workspace that it is for')
    tap.ok(writer.get('/api/v1/portal').status == 403, 'and not over all of them')
    tap.ok(must(owner.get('/api/v1/account/tokens'))['tokens'][0]['name'] == 'a spreadsheet' and
           made['secret'] not in owner.get('/api/v1/account/tokens').body.decode(), 'the list has no secret')
    must(owner.account('end_token', token=made['token']))
    tap.equal(reader.see('studio', 'settings').status, 401, 'an ended token opens nothing, at once')
    tap.equal(owner.account('make_token', name='for ever', ends_at='2099-01-01').status, 422, 'none lasts for ever')

    # Codes of an app.
    tap.equal(owner.account('begin_second_factor', password='wrong password').status, 403, 'the password is asked for again')
    begun = must(owner.account('begin_second_factor', password=PASSWORD))
    tap.like(begun['uri'], r'^otpauth://totp/Bellwether', 'an address for the app')
    tap.equal(owner.account('confirm_second_factor', code='000000').status, 403, 'a wrong code turns nothing on')
    codes = must(owner.account('confirm_second_factor', code=code_of(begun['app_secret'], step())))['recovery_codes']
    tap.equal(len(codes), 10, 'ten recovery codes')
    again = Visitor(server)
    first = again.account('sign_in', name='ada@example.org', password=PASSWORD)
    tap.ok(first.status == 200 and 'sign_in' in first.json and 'bws_' not in (first.header('Set-Cookie') or ''),
           'the password alone gives no session any more')
    tap.equal(again.see('studio', 'settings').status, 401, 'and opens nothing')
    tap.equal(again.account('sign_in_code', sign_in=first.json['sign_in'], code=code_of(begun['app_secret'], step())).status, 403,
              'a code works once')
    second = again.account('sign_in_code', sign_in=first.json['sign_in'], code=codes[0])
    tap.ok(second.status == 200 and again.see('studio', 'settings').status == 200, 'a recovery code signs in')
    third = Visitor(server)
    started = must(third.account('sign_in', name='ada@example.org', password=PASSWORD))
    tap.equal(third.account('sign_in_code', sign_in=started['sign_in'], code=codes[0]).status, 403, 'once')

    # The same in forms.
    browser = Visitor(server)
    fields = form_of(browser.get('/sign-in?then=/account'))
    asked = browser.post_form('/sign-in?then=/account', name='ada@example.org', password=PASSWORD, _csrf=fields['_csrf'])
    fields = form_of(asked)
    tap.ok(asked.status == 200 and 'sign_in' in fields, 'the form asks for a code next')
    entered = browser.post_form('/sign-in?then=/account', sign_in=fields['sign_in'], code=codes[1], _csrf=fields['_csrf'])
    tap.equal((entered.status, entered.header('Location')), (303, '/account'), 'and leads on')
    account = browser.get('/account')
    tap.ok(account.status == 200 and 'this one' in account.body.decode() and 'for one' in account.body.decode(),
           'the account page lists sessions and tokens')
    page = browser.get('/account/change_name')
    tap.equal(page.status, 200, 'changing the name has a form')
    fields = form_of(page)
    refused = browser.post_form('/account/change_name', password='wrong', name='ada@new.example', _csrf=fields['_csrf'])
    tap.ok(refused.status == 403 and 'ada@new.example' in refused.body.decode() and 'wrong' not in
           re.findall(r'value="([^"]*)"', refused.body.decode()), 'a wrong password keeps what was typed, but for itself')
    changed = browser.post_form('/account/change_name', password=PASSWORD, name='ada@new.example', _csrf=fields['_csrf'])
    tap.equal((changed.status, changed.header('Location')), (303, '/account'), 'the right one changes it')
    tap.equal(browser.post_form('/account/end_other_sessions').status, 403, 'a form without its token does nothing')

    # A link to a new password, by the owner, for somebody of their own business.
    owner = browser
    owner.token = must(owner.get('/api/v1/account'))['csrf_token']
    member = people['member']
    link = must(owner.account('reset_password', workspace='studio', person=member.person))['link']
    tap.equal(member.account('reset_password', workspace='studio', person=owner.get('/api/v1/account').json['person']).status, 403,
              'a member makes none')
    tap.equal(owner.account('reset_password', workspace='studio', person=people['partner'].person).status, 403,
              'and nobody one for the other side')
    newcomer = Visitor(server)
    page = newcomer.get(f'/set-password/{link}')
    fields = form_of(page)
    tap.ok(page.status == 200 and 'cyd@example.org' in page.body.decode(), 'the link says whose it is')
    chosen = newcomer.post_form(f'/set-password/{link}', password='a walk up the hill and down', _csrf=fields['_csrf'])
    tap.equal(chosen.status, 303, 'and takes a password')
    tap.equal(newcomer.get(f'/set-password/{link}').status, 404, 'once')
    tap.equal(member.see('studio', 'settings').status, 401, 'their sessions are over')

    # Guesses.
    stranger = Visitor(server)
    seen = [stranger.account('sign_in', name='dot@example.org', password=f'guess number {number}').status for number in range(9)]
    late = stranger.account('sign_in', name='dot@example.org', password='one more guess at it')
    tap.ok(429 in seen and late.status == 429 and int(late.header('Retry-After')) >= 1, f'guesses are slowed down: {seen}')
    tap.equal(people['observer'].see('studio', 'settings').status, 200, 'and whoever is signed in stays so')
    known = Visitor(server)
    known.cookies['bellwether-device'] = people['observer'].cookies['bellwether-device']
    tap.equal(known.account('sign_in', name='dot@example.org', password=PASSWORD).status, 200,
              'a browser that is known is not locked out by it')
tap.done()
