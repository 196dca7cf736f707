#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lists in pages: whoever follows each "go on" to the end has every row once, in order, whatever the page's length and
whatever comes in meanwhile; in the API and by the links of the pages."""
import os
import re
import sys
from urllib.parse import urljoin

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import Server, Tap, found, must

PARTNERS = 113
RETIRED = 7
ADVICE = 121
PAGE_MOST = 100  # VIEW_PAGE_MOST: a longer one is refused
STEPS_MOST = 500
tap = Tap()


def follow(person, view, rows_of, cursor, between=None, **query):
    """All rows of a list, page by page; each page's length too."""
    rows, lengths, at = [], [], {}
    for step in range(STEPS_MOST):
        document = must(person.see('studio', view, **query, **at))
        page = document[rows_of]
        rows += page
        lengths.append(len(page))
        following = document.get('next_' + cursor)
        if following is None:
            return rows, lengths
        at = {cursor: following}
        if between:
            between(step)
    raise RuntimeError(f'{view} goes on for ever')


def follow_links(person, path, pattern):
    """What the pattern finds on a page and on those that its "next" links lead to."""
    found_all = []
    for _ in range(STEPS_MOST):
        page = person.get(path).body.decode()
        found_all += re.findall(pattern, page)
        link = re.search(r'<a class="more" rel="next" href="([^"]+)"', page)
        if not link:
            return found_all
        path = urljoin(path, link[1].replace('&amp;', '&'))
    raise RuntimeError(f'{path} goes on for ever')


def ids(rows):
    return [row['id'] for row in rows]


with Server('--quiet', 'yes') as server:
    owner = found(server)
    must(owner.do('studio', 'open_workspace', name='Studio', your_name='Ada', currency='EUR', zone='UTC'))
    skill = must(owner.do('studio', 'add_skill', name='premises', stance='partner'))['id']
    partners = [must(owner.do('studio', 'add_partner', name=f'Partner {number} of the alder street'))['id'] for number in range(PARTNERS)]
    retired = partners[10:10 + RETIRED]
    for partner in retired:
        must(owner.do('studio', 'change_partner', partner=partner, retired=True))
    kept = [partner for partner in partners if partner not in retired]
    first = partners[0]
    engagement = must(owner.do('studio', 'start_engagement', partner=first, skill=skill))['id']
    advice = [must(owner.do('studio', 'note_advice', partner=first, option=f'Option {number}', know_by='2099-01-01'))['id'] for number in range(ADVICE)]
    last = must(owner.see('studio', 'journal', count=1))['entries'][0]['entry']

    # Partners.
    for count in (1, 7, 53, PAGE_MOST):
        rows, lengths = follow(owner, 'partners', 'partners', 'after', count=count)
        tap.equal(sorted(ids(rows)), sorted(kept), f'partners by {count}: each once, on {len(lengths)} pages')
        tap.ok(max(lengths) <= count and all(one['position'] < other['position'] for one, other in zip(rows, rows[1:])), 'in order, no page too long')
    rows, _ = follow(owner, 'partners', 'partners', 'after')
    tap.equal(sorted(ids(rows)), sorted(kept), 'and by the usual length')
    rows, _ = follow(owner, 'partners', 'partners', 'after', count=20, with_retired='true')
    tap.equal(sorted(ids(rows)), sorted(partners), 'with those who were retired, all of them')
    for count in ('0', '101', '-1', 'x', '1e3'):
        reply = owner.see('studio', 'partners', count=count)
        tap.equal((reply.status, reply.json['field']), (422, 'count'), f'no page of {count}')

    # The journal, the newest first; what comes in meanwhile moves nothing.
    for count in (1, 17, PAGE_MOST):
        rows, lengths = follow(owner, 'journal', 'entries', 'before', count=count)
        tap.equal([row['entry'] for row in rows], list(range(last, 0, -1)), f'{last} entries by {count}: each once, in order')
    added = []
    rows, _ = follow(owner, 'journal', 'entries', 'before', count=40,
                     between=lambda step: added.append(must(owner.do('studio', 'add_skill', name=f'added {step}', stance='rent'))['entry']))
    tap.ok(len(added) >= 5, f'{len(added)} came in between')
    tap.equal([row['entry'] for row in rows], list(range(last, 0, -1)), 'and the pages went on where they were')
    rows, _ = follow(owner, 'journal', 'entries', 'before', thing=first, count=1)
    expected = [row['entry'] for row in must(owner.see('studio', 'journal', thing=first))['entries']]
    tap.ok(rows and [row['entry'] for row in rows] == expected, f'of one thing too: {len(rows)} entries')

    # Search, and the advice of a partner.
    rows, lengths = follow(owner, 'search', 'found', 'before', words='alder')
    tap.equal([row['thing'] for row in rows], partners[::-1], f'a search finds each of {PARTNERS} once, on {len(lengths)} pages')
    rows, lengths = follow(owner, 'partner', 'advice', 'before', partner=first)
    tap.equal(ids(rows), advice[::-1], f'each of {ADVICE} pieces of advice once, on {len(lengths)} pages')
    for view, query in (('journal', {'before': 1}), ('partners', {'after': 10 ** 15}), ('search', {'words': 'alder', 'before': 1})):
        document = must(owner.see('studio', view, **query))
        tap.equal([row for name in ('entries', 'partners', 'found') for row in document.get(name, [])], [], f'{view}: past the end is nothing')

    # The same by the links of the pages.
    names = follow_links(owner, '/w/studio/partners', r'href="/w/studio/partner/(p\d+)"[^>]*>Partner')
    tap.equal(sorted(set(names)), sorted(kept), 'the links of the page of partners lead to all of them')
    numbers = follow_links(owner, f'/w/studio/partner/{first}', r'href="/w/studio/advice/(a\d+)"')
    tap.equal(sorted(set(numbers)), sorted(advice), 'those of a partner to all advice')
    names = follow_links(owner, '/w/studio/partners?count=9', r'href="/w/studio/partner/(p\d+)"[^>]*>Partner')
    tap.equal(sorted(set(names)), sorted(kept), 'and of shorter ones')
    told = follow_links(owner, '/w/studio/search?words=alder+street', r'Partner (\d+) of the alder street')
    tap.equal(sorted(map(int, told)), list(range(PARTNERS)), 'those of a search to all that it found')
    before = must(owner.see('studio', 'journal', count=1))['entries'][0]['entry']
    entries = follow_links(owner, '/w/studio/journal', r'receipt\?entry=(\d+)"')
    tap.equal(sorted(map(int, entries)), list(range(1, before + 1)), 'and those of the journal to all entries')
tap.done()
