"""How texts become documents, which is all the work before the rules; and pages of HTML, whose main text has to be found."""
import html
import json

from bench import ROOT, Row

TITLE = "**Reading**, without any rule"


def pages_of(corpus, path):
    """Writes a web archive with each text in a page that has menus, scripts and links around it."""
    menu = "".join(f'<li class="menu-item"><a href="/c/{i}">栏目{i}</a></li>' for i in range(40))
    links = "".join(f'<li><a href="/n/{i}.html">第{i}条相关报道的标题，公司公布年度业绩</a></li>\n' for i in range(30))
    script = "window.x = window.x || [];\n" * 40
    with corpus.open(encoding="utf-8") as lines, path.open("wb") as archive:
        for line in lines:
            text = json.loads(line)["text"].split("\n")
            body = "".join(f'<p class="text">{html.escape(part)}</p>\n' for part in text if part.strip())
            page = (
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
                f"<!DOCTYPE html><html><head><title>标题_某网</title><script>{script}</script></head><body><nav><ul>{menu}"
                f'</ul></nav><h1>标题</h1><div id="text">{body}</div><ul>{links}</ul><div>版权所有</div></body></html>'
            ).encode()
            head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: "
            archive.write(f"{head}{len(page)}\r\n\r\n".encode() + page + b"\r\n\r\n")
    return path


def rows(bench):
    program, pages = ROOT / "build/release/tests/bench/bench_text", pages_of(bench.corpus, bench.build / "pages.warc")
    longer = bench.take("longer.jsonl", 10 * bench.megabytes)
    yield Row("JSON Lines", [program, bench.corpus], bench.megabytes)
    yield Row("ten times as much", [program, longer], 10 * bench.megabytes)
    yield Row("HTML pages in a web archive", [program, pages], pages.stat().st_size / 1e6)
