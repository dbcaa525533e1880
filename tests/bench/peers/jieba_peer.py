"""jieba over a text, line by line: jieba_peer.py cut|pos TEXT"""
import sys

import jieba
import jieba.posseg

task, text = sys.argv[1:]
words = jieba.cut if task == "cut" else jieba.posseg.cut
print(sum(1 for line in open(text, encoding="utf-8") for _ in words(line)))
