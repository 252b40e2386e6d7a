#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks the format of every source file, the lists of sources and who includes whom.
# Installs what is missing with apt.
#   usage: test/check-sources.sh
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

cmake/install-packages.sh clang-format python3

find model helper examples test -name '*.cc' -o -name '*.h' | sort |
    xargs clang-format --dry-run -Werror
python3 test/check-sources.py
echo "Format, source lists and includes are right."
