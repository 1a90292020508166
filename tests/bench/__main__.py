"""How fast exporter is, and how much memory it takes, against budgets and other tools: run by `./run bench`.

Machines are noisy: ratios come of what ran in the same run, one right after the other, and a figure of several runs has
its least and its most beside the median. Times are of whole processes, from outside, unless it says otherwise.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace

from bench.sizes import QUICK, Sizes
from bench.table import heading


def _single(sizes: Sizes) -> None:
    from bench import single

    single.measure(sizes.runs)


def _peers(sizes: Sizes) -> None:
    from bench import peers

    peers.measure(sizes)


def _batches(sizes: Sizes) -> None:
    from bench import batches

    batches.measure(sizes)


SECTIONS: dict[str, Callable[[Sizes], None]] = {"single": _single, "peers": _peers, "batches": _batches}
NUMBERS = {
    "--runs": ("runs", "of each figure of a single export"),
    "--jobs-count": ("documents", "of the project that is built"),
    "--sample": ("sample", "documents that other tools make"),
    "--memory-jobs": ("memory_jobs", "jobs that a worker's memory is measured over"),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all without any")
    for option, (name, told) in NUMBERS.items():
        usual = getattr(Sizes(), name)
        parser.add_argument(option, dest=name, type=int, metavar="N", help=f"{told}; {usual} without it")
    parser.add_argument("--quick", action="store_true", help="only see that everything works: the least of each")
    options = vars(parser.parse_args())
    unknown = set(options["sections"]) - set(SECTIONS)
    if unknown:
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    asked = {name: options[name] for name, _ in NUMBERS.values() if options[name] is not None}
    sizes = replace(QUICK if options["quick"] else Sizes(), **asked)
    heading(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.2f} at the start")
    for section, measure in SECTIONS.items():
        if section in options["sections"] or not options["sections"]:
            measure(sizes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
