#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks what the compiler does not: the lists of sources, and which files may include which.

Prints one sentence a finding; exit status 1 if there is any.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# Each room may include itself and the rooms before it. helper comes last.
ROOMS = [
    "model/base",
    "model/link",
    "model/energy",
    "model/port",
    "model/switching",
    "model/transport",
    "model/workload",
    "model/scheduling",
    "helper",
]

findings = []


def files(folder, pattern):
    return sorted(str(f.relative_to(ROOT)) for f in (ROOT / folder).rglob(pattern))


def check_list(cmake_file, what, listed, on_disk):
    for name in sorted(set(on_disk) - set(listed)):
        findings.append(f"{cmake_file}: {name} is not among the {what}")
    for name in sorted(set(listed) - set(on_disk)):
        findings.append(f"{cmake_file}: {name} is listed among the {what} and does not exist")
    if listed != sorted(set(listed)):
        findings.append(f"{cmake_file}: the {what} are not sorted, or one is listed twice")


def cmake_list(cmake_file, keyword):
    """The lines after the keyword, up to the next keyword or bracket."""
    text = (ROOT / cmake_file).read_text()
    block = re.search(rf"{keyword}\n((?: +[\w./-]+\.(?:cc|h)\n)*)", text)
    return block.group(1).split() if block else []


def check_lists():
    top, test = "CMakeLists.txt", "test/CMakeLists.txt"
    module = {e: files("helper", f"*.{e}") + files("model", f"*.{e}") for e in ("cc", "h")}
    check_list(top, "sources", cmake_list(top, "SOURCE_FILES"), module["cc"])
    check_list(top, "headers", cmake_list(top, "HEADER_FILES"), module["h"])

    # Three lists: of the program tests, of those that need more of ns-3, and of the others.
    on_disk = [pathlib.Path(f).name for f in files("test", "*-test.cc")]
    programs = [f for f in on_disk if f.endswith("-program-test.cc")]
    internet = cmake_list(test, r"set\(internet_test_cases")
    cases = [f for f in on_disk if f not in programs + internet]
    check_list(test, "program tests", cmake_list(test, r"set\(program_test_cases"), programs)
    check_list(test, "internet tests", internet, [f for f in on_disk if f in internet])
    check_list(test, "test cases", cmake_list(test, r"set\(test_cases"), cases)

    for build_file in ("examples/CMakeLists.txt", "examples/wscript", "test/examples-to-run.py"):
        text = (ROOT / build_file).read_text()
        for example in files("examples", "*.cc"):
            name = pathlib.Path(example).stem
            is_program = "\nmain(" in (ROOT / example).read_text()
            if build_file.startswith("test") and not is_program:
                continue
            if not re.search(rf"\b{name}\b", text):
                findings.append(f"{build_file}: the example {name} is missing")


def room_of(path):
    return next((i for i, room in enumerate(ROOMS) if path.startswith(room + "/")), None)


def check_includes():
    headers = {}
    for header in files("model", "*.h") + files("helper", "*.h"):
        name = pathlib.Path(header).name
        if name in headers:
            findings.append(f"{header}: {headers[name]} has the same name; ns-3 flattens headers")
        headers[name] = header

    for path in sorted(files("model", "*.[ch]*") + files("helper", "*.[ch]*")):
        room = room_of(path)
        if room is None:
            findings.append(f"{path}: lies in no room; the rooms are {', '.join(ROOMS)}")
            continue
        for line in (ROOT / path).read_text().splitlines():
            include = re.match(r'#include ([<"])([^>"]+)[>"]', line)
            if not include:
                continue
            target = include.group(2)
            if target.startswith("boost/") and path.endswith(".h"):
                findings.append(f"{path}: a public header must not include {target}")
            header = headers.get(target[4:] if target.startswith("ns3/") else target)
            if header is None:
                continue
            if room_of(header) > room:
                findings.append(f"{path}: {ROOMS[room]} may not include {header}, a later room")
            own_folder = pathlib.Path(header).parent == pathlib.Path(path).parent
            if own_folder == target.startswith("ns3/"):
                right = pathlib.Path(header).name if own_folder else "ns3/" + target
                findings.append(f'{path}: write #include "{right}" instead of "{target}"')


def check_names():
    """Headers are installed beside ns-3's own."""
    installed = pathlib.Path("/usr/include/ns3")
    for header in files("model", "*.h") + files("helper", "*.h"):
        if (installed / pathlib.Path(header).name).exists():
            findings.append(f"{header}: ns-3 has a header of this name")


def check_lambdas():
    """Trees before 3.37 schedule and call back functions and members only."""
    lambda_passed = re.compile(
        r"(?:Callback<[^;{}]*>\(|Simulator::Schedule\w*\([^;{}]*?)\s*\[[^]]*\]\s*[({]"
    )
    for folder in ("model", "helper", "examples"):
        for path in files(folder, "*.cc") + files(folder, "*.h"):
            text = (ROOT / path).read_text()
            for match in lambda_passed.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                findings.append(
                    f"{path}:{line}: waf trees take no lambda here; use a member function or "
                    "MakeBoundCallback"
                )


def check_text():
    for folder in ("model", "helper", "examples", "test"):
        for path in files(folder, "*.cc") + files(folder, "*.h"):
            text = (ROOT / path).read_text()
            if not text.isascii():
                findings.append(f"{path}: has a character outside ASCII")
            if "SPDX-License-Identifier: GPL-2.0-only" not in text:
                findings.append(f"{path}: has no SPDX-License-Identifier: GPL-2.0-only")


check_lists()
check_includes()
check_names()
check_lambdas()
check_text()
for finding in findings:
    print(finding)
sys.exit(1 if findings else 0)
