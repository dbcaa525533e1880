"""What it costs to begin: one sentence. Rules that are compiled, and a compiled lexicon of a million names."""
import multiprocessing
import os
import shutil
import subprocess

from bench import Row
from sections.g_names import many_names

TITLE = "**Start-up**, one sentence"
MILLION = """package million 1.0

entity Organization
    kind : text

relation seen
    name : Organization
    key  name

lexicon names.tsv : Organization

rule is_seen
    match name:Organization 公司
    claim seen
"""


def write_million(bench, folder):
    folder.mkdir(exist_ok=True)
    (folder / "package.rules").write_text(MILLION, encoding="utf-8")
    with (folder / "names.tsv").open("w", encoding="utf-8") as to:
        to.write("term\n")
        to.write(many_names(bench).read_text(encoding="utf-8"))


def million(bench):
    """A package with a lexicon of a million names. Another process makes it: what this one has grown to would be counted as
    the memory of all programs that it starts."""
    folder = bench.build / "million"
    writer = multiprocessing.Process(target=write_million, args=(bench, folder))
    writer.start()
    writer.join()
    return folder


def compiled(bench, rules):
    path = bench.build / f"{rules.name}.mlr"
    subprocess.run([bench.mailuo, "compile", rules, "-o", path], check=True)
    return path


def keep_nothing():
    os.environ["MAILUO_CACHE"] = ""


def rows(bench):
    text, cache = bench.build / "sentence.txt", bench.build / "cache"
    text.write_text("远山科技董事长林知夏出席。\n", encoding="utf-8")
    shutil.rmtree(cache, ignore_errors=True)
    extract = [bench.mailuo, "extract", text, "--rules"]

    def keep():
        os.environ["MAILUO_CACHE"] = str(cache)

    yield Row("`mailuo extract`, without the cache", extract + [bench.rules], before=keep_nothing)
    yield Row("`mailuo extract`", extract + [bench.rules], before=keep)
    yield Row("`mailuo extract`, rules compiled", extract + [compiled(bench, bench.rules)])
    yield Row("a million names, compiled", extract + [compiled(bench, million(bench))])
    yield Row("`mailuo extract`, with rules for the tests", extract + [bench.rules.parent / "tests/rules/small"])
    yield Row("`mailuo --version`", [bench.mailuo, "--version"])
