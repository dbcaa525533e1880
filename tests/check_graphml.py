"""Reads a GraphML file with networkx and igraph, and checks what a person who opens it in Gephi relies on."""
import sys

import igraph
import networkx


def problems(path):
    nx = networkx.read_graphml(path)
    ig = igraph.Graph.Read_GraphML(path)
    if not nx.number_of_nodes():
        yield "there is no node"
    if nx.number_of_nodes() != ig.vcount():
        yield f"networkx finds {nx.number_of_nodes()} nodes, igraph {ig.vcount()}"
    if nx.number_of_edges() != ig.ecount():
        yield f"networkx finds {nx.number_of_edges()} edges, igraph {ig.ecount()}"
    if nx.is_multigraph():
        yield "two edges have the same ends, which Gephi makes one"
    for node, values in nx.nodes(data=True):
        if not values.get("label"):
            yield f"node {node} has no label"
    for source, target, values in nx.edges(data=True):
        if not values.get("label"):
            yield f"the edge from {source} to {target} has no label"
    if sorted(ig.vs["label"]) != sorted(label for _, label in nx.nodes(data="label")):
        yield "networkx and igraph read different labels"
    sizes = [size for _, size in nx.nodes(data="size")]
    if None in sizes or min(sizes) < 4 or max(sizes) > 100:
        yield "the sizes of nodes are not within 4 and 100, so that Gephi would change them"
    elif len(set(sizes)) > 1 and (min(sizes), max(sizes)) != (4, 100):
        yield "the sizes of nodes do not span 4 to 100, so that Gephi would stretch them"


found = list(problems(sys.argv[1]))
print("\n".join(found))
sys.exit(bool(found))
