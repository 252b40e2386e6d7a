#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Installs those of the named Debian packages that are missing, through sudo when not root.
#   usage: cmake/install-packages.sh PACKAGE...
set -euo pipefail

missing=()
for package in "$@"; do
    if [[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]]; then
        missing+=("$package")
    fi
done
if [[ ${#missing[@]} -eq 0 ]]; then
    exit 0
fi

fail() {
    echo "Cannot install what is missing (${missing[*]}): $1" >&2
    exit 1
}

command -v apt-get >/dev/null ||
    fail "there is no apt-get here. Install the same by hand and build as README.md says."
as_root=()
if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null ||
        fail "not root, and no sudo. As root: apt-get install ${missing[*]}"
    as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt_get() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -y -q -o DPkg::Lock::Timeout=120 "$@" >>"$log" 2>&1
}

echo "Installing ${missing[*]}"
# The second attempt is for machines whose package lists are absent or out of date.
if ! apt_get install --no-install-recommends "${missing[@]}" &&
    ! { apt_get update && apt_get install --no-install-recommends "${missing[@]}"; }; then
    tail -n 20 "$log" >&2
    fail "apt-get failed, as shown above."
fi
