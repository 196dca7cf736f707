#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sealed doors over HTTP: what a person may not know is in no byte of any answer that they can get.

One walker asks every route of the API's document that reads, with every thing, entry, word and file that there is, and
every page under /w/, by its address and by every link that leads on. A new view or page is walked through without being
named here. Two people are walked: a decider who owes a view of their own, and a partner beside another partner. An
observer, who may read everything, walks too: what they don't find, the walk would not have found with the others."""
import http.client
import os
import re
import sys
from urllib.parse import quote, urlencode, urljoin, urlsplit

SOURCE = os.environ.get('SOURCE', '.')
sys.path.insert(0, os.path.join(SOURCE, 'tests', 'support'))
from serve import WAIT_S, Server, Tap, must, open_studio

PAGE_KINDS_LEAST = 16  # that src/pages/pages.c has today: fewer found means that this test no longer reads it
FORMATS = ('csv', 'jsonl', 'journal')
tap = Tap()

# Words that stand for what they are in. None is part of another, nor of anything that the program says by itself.
BEN = {'option': 'oldmillhouse', 'reasons': 'quietyard', 'alternative': 'corngranary', 'interest': 'tenpercentcommission',
       'message': 'didyoureadit', 'file name': 'millplan', 'file': 'floorheights', 'second option': 'brickbarn'}
EVE = {'option': 'glasstower', 'reasons': 'lakesideview', 'alternative': 'steelshed', 'interest': 'freelunches',
       'message': 'askmeabouttower', 'file name': 'towerplan', 'file': 'windowsizes', 'second option': 'sandhut'}
BRIEF = 'whichroofoverus'
EVE_BRIEF = 'whokeepsourbooks'
EVE_TASK = 'sortthereceipts'
EVE_PURPOSE = 'bookswithoutgaps'
EVE_PARTNER = 'Mill & Sum'
OWN_VIEW = 'staywhereweare'
STAKE_MINOR = '4321900'
REVIEW = 'theclientspraise'


# ---- The walk --------------------------------------------------------------------------------------------------------

def read_page_kinds():
    """The pages of a workspace, as its table names them, each with the letter of the things that it is of."""
    with open(os.path.join(SOURCE, 'src', 'pages', 'pages.c'), encoding='utf-8') as file:
        table = re.search(r'page_kinds\[\] = \{(.*?)\n\};', file.read(), re.S).group(1)
    kinds = re.findall(r'\{"(\w+)", (?:"\w+"|NULL), ("\w+"|NULL),', table)
    return {name: parameter.strip('"') if parameter != 'NULL' else None for name, parameter in kinds}


class Answer:
    def __init__(self, door, target, status, body):
        self.door = door
        self.target = target
        self.status = status
        self.body = body


class Walker:
    """Asks for everything as one person, over one connection, and keeps the raw answers."""

    def __init__(self, server, person, things, entries, words, hashes):
        self.server = server
        self.person = person
        self.things = things
        self.entries = entries
        self.words = words
        self.hashes = hashes
        self.connection = http.client.HTTPConnection('127.0.0.1', server.port, timeout=WAIT_S)
        self.answers = []

    def ask(self, door, target):
        cookies = '; '.join(f'{name}={value}' for name, value in self.person.cookies.items())
        self.connection.request('GET', target, headers={'Cookie': cookies})
        reply = self.connection.getresponse()
        body = reply.read()
        # Headers are searched too: a Location or a Content-Disposition would tell as well as a body.
        told = str(reply.msg).encode() + body
        self.answers.append(Answer(door, target, reply.status, told))
        return reply, body

    def values(self, schema):
        """All values of one query parameter that could find something."""
        for choice in schema.get('anyOf', []):
            if choice.get('type') == 'integer':
                return [number for number in self.entries if number >= choice.get('minimum', 0)]
        if 'pattern' in schema:
            return [thing for thing in self.things if re.match(schema['pattern'], thing)]
        if schema.get('type') == 'boolean':
            return ['true', 'false']
        return self.words

    def walk_route(self, path, operation):
        name = path.rsplit('/', 1)[1]
        target = path.replace('{workspace}', 'studio')
        if '{hash}' in target:
            for digest in self.hashes:
                self.ask('files', target.replace('{hash}', digest))
                self.ask('files', target.replace('{hash}', digest.upper()))
            return
        if name == 'export':
            for form in FORMATS:
                self.ask(f'export {form}', f'{target}?format={form}')
            return
        parameters = [one for one in operation['parameters'] if one['in'] == 'query']
        self.ask(name, target)
        for one in parameters:
            required = {other['name']: self.values(other['schema'])[0] for other in parameters
                        if other.get('required') and other is not one}
            for value in self.values(one['schema']):
                self.ask(name, target + '?' + urlencode({**required, one['name']: value}))

    def walk_pages(self, kinds):
        """Every page by its address, and wherever its links lead."""
        waiting = ['/', '/open', '/account', '/w/studio/']
        for kind, parameter in kinds.items():
            ids = [thing for thing in self.things if thing[0] == parameter[0]] if parameter else [None]
            waiting += [f'/w/studio/{kind}' + (f'/{one}' if one else '') for one in ids]
        waiting += [f'/w/studio/search?words={quote(word)}' for word in self.words]
        waiting += [f'/w/studio/journal?thing={thing}' for thing in self.things]
        seen = set()
        while waiting:
            target = waiting.pop()
            if target in seen:
                continue
            seen.add(target)
            reply, body = self.ask('pages', target)
            links = re.findall(r'(?:href|action)="([^"]*)"', body.decode('utf-8', 'replace')) \
                if (reply.getheader('Content-Type') or '').startswith('text/html') else []
            for link in [*links, reply.getheader('Location') or '']:
                parts = urlsplit(urljoin(target, link.replace('&amp;', '&')))
                ours = not parts.netloc and re.match(r'/(w/|account$|$)', parts.path) and '/do/' not in parts.path
                if link and ours:
                    waiting.append(parts.path + (f'?{parts.query}' if parts.query else ''))

    def walk(self, paths, kinds):
        for path, item in paths.items():
            if 'get' in item:
                self.walk_route(path, item['get'])
        self.walk_pages(kinds)
        self.connection.close()
        return self

    def finds(self, word):
        # A page that searches shows in its own field what it was asked for.
        return [answer for answer in self.answers if word.encode() in answer.body.replace(f'value="{word}"'.encode(), b'')]

    def doors(self, word):
        return {answer.door for answer in self.finds(word)}


class House:
    """The server with its people, things and words; walks as any of them."""

    def __init__(self, server, people, hashes):
        self.server = server
        self.people = people
        self.hashes = hashes
        self.paths = server.request('GET', '/api/v1/openapi.json').json['paths']
        self.kinds = read_page_kinds()

    def walk(self, name):
        journal = must(self.people['observer'].see('studio', 'journal', count=100))
        text = self.people['observer'].see('studio', 'export', format='journal').body.decode()
        last = journal['entries'][0]['entry']
        things = sorted(set(re.findall(r'"([a-z]\d{1,4})"', text + str(journal).replace("'", '"'))))
        words = [*BEN.values(), *EVE.values(), BRIEF, EVE_BRIEF, EVE_TASK, EVE_PURPOSE, OWN_VIEW, REVIEW, 'a word that is nowhere']
        return Walker(self.server, self.people[name], things, range(0, last + 2), words, self.hashes).walk(self.paths, self.kinds)


def expect_shut(walker, who, words, since):
    """None of these is in any answer. A word is named by what it is of, with the first door through which it came."""
    found = {what: walker.finds(word)[0].target for what, word in words.items() if walker.finds(word)}
    tap.equal(found, {}, f'{who}: none of {len(words)} secrets in {len(walker.answers)} answers, {since}')


# ---- What there is to know -------------------------------------------------------------------------------------------

def add_file(person, words, to):
    content = f'{words["file"]} and more'.encode()
    reply = must(person.request('POST', '/api/v1/workspaces/studio/files', content, {'Content-Type': 'application/octet-stream'}))
    must(person.do('studio', 'attach', to=to, file=reply['hash'], name=words['file name'] + '.txt'))
    return reply['hash']


def advise(person, brief, words):
    advice = must(person.do('studio', 'advise', brief=brief, option=words['option'], reasons=words['reasons'], sure='fairly',
                            alternatives=[words['alternative']], interest=words['interest']))['id']
    must(person.do('studio', 'question', on=advice, words=words['message']))
    return advice, add_file(person, words, advice)


def fill(people, things):
    """A question to each partner and one to both, with everything that advice can hold."""
    owner, ben, eve = people['owner'], people['partner'], people['partner2']
    must(owner.do('studio', 'change_workspace', own_views=True)) # before there is advice: on what was there none is owed
    must(owner.do('studio', 'set_direction', words='Twelve seats and a garden'))
    must(owner.do('studio', 'change_engagement', engagement=things['engagement2'], purpose=EVE_PURPOSE))
    must(owner.do('studio', 'add_task', engagement=things['engagement2'], title=EVE_TASK))
    usual = {'know_by': '2099-06-01', 'worked_if': 'everybody is content', 'stake': '43219'}
    brief = must(owner.do('studio', 'ask', question=BRIEF, engagements=[things['engagement']], **usual))['id']
    eve_brief = must(owner.do('studio', 'ask', question=EVE_BRIEF, engagements=[things['engagement2']], **usual))['id']
    both = must(owner.do('studio', 'ask', question='What should we do next year?',
                         engagements=[things['engagement'], things['engagement2']], **usual))['id']
    made = {'brief': brief, 'both': both}
    made['advice'], ben_file = advise(ben, brief, BEN)
    made['eve_advice'], eve_file = advise(eve, eve_brief, EVE)
    made['beside'] = must(ben.do('studio', 'advise', brief=both, option=BEN['second option']))['id']
    must(eve.do('studio', 'advise', brief=both, option=EVE['second option']))
    review = must(owner.do('studio', 'open_review', engagement=things['engagement2']))['id']
    must(owner.do('studio', 'give_review', review=review, answers=4, facts=3, speed=5, worth=4, words=REVIEW))
    return made, [ben_file, eve_file]


# ---- A decider who owes a view ---------------------------------------------------------------------------------------

def probe_actions(house, name, made):
    """Deciding, asking and talking about what is shut is refused, and the refusal tells nothing."""
    person = house.people[name]
    told = b''
    for action, document in (('open_advice', {'advice': made['advice']}),
                             ('decide', {'advice': made['advice'], 'decision': 'follow'}),
                             ('decide', {'advice': made['advice'], 'decision': 'override', 'reason': 'no', 'shown': 'x'}),
                             ('report_outcome', {'advice': made['advice'], 'worked': '100 %'}),
                             ('check_act', {'advice': made['advice'], 'verdict': 'sound'}),
                             ('new_link', {'advice': made['advice']}),
                             ('seal_own_view', {'on': made['advice'], 'option': ''}),
                             ('set_stake', {'advice': made['advice'], 'stake': 'much'})):
        reply = person.do('studio', action, **document)
        told += reply.body
        tap.ok(400 <= reply.status < 500, f'{name}: {action} is refused ({reply.status})')
        page = person.get(f'/w/studio/advice/{made["advice"]}').body.decode()
        token = re.search(r'name="_csrf" value="([^"]+)"', page)
        if token:
            told += person.post_form(f'/w/studio/do/{action}', _csrf=token.group(1),
                                     _from=f'/w/studio/advice/{made["advice"]}', **document).body
    tap.equal([what for what, word in BEN.items() if word.encode() in told], [], f'{name}: no refusal tells of it')


def test_owed_view(house, made):
    everything = {**{f'ben\'s {what}': word for what, word in BEN.items()}, **{f'eve\'s {what}': word for what, word in EVE.items()}}
    # That the walk would find it: who owes nothing does, through every kind of door.
    observer = house.walk('observer')
    tap.equal([what for what, word in everything.items() if not observer.finds(word)], [], 'an observer finds all of it')
    for door in ('advice', 'brief', 'today', 'partner', 'journal', 'search', 'receipt', 'export csv', 'export jsonl',
                 'export journal', 'pages'):
        tap.ok(door in observer.doors(BEN['option']), f'an observer finds the option through: {door}')
    tap.ok('files' in observer.doors(BEN['file']), 'and the file')

    for name in ('owner', 'member'):
        walker = house.walk(name)
        expect_shut(walker, name, everything, 'who owes views')
        tap.ok(any(answer.status == 200 and b'is_shut' in answer.body for answer in walker.answers), f'{name}: they see that it is there')
        statuses = {form: next(answer.status for answer in walker.answers if answer.door == f'export {form}') for form in FORMATS}
        tap.equal(statuses, {'csv': 200, 'jsonl': 200, 'journal': 409}, f'{name}: exports leave it out; the whole journal is refused')
        probe_actions(house, name, made)

    # A view sealed on one question lets that person open that one; until then another could still be sealed.
    must(house.people['member'].do('studio', 'seal_own_view', on=made['brief'], option=OWN_VIEW))
    expect_shut(house.walk('member'), 'member', everything, 'sealed, and not opened')
    must(house.people['member'].do('studio', 'open_advice', advice=made['advice']))
    member = house.walk('member')
    own = {what: word for what, word in BEN.items() if what != 'second option'}
    tap.equal([what for what, word in own.items() if not member.finds(word)], [], 'sealed: the advice on that question is open')
    rest = {f'eve\'s {what}': word for what, word in EVE.items()}
    expect_shut(member, 'member', {**rest, 'ben\'s second option': BEN['second option']}, 'on the other questions')
    expect_shut(house.walk('owner'), 'owner', everything, 'whatever somebody else sealed')


# ---- A partner beside another ----------------------------------------------------------------------------------------

def test_partners(house, made, things):
    owner = house.people['owner']
    must(owner.do('studio', 'change_workspace', own_views=False))
    must(owner.do('studio', 'open_advice', advice=made['eve_advice']))
    shown = must(owner.see('studio', 'advice', advice=made['eve_advice']))['shown']
    must(owner.do('studio', 'decide', advice=made['eve_advice'], decision='follow', shown=shown))
    must(owner.do('studio', 'report_outcome', advice=made['eve_advice'], worked='100 %', story='bettereverymonth'))
    ids = {f'the id of {what}': f'{mark}{thing}"' for what, thing in
           (('eve\'s engagement', things['engagement2']), ('eve\'s advice', made['eve_advice']), ('eve\'s partner', things['partner2']))
           for mark in ('"', '/')}
    private = {'the client\'s view': OWN_VIEW, 'the stake': STAKE_MINOR, 'the client\'s review': REVIEW}
    of_eve = {**{f'eve\'s {what}': word for what, word in EVE.items()}, 'eve\'s question': EVE_BRIEF, 'eve\'s task': EVE_TASK,
              'eve\'s purpose': EVE_PURPOSE, 'the outcome': 'bettereverymonth', 'eve\'s firm': EVE_PARTNER,
              'eve\'s firm on a page': EVE_PARTNER.replace('&', '&amp;'), 'eve herself': house.people['partner2'].person,
              'the member': house.people['member'].person, 'an observer': house.people['observer'].person}
    observer = house.walk('observer')
    tap.equal([what for what, word in {**of_eve, **private, **ids}.items() if not observer.finds(word)], [],
              'an observer finds all that is kept from a partner')
    ben = house.walk('partner')
    tap.equal([what for what, word in BEN.items() if not ben.finds(word)], [], 'ben finds all that is his')
    expect_shut(ben, 'ben', {**of_eve, **private, **ids}, 'of another partner or of the client alone')
    eve = house.walk('partner2')
    tap.equal([what for what, word in EVE.items() if not eve.finds(word)], [], 'eve finds all that is hers')
    expect_shut(eve, 'eve', {**{f'ben\'s {what}': word for what, word in BEN.items()}, **private, 'ben\'s question': BRIEF,
                             'ben\'s firm': 'Hollow Oak', 'ben himself': house.people['partner'].person},
                'of another partner or of the client alone')


with Server('--quiet', 'yes') as server:
    people, things = open_studio(server)
    made, hashes = fill(people, things)
    house = House(server, people, hashes)
    tap.ok(len(house.kinds) >= PAGE_KINDS_LEAST, f'{len(house.kinds)} kinds of pages are walked')
    test_owed_view(house, made)
    test_partners(house, made, things)
tap.done()
