#!/usr/bin/env bash
# The package as others have it: packed, installed in an empty folder, and used there with a world that `arena new env` writes. Then a world
# that it writes into a copy of this repository, which passes what holds for every world there.
set -euo pipefail
cd "$(dirname "$0")/.."

repository=$PWD
out=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2> /dev/null || true; rm -rf "$out"' EXIT

say() { echo "-- $1"; }

fail() {
  echo "FAILED: $1"
  exit 1
}

say "pack"
npm pack --silent --pack-destination "$out" > /dev/null
tar -tzf "$out"/logic-arena-*.tgz | sed 's#^package/##' > "$out/packed"
if grep -E '\.test\.ts$|^test/testing/(mutants|games)/|^benchmarks/(perf|results)/|\.tgz$' "$out/packed"; then fail "what no user needs is packed"; fi

say "install"
mkdir "$out/app"
cd "$out/app"
echo '{ "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline "$out"/logic-arena-*.tgz

say "a new world"
npx logic-arena new env two-chairs > "$out/new"
grep -q '^  arena check two-chairs$' "$out/new" || fail "no next commands in $(cat "$out/new")"
npx arena list | grep -q '^Environment two-chairs@1: Two chairs$' || fail "the world is not listed"
npx arena check two-chairs > "$out/check" || fail "$(grep FAILED "$out/check")"
tail -n 1 "$out/check"
npx arena check "$out/app/envs/two-chairs" --worlds "$out/elsewhere" 2> "$out/two" && fail "two folders of worlds were taken"
grep 'expected those of one folder' "$out/two"

say "its types"
versions=$(node -p '["typescript", "@types/node"].map((name) => `${name}@${require("'"$repository"'/package.json").devDependencies[name]}`).join(" ")')
npm install --silent --no-audit --no-fund --ignore-scripts --prefer-offline --save-dev $versions
echo '{ "extends": "logic-arena/tsconfig.json", "include": ["worlds.ts", "envs", "agents", "function-base"] }' > tsconfig.json
npx tsc -p . || fail "it does not type check"

say "students"
npx arena distill two-chairs --quick --adopt 2> /dev/null | grep '^Adopted: agents/student/models/two-chairs-ld$' || fail "no student was adopted"

say "bench, in Node and in Chromium"
cat > mine.json << 'EOF'
{
  "id": "mine", "version": 1, "title": "Mine",
  "benchmarks": [{
    "id": "one", "title": "One", "env": "two-chairs", "seeds": { "split": "test", "count": 2 }, "subject": "bidder-0", "cast": "cautious",
    "subjects": { "random": "random", "expert": "expert", "functions-random": "functions-random", "s-llm-ld": "s-llm-ld" }
  }]
}
EOF
npx arena bench two-chairs --runtime node --episodes 1 --name node > /dev/null 2>&1
npx arena bench mine.json --name chromium 2> /dev/null | grep ' s-llm-ld '
npx arena replay benchmarks/results/chromium
for run in distill-two-chairs-quick node chromium; do [ -d "benchmarks/results/$run" ] || fail "no benchmarks/results/$run in the current folder"; done
[ ! -e node_modules/logic-arena/benchmarks/results ] || fail "results were written into node_modules"

say "watch, as built and from the sources"
for flag in --no-open --dev; do
  node node_modules/.bin/arena watch --no-open $flag --port 0 > "$out/watch" &
  server=$!
  for _ in $(seq 600); do
    grep -q Ctrl-C "$out/watch" && break
    kill -0 "$server" 2> /dev/null || fail "the server ended"
    sleep 0.2
  done
  url=$(sed -n 's/^Logic Arena: //p' "$out/watch")
  curl -sf "$url" | grep '<title>Logic Arena</title>' || fail "no page at $url"
  port=${url##*:}
  if npx arena watch --no-open $flag --port "${port%/}" 2> "$out/busy"; then fail "a port was taken twice"; fi
  grep 'another program listens on it' "$out/busy"
  kill "$server"
  wait "$server" || true
  server=
  if curl -s "$url" > /dev/null; then fail "the server is still there"; fi
done

say "a new world in the repository"
cd "$repository"
git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done |
  tar -cf - --null -T - | (mkdir "$out/copy" && tar -xf - -C "$out/copy")
mkdir "$out/copy/node_modules"
ln -s "$repository"/node_modules/* "$repository/node_modules/.bin" "$out/copy/node_modules"
cd "$out/copy"
node src/cli/arena.mjs new env two-chairs > /dev/null
git init --quiet . && git add --all # a test reads the list of files
npm run --silent check:types
npx eslint envs/two-chairs agents/two-chairs function-base/two-chairs src/worlds.ts
npx prettier --check --log-level warn envs/two-chairs agents/two-chairs function-base/two-chairs benchmarks/suites/two-chairs.json src/worlds.ts
npm run --silent check:layers
npx vitest run --project node test/envs/conformance.node.test.ts test/envs/golden.node.test.ts test/benchmarks/suite.node.test.ts \
  test/distill/splits.node.test.ts test/function-base/base.node.test.ts test/worlds -t 'two-chairs|no id of a game|splits|recipe'
