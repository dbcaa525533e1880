"""What a text costs must hardly grow with the number of rules. A table of its own, in seconds of the processor: loading is
taken off."""
import random
import shutil
import statistics

from bench import ROOT

AROUND = """package many 1.0

entity Organization
    kind : text

relation deed
    subject : Organization
    object? : Organization
    key     subject

lexicon organizations.tsv : Organization
"""


def terms(name):
    """The first name of each line of a shipped lexicon."""
    lines = (ROOT / "rules/lexicon" / name).read_text(encoding="utf-8").split("\n")
    rows = [line.split("\t")[0].split("|")[0] for line in lines if line and not line.startswith("#")]
    return rows[1:]


def package(folder, n):
    """A package with n rules, each about a word of its own, as common or rare as words are."""
    words = list(dict.fromkeys(word for word in terms("verbs.tsv") + terms("words.tsv") if len(word) > 1))
    random.Random(1).shuffle(words)
    folder.mkdir(exist_ok=True)
    shutil.copy(ROOT / "rules/lexicon/organizations.tsv", folder)
    rules = "".join(
        f"\nrule deed_{i}\n    match subject:Organization ..{{0,8}} {word} (了 | 的)? ( ..{{0,6}} object:Organization )?\n    claim deed\n"
        for i, word in enumerate(words[:n])
    )
    (folder / "package.rules").write_text(AROUND + rules, encoding="utf-8")
    return folder


def note(bench):
    nothing = bench.build / "nothing.txt"
    nothing.write_text("。", encoding="utf-8")
    lines = ["| rules | seconds to load | MB/s | times slower |", "| --- | --- | --- | --- |"]
    first = None
    for n in (10, 100, 1000, 10000):
        rules = package(bench.build / "rules", n)
        loading, whole = [
            statistics.median(bench.run([bench.mailuo, "extract", text, "--rules", rules, "-j", 1]).cpu for _ in range(bench.rounds))
            for text in (nothing, bench.corpus)
        ]
        first = first or whole - loading
        speed = bench.corpus.stat().st_size / 1e6 / (whole - loading)
        lines.append(f"| {n:,} | {loading:.3f} | {speed:.1f} | {(whole - loading) / first:.2f} |")
    return "\n".join(lines)
