# Shared by bin/demo and bin/test, sourced by them: system packages, .venv, locked requirements.
# Each part looks first and does nothing when nothing is missing.

cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "$@"; }
fail() {
  say "$@" >&2
  exit 1
}

# --- Debian packages -----------------------------------------------------------------------

# python3-venv makes .venv; Pango and HarfBuzz set the text of the PDF files; gettext compiles the Italian catalogue.
runtime_packages=(python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 gettext)
# The browser and database of the tests; poppler and qpdf read the PDF files back.
test_packages=(chromium libatomic1 postgresql poppler-utils qpdf) # libatomic1: what drives chromium

is_installed() { dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }

missing_packages() { # names of packages → those not installed, in one line
  local package missing=
  for package in "$@"; do is_installed "$package" || missing+=" $package"; done
  say "${missing# }"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

can_be_root() { # sudo may ask for a password only where somebody can type it
  [ "$(id -u)" = 0 ] && return
  command -v sudo >/dev/null || return 1
  if [ -t 0 ]; then sudo -v; else sudo -n true 2>/dev/null; fi
}

need_packages() {
  command -v dpkg-query >/dev/null ||
    fail "This is not a Debian system. Install what these Debian packages hold, by hand: $*"
  local missing log
  missing=$(missing_packages "$@")
  [ -n "$missing" ] || return 0
  can_be_root || fail "These Debian packages are missing, and this user may not install them: $missing" \
    "Ask an administrator to run:" "  apt-get update && apt-get install --no-install-recommends $missing"
  say "Installing Debian packages: $missing"
  log=$(mktemp)
  # shellcheck disable=SC2086 # a list of names
  { as_root apt-get update && install_packages $missing; } >"$log" 2>&1 || {
    tail -n 25 "$log" >&2
    fail "The packages could not be installed; the end of apt's own words is above."
  }
  rm -f "$log"
}

install_packages() {
  local status=0 no_server=/etc/postgresql-common/createcluster.d/chiari-performance.conf
  # Debian's postgresql would start a server for the whole machine; the tests start one of their own.
  as_root sh -c "mkdir -p ${no_server%/*} && echo 'create_main_cluster = false' >$no_server"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" || status=$?
  as_root rm -f "$no_server"
  return "$status"
}

# --- Python --------------------------------------------------------------------------------

need_venv() {
  .venv/bin/python -c '' 2>/dev/null && return
  local python=/usr/bin/python3
  [ -x "$python" ] || python=$(command -v python3) || fail "python3 is missing."
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 or later is needed; $python is $("$python" -V)."
  say "Making .venv"
  "$python" -m venv --clear .venv
}

# .venv/installed holds the hash of every lock file whose packages are in .venv now.
need_requirements() { # requirements.txt or requirements-dev.txt, which holds the former too
  local stamp=.venv/installed lock=$1
  grep -qxF "$(sha256sum "$lock")" "$stamp" 2>/dev/null && return
  say "Installing $lock"
  rm -f "$stamp"
  # twice quiet: errors only. Wheels only: no compiler is asked for, no setup script is run.
  .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check \
    --require-hashes --only-binary :all: -r "$lock"
  sha256sum requirements.txt >"$stamp.new"
  [ "$lock" = requirements.txt ] || sha256sum "$lock" >>"$stamp.new"
  mv "$stamp.new" "$stamp"
}

# --- Italian ---------------------------------------------------------------------------------

compile_catalogue() { # gettext's own command: Django's would compile the catalogues in .venv too
  local source
  for source in locale/*/LC_MESSAGES/*.po; do
    [ "${source%.po}.mo" -nt "$source" ] || msgfmt --check-format -o "${source%.po}.mo" "$source" || return
  done
}
