#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Builds and tests the module inside an ns-3 source tree, as contrib/ai-interconnect, with the
# modules it needs and no others. Installs what is missing with apt.
#   usage: test/run-in-tree.sh [TREE]
# TREE is an ns-3 source tree, 3.37 or later; it is reconfigured. Without it, Debian's source
# package of ns-3 is taken into build/in-tree/.
set -euo pipefail
root=$(dirname "$(dirname "$(readlink -f "$0")")")
example="compare-fabrics --racks=2 --accelerators=2 --spines=2 --bytes=65536 --tokens=16 --out=ai-interconnect-results"

fail() {
    echo "run-in-tree: $1" >&2
    exit 1
}

if [[ $# -gt 1 ]]; then
    fail "takes at most one argument, the ns-3 source tree; got $#: $*"
fi
if [[ $# -eq 1 ]]; then
    [[ -f $1/ns3 && -d $1/contrib ]] || fail "$1 is no ns-3 source tree: it has no ns3 or no contrib/"
    tree=$(readlink -f "$1")
fi

"$root/cmake/install-packages.sh" \
    ca-certificates ccache cmake dpkg-dev g++ libboost-dev libgtest-dev libprotobuf-dev ninja-build \
    protobuf-compiler python3

# Debian's sources, with package lists of our own: the machine's apt configuration stays as it is.
download_debian_source() {
    local work=$1 codename mirror
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    mirror=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' \
        'Created-By: Packages' 'Component: main' | sed -n "s/^$codename //p" | head -n 1)
    [[ -n $mirror ]] || fail "found no Debian mirror for '$codename' in apt's sources; name a TREE"
    rm -rf "$work"
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial"
    echo "deb-src $mirror $codename main" >"$work/sources.list"
    local options=(-q -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
        -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User=root)
    (cd "$work" && apt-get "${options[@]}" update && apt-get "${options[@]}" source ns3) \
        >"$work.log" 2>&1 || { tail -n 20 "$work.log" >&2; fail "no source of ns-3 from $mirror"; }
}

if [[ -z ${tree:-} ]]; then
    home=$root/build/in-tree
    mkdir -p "$home"
    if [[ ! -d $home/ns-3 ]]; then
        echo "== fetch Debian's ns-3 source package"
        download_debian_source "$home/download"
        mv "$home"/download/ns3-*/ns-* "$home/ns-3"
        rm -rf "$home/download"
    fi
    tree=$home/ns-3
fi
cd "$tree"
echo "== ns-3 $(cat VERSION) in $tree"

module=contrib/ai-interconnect
if [[ $(readlink -f $module) != "$root" ]]; then
    if [[ -e $module && ! -e $module/.copied-by-run-in-tree ]]; then
        fail "$tree/$module exists and is not a copy that this script made; move it away"
    fi
    rm -rf $module
    mkdir -p $module
    tar -C "$root" --exclude-vcs --exclude=./build --exclude=./results -cf - . | tar -C $module -xf -
    touch $module/.copied-by-run-in-tree
fi

log=$tree/ai-interconnect-build.log
echo "== configure and build (log: $log)"
{
    ./ns3 configure -G Ninja --build-profile=default --enable-tests --enable-examples \
        --enable-modules="core;network;stats;ai-interconnect" \
        --filter-module-examples-and-tests="ai-interconnect" &&
        ninja -C cmake-cache -j "$(nproc)"
} >"$log" 2>&1 || { grep -A 20 -m 1 -E 'FAILED|Error' "$log" >&2; fail "the build failed, see $log"; }
if grep -E "$module/.*warning:" "$log" >&2; then
    fail "the compiler warns about the module"
fi
# An installed ns-3 would stand in, unseen, for headers that the tree does not provide.
if ninja -C cmake-cache -t deps | grep -m 5 -E '^ +/usr/(local/)?include/ns3/' >&2; then
    fail "the build took these headers from an installed ns-3 and not from the tree"
fi

echo "== test.py -s ai-interconnect"
report=$tree/ai-interconnect-tests # test.py appends .xml
rm -f "$report.xml"
./test.py --no-build -s ai-interconnect -x "$report" || {
    ./ns3 run --no-build "test-runner --suite=ai-interconnect --verbose" | grep -v '^  PASS ' || true
    fail "the suite failed"
}
cases=$(($(grep -c '<Result>PASS</Result>' "$report.xml") - 1)) # the suite itself is one result
[[ $cases -gt 0 ]] || fail "the suite ran no case"

echo "== ns3 run \"$example\""
./ns3 run --no-build "$example" || fail "the example failed"

echo "== in ns-3 $(cat VERSION): the suite passed ($cases cases), the example ran"
