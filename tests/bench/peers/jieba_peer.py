import json
import sys

import jieba
import jieba.posseg

task, text, _ = sys.argv[1:]
count = 0
for line in open(text, encoding="utf-8"):
    words = jieba.cut if task == "cut" else jieba.posseg.cut
    count += sum(1 for _ in words(json.loads(line)["text"]))
print(count)
