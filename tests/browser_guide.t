#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The pictures of docs/guide.md show what the pages say, and what it quotes stands there: tests/npm/guide.mjs. With
# REFRESH=1 (`make guide`) the pictures are drawn anew first.
set -u
source_folder=$(realpath "${SOURCE:-.}")
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null; wait 2>/dev/null; rm -rf "$folder"' EXIT
serve() {
  kill "${server:-}" 2>/dev/null
  rm -f "$folder/said"
  "$source_folder/examples/demonstration/serve" "$BUILD/bellwether" "$folder/demonstration" --listen 127.0.0.1:0 >"$folder/said" 2>&1 &
  server=$!
  for _ in $(seq 300); do grep -q '^Bellwether is at' "$folder/said" && break; sleep 0.1; done
  url=$(sed -n 's,^Bellwether is at \(.*\)/$,\1,p' "$folder/said")
  [ -n "$url" ] || { echo 'not ok 1 - the demonstration is served'; sed 's/^/# /' "$folder/said"; echo 1..1; exit 1; }
}
if [ "${REFRESH:-}" = 1 ]; then
  serve
  node "$source_folder/tests/npm/shots.mjs" "$url" "$folder/shots" --sheets "$source_folder/docs/pictures" >&2 || exit 1
  node "$source_folder/tests/npm/guide.mjs" draw "$url" "$source_folder" >&2 || exit 1
fi
serve
node "$source_folder/tests/npm/guide.mjs" check "$url" "$source_folder"
