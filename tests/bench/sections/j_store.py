"""The store: made of a million triples, and asked."""
import sqlite3
import statistics
import time

from bench import ROOT, Row
from sections import i_rdf

TITLE = "**Store** of 1 M triples, graph.db"
QUERIES = {
    "the posts of a person": "SELECT role, company FROM post WHERE person = ?",
    "the posts at a company": "SELECT person, role FROM post WHERE company = ?",
    "the figures of a product": "SELECT metric, value, date FROM figure WHERE product = ?",
}


def rows(bench):
    path, triples = i_rdf.store(bench)
    program = ROOT / "build/release/tests/bench/make_store"
    yield Row("documents, facts, search and triples, from what was extracted", [program, path, i_rdf.FACTS], triples, unit="M triples")


def statements(bench):
    """How fast terms and triples with their indexes are written, which is a part of making the store."""
    speeds = []
    for _ in range(bench.rounds):
        i_rdf.store(bench)
        words = (bench.build / "out").read_text().split()
        speeds.append(float(words[-2]) / 1e6)
    return f"Of the making of that store, terms and triples with their indexes alone: {statistics.median(speeds):.2f} M triples/s."


def note(bench):
    """Each question with a thousand names, through the views that bear the names of the relations, by Python's sqlite3."""
    path, triples = i_rdf.store(bench)
    db = sqlite3.connect(path)
    lines = [f"| by label, in a store of {triples:.1f} M triples | ms, the median | ms, the slowest of a thousand |", "| --- | --- | --- |"]
    for name, query in QUERIES.items():
        what = query.split()[-3]
        names = [row[0] for row in db.execute(f"SELECT DISTINCT {what} FROM {query.split()[-5]} ORDER BY 1 LIMIT 1000")]
        took = []
        for label in names:
            begin = time.perf_counter()
            db.execute(query, (label,)).fetchall()
            took.append(1000 * (time.perf_counter() - begin))
        lines.append(f"| {name} | {statistics.median(took):.3f} | {max(took):.3f} |")
    return "\n".join([statements(bench), "", *lines])
