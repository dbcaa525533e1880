"""The graph as a drawing, beside libraries of graphs that write again what they read."""
import subprocess
import sys
from pathlib import Path

from bench import ROOT, Row

TITLE = "**GraphML**, 100,000 nodes and 200,000 edges, `mailuo export`"
FACTS, ENTITIES = 200_000, 19_450  # make about that many


def rows(bench):
    store, drawing = bench.build / "drawing.db", bench.build / "drawing.graphml"
    bench.run([ROOT / "build/release/tests/bench/make_store", store, FACTS, ENTITIES])
    export = [bench.mailuo, "export", store, "-f", "graphml"]
    bench.run([*export, "-o", drawing])
    yield Row("GraphML", export)
    yield Row("GEXF", [bench.mailuo, "export", store, "-f", "gexf"])
    for peer in ("networkx", "igraph"):
        if subprocess.run([sys.executable, "-c", f"import {peer}"], capture_output=True, check=False).returncode == 0:
            program = Path(__file__).parents[1] / "peers/graphml_peer.py"
            yield Row(f"{peer}: GraphML to GraphML", [sys.executable, program, peer, drawing, bench.build / "again.graphml"])
