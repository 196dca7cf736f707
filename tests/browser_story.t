#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# People live through Bellwether in real Chromium, from an empty store on: tests/npm/story-browser.mjs.
set -u
source_folder=$(realpath "${SOURCE:-.}")
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
"$BUILD/bellwether" serve --store "$folder/record.db" --listen 127.0.0.1:0 --quiet yes >"$folder/said" 2>&1 &
server=$!
for _ in $(seq 100); do grep -qs /set-up/ "$folder/said" && break; sleep 0.1; done
url=$(sed -n 's,^Bellwether is at \(.*\)/$,\1,p' "$folder/said")
link=$(sed -n 's,.*/set-up/,,p' "$folder/said")
[ -n "$link" ] || { echo 'not ok 1 - the server starts'; echo 1..1; exit 1; }
node "$source_folder/tests/npm/story-browser.mjs" "$url" "$link"
