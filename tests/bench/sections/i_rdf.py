"""RDF out of a store of a million triples, beside parsers that write again what they read."""
import shutil

from bench import ROOT, Row

TITLE = "**RDF**, of a store of 1 M triples, `mailuo export`"
FACTS = 45_000  # make a million triples


def store(bench):
    """A store of invented facts, and how many million triples it has."""
    path = bench.build / "million.db"
    bench.run([ROOT / "build/release/tests/bench/make_store", path, FACTS])
    said = (bench.build / "out").read_text().split()
    return path, float(said[said.index("triples") + 1].rstrip(",")) / 1e6


def rows(bench):
    path, triples = store(bench)
    turtle = bench.build / "million.ttl"
    bench.run([bench.mailuo, "export", path, "-f", "ttl"])
    shutil.copy(bench.build / "out", turtle)
    unit = "M triples"
    yield Row("N-Triples", [bench.mailuo, "export", path, "-f", "nt"], triples, unit=unit)
    yield Row("Turtle", [bench.mailuo, "export", path, "-f", "ttl"], triples, unit=unit)
    if shutil.which("serdi"):
        yield Row("serdi: Turtle to N-Triples", ["serdi", "-i", "turtle", "-o", "ntriples", turtle], triples, unit=unit)
    if shutil.which("rapper"):
        yield Row("rapper: Turtle to N-Triples", ["rapper", "-q", "-i", "turtle", "-o", "ntriples", turtle], triples, unit=unit)
