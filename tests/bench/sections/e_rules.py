"""Programs that match rules over text, each with the same few: a post is a role behind an organisation, a figure an amount soon
behind a metric. The names are those of Mailuo's lexicons. What does not install is left out, and named."""
import json
import shutil

from bench import ROOT, Row
from peers import HERE, java, lines_of, python

TITLE = "**The same few rules**, on 0.5 MB of the same text"
MEGABYTES = 0.5
LEXICONS = {"organizations": "Organization", "role_heads": "Role", "metric_heads": "Metric", "units": "Unit"}


def package(bench):
    """The rules for Mailuo, and the names for all: a term and its type a line."""
    types = {}
    for lexicon, kind in LEXICONS.items():
        lines = (ROOT / f"rules/lexicon/{lexicon}.tsv").read_text(encoding="utf-8").splitlines()
        for row in [line for line in lines if line and not line.startswith("#")][1:]:
            for term in row.split("\t")[0].split("|"):
                if len(term) > 1 or kind == "Unit":
                    types.setdefault(term, kind)
    folder, names = bench.build / "few", bench.build / "few/names"
    shutil.copytree(HERE / "few", folder, dirs_exist_ok=True)
    names.write_text("".join(f"{term}\t{kind}\n" for term, kind in types.items()), encoding="utf-8")
    (folder / "names.tsv").write_text("term\ttype\n" + names.read_text(encoding="utf-8"), encoding="utf-8")
    return folder, names


def claims(output):
    """What was found: the relation and its two roles."""
    for line in output.read_text(encoding="utf-8").split("\n"):
        if line.startswith("{"):
            claim = json.loads(line)
            yield (claim["relation"], *(role["text"] for role in claim["roles"].values()))
        elif line:
            yield tuple(line.split("\t"))


def rows(bench):
    text = bench.take("peers.jsonl", MEGABYTES)
    folder, names = package(bench)
    spacy, corenlp, gate = python(bench, "spacy"), java(bench, "corenlp", "CoreNlpPeer"), java(bench, "gate", "GatePeer")
    peers = {
        "spaCy: EntityRuler and Matcher": (spacy, []),
        "CoreNLP: TokensRegex": (corenlp, []),
        "GATE: gazetteer and JAPE": (gate, [folder / "rules.jape", bench.build / "gazetteer"]),
    }
    mailuo = Row("`mailuo extract -j 1`", [bench.mailuo, "extract", text, "--rules", folder, "-j", 1], MEGABYTES)
    bench.run(mailuo.command)
    ours = set(claims(bench.build / "out"))
    yield mailuo
    found, versions = [f"{len(ours)} by Mailuo"], []
    for name, (peer, options) in peers.items():
        if not peer:
            bench.notes.append(f"{name}: not run, it cannot be installed here.")
            continue
        row = Row(name, [*peer[0], lines_of(text), names, *options], MEGABYTES)
        bench.run(row.command)
        theirs = set(claims(bench.build / "out"))
        found.append(f"{len(theirs)} by {name.split(':')[0]}, {len(theirs & ours)} of them the same")
        versions.append(peer[1])
        yield row
    bench.notes.append(
        f"Different posts and figures found by the same few rules (`tests/bench/peers/few`): {'; '.join(found)}. They differ in which "
        f"of the names that overlap is taken. Versions: {', '.join(versions)}."
    )
