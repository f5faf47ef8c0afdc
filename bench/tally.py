"""`python -m bench.tally`: count made-up elections by each rule, with time, memory and agreement.

Each count runs in a process of its own (`bench.counters`). Beside ours stands the check that is
handed out with every result, which must give the same winners, rounds and ties; and, where somebody
has installed them, abcvoting and pabutools, of which only the winners are compared.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from app.domain.tally.outcome import BallotKind
from bench.counters import APPROVALS, KINDS
from bench.elections import SIZES, as_ballots, make_profile
from bench.table import aligned

ROOT = Path(__file__).parents[1]
PEERS = ("abcvoting", "pabutools")
HEADINGS = ("size", "rule", "by", "read s", "first s", "best s", "peak MB", "result", "target")
CHECK_SECONDS = 30
MOST_MB = 300
TARGETS = {"approval": 0.1, "seq-pav": 1, "phragmen": 1, "equal-shares": 1, "equal-shares-add": 4}
"""CPU seconds at the largest size; the check has its own, and memory is for ours."""


def read_arguments():
    parser = argparse.ArgumentParser(prog="python -m bench.tally", description=__doc__)
    parser.add_argument("--sizes", nargs="+", default=["S", "M", "L"], choices=SIZES)
    parser.add_argument("--rules", nargs="+", default=list(KINDS), choices=KINDS)
    parser.add_argument("--peers", default=sys.executable, help="a Python that has the libraries")
    parser.add_argument(
        "--seconds", type=int, default=120, help="a research library is stopped after so long"
    )
    return parser.parse_args()


def write_election(path, size, kind):
    """A line about it, then a ballot a line."""
    profile = make_profile(size, BallotKind(kind))
    about = {"ids": [one.id for one in profile.candidates], "seats": size.seats}
    with path.open("w", encoding="utf-8") as lines:
        lines.write(json.dumps(about) + "\n")
        lines.writelines(
            json.dumps((marks, group)) + "\n" for marks, group, _ in as_ballots(profile)
        )
    return len(profile.ideas)


def run(who, path, rule, limit=None, python=sys.executable):
    """What the process says; None where it was stopped. Two cores count no better than one."""
    command = [python, "-m", "bench.counters", who, str(path), rule]
    env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=limit
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        sys.exit(f"{who}, {rule}: {done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def lines_of(name, rule, path, arguments):
    """One line for ours, one for the check, one for each library that has the rule."""
    size = SIZES[name]
    ours = run("dugnad", path, rule)
    yield line(size, rule, "Dugnad", ours, "", target_of(name, rule, ours))
    check = run("check", path, rule)
    same = "the same" if check["result"] == ours["result"] else "DIFFERENT"
    slow = "" if name != "L" else verdict(best(check) <= CHECK_SECONDS, f"≤ {CHECK_SECONDS} s")
    yield line(size, rule, "verify_result.py", check, same, slow)
    for who in PEERS if rule in APPROVALS else ():
        found = run(who, path, rule, arguments.seconds, arguments.peers)
        yield peer_line(size, rule, who, found, ours, arguments.seconds)


def peer_line(size, rule, who, found, ours, limit):
    if found is None:
        return (str(size), rule, who, "", f"> {limit}", "", "", "stopped", "")
    if "none" in found:
        return (str(size), rule, who, "", "", "", "", found["none"], "")
    same = "same winners" if found["winners"] == ours["winners"] else "other winners"
    return line(size, rule, who, found, same, "")


def line(size, rule, who, found, result, target):
    first = f"{found['counting'][0]:.3f}"
    reading = f"{found['reading']:.2f}" if found["reading"] else ""
    peak = f"{found['peak']:.0f}"
    return (str(size), rule, who, reading, first, f"{best(found):.3f}", peak, result, target)


def best(found):
    return min(found["counting"])


def target_of(name, rule, found):
    """Judged by the first run, which is the one that a close has."""
    if name != "L" or rule not in TARGETS:
        return ""
    is_met = found["counting"][0] <= TARGETS[rule] and found["peak"] <= MOST_MB
    return verdict(is_met, f"≤ {TARGETS[rule]} s, {MOST_MB} MB")


def verdict(is_met, target):
    return f"{target}: {'met' if is_met else 'not met'}"


def main():
    arguments = read_arguments()
    cores, load = os.cpu_count(), os.getloadavg()[0]
    print(f"Python {platform.python_version()}, {cores} cores, load {load:.1f}; CPU seconds")
    rows = [HEADINGS]
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.sizes:
            paths = {}
            for rule in arguments.rules:
                path = paths.setdefault(KINDS[rule], Path(folder) / f"{name}-{KINDS[rule]}")
                if not path.exists():
                    marks = write_election(path, SIZES[name], KINDS[rule])
                    print(f"{SIZES[name]}, {KINDS[rule]}: {marks} marks", flush=True)
                rows.extend(lines_of(name, rule, path, arguments))
    print()
    print(aligned(rows, left=(0, 1, 2, 7, 8)))


if __name__ == "__main__":
    main()
