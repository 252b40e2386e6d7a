#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds the module in debug and in release, warnings as errors, and runs every test in both.
# Installs what is missing with apt.
#   usage: test/run-tests.sh
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

cmake/install-packages.sh \
    ca-certificates ccache cmake g++ gnuplot-nox libboost-dev libgtest-dev libns3-dev \
    libprotobuf-dev ninja-build ns3 protobuf-compiler

passed=0
failed=0
for preset in debug release; do
    echo "== $preset: configure"
    mkdir -p "build/$preset"
    cmake --preset "$preset" -DAI_INTERCONNECT_WERROR=ON -DBUILD_TESTING=ON -DENABLE_EXAMPLES=ON \
        >"build/$preset/configure.log"
    echo "== $preset: build"
    cmake --build --preset "$preset" --parallel "$(nproc)"
    echo "== $preset: test"
    log=build/$preset/ctest.log
    # What passed is in the log; the terminal shows what failed.
    ctest --preset "$preset" --parallel "$(nproc)" --no-tests=error | tee "$log" |
        grep -vE '^ +Start +[0-9]+: | +Passed +[0-9.]+ sec$' || true
    # ctest's own closing line: "100% tests passed, 0 tests failed out of 12"
    summary=$(grep -E 'tests passed, [0-9]+ tests failed out of [0-9]+' "$log") ||
        { echo "ctest ran no test in $preset" >&2; exit 1; }
    read -r bad all < <(sed -E 's/.* ([0-9]+) tests failed out of ([0-9]+).*/\1 \2/' <<<"$summary")
    failed=$((failed + bad))
    passed=$((passed + all - bad))
done

echo "== same bytes in debug and release"
for preset in debug release; do
    "build/$preset/examples/compare-fabrics" --bytes=524288 --tokens=32 \
        --out="build/$preset/same-bytes" >/dev/null
done
if cmp build/{debug,release}/same-bytes/results.csv; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
fi

echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
