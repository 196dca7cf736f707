#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two people in two roles live through a brief over HTTP, from asking to outcome and receipt; a third sees none of it."""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import PROGRAM, Server, Tap, must, open_studio

tap = Tap()
with Server('--quiet', 'yes') as server:
    people, things = open_studio(server)
    owner, partner, other = people['owner'], people['partner'], people['partner2']

    brief = must(owner.do('studio', 'ask', question='Which office?', engagements=[things['engagement']],
                          worked_if='everybody fits', know_by='2099-06-01', stake='12000'))['id']
    tap.equal([row['question'] for row in must(partner.get('/api/v1/portal'))['businesses'][0]['to_answer']],
              ['Which office?'], 'the partner finds the question')
    advice = must(partner.do('studio', 'advise', brief=brief, option='The old mill', reasons='room for twelve',
                             sure='fairly'))['id']
    waiting = must(owner.see('studio', 'today'))['to_decide']
    tap.equal([row['option'] for row in waiting], ['The old mill'], 'the owner finds the advice')

    must(owner.do('studio', 'open_advice', advice=advice))
    page = must(owner.see('studio', 'advice', advice=advice))
    tap.ok('shown' in page, 'the decision page has its signed snapshot')
    refused = owner.do('studio', 'decide', advice=advice, decision='override', shown=page['shown'])
    tap.equal((refused.status, refused.json['field'], refused.header('Content-Type')),
              (422, 'reason', 'application/problem+json'), 'an override without a reason is a problem that names the field')
    decided = must(owner.do('studio', 'decide', advice=advice, decision='override', reason='Too dear for us now',
                            option='Stay', shown=page['shown']))
    seen = must(partner.see('studio', 'advice', advice=advice))
    tap.equal((seen['advice']['decision'], seen['advice']['reason']), ('override', 'Too dear for us now'), 'the reason reaches the partner')
    must(partner.do('studio', 'reply_to_override', advice=advice, words='The rent rises in May'))
    must(owner.do('studio', 'report_outcome', advice=advice, worked='0 %', money='-3000'))
    must(partner.do('studio', 'report_outcome', advice=advice, road='advice', worked='100 %'))
    tap.equal(must(owner.see('studio', 'partner', partner=things['partner']))['last_ten'], {'decided': 1, 'followed': 0},
              'it counts for how the partner is heard')

    receipt = partner.see('studio', 'receipt', entry=decided['entry'])
    if receipt.status != 200:
        receipt = owner.see('studio', 'receipt', entry=decided['entry'])
    path = os.path.join(server.folder, 'receipt.json')
    with open(path, 'wb') as file:
        file.write(receipt.body)
    tap.equal(subprocess.run([PROGRAM, 'verify', path], stdout=subprocess.DEVNULL).returncode, 0,
              'the receipt that came over the network verifies')

    for view, query in (('brief', {'brief': brief}), ('advice', {'advice': advice}),
                        ('engagement', {'engagement': things['engagement']})):
        tap.equal(other.see('studio', view, **query).status, 404, f'another partner finds no such {view}')
    tap.equal(other.see('studio', 'partner', partner=things['partner']).status, 403, 'nor may they ask about partners')
    tap.ok(b'old mill' not in other.get('/api/v1/portal').body, 'nor does their portal tell of it')
    tap.equal(must(other.see('studio', 'search', words='mill'))['found'], [], 'nor their search')
    tap.ok('old mill' not in other.see('studio', 'journal').body.decode(), 'nor their journal')
    tap.equal(other.do('studio', 'decide', advice=advice, decision='follow', shown=page['shown']).status, 403,
              'and they decide nothing')

    # Somebody with an account and no part in this workspace.
    must(other.do('elsewhere', 'open_workspace', name='Elsewhere', your_name='Eve', currency='EUR', zone='UTC'))
    tap.equal(owner.see('elsewhere', 'today').status, 404, 'another workspace is told as if it were not there')
    tap.equal(owner.see('nowhere', 'today').status, 404, 'and one that is not there the same')
    tap.equal(owner.see('elsewhere', 'today').json['detail'].replace('elsewhere', 'nowhere'),
              owner.see('nowhere', 'today').json['detail'], 'in the same words')
tap.done()
