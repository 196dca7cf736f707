#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every page of the demonstration in real Chromium: tests/npm/pages.mjs says what is looked for.
set -u
source_folder=$(realpath "${SOURCE:-.}")
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
"$source_folder/examples/demonstration/serve" "$BUILD/bellwether" "$folder/demonstration" --listen 127.0.0.1:0 >"$folder/said" 2>&1 &
server=$!
for _ in $(seq 300); do grep -qs '^Bellwether is at' "$folder/said" && break; sleep 0.1; done
url=$(sed -n 's,^Bellwether is at \(.*\)/$,\1,p' "$folder/said")
[ -n "$url" ] || { echo 'not ok 1 - the demonstration is served'; sed 's/^/# /' "$folder/said"; echo 1..1; exit 1; }
node "$source_folder/tests/npm/pages.mjs" "$url"
