"""Reads a GraphML file and writes it again: graphml_peer.py networkx|igraph FILE OUT"""
import sys

peer, path, out = sys.argv[1:]
if peer == "networkx":
    import networkx

    networkx.write_graphml(networkx.read_graphml(path), out)
else:
    import igraph

    igraph.Graph.Read_GraphML(path).write_graphml(out)
