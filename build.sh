#!/usr/bin/env bash
# The one entry point: run | test | check | dist | e2e | bench | soak | shots. Thin: it installs what is missing and calls cargo,
# wasm-bindgen and npm.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
FIREFOX=${FIREFOX:-/usr/bin/firefox-esr}
RELAY=target/release/buzzchat-relay
WASM=target/wasm32-unknown-unknown/wasm/buzzchat.wasm
export npm_config_fund=false npm_config_audit=false
PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"

say() { printf '\n== %s\n' "$*"; }

# --- what must be on the machine -------------------------------------------------------------------------------------

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

need_debian() { # packages, when any of the commands before "--" is missing
  local missing=0
  while [ "$1" != -- ]; do command -v "$1" >/dev/null || missing=1; shift; done
  shift
  [ $missing = 0 ] && return
  say "installing $*"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

need_rust() {
  command -v rustup >/dev/null || { echo "Rust is missing: install rustup from https://rustup.rs first" >&2; exit 1; }
  rustup target list --installed | grep -qx wasm32-unknown-unknown || rustup target add wasm32-unknown-unknown
}

need_bindgen() {
  local version
  version=$(sed -n '/^name = "wasm-bindgen"$/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)
  [ "$(wasm-bindgen --version 2>/dev/null)" = "wasm-bindgen $version" ] && return
  say "installing wasm-bindgen-cli $version"
  # Without --locked: the crate's own lock file names a version that is not to be had.
  cargo install --quiet --force wasm-bindgen-cli --version "$version"
}

need_wasm_pack() { command -v wasm-pack >/dev/null || { say "installing wasm-pack"; cargo install --quiet wasm-pack; }; }

need_npm() {
  need_debian npm -- npm
  # Behind a link are the packages of another checkout, and npm would empty the folder first.
  if [ -L node_modules ]; then return; fi
  [ node_modules/.package-lock.json -nt package-lock.json ] && return
  say "installing npm packages"
  npm ci --silent
  touch node_modules/.package-lock.json
}

need_browser() { # and openssl, with which the fixture pages' server gets its certificates
  need_debian "$CHROMIUM" chromedriver openssl -- chromium chromium-driver openssl fonts-noto-color-emoji fonts-dejavu-core
}

need_firefox() { need_debian "$FIREFOX" -- firefox-esr; }

need_postgres() { # Debian keeps its programs outside PATH; the tests find them
  need_debian "$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null | tail -n 1 || true)" -- postgresql
}

need_python() { # what tests/requirements.txt names, in a folder of its own
  need_debian python3 curl -- python3 curl
  # Debian's python3 comes without it.
  python3 -c 'import ensurepip' 2>/dev/null || need_debian ensurepip -- python3-venv
  [ target/python/.installed -nt tests/requirements.txt ] && return
  say "installing python packages"
  rm -rf target/python && python3 -m venv target/python
  target/python/bin/pip install --quiet --disable-pip-version-check --requirement tests/requirements.txt
  touch target/python/.installed
}

need_compiler() { need_debian cc -- gcc libc6-dev; }

# --- what is built ---------------------------------------------------------------------------------------------------

build_wasm() {
  need_compiler; need_rust; need_bindgen; need_npm
  cargo build --quiet --profile wasm --target wasm32-unknown-unknown --lib
  if [ extension/pkg/buzzchat_bg.wasm -nt $WASM ]; then return; fi
  # Moved into place only when complete: an interrupted build must not leave an unoptimised file that looks new.
  rm -rf target/pkg
  wasm-bindgen --target web --no-typescript --out-dir target/pkg $WASM
  node_modules/.bin/wasm-opt -Oz --strip-debug --strip-producers --output target/pkg/buzzchat_bg.wasm target/pkg/buzzchat_bg.wasm
  rm -rf extension/pkg && mv target/pkg extension/pkg
}

build_relay() { need_rust; need_compiler; cargo build --quiet --release --package buzzchat-relay; }

stage() { # browser: what all of them take
  local folder=dist/$1
  rm -rf "$folder" && mkdir -p "$folder"
  cp -r _locales extension "$folder/"
  # The lab's addresses are relative: beside ui/ and pkg/ it is a page of the extension.
  cp -r www/lab "$folder/extension/lab"
  find "$folder" '(' -name '*.d.ts' -o -name tsconfig.json -o -name firefox.mjs ')' -delete
}

pack() { # browser
  (cd "dist/$1" && python3 -m zipfile -c "../buzzchat-$1.zip" ./*)
  echo "dist/$1 ($(du -sk "dist/$1" | cut -f1) kB)"
}

cmd_dist() {
  build_wasm
  stage chrome
  cp manifest.json dist/chrome/
  pack chrome
  stage firefox
  node extension/firefox.mjs > dist/firefox/manifest.json
  pack firefox
  echo "wasm $(stat -c %s extension/pkg/buzzchat_bg.wasm) B, gzip $(gzip -9 -c extension/pkg/buzzchat_bg.wasm | wc -c) B"
}

# --- commands --------------------------------------------------------------------------------------------------------

cmd_run() { need_browser; cmd_dist; build_relay; exec node tests/e2e/run.mjs "$@"; }

cmd_check() {
  need_rust; need_compiler; need_npm
  say "format";   cargo fmt --all --check
  say "lints";    cargo clippy --quiet --workspace --all-targets -- -D warnings
  cargo clippy --quiet --target wasm32-unknown-unknown --tests -- -D warnings
  say "docs";     RUSTDOCFLAGS="-D warnings" cargo doc --quiet --workspace --no-deps
  say "types";    node_modules/.bin/tsc -p . && node_modules/.bin/tsc -p extension/content
}

# All of it: the long soaks, and the recorded chats whole.
cmd_e2e() { need_browser; need_firefox; cmd_dist; build_relay; SOAK=1 node_tests tests/e2e/*.test.mjs; }

# The relay's tests know the soak; the relay they kill is the one that is shipped.
soak_relay() {
  build_relay
  SOAK=1 BUZZCHAT_RELAY=$PWD/$RELAY cargo test --quiet --workspace --test relay -- --nocapture soak a_client_that_polls
}

cmd_soak() {
  need_python
  soak_relay
  cmd_e2e
  cargo build --quiet --release --package buzzchat-relay --examples
  SOAK=1 api_tests
}

cmd_bench() {
  need_browser; cmd_dist; build_relay
  local figures bench
  figures=$(mktemp)
  export BENCH_FIGURES=$figures
  for bench in matching engine giveaway; do cargo bench --quiet --bench "$bench"; done
  cargo bench --quiet --package buzzchat-relay --bench relay
  node tests/e2e/bench-engine.mjs
  node tests/e2e/bench.mjs
  node tests/e2e/bench-panel.mjs
  node tests/e2e/bench-sites.mjs
  node bench/report.mjs "$figures"
  rm -f "$figures"
}

cmd_shots() { need_browser; cmd_dist; build_relay; node tests/e2e/shots.mjs; }

PASSED=0; FAILED=0
count() { # adds a runner's closing lines to the sum
  local out=$1 status=$2 passed failed
  passed=$(sed -nE 's/^test result: [^0-9]*([0-9]+) passed.*/\1/p; s/^(# |ℹ )pass ([0-9]+)$/\2/p' "$out" | paste -sd+ | bc)
  failed=$(sed -nE 's/^test result: .* ([0-9]+) failed.*/\1/p; s/^(# |ℹ )fail ([0-9]+)$/\2/p' "$out" | paste -sd+ | bc)
  PASSED=$((PASSED + ${passed:-0})); FAILED=$((FAILED + ${failed:-0}))
  # A runner that fails without saying how many (it did not build, it was killed) counts as one failure.
  if [ "$status" != 0 ] && [ "${failed:-0}" = 0 ]; then FAILED=$((FAILED + 1)); fi
}

step() { # name, command…
  local out status began=$SECONDS
  say "$1"; shift
  out=$(mktemp)
  set +e; "$@" 2>&1 | tee "$out"; status=${PIPESTATUS[0]}; set -e
  count "$out" "$status"; rm -f "$out"
  echo "($((SECONDS - began)) s)"
}

# Most of what a browser test does is waiting, so three files run at once; each starts its own browser and relay. A file that
# does not end in half an hour (a soak: in six) counts as failed: nobody sees the rest of a run that waits for ever.
node_tests() { node --test --test-timeout=$((${SOAK:-0} ? 21600000 : 1800000)) --test-concurrency=3 "$@"; }

native_tests() { timeout --kill-after=10 1800 cargo test --quiet --workspace "$@"; }

# Of the whole workspace, as the step before: alone the relay would be compiled anew, with other features.
relay_on_postgres() { BUZZCHAT_TEST_DATABASE=postgres native_tests --test relay; }

# Seconds that all of them may take together: on a busy machine more than the 20 it gives them by itself.
wasm_tests() { WASM_BINDGEN_TEST_TIMEOUT=600 CHROMEDRIVER=$(command -v chromedriver) wasm-pack test --headless --chrome; }

api_tests() {
  # A workspace of its own, and minutes to build: not within the time of a test.
  cargo build --quiet --locked --manifest-path tests/api/domo-client/Cargo.toml --target-dir target/domo-client
  BUZZCHAT_RELAY=${BUZZCHAT_RELAY:-$PWD/$RELAY} node_tests tests/api/*.test.mjs
}

cmd_test() {
  need_debian bc python3 -- bc python3
  need_compiler; need_browser; need_firefox; need_postgres; need_rust; need_bindgen; need_wasm_pack; need_npm; need_python
  # As a command of its own: inside a function whose status is looked at, the shell would not stop at a failing check.
  step "checks" ./build.sh check
  step "core and relay, native" native_tests
  step "relay on PostgreSQL" relay_on_postgres
  step "core in the browser" wasm_tests
  cmd_dist
  # The tests' own build of the relay will do.
  export BUZZCHAT_RELAY=$PWD/target/debug/buzzchat-relay
  step "API clients" api_tests
  step "scripts in the browser" node_tests $(find tests/js -name "*.test.mjs" | sort)
  step "end to end" node_tests tests/e2e/*.test.mjs
  printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
  [ "$FAILED" = 0 ]
}

case "${1:-}" in
  run | test | check | dist | e2e | bench | soak | shots) command=cmd_$1; shift; "$command" "$@" ;;
  *) echo "usage: ./build.sh run [--seconds N] | test | check | dist | e2e | bench | soak | shots" >&2; exit 2 ;;
esac
