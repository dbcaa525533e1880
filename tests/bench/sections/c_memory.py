"""Memory does not grow with the input: the corpus, and eight times as much under other ids."""
import shutil

from bench import Row

TITLE = "**Memory**, eight times as much text"
TIMES = 8


def sheets(bench, times):
    """What is extracted of so many copies, without extracting them again."""
    path = bench.build / f"sheets-{times}.jsonl"
    if not (bench.build / "sheets.jsonl").exists():
        bench.run([bench.mailuo, "extract", "--documents", bench.corpus, "--rules", bench.rules])
        shutil.copy(bench.build / "out", bench.build / "sheets.jsonl")
    with path.open("w", encoding="utf-8") as to:
        for turn in range(times):
            with (bench.build / "sheets.jsonl").open(encoding="utf-8") as lines:
                to.writelines(line.replace('"document":"', f'"document":"{turn}-', 1) for line in lines)
    return path


def rows(bench):
    small = bench.take("small.jsonl", bench.megabytes / TIMES)
    extract = [bench.mailuo, "extract", "--rules", bench.rules, "-j", 2]
    yield Row(f"extract, {bench.megabytes / TIMES:g} MB", extract + [small], bench.megabytes / TIMES)
    yield Row(f"extract, {bench.megabytes:g} MB", extract + [bench.corpus], bench.megabytes)
    for times in (1, TIMES):
        out = bench.build / "out-memory"
        build = [bench.mailuo, "build", "--claims", sheets(bench, times), "-o", out, "--rules", bench.rules]
        yield Row(f"build `--claims`, of {times * bench.megabytes:g} MB of text", build, times * bench.megabytes,
                  lambda: shutil.rmtree(out, ignore_errors=True))
