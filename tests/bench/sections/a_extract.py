"""Extraction, beside the cheapest program that could look for the same names."""
from bench import Row

TITLE = "**Extraction**, `mailuo extract`"


def rows(bench):
    for threads in (1, 2):
        yield Row(f"{threads} thread{'s' * (threads > 1)}", [bench.mailuo, "extract", bench.corpus, "--rules", bench.rules, "-j", threads], bench.megabytes)
    yield Row("`grep -c -F -f NAMES`: reading and looking for the names", ["grep", "-c", "-F", "-f", bench.names(), bench.corpus], bench.megabytes)
