"""Other programs on the same text, each on one processor: segmenters and taggers, whose work comes before all extraction. What
does not install is left out, and named."""
from bench import Row
from peers import java, lines_of, python

TITLE = "**Beside it**, on 0.5 MB of the same text"
MEGABYTES = 0.5


def peers(bench):
    jieba, hanlp, thulac = python(bench, "jieba"), java(bench, "hanlp", "HanLpPeer"), python(bench, "thulac")
    yield "jieba: segmentation", jieba, "cut"
    yield "jieba: segmentation and parts of speech", jieba, "pos"
    yield "HanLP portable: segmentation and parts of speech", hanlp, "cut"
    yield "HanLP portable: and persons, places, organisations", hanlp, "names"
    yield "THULAC: segmentation", thulac, "cut"


def rows(bench):
    text = bench.take("peers.jsonl", MEGABYTES)
    yield Row("`mailuo extract -j 1`", [bench.mailuo, "extract", text, "--rules", bench.rules, "-j", 1], MEGABYTES)
    versions = {}
    for name, peer, task in peers(bench):
        if not peer:
            bench.notes.append(f"{name}: not run, it cannot be installed here.")
            continue
        command, version = peer
        versions[version] = True
        yield Row(name, [*command, task, lines_of(text)], MEGABYTES)
    bench.notes.append(f"Versions: {', '.join(versions)}. Their times have the loading of their dictionaries in them, as Mailuo's have that of the rules.")
