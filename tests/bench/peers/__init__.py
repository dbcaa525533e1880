"""The programs that Mailuo is measured beside. They install into folders below build/bench/; each has a driver here."""
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def quiet(command):
    return subprocess.run(list(map(str, command)), check=False, capture_output=True, text=True)


def python(bench, package):
    """What runs a driver that needs the package, and the package's name and version; nothing where it does not install."""
    program = bench.build / "peers/bin/python"
    if not program.exists():
        quiet([sys.executable, "-m", "venv", bench.build / "peers"])
    asked = [program, "-c", f"import importlib.metadata as m; print(m.version('{package}'))"]
    if quiet(asked).returncode != 0:
        quiet([program, "-m", "pip", "install", "-q", package])
    version = quiet(asked)
    if version.returncode != 0:
        return None
    return [program, HERE / f"{package}_peer.py"], f"{package} {version.stdout.strip()}"


def java(bench, name, driver):
    """The same for the jars that NAME/pom.xml asks for, and the class of the driver beside it."""
    if not shutil.which("javac") or not shutil.which("mvn"):
        return None
    jars = bench.build / name
    if not list(jars.glob("*.jar")):
        quiet(["mvn", "-q", "-f", HERE / name / "pom.xml", "dependency:copy-dependencies", f"-DoutputDirectory={jars}"])
    if quiet(["javac", "-d", jars, "-cp", f"{jars}/*", HERE / name / f"{driver}.java"]).returncode != 0:
        return None
    version = "-".join(re.findall("<artifactId>(.*)</artifactId>\\s*<version>(.*)</version>", (HERE / name / "pom.xml").read_text())[-1])
    return ["java", "-XX:+UseSerialGC", "-cp", f"{jars}:{jars}/*", driver], version


def lines_of(text):
    """The texts of a JSON Lines file as lines, which needs no reader of JSON."""
    path = text.with_suffix(".txt")
    documents = (json.loads(line)["text"] for line in text.open(encoding="utf-8"))
    path.write_text("".join(f"{line}\n" for document in documents for line in document.split("\n") if line.strip()), encoding="utf-8")
    return path
