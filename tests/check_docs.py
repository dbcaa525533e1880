"""What Markdown pages show: packages of rules, and commands with their output.

    check_docs.py packages PAGE FOLDER     writes each block ```rules of PAGE as a package FOLDER/LINE and names it
    check_docs.py commands PAGE            names the commands in the blocks ```console of PAGE: LINE <tab> COMMAND
    check_docs.py compare PAGE LINE        runs one of them here; fails unless it says what the page shows
    check_docs.py update PAGE              runs all of them here and writes what they say into the page

In a console block a line `$ COMMAND` is a command, and what follows is its output. A line `…` in it stands for any number
of lines, and `…` at the end of a line for the rest of that line. Calls of make, sudo and git are left alone.

A rules block that starts with `package` is a whole package; any other goes with the first block of the page. A block
```tsv NAME is a file of every package. What is written keeps its line numbers, so that messages lead to the page.
"""
import difflib
import os
import pathlib
import pty
import re
import subprocess
import sys

MORE = "…"


def read_lines(page):
    return page.read_text(encoding="utf-8").splitlines()


def blocks(lines):
    """Yields (first word of the info string, the rest of it, number of the line before the block, its lines)."""
    start = None
    for number, line in enumerate(lines):
        if not line.startswith("```"):
            continue
        if start is None:
            start = number
            continue
        language, _, rest = lines[start][3:].partition(" ")
        yield language, rest.strip(), start + 1, lines[start + 1 : number]
        start = None


def packages(page, folder):
    rules, files = [], []
    for language, name, line, content in blocks(read_lines(page)):
        if language == "rules":
            rules.append((line, content))
        elif language == "tsv":
            files.append((name, line, content))
    for line, content in rules:
        place = folder / str(line)
        place.mkdir(parents=True)
        parts = [("package.rules", line, content)]
        if not content[0].startswith("package "):
            parts = [("package.rules", *rules[0]), ("more.rules", line, content)]
        for name, at, text in parts + files:
            above = [] if name.endswith(".tsv") else [""] * at
            (place / name).write_text("\n".join(above + text) + "\n", encoding="utf-8")
        print(line)


def commands(lines):
    """Yields (index of the command's line, command, index behind its output)."""
    for language, _, first, content in blocks(lines):
        if language != "console":
            continue
        starts = [i for i, line in enumerate(content) if line.startswith("$ ")]
        for start, end in zip(starts, starts[1:] + [len(content)]):
            if not re.match(r"(make|sudo|git) ", content[start][2:] + " "):
                yield first + start, content[start][2:], first + end


def output_of(command):
    """What a command says on a terminal that can nothing."""
    ours, theirs = pty.openpty()
    environment = dict(os.environ, TERM="dumb", PAGER="cat")
    process = subprocess.Popen(
        ["bash", "-c", command], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=environment
    )
    os.close(theirs)
    said = b""
    try:
        while chunk := os.read(ours, 65536):
            said += chunk
    except OSError:  # how a terminal says that nobody writes to it any more
        pass
    os.close(ours)
    process.wait()
    return said.decode().replace("\r\n", "\n").splitlines()


def cut_like(line, shown):
    if len(shown) > 1 and shown.endswith(MORE) and len(line) >= len(shown):
        return line[: len(shown) - 1] + MORE
    return line


def shown_as(said, shown):
    """`said` the way `shown` shows it: as many lines before and behind its `…`, and lines cut where it cuts them."""
    head = shown.index(MORE) if MORE in shown else len(shown)
    tail = len(shown) - head - 1 if MORE in shown else 0
    if len(said) <= head + tail:
        return [cut_like(line, old) for line, old in zip(said, shown + [""] * tail)]
    last = len(said) - tail
    return (
        [cut_like(line, old) for line, old in zip(said, shown[:head])]
        + [MORE]
        + [cut_like(line, old) for line, old in zip(said[last:], shown[head + 1 :])]
    )


def compare(page, wanted):
    lines = read_lines(page)
    start, command, end = next(found for found in commands(lines) if found[0] + 1 == wanted)
    shown = lines[start + 1 : end]
    difference = list(difflib.unified_diff(shown, shown_as(output_of(command), shown), "shown", "said", lineterm=""))
    if difference:
        difference.append("tests/check-docs.sh --update writes what is said into the page")
    return "\n".join(difference)


def update(page):
    lines = read_lines(page)
    said = [(start, end, output_of(command)) for start, command, end in commands(lines)]
    silent = []
    for start, end, output in reversed(said):
        if not output and end > start + 1:  # what it showed is gone: another command is wanted, not an empty place
            silent.append(f"{page}:{start + 1}: this command says nothing any more: {lines[start][2:]}")
        else:
            lines[start + 1 : end] = shown_as(output, lines[start + 1 : end])
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "\n".join(silent)


def main(what, page, *rest):
    page = pathlib.Path(page)
    if what == "packages":
        packages(page, pathlib.Path(rest[0]))
    elif what == "commands":
        for start, command, _ in commands(read_lines(page)):
            print(start + 1, command, sep="\t")
    elif what == "compare":
        sys.exit(compare(page, int(rest[0])) or 0)
    elif what == "update":
        sys.exit(update(page) or 0)
    else:
        sys.exit(__doc__)


main(*sys.argv[1:])
