"""Loads graph.ttl into a Virtuoso of its own: virtuoso.py FOLDER WORK [--questions FOLDER]

It must count as many triples as the store, and answer the questions as SQL does. WORK is a folder for its files.
"""
import argparse
import csv
import io
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import read

GRAPH = "urn:mailuo"
SETTINGS = """[Database]
DatabaseFile = {work}/virtuoso.db
ErrorLogFile = {work}/virtuoso.log
TransactionFile = {work}/virtuoso.trx
LockFile = {work}/virtuoso.lck
xa_persistent_file = {work}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {work}/temporary.db
TransactionFile = {work}/temporary.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = {folder}
NumberOfBuffers = 40000
[HTTPServer]
ServerPort = {http}
ServerRoot = {work}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Virtuoso:
    def __init__(self, work, folder):
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        self.sql, self.http = free_port(), free_port()
        settings = work / "virtuoso.ini"
        settings.write_text(SETTINGS.format(work=work, folder=folder, sql=self.sql, http=self.http))
        self.process = subprocess.Popen(["virtuoso-t", "-f", "-c", settings], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)

    def run(self, statement):
        return subprocess.run(["isql-vt", str(self.sql), "dba", "dba", f"exec={statement};"], capture_output=True,
                              text=True)

    def await_start(self, seconds=120):
        for _ in range(seconds):
            if self.run("SELECT 1").returncode == 0:
                return
            time.sleep(1)
        raise SystemExit("Virtuoso does not start")

    def ask(self, query):
        values = urllib.parse.urlencode({"query": query, "default-graph-uri": GRAPH, "format": "text/csv"})
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/sparql?{values}") as answer:
            rows = list(csv.reader(io.TextIOWrapper(answer, "utf-8", newline="")))
        return [[read.plain(cell) for cell in row] for row in rows[1:]]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("work", type=pathlib.Path)
    arguments.add_argument("--questions", type=pathlib.Path)
    given, _ = arguments.parse_known_args()  # the others are for read.py
    db = sqlite3.connect(f"file:{given.folder / 'graph.db'}?mode=ro", uri=True)
    server = Virtuoso(given.work.resolve(), given.folder.resolve())
    try:
        server.await_start()
        # Without log_enable, a large file is one transaction, of which parts get lost in conflicts with itself.
        load = f"log_enable(2, 1); DB.DBA.TTLP(file_to_string_output('{given.folder.resolve() / 'graph.ttl'}'), '', '{GRAPH}', 0)"
        read.check("Virtuoso: errors", server.run(load).stderr, "")
        read.check("Virtuoso: triples", server.ask("SELECT (count(*) AS ?n) { ?s ?p ?o }")[0][0],
                   read.plain(read.one(db, "SELECT count(*) FROM triple")))
        read.same_answers("Virtuoso", server.ask, db, given.questions)
    finally:
        server.process.terminate()
        server.process.wait()
    print("\n".join(read.problems))
    sys.exit(bool(read.problems))


main()
