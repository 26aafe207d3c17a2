# Sourced by the scripts beside it: makes .venv from a lock file, and again only when that file changes.

find_python() {
  for name in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      echo "$name"
      return
    fi
  done
  echo "MedLM Atlas needs Python 3.11 or newer. Install it, or name it: PYTHON=/path/to/python3.11 $0" >&2
  exit 2
}

# make_tools FOLDER: an environment of its own with the packages of locks/tools.txt, for the scripts that keep the locks.
make_tools() {
  python=$(find_python) || exit 2
  "$python" -m venv "$1"
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$root/locks/tools.txt"
}

# make_environment run|dev: the lock to install. An environment made for dev serves run as well.
make_environment() {
  stamp="$root/.venv/.made-for-$1"
  for made in "$stamp" "$root/.venv/.made-for-dev"; do
    lock="$root/locks/${made##*-}.txt"
    if [ -f "$made" ] && cmp -s "$made" "$lock"; then return; fi
  done
  python=$(find_python) || exit 2
  if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    echo "This Python cannot make environments: install its venv package (Debian: apt-get install python3-venv)." >&2
    exit 2
  fi
  echo "Making .venv from locks/$1.txt (once; about a minute) ..." >&2
  "$python" -m venv "$root/.venv"
  "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$root/locks/$1.txt"
  "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable "$root"
  cp "$root/locks/$1.txt" "$stamp"
}
