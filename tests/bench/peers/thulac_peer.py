"""THULAC's segmentation of a text, line by line: thulac_peer.py cut TEXT. Its tags take a minute for 0.3 MB."""
import sys

import thulac

_, text = sys.argv[1:]
segmenter = thulac.thulac(seg_only=True)
print(sum(len(segmenter.cut(line)) for line in open(text, encoding="utf-8")))
