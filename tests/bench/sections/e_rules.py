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


def peers(bench, names, rules):
    """What runs each on a text."""
    spacy, corenlp, gate = python(bench, "spacy"), java(bench, "corenlp", "CoreNlpPeer"), java(bench, "gate", "GatePeer")
    yield "spaCy: EntityRuler and Matcher", spacy, lambda text: [*spacy[0], text, names]
    yield "CoreNLP: TokensRegex", corenlp, lambda text: [*corenlp[0], text, names]
    yield "GATE: gazetteer and JAPE", gate, lambda text: [*gate[0], text, names, rules / "rules.jape", bench.build / "gazetteer"]


def rows(bench):
    text, nothing = bench.take("peers.jsonl", MEGABYTES), bench.build / "nothing.txt"
    nothing.write_text("。", encoding="utf-8")
    rules, names = package(bench)

    def mailuo(given):
        return [bench.mailuo, "extract", given, "--rules", rules, "-j", 1]

    def tried(on, given):
        start = bench.run(on(nothing)).cpu
        bench.run(on(given))
        return start, set(claims(bench.build / "out"))

    start, ours = tried(mailuo, text)
    notes, versions = [f"Mailuo {start:.2f} s, {len(ours)}"], []
    yield Row("`mailuo extract -j 1`", mailuo(text), MEGABYTES)
    for name, peer, on in peers(bench, names, rules):
        if not peer:
            bench.notes.append(f"{name}: not run, it cannot be installed here.")
            continue
        start, theirs = tried(on, lines_of(text))
        notes.append(f"{name.split(':')[0]} {start:.2f} s, {len(theirs)}, of which Mailuo has {len(theirs & ours)}")
        versions.append(peer[1])
        yield Row(name, on(lines_of(text)), MEGABYTES)
    bench.notes.append(
        f"The same few rules (`tests/bench/peers/few`): the seconds of the processor until a text can be read, which are in the times above, and "
        f"the different posts and figures found: {'; '.join(notes)}. They differ in which of the names that overlap is taken. Versions: "
        f"{', '.join(versions)}."
    )
