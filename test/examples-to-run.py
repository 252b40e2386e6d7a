#! /usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only

# The examples that ns-3's test.py runs: (program and arguments, run, run under valgrind).
cpp_examples = [
    (
        "burst-power --racks=2 --accelerators=2 --spines=2 --layers=1 --tokens=64"
        " --out=testpy-output/burst-power",
        "True",
        "False",
    ),
    ("circuit-plan --ranks=4 --bytes=65536 --reconfiguration-time=1us", "True", "False"),
    ("collective-bench --ranks=4 --max-bytes=65536 --out=testpy-output/bench", "True", "False"),
    (
        "compare-fabrics --racks=2 --accelerators=2 --spines=2 --bytes=65536 --tokens=16"
        " --out=testpy-output/compare-fabrics",
        "True",
        "False",
    ),
    (
        "fidelity-error --bytes=65536 --only=broadcast --out=testpy-output/fidelity-error",
        "True",
        "False",
    ),
    ("flow-cost --max-ranks=64 --bytes=65536 --out=testpy-output/flow-cost", "True", "False"),
    ("link-budget --technology=800G-DR8-DSP --length=100 --csv", "True", "False"),
    ("link-budget --sweep --out=testpy-output/link-budget", "True", "False"),
    (
        "ocs-fit --phase-bytes=1000000 --reconfiguration-time=10us --out=testpy-output/ocs-fit",
        "True",
        "False",
    ),
    ("power-density --racks=2 --out=testpy-output/power-density", "True", "False"),
    (
        "serving --layers=1 --tensor=2 --requests=4 --output-tokens=4"
        " --out=testpy-output/serving",
        "True",
        "False",
    ),
    (
        "simulator-benchmark --accelerators=4 --repeats=1"
        " --message-bytes=40960",
        "True",
        "False",
    ),
    (
        "traffic-pattern --accelerators=8 --bytes=65536 --out=testpy-output/traffic-pattern",
        "True",
        "False",
    ),
    ("replay-trace --help", "True", "False"),
    (
        "training-step --layers=1 --tensor=2 --data=2 --tokens=64 --out=testpy-output/training-step",
        "True",
        "False",
    ),
]

python_examples = []
