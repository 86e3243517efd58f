#!/usr/bin/env python3
"""score.py [--seeds N] [--misses] [-v]: what `garner-worker extract` finds in generated web pages.

For each template: F1 of the characters of the text, in order (common bigrams, blanks left out, so that a
moved line costs little and a lost or foreign one all it has), and the share of titles, authors, dates,
sources and forms that are right.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from pages import pages  # noqa: E402

BUILD = Path(os.environ.get("BUILD", Path(__file__).resolve().parents[2] / "build"))


def bigrams(text):
    text = "".join(text.split())
    return Counter(text[i:i + 2] for i in range(len(text) - 1))


def f1(got, want):
    a, b = bigrams(got), bigrams(want)
    common = sum((a & b).values())
    return 2 * common / (sum(a.values()) + sum(b.values())) if a or b else 1.0


def extract(page, folder):
    """(the text found, metadata): the text is that of the article's spans, its title's line left out."""
    path = Path(folder, "page.html")
    path.write_bytes(page.html)
    out = subprocess.run([BUILD / "garner-worker", "text", path], capture_output=True, check=False)
    line = subprocess.run([BUILD / "garner-worker", "extract", path], capture_output=True, text=True, check=True).stdout
    document = json.loads(line.splitlines()[0])
    return out.stdout.decode(), document


def judge(page, text, document):
    """Of one page: {what: how well, 0 to 1}."""
    found, first = document.get("metadata", {}), text.split("\n", 1)
    body = first[1] if len(first) > 1 else ""
    result = {"text": f1(body, "\n".join(page.lines)), "title": float(first[0].strip() == page.title),
              "form": float(found.get("form") == page.form)}
    for key, want in page.facts.items():
        result[key] = float(found.get(key) == want)
    return result


def score(seeds, tell=lambda *a: None):
    """{template: {what: mean}}, and over all under "all"."""
    sums = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as folder:
        for seed in seeds:
            for page in pages(seed):
                text, document = extract(page, folder)
                result = judge(page, text, document)
                tell(page, text, document, result)
                for what, value in result.items():
                    sums[page.name][what].append(value)
                    sums["all"][what].append(value)
    return {name: {what: sum(v) / len(v) for what, v in row.items()} for name, row in sums.items()}


def show_miss(page, text, document, result):
    if min(result.values()) > 0.97:
        return
    print("==", page.name, {k: round(v, 3) for k, v in result.items()}, document.get("metadata"))
    want, got = {"".join(x.split()) for x in page.lines}, {"".join(x.split()) for x in text.split("\n")[1:]}
    for line in sorted(want - got):
        print("   -", line[:70])
    for line in sorted(got - want):
        print("   +", line[:70])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--misses", action="store_true")
    args = parser.parse_args()
    rows = score(range(1, args.seeds + 1), show_miss if args.misses else lambda *a: None)
    columns = ["text", "title", "form", "date", "source", "author"]
    print(f"| {'page':<14} | " + " | ".join(f"{c:>6}" for c in columns) + " |")
    for name, row in rows.items():
        print(f"| {name:<14} | " + " | ".join(f"{row[c]:6.3f}" if c in row else " " * 6 for c in columns) + " |")


if __name__ == "__main__":
    main()
