"""What it costs to begin: one sentence."""
from bench import Row

TITLE = "**Start-up**, one sentence"


def rows(bench):
    text = bench.build / "sentence.txt"
    text.write_text("远山科技董事长林知夏出席。\n", encoding="utf-8")
    yield Row("`mailuo extract`", [bench.mailuo, "extract", text, "--rules", bench.rules])
    yield Row("`mailuo extract`, with rules for the tests", [bench.mailuo, "extract", text, "--rules", bench.rules.parent / "tests/rules/small"])
    yield Row("`mailuo --version`", [bench.mailuo, "--version"])
