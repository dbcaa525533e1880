"""Draws a GraphML file as it is written (places, sizes, colours): draw-graph.py graph.graphml graph.png

Needs python3-networkx, python3-matplotlib and a font with Chinese characters such as fonts-noto-cjk.
"""
import sys
import unicodedata

import matplotlib
import networkx
from PIL import Image

matplotlib.use("Agg")
from matplotlib import colors, font_manager, lines, patheffects, pyplot

UNITS_PER_INCH, DOTS_PER_INCH, MARGIN = 100, 100, 40
COLUMN = 6  # of half a Chinese character in a label, as the layout counts them
FONTS = ["Noto Sans CJK SC", "Noto Sans CJK JP", "WenQuanYi Micro Hei", "Source Han Sans SC"]


def width(label):
    return COLUMN * sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in label)


def ink(node):
    """A label that covers its node takes its colour, darker."""
    return [part * 0.6 for part in colors.to_rgb(node["color"])] if node["size"] < width(node["label"]) else "black"


def legend(axes, nodes):
    colour_of = {n["kind"]: n["color"] for n in nodes if n["size"] > 0}
    marks = [lines.Line2D([], [], marker="o", linestyle="", color=colour, label=kind) for kind, colour in sorted(colour_of.items())]
    axes.legend(handles=marks, loc="upper right", fontsize=9, frameon=False)


def main(source, picture):
    graph = networkx.read_graphml(source)
    installed = {font.name for font in font_manager.fontManager.ttflist}
    pyplot.rcParams["font.family"] = [name for name in FONTS if name in installed] or ["sans-serif"]
    nodes = dict(graph.nodes(data=True))
    left = min(n["x"] - width(n["label"]) / 2 for n in nodes.values()) - MARGIN
    right = max(n["x"] + width(n["label"]) / 2 for n in nodes.values()) + MARGIN
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
        text = axes.text(node["x"], node["y"], node["label"], color=ink(node), fontsize=12 * 72 / UNITS_PER_INCH, ha="center",
                         va="center", zorder=3)
        text.set_path_effects([patheffects.withStroke(linewidth=2.5, foreground="white")])
    legend(axes, nodes.values())
    figure.savefig(picture)
    Image.open(picture).quantize(32).save(picture, optimize=True)


main(*sys.argv[1:])
