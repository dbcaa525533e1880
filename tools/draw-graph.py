"""Draws a GraphML file as it is written (places, sizes, colours): draw-graph.py graph.graphml graph.png

Needs python3-networkx, python3-matplotlib and a font with Chinese characters such as fonts-noto-cjk.
"""
import sys

import matplotlib
import networkx
from PIL import Image

matplotlib.use("Agg")
from matplotlib import font_manager, pyplot

UNITS_PER_INCH, DOTS_PER_INCH, MARGIN = 100, 75, 40
FONTS = ["Noto Sans CJK SC", "Noto Sans CJK JP", "WenQuanYi Micro Hei", "Source Han Sans SC"]


def main(source, picture):
    graph = networkx.read_graphml(source)
    installed = {font.name for font in font_manager.fontManager.ttflist}
    pyplot.rcParams["font.family"] = [name for name in FONTS if name in installed] or ["sans-serif"]
    nodes = dict(graph.nodes(data=True))
    left, right = min(n["x"] for n in nodes.values()) - MARGIN, max(n["x"] for n in nodes.values()) + MARGIN
    bottom, top = min(n["y"] for n in nodes.values()) - MARGIN, max(n["y"] for n in nodes.values()) + MARGIN
    size = ((right - left) / UNITS_PER_INCH, (top - bottom) / UNITS_PER_INCH)
    figure = pyplot.figure(figsize=size, dpi=DOTS_PER_INCH)
    axes = figure.add_axes([0, 0, 1, 1], xlim=(left, right), ylim=(bottom, top))
    axes.axis("off")
    for one, other in graph.edges():
        ends = nodes[one], nodes[other]
        axes.plot([n["x"] for n in ends], [n["y"] for n in ends], color="#c8c8c8", linewidth=0.6, zorder=1)
    for node in nodes.values():
        axes.add_patch(pyplot.Circle((node["x"], node["y"]), node["size"] / 2, color=node["color"], zorder=2))
        axes.text(node["x"], node["y"], node["label"], fontsize=12 * 72 / UNITS_PER_INCH, ha="center", va="center")
    figure.savefig(picture)
    Image.open(picture).quantize(32).save(picture, optimize=True)


main(*sys.argv[1:])
