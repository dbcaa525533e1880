"""How fast `mailuo extract` reads, beside the cheapest program that could look for the same names: `grep -c -F -f`;
and how fast texts become documents, which is all the work before the rules.

Both read the same file, in turns, in one run; so the ratio says more than the MB/s of one machine on one day.
  BENCH_CORPUS   a JSON Lines file; without it, the texts in seeds/ repeated to 16 MB
  BENCH_NAMES    a file with a name on each line for the search of up to a million names; without it, the lexicons'
                 names, and what is put together from their halves
  BENCH_RUNS     how often each program runs (5); medians are printed
"""
import html
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
DEFAULT_SIZE = 16_000_000
MOST_NAMES = 1_000_000


def seeds_repeated(path):
    """Writes the seeds as JSON Lines, again and again under new ids, until the file has its size."""
    texts = [file.read_text(encoding="utf-8", errors="replace") for file in sorted((ROOT / "seeds").glob("*.txt"))]
    written = count = 0
    with path.open("w", encoding="utf-8") as corpus:
        while written < DEFAULT_SIZE:
            line = json.dumps({"id": f"d{count}", "text": texts[count % len(texts)]}, ensure_ascii=False) + "\n"
            corpus.write(line)
            written += len(line.encode())
            count += 1
    return path


def names_of_lexicons(path):
    """Writes every name and alias of the lexicons, one a line, for grep."""
    names = set()
    for file in sorted((ROOT / "rules").rglob("*.tsv")):
        rows = [row for row in file.read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]
        for row in rows[1:]:
            names.update(name for name in row.split("\t")[0].split("|") if name)
    path.write_text("".join(name + "\n" for name in sorted(names)), encoding="utf-8")
    return path, len(names)


def measure(command, environment):
    """Seconds and peak memory (MB) of one run. Not into /dev/null, where grep stops at its first hit."""
    with (BUILD / "bench.out").open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"{' '.join(map(str, command))} failed")
    return seconds, usage.ru_maxrss / 1024


def reading(path):
    """MB/s and peak memory (MB) of making documents of a file."""
    done, _, seconds, peak = subprocess.run(
        [BUILD / "release/tests/bench/bench_text", path], check=True, capture_output=True, text=True
    ).stdout.split()
    return int(done) / float(seconds) / 1e6, int(peak) / 1024


def pages_of(corpus, path):
    """Writes a web archive with each text in a page that has menus, scripts and links around it."""
    menu = "".join(f'<li class="menu-item"><a href="/c/{i}">栏目{i}</a></li>' for i in range(40))
    links = "".join(f'<li><a href="/n/{i}.html">第{i}条相关报道的标题，公司公布年度业绩</a></li>\n' for i in range(30))
    script = "window.x = window.x || [];\n" * 40
    with corpus.open(encoding="utf-8") as lines, path.open("wb") as archive:
        for line in lines:
            text = json.loads(line)["text"].split("\n")
            body = "".join(f'<p class="text">{html.escape(part)}</p>\n' for part in text if part.strip())
            page = (
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
                f"<!DOCTYPE html><html><head><title>标题_某网</title><script>{script}</script></head><body><nav><ul>{menu}"
                f'</ul></nav><h1>标题</h1><div id="text">{body}</div><ul>{links}</ul><div>版权所有</div></body></html>'
            ).encode()
            head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: "
            archive.write(f"{head}{len(page)}\r\n\r\n".encode() + page + b"\r\n\r\n")
    return path


def print_reading(corpus, runs):
    """Ten times as much text must not take more memory."""
    longer = BUILD / "bench-longer.jsonl"
    with longer.open("wb") as copies:  # in pieces: a process counts the memory of the one that started it as its own
        for _ in range(10):
            with corpus.open("rb") as original:
                shutil.copyfileobj(original, copies)
    measured = [reading(corpus) for _ in range(runs)]
    measured_longer = [reading(longer)]
    longer.unlink()
    pages = pages_of(corpus, BUILD / "bench.warc")
    measured_pages = [reading(pages) for _ in range(runs)]
    for name, pairs in {"reading": measured, "ten times over": measured_longer, "HTML pages": measured_pages}.items():
        speed = statistics.median(pair[0] for pair in pairs)
        print(f"{name:15} {speed:8.2f} MB/s {max(pair[1] for pair in pairs):8.0f} MB memory")


def many_names(path, lexicon_names):
    """Writes a million names: those given, then the first half of one with the second half of another."""
    given = os.environ.get("BENCH_NAMES")
    names = Path(given or lexicon_names).read_text(encoding="utf-8").split("\n")
    choice = random.Random(1)  # the same names each time
    names = [name for name in names if len(name) > 1]
    choice.shuffle(names)
    all_names = dict.fromkeys(names[:MOST_NAMES])
    while len(all_names) < MOST_NAMES:
        first, second = choice.choice(names), choice.choice(names)
        all_names[first[: len(first) // 2 + 1] + second[len(second) // 2 :]] = None
    path.write_text("".join(name + "\n" for name in all_names), encoding="utf-8")
    return path


def print_search(corpus, lexicon_names):
    """The search for names, beside the literal matcher of Vectorscan."""
    names = many_names(BUILD / "bench-million.txt", lexicon_names)
    lines = subprocess.run(
        [BUILD / "release/tests/bench/bench_scan", corpus, names], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    print("names to find       MB/s   Vectorscan MB/s   seconds to build   MB")
    for n, speed, other, _, _, seconds, size, _ in map(str.split, lines):
        other = f"{float(other):8.0f}" if float(other) > 0 else "        "
        print(f"{int(n):13,} {float(speed):10.0f}          {other} {float(seconds):18.2f} {float(size):4.0f}")
    names.unlink()


def main():
    BUILD.mkdir(exist_ok=True)
    given = os.environ.get("BENCH_CORPUS")
    corpus = Path(given) if given else seeds_repeated(BUILD / "bench.jsonl")
    names, n_names = names_of_lexicons(BUILD / "bench-names.txt")
    megabytes = corpus.stat().st_size / 1e6
    programs = {
        "mailuo extract": [BUILD / "mailuo", "extract", corpus, "--rules", ROOT / "rules"],
        "grep -c -F -f": ["grep", "-c", "-F", "-f", names, corpus],
    }
    runs = {name: [] for name in programs}
    rounds = int(os.environ.get("BENCH_RUNS", "5"))
    for _ in range(rounds):
        for name, command in programs.items():
            runs[name].append(measure(command, {**os.environ, "LC_ALL": "C"}))

    print(f"{corpus.name}: {megabytes:.1f} MB, {n_names} names")
    speed = {}
    for name, measured in runs.items():
        speed[name] = megabytes / statistics.median(seconds for seconds, _ in measured)
        memory = statistics.median(peak for _, peak in measured)
        print(f"{name:15} {speed[name]:8.2f} MB/s {memory:8.0f} MB memory")
    print(f"ratio           {speed['mailuo extract'] / speed['grep -c -F -f']:8.3f}")
    print_reading(corpus, rounds)
    print_search(corpus, names)


main()
