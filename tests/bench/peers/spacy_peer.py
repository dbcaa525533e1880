import json
import sys

import spacy
from spacy.matcher import Matcher

task, text, names = sys.argv[1:]
nlp = spacy.blank("zh")  # a character is a token
nlp.max_length = 10_000_000
count = 0
if task == "ruler":
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "NAME", "pattern": name.strip()} for name in open(names, encoding="utf-8") if name.strip()])
else:
    matcher = Matcher(nlp.vocab)
    matcher.add("FIGURE", [[{"TEXT": {"REGEX": "^[0-9.]+$"}, "OP": "+"}, {"TEXT": {"IN": list("亿万千元人家个台名%")}, "OP": "+"}]])
for line in open(text, encoding="utf-8"):
    doc = nlp(json.loads(line)["text"])
    count += len(doc.ents) if task == "ruler" else len(matcher(doc))
print(count)
