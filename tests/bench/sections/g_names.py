"""The search for names, beside the literal matcher of Vectorscan where it is installed. A table of its own.
BENCH_NAMES is a file with a name on each line; without it, the lexicons' names, and what is put together of their halves."""
import os
import random
import subprocess
from pathlib import Path

from bench import ROOT

MOST_NAMES = 1_000_000


def many_names(bench):
    """A file of a million names: those given, then the first half of one with the second half of another."""
    given = os.environ.get("BENCH_NAMES") or bench.names()
    names = [name for name in Path(given).read_text(encoding="utf-8").split("\n") if len(name) > 1]
    choice = random.Random(1)  # the same names each time
    choice.shuffle(names)
    all_names = dict.fromkeys(names[:MOST_NAMES])
    while len(all_names) < MOST_NAMES:
        first, second = choice.choice(names), choice.choice(names)
        all_names[first[: len(first) // 2 + 1] + second[len(second) // 2 :]] = None
    path = bench.build / "million.txt"
    path.write_text("".join(name + "\n" for name in all_names), encoding="utf-8")
    return path


def note(bench):
    program = ROOT / "build/release/tests/bench/bench_scan"
    said = subprocess.run([program, bench.corpus, many_names(bench)], check=True, capture_output=True, text=True).stdout
    lines = ["| names to find | MB/s | Vectorscan, MB/s | seconds to build | MB |", "| --- | --- | --- | --- | --- |"]
    for n, speed, other, _, _, seconds, size, _ in map(str.split, said.splitlines()):
        other = f"{float(other):.0f}" if float(other) > 0 else ""
        lines.append(f"| {int(n):,} | {float(speed):.0f} | {other} | {float(seconds):.2f} | {float(size):.0f} |")
    return "\n".join(lines)
