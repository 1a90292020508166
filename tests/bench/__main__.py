"""How fast exporter is, and how much memory it takes, against budgets and other tools: run by `./run bench`.

Machines are noisy: ratios come of what ran in the same run, one right after the other, and a figure of several runs has
its least and its most beside the median. Times are of whole processes, from outside, unless it says otherwise.
"""

from __future__ import annotations

import argparse
import sys

SECTIONS = ("single",)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all without any")
    parser.add_argument("--runs", type=int, default=7, metavar="N", help="of each figure of a single export")
    options = parser.parse_args()
    unknown = set(options.sections) - set(SECTIONS)
    if unknown:
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    from bench import single

    single.measure(options.runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
