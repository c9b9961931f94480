#!/usr/bin/env bash
# Builds the site into out/docs. Usage: docs/make.sh PYTHON, of an environment with the extra [docs].
set -euo pipefail
python="$(realpath -s "$1")"
cd "$(dirname "$0")"
if [ ! -f _static/mathjax/tex-mml-chtml.js ]; then
  mkdir -p _static
  (cd ../front && npm install --silent --no-package-lock --no-save mathjax@3.2.2)
  cp -r ../front/node_modules/mathjax/es5 _static/mathjax
fi
"$python" -m sphinx -W --keep-going -b html -d ../out/doctrees . ../out/docs
