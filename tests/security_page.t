#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""docs/security.md leans on tests and files by their names: they are there, each test is one that `make test` runs, and
what is named of a test in C (in brackets behind it) is a test in it."""
import glob
import os
import re
import sys

SOURCE = os.environ.get('SOURCE', '.')
sys.path.insert(0, os.path.join(SOURCE, 'tests', 'support'))
from serve import Tap

tap = Tap()


def read(path):
    with open(os.path.join(SOURCE, path), encoding='utf-8') as file:
        return file.read()


page = read('docs/security.md')
listed = read('tests/meson.build')
named = sorted(set(re.findall(r'\btests/[\w/*.-]*[\w*]', page)))
tap.ok(len(named) >= 40, f'{len(named)} tests are named')
missing, unlisted = [], []
for name in named:
    found = glob.glob(os.path.join(SOURCE, name))
    missing += [] if found else [name]
    for path in found:
        base = os.path.basename(path)
        stem = base[:-2] if base.endswith('.c') else base
        if base.endswith(('.c', '.t')) and f"'{stem}'" not in listed:
            unlisted.append(base)
tap.equal(missing, [], 'each of them is there')
tap.equal(unlisted, [], 'and is run')
odd = []
for name, brackets in re.findall(r'\btests/([\w]+)\.c \(([^)]*)\)', page):
    source = read(f'tests/{name}.c')
    tests = ' '.join(re.findall(r'"(/[^"]+)"', source) + re.findall(r'\btest_(\w+)', source)).replace('_', ' ')
    odd += [f'{name}: {word}' for word in brackets.split(', ') if ' ' not in word and word not in tests and word.rstrip('s') not in tests]
tap.equal(odd, [], 'and has the tests that are named of it')
for path in ('README.md', 'SECURITY.md', 'docs/security.md'):
    links = [link for link in re.findall(r'\]\(([^)#:]+)\)', read(path))
             if not os.path.exists(os.path.join(SOURCE, os.path.dirname(path), link))]
    tap.equal(links, [], f'{path}: its links lead somewhere')
places = [name for name in re.findall(r'\b(?:store|http|identity|pages|record)/\w+\.[ch]\b', page)
          if not os.path.exists(os.path.join(SOURCE, 'src', name))]
tap.equal(places, [], 'the files of the source that it names are there')
tap.equal([word for word in ('docs/security.md', 'SECURITY.md') if word not in read('README.md')], [], 'README.md leads to both')
tap.done()
