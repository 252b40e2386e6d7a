#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds compare-fabrics and runs the default comparison. Installs what is missing with apt.
#   usage: examples/quickstart.sh [OPTION OF compare-fabrics]...
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

cmake/install-packages.sh \
    ca-certificates ccache cmake g++ gnuplot-nox libboost-dev libns3-dev ninja-build ns3

echo "Building compare-fabrics"
mkdir -p build/release
cmake --preset release >build/release/configure.log
cmake --build --preset release --target compare-fabrics --parallel "$(nproc)"

out=$PWD/results
echo "Running compare-fabrics --out=$out $*"
build/release/examples/compare-fabrics --out="$out" "$@"

echo
echo "Table: $out/results.csv"
for plot in "$out"/*.png; do
    [[ -e $plot ]] && echo "Plot:  $plot"
done
echo "Other comparisons: build/release/examples/compare-fabrics --help"
