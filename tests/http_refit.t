#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record that is too large to estimate while somebody waits: the server has it done beside its work once somebody asks,
and the search catches up with it. What is stopped meanwhile is stopped at once."""
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import PASSWORD, PROGRAM, Server, Tap, Visitor, must

ROWS = 2500  # past what is made at once (2,000 pieces of advice), and in words past what one search takes in
WAIT_S = 120

tap = Tap()


def run(*command, **more):
    return subprocess.run([PROGRAM, *command], check=True, text=True, stdout=subprocess.PIPE, **more).stdout


def figure(server, name):
    text = server.request('GET', '/metrics').body.decode()
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(name + ' '))


def wait_until(what):
    """Whether it comes true, within a bound."""
    for _ in range(WAIT_S * 10):
        if what():
            return True
        time.sleep(0.1)
    return False


with tempfile.TemporaryDirectory() as folder:
    store = os.path.join(folder, 'record.db')
    table = os.path.join(folder, 'record.csv')
    with open(table, 'w', encoding='utf-8') as file:
        file.write('workspace,brief,partner,skill,at,advice,confidence,stake,decision,outcome\n')
        for row in range(ROWS):
            file.write(f'large,b{row},partner {row % 7},web,2025-{1 + row % 12:02}-{1 + row % 28:02}T09:00:00Z,option {row},'
                       f'0.8,100,follow,{(row * 7919 % 10) // 3 % 2}\n')
    run('import', '--store', store, '--as', 'ada', table)
    run('account', 'add', 'ada@example.org', '--person', 'ada', '--store', store, '--password-stdin', input=PASSWORD)

    with Server('--quiet', 'yes', '--refit-seconds', '0', folder=folder) as server:
        ada = Visitor(server)
        must(ada.account('sign_in', name='ada@example.org', password=PASSWORD))
        tap.ok('estimated_at' not in must(ada.see('large', 'partners')), 'it is too large to estimate while somebody waits')
        tap.ok('outcomes' not in must(ada.see('large', 'skills'))['skills'][0], 'what came of advice is then not known, rather than nothing')
        tap.equal(figure(server, 'bellwether_refits_total'), 0, 'and with 0 nobody does it beside the server')
        tap.equal(len(must(ada.see('large', 'search', words='option 17'))['found']), 1, 'the search takes in all of it by itself')

    # A second large one, which nobody has searched yet.
    with open(table, encoding='utf-8') as file:
        text = file.read()
    with open(table, 'w', encoding='utf-8') as file:
        file.write(text.replace('\nlarge,', '\nother,'))
    run('import', '--store', store, '--as', 'ada', table)

    with Server('--quiet', 'yes', '--refit-seconds', '1', folder=folder) as server:
        ada = Visitor(server)
        must(ada.account('sign_in', name='ada@example.org', password=PASSWORD))
        tap.like(ada.get('/w/other/search?words=option').body.decode(), r'\d+ entries are not searched yet',
                 'a search says how much it does not know yet')
        tap.ok('estimated_at' not in must(ada.see('large', 'partners')), 'nobody waits for the estimates')
        tap.ok(wait_until(lambda: 'estimated_at' in must(ada.see('large', 'partners'))), 'some time later they are there')
        tap.ok(must(ada.see('large', 'skills'))['skills'][0]['outcomes'] > 0, 'and what came of advice in a skill')
        tap.ok(wait_until(lambda: 'estimated_at' in must(ada.see('other', 'partners'))), "and the other workspace's")
        tap.ok(wait_until(lambda: 'unread_entries' not in must(ada.see('other', 'search', words='option 17'))), 'the search has caught up')
        tap.equal(len(must(ada.see('other', 'search', words='option 17'))['found']), 1, 'and finds it')
        tap.ok(wait_until(lambda: figure(server, 'bellwether_refits_total') >= 2), 'it is counted, once the process has gone')
        tap.equal(figure(server, 'bellwether_refits_failed_total'), 0, 'and nothing failed')

        # A change of the evidence makes them old again.
        before = must(ada.see('large', 'partners'))['estimated_at']
        advice = must(ada.see('large', 'partner', partner=must(ada.see('large', 'partners'))['partners'][0]['id']))
        noted = must(ada.do('large', 'note_advice', partner=advice['partner']['id'], option='One more', know_by='2099-01-01'))
        tap.ok(wait_until(lambda: must(ada.see('large', 'partners'))['estimated_at'] != before), 'what is entered later is estimated later')

        must(ada.do('large', 'note_advice', partner=advice['partner']['id'], option='And one', know_by='2099-01-01'))
        must(ada.see('large', 'partners'))
        tap.equal(server.stop(), 0, 'it stops in the middle of that')
tap.done()
