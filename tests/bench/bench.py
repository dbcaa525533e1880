"""Measures Mailuo and what stands beside it, prints one table, and writes it to docs/benchmarks.md.

Each file of sections/ is a part of the table: its TITLE, and rows(bench), which gives the rows; or it has note(bench), a
text to stand below the table. The programs of a section
run in turns, in one run, and the medians are shown; so the ratio to the section's first row says more than the MB/s of one
machine on one day. A new section is a new file.

  BENCH_CORPUS     a JSON Lines file; without it, the texts in seeds/ repeated
  BENCH_MB         how many megabytes of it are taken (16)
  BENCH_RUNS       how often each program runs (5)
  BENCH_SECTIONS   the sections to run, with commas between (all); docs/benchmarks.md is written when none is named
"""
import importlib
import json
import os
import platform
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build/bench"
PAGE = ROOT / "docs/benchmarks.md"
sys.path.insert(0, str(Path(__file__).parent))


@dataclass
class Sample:
    seconds: float  # of the clock
    cpu: float  # of all processors
    peak: float  # MB of memory


@dataclass
class Row:
    name: str
    command: list
    amount: float = 0  # of `unit`, in millions; 0: the time is shown instead of a speed
    before: Optional[Callable[[], None]] = None  # what has to be done before each run
    unit: str = "MB"


class Bench:
    def __init__(self):
        self.megabytes = float(os.environ.get("BENCH_MB", "16"))
        self.rounds = int(os.environ.get("BENCH_RUNS", "5"))
        self.mailuo = ROOT / "build/release/mailuo"
        self.rules = ROOT / "rules"
        self.build = BUILD
        self.corpus = self.take("corpus.jsonl", self.megabytes)
        self.notes = []  # what the sections have to say beside the table

    def lines(self):
        """The corpus, again and again under new ids."""
        given = os.environ.get("BENCH_CORPUS")
        turn = 0
        while True:
            if given:
                with open(given, encoding="utf-8") as corpus:
                    texts = (json.loads(line)["text"] for line in corpus)
                    yield from (json.dumps({"id": f"d{turn}-{n}", "text": text}, ensure_ascii=False) for n, text in enumerate(texts))
            else:
                for n, file in enumerate(sorted((ROOT / "seeds").glob("*.txt"))):
                    text = file.read_text(encoding="utf-8", errors="replace")
                    yield json.dumps({"id": f"d{turn}-{n}", "text": text}, ensure_ascii=False)
            turn += 1

    def take(self, name, megabytes):
        """A file with so many megabytes of the corpus."""
        path, written = BUILD / name, 0
        with path.open("wb") as out:
            for line in self.lines():
                data = line.encode() + b"\n"
                out.write(data)
                written += len(data)
                if written >= megabytes * 1e6:
                    return path

    def names(self):
        """A file with every name and alias of the lexicons, one a line."""
        found = set()
        for file in sorted(self.rules.rglob("*.tsv")):
            rows = [row for row in file.read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]
            for row in rows[1:]:
                found.update(name for name in row.split("\t")[0].split("|") if name)
        path = BUILD / "names.txt"
        path.write_text("".join(name + "\n" for name in sorted(found)), encoding="utf-8")
        return path

    def run(self, command):
        """Not into /dev/null, where grep stops at its first hit."""
        report = BUILD / "report"
        words = [str(word) for word in [ROOT / "build/release/tests/bench/bench_run", report, *command]]
        with (BUILD / "out").open("wb") as out:
            status = subprocess.run(words, stdout=out, env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False).returncode
        if status != 0:
            sys.exit(f"failed: {' '.join(map(str, command))}")
        return Sample(*map(float, report.read_text().split()))

    def measure(self, rows):
        samples = {row.name: [] for row in rows}
        for _ in range(self.rounds):
            for row in rows:
                if row.before:
                    row.before()
                samples[row.name].append(self.run(row.command))
        return samples


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.3f}"


def table(bench, section):
    """The lines of one section. Speeds are of the clock; beside them those of one processor, which others disturb less."""
    rows = list(section.rows(bench))
    samples = bench.measure(rows)
    yield f"| {section.TITLE} | | | | |"
    first = None
    for row in rows:
        seconds, cpu, peak = (statistics.median(getattr(s, key) for s in samples[row.name]) for key in ("seconds", "cpu", "peak"))
        first = first or (seconds / (row.amount or 1))
        ratio = first / (seconds / (row.amount or 1))
        speeds = [f"{number(row.amount / t)} {row.unit}/s" if row.amount else f"{number(1000 * t)} ms" for t in (seconds, cpu)]
        yield f"| {row.name} | {speeds[0]} | {speeds[1]} | {number(ratio)} | {peak:.0f} MB |"


HEAD = "| | by the clock | by the processor | ratio | memory |\n| --- | --- | --- | --- | --- |"


def machine():
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), "")
    version = subprocess.run([ROOT / "build/release/mailuo", "--version"], capture_output=True, text=True, check=True).stdout.strip()
    compiler = subprocess.run(["gcc", "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    return f"{model or platform.machine()}, {os.cpu_count()} processors, {platform.system()} {platform.release()}; {version}, {compiler}"


def page(bench, lines):
    corpus = Path(os.environ["BENCH_CORPUS"]).name if "BENCH_CORPUS" in os.environ else "the texts in seeds/, repeated"
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return f"""# Benchmarks

Written by `make bench`: {bench.megabytes:g} MB of {corpus}; medians of {bench.rounds} runs, the programs of a section in turns. The ratio is the
speed beside that of the section's first row. `tests/bench/bench.py` says how to run it on other texts, and how to add a row.

{machine()}. Others had work on the machine meanwhile: a load of {load} when it was done.

{HEAD}
{chr(10).join(lines)}
{"".join(chr(10) + note + chr(10) for note in bench.notes)}"""


def main():
    BUILD.mkdir(parents=True, exist_ok=True)
    chosen = os.environ.get("BENCH_SECTIONS")
    files = sorted(Path(__file__).parent.glob("sections/*.py"))
    names = chosen.split(",") if chosen else [file.stem for file in files]
    bench, lines = Bench(), []
    print(HEAD)
    for name in names:
        section = importlib.import_module(f"sections.{name}")
        if hasattr(section, "note"):
            bench.notes.append(section.note(bench))
        for line in table(bench, section) if hasattr(section, "rows") else ():
            print(line, flush=True)
            lines.append(line)
    print("".join(f"\n{note}\n" for note in bench.notes), end="")
    if not chosen:
        PAGE.write_text(page(bench, lines), encoding="utf-8")


if __name__ == "__main__":
    main()
