#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What was acknowledged over HTTP is there afterwards: when the server is asked to stop in the middle of work, and when it
is killed. What was not acknowledged is refused cleanly: with 503 and when to come back, or by a closed connection."""
import http.client
import json
import os
import sys
import threading

sys.path.insert(0, os.path.join(os.environ.get('SOURCE', '.'), 'tests', 'support'))
from serve import Server, Tap, found, must

WRITERS = 16
ROUNDS = 4

tap = Tap()


def write(server, person, number, acknowledged, target, unclean, enough):
    """Adds skills, one after the other, until the server is gone."""
    count = 0
    while True:
        count += 1
        name = f'skill {number} {count}'
        try:
            reply = person.do('studio', 'add_skill', name=name, stance='rent')
        except (OSError, http.client.HTTPException):
            return
        if reply.status == 200:
            acknowledged.append(name)
            if len(acknowledged) >= target:
                enough.set()
        elif reply.status != 503 or reply.header('Retry-After') is None:
            unclean.append(reply.status)
            return


with Server('--quiet', 'yes') as server:
    owner = found(server)
    must(owner.do('studio', 'open_workspace', name='Studio', your_name='Ada', currency='EUR', zone='UTC'))
    acknowledged = []
    for round_number in range(ROUNDS):
        unclean = []
        enough = threading.Event()
        writers = [threading.Thread(target=write, args=(server, owner, f'{round_number}.{number}', acknowledged,
                                                         len(acknowledged) + 60, unclean, enough))
                   for number in range(WRITERS)]
        done_before = len(acknowledged)
        enough.clear()
        for writer in writers:
            writer.start()
        enough.wait(30)
        if round_number % 2 == 0:
            tap.equal(server.stop(), 0, 'it stops when it is asked to')
        else:
            server.kill()
        for writer in writers:
            writer.join()
        tap.equal(unclean, [], 'nobody got anything but an answer, a clean 503 or a closed connection')
        tap.ok(len(acknowledged) > done_before, f'{len(acknowledged) - done_before} were acknowledged meanwhile')
        server.start()
        names = json.dumps(must(owner.see('studio', 'skills')))
        missing = [name for name in acknowledged if f'"{name}"' not in names]
        tap.equal(missing[:3], [], 'all that was acknowledged is there')
    tap.equal(os.system(f'{os.environ.get("BUILD", "build")}/bellwether rebuild --store {server.store} --workspace studio '
                        f'--as {owner.person} >/dev/null'), 0, 'and the tables can be made anew')
tap.done()
