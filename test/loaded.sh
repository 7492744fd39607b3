#!/usr/bin/env bash
# The tests on a busy machine: unit tests and page tests, three times (or as many times as the first argument says), while other work keeps
# every core busy. Lists what failed; ends with 1 if anything did. What fails here and not on an idle machine is decided by time.
# LOAD says how many busy loops there are (two a core unless told otherwise); further arguments choose unit tests, and leave out the pages.
set -uo pipefail
cd "$(dirname "$0")/.."

times=${1:-3}
[ $# -gt 0 ] && shift
load=${LOAD:-$((2 * $(nproc)))}
most=7200 # seconds after which the other work ends in any case
out=$(mktemp -d)
busy=()
stop() {
  kill "${busy[@]}" 2> /dev/null
  wait 2> /dev/null
}
trap 'stop; rm -rf "$out"' EXIT
trap 'exit 130' INT TERM

npm run --silent build || exit 1
for _ in $(seq "$load"); do
  node -e 'const end = Date.now() + 1000 * Number(process.argv[1]); while (Date.now() < end);' "$most" &
  busy+=($!)
done

failed=0
for run in $(seq "$times"); do
  began=$SECONDS
  npx vitest run --reporter=default "$@" > "$out/unit-$run" 2>&1 || failed=1
  [ $# -gt 0 ] || npx playwright test > "$out/pages-$run" 2>&1 || failed=1
  echo "== run $run of $times, $load busy loops: $((SECONDS - began)) s"
  # What vitest and Playwright print of a failure; nothing where all passed.
  sed 's/\x1b\[[0-9;]*m//g' "$out"/*-"$run" | grep -E '^ *FAIL |^ +[0-9]+\) |^(Error|AssertionError)|^ *(Tests|Test Files) |^ +[0-9]+ (passed|failed|flaky|did not run)'
done
exit "$failed"
