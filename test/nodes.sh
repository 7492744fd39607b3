#!/usr/bin/env bash
# The unit tests, and a few episodes of every benchmark, by other versions of Node than the one that is installed: `bash test/nodes.sh 22 24`.
# npm's package `node` brings each version. The log of the benchmark has to be the one that the installed Node leaves.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

# The digest of a small quick suite's log, as played by the node in the path.
log_of() {
  node src/cli/arena.mjs bench quick --episodes 1 --runtime node --out "$out" --name "$1" > /dev/null 2> "$out/said" || { tail -n 5 "$out/said" && return 1; }
  node -p "JSON.parse(require('fs').readFileSync('$out/$1/scores.json', 'utf8')).logDigest"
}

installed=$(log_of installed)
echo "$(node --version), installed: log $installed"
[ $# -gt 0 ] || set -- 22 24
for version in "$@"; do
  npm install --silent --no-audit --no-fund --prefix "$out/node-$version" "node@$version"
  (
    export PATH="$out/node-$version/node_modules/.bin:$PATH"
    echo "$(node --version): unit tests"
    npx vitest run --project node --project node-alone
    found=$(log_of "node-$version")
    echo "$(node --version): log $found"
    [ "$found" = "$installed" ] || { echo "FAILED: another log"; exit 1; }
  )
done
