"""Reads what Mailuo wrote with programs in Python: read.py FOLDER [--questions FOLDER] [--large]

FOLDER has graph.db and every other format as `mailuo build --format` writes them. Counts must agree with the store, and
the questions must have the same answers in SQL, in SPARQL and by a walk through the graph. A module that is missing is reported
as not run. Of a large graph, rdflib reads N-Triples alone: each syntax takes it minutes.
"""
import argparse
import csv
import importlib
import pathlib
import re
import sqlite3
import sys
from decimal import Decimal

import walk

problems = []


def check(what, found, wanted):
    if found != wanted:
        problems.append(f"{what}: {found} instead of {wanted}")


def one(db, sql):
    return db.execute(sql).fetchone()[0]


def module(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"# not run: {name} is not installed")
        return None


def plain(text):
    """A cell as all programs write it: numbers by value."""
    text = "" if text is None else str(text)
    return str(Decimal(text).normalize()) if re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) else text


def in_sql(db, file):
    return sorted([plain(cell) for cell in row] for row in db.execute(file.read_text()))


def same_answers(name, ask, db, folder):
    for file in sorted(folder.glob("*.rq")) if folder else []:
        check(f"{name}, {file.name}", sorted(ask(file.read_text())), in_sql(db, file.with_suffix(".sql")))


def read_by_rdflib(rdflib, file, syntax, db):
    graph = rdflib.Graph().parse(file, format=syntax)
    check("rdflib: triples", len(graph), one(db, "SELECT count(*) FROM triple"))
    check("rdflib: literals", sum(isinstance(o, rdflib.Literal) for _, _, o in graph),
          one(db, "SELECT count(*) FROM triple JOIN term ON term.id = object WHERE kind = 'literal'"))
    return graph


def read_large_rdflib(rdflib, folder, db, questions):
    read_by_rdflib(rdflib, folder / "graph.nt", "nt", db)


def read_rdflib(rdflib, folder, db, questions):
    graph = read_by_rdflib(rdflib, folder / "graph.ttl", "turtle", db)
    for suffix, syntax in ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld"):
        other = rdflib.Graph().parse(folder / f"graph.{suffix}", format=syntax)
        check(f"rdflib: {suffix}", len(other), len(graph))
    for suffix, syntax in ("nq", "nquads"), ("trig", "trig"):
        other = rdflib.ConjunctiveGraph()
        other.parse(folder / f"graph.{suffix}", format=syntax)
        check(f"rdflib: triples of all graphs in {suffix}", len(set(other.triples((None, None, None)))), len(graph))
    same_answers("rdflib", lambda q: [[plain(cell) for cell in row] for row in graph.query(q)], db, questions)


def read_oxigraph(oxigraph, folder, db, questions):
    store = oxigraph.Store()
    syntaxes = {"ttl": "TURTLE", "nt": "N_TRIPLES", "nq": "N_QUADS", "trig": "TRIG", "jsonld": "JSON_LD", "rdf": "RDF_XML"}
    wanted = one(db, "SELECT count(*) FROM triple")
    for suffix, syntax in syntaxes.items():
        format = getattr(oxigraph.RdfFormat, syntax)
        triples = {(q.subject, q.predicate, q.object)
                   for q in oxigraph.parse(path=str(folder / f"graph.{suffix}"), format=format)}
        check(f"oxigraph: {suffix}", len(triples), wanted)
    store.bulk_load(path=str(folder / "graph.ttl"), format=oxigraph.RdfFormat.TURTLE)
    check("oxigraph: loaded", len(store), wanted)

    def ask(query):
        return [[plain(cell.value if cell is not None else None) for cell in row] for row in store.query(query)]

    same_answers("oxigraph", ask, db, questions)


NODES = """SELECT (SELECT count(*) FROM (SELECT source FROM fact WHERE source IS NOT NULL UNION SELECT target FROM fact
WHERE target IS NOT NULL)) + (SELECT count(*) FROM fact WHERE source IS NOT NULL AND target IS NULL)"""
LABELS = "SELECT id, label FROM entity UNION ALL SELECT id, caption FROM fact"
FACTS = "SELECT count(*) FROM fact WHERE source IS NOT NULL"
EDGES = "SELECT count(*) FROM (SELECT DISTINCT source, ifnull(target, id) FROM fact WHERE source IS NOT NULL)"


def check_gexf(networkx, folder, graphml, labels):
    if "1.3" not in networkx.readwrite.gexf.GEXF.versions:
        print(f"# not run: networkx {networkx.__version__} does not know GEXF 1.3")
        return
    gexf = networkx.read_gexf(folder / "graph.gexf")
    check("networkx: nodes of GEXF", sorted(gexf), sorted(graphml))
    check("networkx: edges of GEXF", sorted(gexf.edges()), sorted(graphml.edges()))
    check("networkx: labels of GEXF", [n for n, label in gexf.nodes(data="label") if label != labels[n]], [])
    check("networkx: labels of edges in GEXF", sorted(gexf.edges(data="labels")), sorted(graphml.edges(data="label")))
    check("networkx: weights of GEXF", sum(weight for *_, weight in gexf.edges(data="weight")),
          sum(weight for *_, weight in graphml.edges(data="weight")))


def read_networkx(networkx, folder, db, questions):
    graph = networkx.read_graphml(folder / "graph.graphml")
    check("networkx: nodes", graph.number_of_nodes(), one(db, NODES))
    check("networkx: edges", graph.number_of_edges(), one(db, EDGES))
    check("networkx: facts", sum(weight for *_, weight in graph.edges(data="weight")), one(db, FACTS))
    labels = dict(db.execute(LABELS))
    check("networkx: labels", [n for n, label in graph.nodes(data="label") if label != labels[n]], [])
    check_gexf(networkx, folder, graph, labels)
    walked = walk.load(folder / "graph-csv") if questions else None
    for file in sorted(questions.glob("*.sql")) if questions else []:
        found = walk.questions[file.stem](walked)
        check(f"networkx, {file.stem}", sorted([plain(cell) for cell in row] for row in found), in_sql(db, file))


def read_igraph(igraph, folder, db, questions):
    graph = igraph.Graph.Read_GraphML(str(folder / "graph.graphml"))
    check("igraph: nodes", graph.vcount(), one(db, NODES))
    check("igraph: edges", graph.ecount(), one(db, EDGES))
    check("igraph: facts", sum(graph.es["weight"]), one(db, FACTS))
    labels = dict(db.execute(LABELS))
    check("igraph: labels", [n for n, label in zip(graph.vs["id"], graph.vs["label"]) if label != labels[n]], [])


def read_pandas(pandas, folder, db, questions):
    wanted = {"entities": "entity", "documents": "document", "evidence": "evidence", "fact_evidence": "evidence"}
    for (relation,) in db.execute("SELECT name FROM schema_relation"):
        wanted[f"facts_{relation}"] = f"fact_{relation}"
    tables = {name: pandas.read_csv(folder / f"graph-csv/{name}.csv") for name in wanted}
    for name, table in wanted.items():
        check(f"pandas: {name}.csv", len(tables[name]), one(db, f"SELECT count(*) FROM {table}"))
    check("pandas: labels", dict(zip(tables["entities"]["id:ID"], tables["entities"]["label"])),
          dict(db.execute("SELECT id, label FROM entity")))
    nodes = {*tables["entities"]["id:ID"], *tables["evidence"]["id:ID"]}
    for name in wanted:
        if name.startswith("facts_"):
            nodes.update(tables[name]["id:ID"])
    with open(folder / "graph-csv/roles.csv", newline="") as file:
        check("csv: loose ends", [row for row in csv.DictReader(file)
                                  if row[":START_ID"] not in nodes or row[":END_ID"] not in nodes], [])


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--questions", type=pathlib.Path)
    arguments.add_argument("--large", action="store_true")
    given = arguments.parse_args()
    db = sqlite3.connect(f"file:{given.folder / 'graph.db'}?mode=ro", uri=True)
    readers = {"rdflib": read_large_rdflib if given.large else read_rdflib, "pyoxigraph": read_oxigraph,
               "networkx": read_networkx, "igraph": read_igraph, "pandas": read_pandas}
    for name, read in readers.items():
        library = module(name)
        if library is not None:
            read(library, given.folder, db, given.questions)
            print(f"# {name} {getattr(library, '__version__', '')}")
    print("\n".join(problems))
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
