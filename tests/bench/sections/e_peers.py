"""Other programs on the same text, each on one processor: segmenters, taggers and matchers. They install into a folder of
their own below build/; what does not install is left out."""
import subprocess
import sys
from pathlib import Path

from bench import Row

TITLE = "**Beside it**, on 1 MB of the same text"
PEERS = {
    "jieba: segmentation": ("jieba", "cut"),
    "jieba: segmentation and parts of speech": ("jieba", "pos"),
    "spaCy: EntityRuler with the names of the lexicons": ("spacy", "ruler"),
    "spaCy: Matcher, numbers with units": ("spacy", "matcher"),
}


def python(bench):
    """A Python that has those of the peers that install."""
    venv = bench.build / "peers"
    if not venv.exists():
        subprocess.run([sys.executable, "-m", "venv", venv], check=False, capture_output=True)
        subprocess.run([venv / "bin/pip", "install", "-q", "jieba", "spacy"], check=False, capture_output=True)
    return venv / "bin/python"


def rows(bench):
    text, program = bench.take("peers.jsonl", 1), python(bench)
    yield Row("`mailuo extract -j 1`", [bench.mailuo, "extract", text, "--rules", bench.rules, "-j", 1], 1)
    versions = []
    for name, (package, task) in PEERS.items():
        asked = subprocess.run([program, "-c", f"import {package}; print({package}.__version__)"], capture_output=True, text=True, check=False)
        if asked.returncode != 0:
            bench.notes.append(f"{name}: {package} cannot be installed here.")
            continue
        versions.append(f"{package} {asked.stdout.strip()}")
        yield Row(name, [program, Path(__file__).parents[1] / "peers" / f"{package}_peer.py", task, text, bench.names()], 1)
    bench.notes.append(f"Versions: {', '.join(dict.fromkeys(versions))}. Their times have the loading of their dictionaries in them, as Mailuo's have that of the rules.")
