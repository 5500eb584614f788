#!/usr/bin/env bash
# Install redactor into this checkout's .venv and try it.
#
#   scripts/setup.sh demo    install, then take the sample request from its files to a verified bundle in out/demo
#   scripts/setup.sh test    install with the tools for development, then lint, check types and run the tests
#
# Safe to run again. Needs Python 3.11 or newer. On Debian and Ubuntu it installs the system packages that are missing
# where it may (as root, or by sudo without a password), and goes on without them where it may not. Settings of pip and
# apt are left as they are.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '\n== %s\n' "$*"; }

# Install Debian packages; false where that is not possible here.
install_debian() {
  local root=()
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 1
    root=(sudo -n)
  fi
  say "Installing Debian packages: $*"
  "${root[@]}" apt-get update -qq || true
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# wish COMMAND PURPOSE PACKAGE...: install the packages where COMMAND is missing; go on without it where that fails.
wish() {
  local command=$1 purpose=$2
  shift 2
  command -v "$command" >/dev/null || install_debian "$@" || say "Going on without $command ($purpose). To add it: apt install $*"
}

# The first Python that is new enough, by name; empty where there is none.
find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
}

make_environment() {
  local python
  python=$(find_python)
  if [ -z "$python" ]; then
    install_debian python3 python3-venv || true
    python=$(find_python)
  fi
  [ -n "$python" ] || { echo "Python 3.11 or newer is needed: https://www.python.org/downloads/" >&2; exit 4; }
  if [ -x .venv/bin/python ] && .venv/bin/python -m pip --version >/dev/null 2>&1; then
    return
  fi
  say "Making .venv with $("$python" --version)"
  "$python" -c 'import ensurepip' 2>/dev/null || install_debian python3-venv ||
    { echo "Python's venv module is needed: apt install python3-venv" >&2; exit 4; }
  "$python" -m venv --clear .venv
}

install_redactor() {
  say "Installing redactor and what it needs into .venv: pip install $*"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
}

demo() {
  wish pdftotext "a further reader for the leak check" poppler-utils
  make_environment
  install_redactor .
  rm -rf out/demo
  say "What is installed"
  .venv/bin/redactor --home out/demo/home doctor
  say "Answering the sample request in samples/pupil (about half a minute)"
  .venv/bin/redactor --home out/demo/home run samples/pupil/input --request samples/pupil/request.toml \
    --out out/demo/answer --approve suggested
  say "Done. Read out/demo/answer/disclosure/bundle.pdf, or see the review page of this case:"
  echo ".venv/bin/redactor --home out/demo/home review LCS-SAR-2026-021"
}

tests() {
  wish pdftotext "a further reader for the leak check" poppler-utils
  wish chromium "the review page is not tested in a browser" chromium fonts-liberation
  make_environment
  install_redactor --editable '.[dev]'
  say "Linting"
  .venv/bin/ruff check .
  .venv/bin/ruff format --check .
  .venv/bin/lint-imports
  say "Checking types"
  .venv/bin/mypy
  say "Running the tests"
  # Debian keeps PostgreSQL's programs off the path; the store's tests use them where they are there.
  local folder
  for folder in /usr/lib/postgresql/*/bin; do PATH="$PATH:$folder"; done
  .venv/bin/python -m pytest -q -p no:cacheprovider
}

case "${1:-}" in
  demo) demo ;;
  test) tests ;;
  *)
    sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    exit 2
    ;;
esac
