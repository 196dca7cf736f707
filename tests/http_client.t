#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The API's document: a public linter finds nothing wrong with it, and a client that a public generator made of it lives
# through a brief.
set -u
source_folder=$(realpath "${SOURCE:-.}")
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
fail() { printf 'not ok 1 - %s\n1..1\n' "$1"; sed 's/^/# /' "$folder/said" 2>/dev/null; exit 1; }

"$BUILD/bellwether" serve --store "$folder/record.db" --listen 127.0.0.1:0 --quiet yes >"$folder/server" 2>&1 &
server=$!
for _ in $(seq 100); do grep -qs /set-up/ "$folder/server" && break; sleep 0.1; done
url=$(sed -n 's,^Bellwether is at \(.*\)/$,\1,p' "$folder/server")
link=$(sed -n 's,.*/set-up/,,p' "$folder/server")
[ -n "$url" ] && [ -n "$link" ] || fail 'the server starts'

cp "$source_folder"/tests/npm/{package.json,story.ts,tsconfig.json,process.d.ts} "$folder"
ln -s "$source_folder/tests/npm/node_modules" "$folder/node_modules"
cd "$folder" || exit 1
export PATH="$folder/node_modules/.bin:$PATH" REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
python3 -c 'import sys, urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())' \
  "$url/api/v1/openapi.json" > openapi.json || fail 'the document is there'
redocly lint openapi.json --format=stylish > said 2>&1 || fail 'the linter finds nothing wrong'
grep -qi warning said && fail 'nor anything to warn of'
openapi-typescript openapi.json -o api.ts > said 2>&1 || fail 'a client is made of it'
tsc > said 2>&1 || fail 'the story compiles against it'
node story.js "$url" "$link"
