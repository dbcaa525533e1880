"""Builds that go on from the graph that is there, through edits, faults and kills.

Each round edits a set of documents at random and builds it into the same folder, with a fault on the way in most of them.
Then the graph there must be whole, the one before or the one after; and once the build has run undisturbed, all its files
must be, byte for byte, those of a build from nothing.

  check_faults.py ROUNDS [SEED]      a line for each round, as TAP has them; the same seed does the same edits
"""
import hashlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build/faults"
PROGRAM = ROOT / "build/release/mailuo"
FAULTY = ROOT / "build/release/tests/faults/faulty.so"
FORMATS = "ttl,graphml,nq,csv"
KINDS = ("none", "fail", "fail on", "kill", "kill late", "full disk")
CALLS = ("malloc", "read", "write", "sync", "open", "rename")
ENDS = {0, 1, 3, 4, 5, -signal.SIGKILL}  # the exit codes that mailuo(1) promises, but for wrong usage; and kill -9

SENTENCES = (
    "远山科技董事长林知夏出席。", "遠山科技董事長林知夏出席。", "晨星软件总经理周一帆介绍。", "晨星软件董事长林知夏说。",
    "云帆助手的月活跃用户达到{}万人。", "云帆助手月活跃用户为{}家。", "今天没有什么消息。", "远山科技总经理周一帆表示，云帆助手的月活跃用户达{}人。",
)


def text(chance):
    return "\n".join(chance.choice(SENTENCES).format(chance.randint(1, 9)) for _ in range(chance.randint(1, 12)))


def edit(chance, folder, rules):
    """Adds, changes and removes files, and now and then changes the rules."""
    files = sorted(folder.glob("*.txt"))
    for file in files:
        action = chance.random()
        if action < 0.1 and len(files) > 3:
            file.unlink()
        elif action < 0.25:
            file.write_text(text(chance), encoding="utf-8")
    for _ in range(chance.randint(0, 4)):
        (folder / f"d{chance.randint(0, 60)}.txt").write_text(text(chance), encoding="utf-8")
    if chance.random() < 0.15:
        with (rules / "package.rules").open("a", encoding="utf-8") as package:
            package.write("# another rule set\n")


def build(folder, output, rules, threads, faults=None, limit=None, seconds=None):
    """The exit code of a build; negative: the signal that ended it."""
    command = [PROGRAM, "build", folder, "-o", output, "--rules", rules, "--prune", "--format", FORMATS, "-j", str(threads)]
    environment = {**os.environ, **(faults or {})}
    if faults:
        environment["LD_PRELOAD"] = str(FAULTY)

    def limited():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    with (WORK / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment, preexec_fn=limited if limit else None)
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def calls_of(folder, rules, call):
    """How many calls a whole build from nothing makes."""
    output, count = WORK / "counted", WORK / "count"
    shutil.rmtree(output, ignore_errors=True)
    build(folder, output, rules, 1, {"FAULT_IN": call, "FAULT_FILE": str(count)})
    return int(count.read_text())


def disturbed(chance, kind, folder, output, rules, threads):
    """Runs a build with a fault; the exit code, and what was done."""
    if kind == "kill late":
        seconds = chance.uniform(0, 0.1)
        return build(folder, output, rules, threads, seconds=seconds), f"killed after {1000 * seconds:.0f} ms"
    if kind == "full disk":
        limit = chance.choice((4096, 32768, 65536, 131072, 262144))
        return build(folder, output, rules, threads, limit=limit), f"no file larger than {limit} bytes"
    call = chance.choice(CALLS if kind != "kill" else ("write", "sync", "open", "rename", "read"))
    # Most allocations are those of the rules; those of the build come last.
    number = max(1, int(calls_of(folder, rules, call) * (1 - chance.random() ** 3)))
    how = {"fail": "once", "fail on": "on", "kill": "kill"}[kind]
    faults = {"FAULT_IN": call, "FAULT_AT": str(number), "FAULT_KIND": how}
    return build(folder, output, rules, threads, faults), f"{call} {number}: {how}"


def whole(store):
    """What the store has, after a look whether it is sound; None: there is no store."""
    if not store.exists():
        return None
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",), "the store is not whole"
    return hashlib.sha256(store.read_bytes()).hexdigest()


def files_of(folder):
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def one_round(chance, folder, output, rules):
    edit(chance, folder, rules)
    kind, threads = chance.choice(KINDS), chance.choice((1, 2, 4))
    fresh = WORK / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    assert build(folder, fresh, rules, 1) == 0, "a build from nothing fails"
    before, after = whole(output / "graph.db"), whole(fresh / "graph.db")
    what = "undisturbed"
    if kind != "none":
        code, what = disturbed(chance, kind, folder, output, rules, threads)
        assert code in ENDS, f"{what}: the program ended with {code}"
        found = whole(output / "graph.db")
        # A library that gets no memory may take a text for something else, and says nothing. What could not be read is
        # told, and the rest is built, whatever fails behind it.
        unread = "cannot be read" in (WORK / "said").read_text(errors="replace")
        misread = "malloc" in what or code == 1 or unread
        assert found in (before, after) or misread, f"{what}: the store is neither the old one nor the new"
    assert build(folder, output, rules, threads) == 0, f"{what}: the next build fails"
    expected, found = files_of(fresh), files_of(output)
    for name in sorted(expected.keys() | found.keys()):
        assert expected.get(name) == found.get(name), f"{what}: {name} is not what a build from nothing gives"
    return what


def main():
    rounds, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    chance = random.Random(seed)
    shutil.rmtree(WORK, ignore_errors=True)
    folder, rules = WORK / "in", WORK / "rules"
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "tests/rules/small", rules)
    for number in range(30):
        (folder / f"d{number}.txt").write_text(text(chance), encoding="utf-8")
    failed = 0
    for number in range(rounds):
        try:
            print(f"ok - build again, round {number + 1}: {one_round(chance, folder, WORK / 'out', rules)}")
        except AssertionError as wrong:
            failed += 1
            print(f"not ok - build again, round {number + 1} of seed {seed}: {wrong}")
            print("".join(f"# {line}\n" for line in (WORK / "said").read_text(errors="replace").splitlines()), end="")
        sys.stdout.flush()
    sys.exit(failed > 0)


main()
