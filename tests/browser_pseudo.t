#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The pages in a language that nobody speaks (support/pseudo_locale), in real Chromium: tests/npm/pseudo.mjs.
set -u
source_folder=$(realpath "${SOURCE:-.}")
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
"$source_folder/tests/support/pseudo_locale" "$source_folder" "$folder/locale" >/dev/null ||
  { echo 'not ok 1 - the catalogue is made'; echo 1..1; exit 1; }
BELLWETHER_LOCALES=$folder/locale LC_ALL=C.UTF-8 LANGUAGE=en_XA \
  "$source_folder/examples/demonstration/serve" "$BUILD/bellwether" "$folder/demonstration" --listen 127.0.0.1:0 >"$folder/said" 2>&1 &
server=$!
for _ in $(seq 300); do grep -q 'http://127' "$folder/said" && break; sleep 0.1; done
url=$(sed -n 's,.*\(http://127[^/ ]*\)/$,\1,p' "$folder/said")
[ -n "$url" ] || { echo 'not ok 1 - the demonstration is served'; sed 's/^/# /' "$folder/said"; echo 1..1; exit 1; }
node "$source_folder/tests/npm/pseudo.mjs" "$url" "$source_folder"
