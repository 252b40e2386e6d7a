#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds compare-fabrics and runs the default comparison. Installs what is missing with apt.
#   usage: examples/quickstart.sh [OPTION OF compare-fabrics]...
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

cmake/install-packages.sh \
    ca-certificates ccache cmake g++ gnuplot-nox libboost-dev libns3-dev libprotobuf-dev ninja-build \
    ns3 protobuf-compiler

echo "Building compare-fabrics"
mkdir -p build/release
cmake --preset release >build/release/configure.log
cmake --build --preset release --target compare-fabrics --parallel "$(nproc)"

echo "Running the comparison"
# A relative path: ns-3 cuts arguments at blanks, which the path of a clone may have.
build/release/examples/compare-fabrics --out=results "$@"
echo "These paths start at $PWD; more: build/release/examples/compare-fabrics --help"
