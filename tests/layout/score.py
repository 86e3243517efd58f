#!/usr/bin/env python3
"""score.py [--seeds N] [--kind KIND] [--errors MEASURE]: what the segmenter makes of generated layouts.

Generates N layouts of each kind (generate.py), runs build/garner-worker extract over them and prints, for
each kind, the F1 of every measure; with --errors the single differences of one, with --reliability how often
boundaries of each confidence were right. An article is right when
its bytes and those expected have four fifths of all they are in common, blanks left out.
"""
import argparse
import bisect
import json
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter, defaultdict
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from generate import KINDS, generate

ROOT = Path(__file__).resolve().parents[2]
MEASURES = ["article", "text", "start", "order", "title", "byline", "section", "caption", "coverage"]


class Tally:
    """found, wrong and missed of each measure, and the differences in words."""

    def __init__(self):
        self.count = defaultdict(lambda: [0, 0, 0])
        self.errors = defaultdict(list)
        self.judged = []

    def add(self, measure, found, wrong, missed):
        for i, n in enumerate((found, wrong, missed)):
            self.count[measure][i] += n

    def sets(self, measure, name, want, got):
        """Compares two multisets."""
        want, got = Counter(want), Counter(got)
        self.add(measure, sum((want & got).values()), sum((got - want).values()), sum((want - got).values()))
        self.errors[measure] += [f"{name}: missed {x}" for x in (want - got).elements()]
        self.errors[measure] += [f"{name}: wrong {x}" for x in (got - want).elements()]

    def f1(self, measure):
        found, wrong, missed = self.count[measure]
        return 2 * found / (2 * found + wrong + missed) if found + wrong + missed else 1.0


def plain(text):
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("“”\"'《》()。,、:;—-")


class Text:
    """The bytes of a document, and how many of them are no blanks."""

    def __init__(self, text):
        self.bytes = text.encode()
        self.solid = [0, *accumulate(0 if b in b" \t\r\n" else 1 for b in self.bytes)]
        self.lines = [i + 1 for i, b in enumerate(self.bytes[:-1]) if b == 10]
        self.lines.insert(0, 0)

    def size(self, spans):
        return sum(self.solid[end] - self.solid[start] for start, end in spans)

    def shared(self, one, other):
        """{(index in one, index in other): bytes} of two lists of lists of spans, each without overlap."""
        parts = sorted((start, end, k) for k, spans in enumerate(other) for start, end in spans)
        starts = [p[0] for p in parts]
        out = Counter()
        for i, spans in enumerate(one):
            for start, end in spans:
                at = max(0, bisect.bisect_right(starts, start) - 1)
                while at < len(parts) and parts[at][0] < end:
                    both = (max(start, parts[at][0]), min(end, parts[at][1]))
                    if both[0] < both[1]:
                        out[i, parts[at][2]] += self.solid[both[1]] - self.solid[both[0]]
                    at += 1
        return out

    def show(self, at):
        return self.bytes[at:at + 60].decode(errors="ignore").split("\n")[0]

    def start(self, spans):
        """The first line of an article, by place; behind blanks."""
        at = min(start for start, _ in spans)
        while self.bytes[at] in b" \t\r\n":
            at += 1
        return at

    def line_starts(self, start, end):
        """Where lines that are not empty begin in a span."""
        return [at for at in self.lines[bisect.bisect_left(self.lines, start):bisect.bisect_left(self.lines, end)]
                if self.bytes[at] != 10]

    def steps(self, spans):
        """Pairs of lines that are read one after the other."""
        order = [at for start, end in spans for at in self.line_starts(start, end)]
        return list(zip(order, order[1:]))


def match(text, want, got):
    """{index in want: (index in got, share)}: the pairs that have most in common, each in one only."""
    pairs = [(n / (text.size(want[i]) + text.size(got[k]) - n), i, k)
             for (i, k), n in text.shared(want, got).items()]
    out, taken = {}, set()
    for share, i, k in sorted(pairs, reverse=True):
        if i not in out and k not in taken:
            out[i] = k, share
            taken.add(k)
    return out


def score_document(tally, name, text, expected, document):
    text = Text(text)
    parts = {kind: ([a for a in expected["articles"] if (a["kind"] == "caption") == kind],
                    [a for a in document["articles"] if (a["kind"] == "caption") == kind])
             for kind in (True, False)}
    for kind, (want, got) in parts.items():
        spans = [[a["spans"] for a in side] for side in (want, got)]
        matched = match(text, *spans)
        measure = "caption" if kind else "article"
        right = {i for i, (_, share) in matched.items() if share >= 0.8}
        tally.add(measure, len(right), len(got) - len(right), len(want) - len(right))
        tally.errors[measure] += [f"{name}: {text.show(a['spans'][0][0])}"
                                  for i, a in enumerate(want) if i not in right]
    score_articles(tally, name, text, want, got, matched)
    score_text(tally, text, expected, document)


def score_articles(tally, name, text, want, got, matched):
    shown = lambda articles: [(s, text.show(s)) for s in (text.start(a["spans"]) for a in articles)]
    tally.sets("start", name, shown(want), shown(got))
    nothing = dict(title="", byline=[], sections=[], spans=[])
    for i, a in enumerate(want):
        b = got[matched[i][0]] if i in matched else nothing
        title = plain(b["title"])
        right = [plain(t) for t in a["titles"]]
        tally.sets("title", name, [title if title in right else right[0]] if right else [], [title] if title else [])
        if a["byline"] is not None:
            tally.sets("byline", name, a["byline"], b["byline"])
        tally.sets("section", name, [(level, plain(n), plain(h)) for level, n, h in a["sections"]],
                   [(s["level"], plain(s["number"]), plain(s["heading"])) for s in b["sections"]])
        tally.sets("order", name, text.steps(a["spans"]), text.steps(b["spans"]))


def score_text(tally, text, expected, document):
    """What is in articles, and whether each byte is in one place only."""
    inside = lambda d: [[span for a in d["articles"] for span in a["spans"]]]
    want, got = inside(expected), inside(document)
    both = sum(text.shared(want, got).values())
    tally.add("text", both, text.size(got[0]) - both, text.size(want[0]) - both)
    spans = got[0] + [[o["start"], o["end"]] for o in document["other"]]
    times = [0] * (len(text.bytes) + 1)
    for start, end in spans:
        times[start] += 1
        times[end] -= 1
    once = [n for n, b in zip(accumulate(times), text.bytes) if b not in b" \t\r\n"]
    tally.add("coverage", once.count(1), sum(n > 1 for n in once), once.count(0))


def judge_boundaries(text, expected, document):
    """[(kind of boundary, confidence, right)]: a begin is right where an article begins, or its head stands, and a
    join where both lines belong to one article and no line of it is between them."""
    out, begins, home, follows = [], set(), {}, set()
    for k, a in enumerate(expected["articles"]):
        begins |= {text.start(a["spans"]), text.start(a["spans"][:1])}
        home |= {at: k for start, end in a["spans"] for at in text.line_starts(start, end)}
        follows |= set(text.steps(a["spans"]))
    for a in document["articles"]:
        spans, b = a["spans"], a["boundary"]
        kind = "caption" if a["kind"] == "caption" else "begin"
        out.append((kind, b["confidence"], text.start(spans[:1]) in begins))
        for (one, two), join in zip(zip(spans, spans[1:]), b.get("joins", [])):
            last, first = text.line_starts(*one)[-1], text.line_starts(*two)[0]
            out.append(("join", join["confidence"], (last, first) in follows))
    return out


def reliability(judged):
    """A table: how many boundaries of each confidence there were, and what share was right."""
    rows = defaultdict(lambda: [0, 0.0, 0])
    for kind, confidence, right in judged:
        row = rows[kind, min(int(confidence * 10), 9)]
        row[0] += 1
        row[1] += confidence
        row[2] += right
    print("| boundary | confidence | count | mean | right |\n|---|---|---|---|---|")
    for (kind, tenth), (count, sum_, right) in sorted(rows.items()):
        print(f"| {kind} | {tenth / 10:.1f}–{tenth / 10 + 0.1:.1f} | {count} | {sum_ / count:.2f} | {right / count:.2f} |")


def extract(worker, files):
    done = subprocess.run([worker, "extract", *files], capture_output=True, text=True, timeout=600)
    if done.returncode != 0:
        sys.exit(f"score: extract failed: {done.stderr[-300:]}")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {d["source"]: d for d in lines if d["type"] == "document"}


def score_kind(kind, seeds, worker=ROOT / "build/garner-worker"):
    """The Tally of layouts `seeds` of a kind."""
    tally, layouts = Tally(), {f"{kind}-{seed}.txt": generate(kind, seed) for seed in seeds}
    with tempfile.TemporaryDirectory() as out:
        for name, (text, _) in layouts.items():
            Path(out, name).write_text(text, encoding="utf-8")
        found = extract(worker, [Path(out, name) for name in layouts])
    for name, (text, expected) in layouts.items():
        score_document(tally, name, text, expected, found[name])
        tally.judged += judge_boundaries(Text(text), expected, found[name])
    return tally


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--first", type=int, default=1)
    options.add_argument("--kind", choices=KINDS)
    options.add_argument("--errors", choices=MEASURES)
    options.add_argument("--reliability", action="store_true")
    options.add_argument("--worker", default=ROOT / "build/garner-worker")
    o = options.parse_args()
    judged = []
    if not o.errors and not o.reliability:
        print("| kind | " + " | ".join(MEASURES) + " |\n" + "|---" * (len(MEASURES) + 1) + "|")
    for kind in [o.kind] if o.kind else KINDS:
        tally = score_kind(kind, range(o.first, o.first + o.seeds), o.worker)
        judged += tally.judged
        if o.reliability:
            continue
        if o.errors:
            print("\n".join(tally.errors[o.errors]))
        else:
            print(f"| {kind} | " + " | ".join(f"{tally.f1(m):.3f}" for m in MEASURES) + " |", flush=True)
    if o.reliability:
        reliability(judged)


if __name__ == "__main__":
    main()
