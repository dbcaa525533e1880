"""The rules of few/package.rules in spaCy, over a text, line by line: spacy_peer.py TEXT NAMES. A character is a token."""
import sys

import spacy
from spacy.matcher import Matcher

text, names = sys.argv[1:]
nlp = spacy.blank("zh")
nlp.max_length = 10_000_000
rows = (line.rstrip("\n").split("\t") for line in open(names, encoding="utf-8"))
nlp.add_pipe("entity_ruler").add_patterns([{"label": kind, "pattern": term} for term, kind in rows])
amount = [{"TEXT": {"REGEX": "^[0-9.]$"}, "OP": "+"}, {"TEXT": {"IN": ["万", "亿"]}, "OP": "?"}, {"ENT_TYPE": "Unit", "OP": "+"}]
matcher = Matcher(nlp.vocab)
matcher.add("post", [[{"ENT_TYPE": "Organization", "OP": "+"}, {"TEXT": "的", "OP": "?"}, {"ENT_TYPE": "Role", "OP": "+"}]], greedy="LONGEST")
matcher.add("figure", [[{"ENT_TYPE": "Metric", "OP": "+"}, {"TEXT": {"NOT_IN": list("，；：！？。…,;:!?")}, "OP": "{0,6}"}, *amount]], greedy="LONGEST")
matcher.add("amount", [amount], greedy="LONGEST")
for line in open(text, encoding="utf-8"):
    doc = nlp(line)
    inside = {i: ent.text for ent in doc.ents for i in (ent.start, ent.end - 1)}
    found = [(nlp.vocab.strings[kind], start, end) for kind, start, end in matcher(doc)]
    amounts = {end: doc[start:end].text for kind, start, end in found if kind == "amount"}
    for kind, start, end in found:
        if kind != "amount":
            print(kind, inside[start], inside[end - 1] if kind == "post" else amounts[end], sep="\t")
