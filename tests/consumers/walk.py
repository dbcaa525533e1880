"""The five questions, answered by walking a networkx graph of the CSV files: no query language at all."""
import csv

import networkx


def rows_of(folder, name):
    with open(folder / f"{name}.csv", newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield {key.split("(")[0] if key.startswith(":") else key.split(":")[0]: value for key, value in row.items()}


def load(folder):
    """Entities, facts, evidence and documents as nodes; edges are named by their `:TYPE`."""
    graph = networkx.MultiDiGraph()
    for path in sorted(folder.glob("*.csv")):
        for row in rows_of(folder, path.stem):
            if "id" in row:
                graph.add_node(row["id"], **{key: value for key, value in row.items() if key != "id"})
    for name in "roles", "fact_evidence", "evidence_document":
        for row in rows_of(folder, name):
            graph.add_edge(row[":START_ID"], row[":END_ID"], row[":TYPE"])
    return graph


def facts(graph, relation):
    return [(node, values) for node, values in graph.nodes(data=True) if values[":LABEL"] == f"Fact;{relation}"]


def posts(graph):
    return {(f["person"], f["role"], f["company"]) for _, f in facts(graph, "person_role_company")
            if f["status"] == "current" and f["company"]}


def figures(graph):
    return {(f["product"], f["metric"], f["value"], f["unit"]) for _, f in facts(graph, "product_metric_date")
            if f["product"] == "微信"}


def evidence(graph):
    """Posts are edges from a person; figures start at what they are about."""
    for fact, subject, role in graph.edges(keys=True):
        if role in ("person", "product") and graph.nodes[subject]["label"] == "马化腾":
            for _, quote, kind in graph.out_edges(fact, keys=True):
                if kind == "EVIDENCE":
                    said = graph.nodes[quote]
                    yield graph.nodes[fact]["label"], said["document"], said["start_char"], said["quote"]


def busiest(graph):
    counted = {fact for relation in ("person_role_company", "product_metric_date") for fact, _ in facts(graph, relation)}
    counts = [(len({fact for fact, _ in graph.in_edges(node) if fact in counted}), values["label"])
              for node, values in graph.nodes(data=True) if values[":LABEL"].startswith("Entity;")]
    return [(label, count) for count, label in sorted(counts, key=lambda c: (-c[0], c[1]))[:10]]


def documents(graph):
    for node, values in graph.nodes(data=True):
        if values[":LABEL"] == "Document":
            stated = {graph.nodes[quote]["fact"] for quote, _ in graph.in_edges(node)}
            if stated:
                yield node, len(stated)


questions = {"1-posts": posts, "2-figures": figures, "3-evidence": evidence, "4-busiest": busiest,
             "5-documents": documents}
