"""A whole build with its three outputs, from nothing and again."""
import shutil

from bench import Row

TITLE = "**Building**, `mailuo build`: graph.db, graph.ttl, graph.graphml"


def rows(bench):
    out, sheets = bench.build / "out-build", bench.build / "sheets.jsonl"
    build = [bench.mailuo, "build", bench.corpus, "-o", out, "--rules", bench.rules, "-j", 2]

    def clear():
        shutil.rmtree(out, ignore_errors=True)

    bench.run([bench.mailuo, "extract", "--documents", bench.corpus, "--rules", bench.rules])
    shutil.copy(bench.build / "out", sheets)
    yield Row("from nothing, 2 threads", build, bench.megabytes, clear)
    yield Row("again, nothing has changed", build, bench.megabytes)
    yield Row("`--claims`, of what was extracted before", [bench.mailuo, "build", "--claims", sheets, "-o", out, "--rules", bench.rules], bench.megabytes, clear)
