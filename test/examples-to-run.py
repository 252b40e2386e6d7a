#! /usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only

# The examples that ns-3's test.py runs: (program and arguments, run, run under valgrind).
cpp_examples = [
    ("compare-fabrics --help", "True", "False"),
]

python_examples = []
