#!/usr/bin/env python3
"""score.py EXPORT ARCHIVE EXPECTED [MEASURE [KIND]]: compares an export with what is in a sample archive.

Prints a line a measure; with MEASURE its single differences instead; with KIND (page, compilation,
web, report, notice) only documents of that kind. Documents are known by the last part of their source.
Articles match when they share four fifths of their characters.
"""
import bisect
import json
import os
import sys
import unicodedata
from collections import Counter, defaultdict


class Score:
    def __init__(self):
        self.count = defaultdict(lambda: [0, 0, 0])
        self.differences = defaultdict(list)

    def sets(self, name, source, want, got):
        """Compares two multisets."""
        want, got = Counter(want), Counter(got)
        found = want & got
        tally = self.count[name]
        tally[0] += sum(found.values())
        for kind, rest, place in (("wrong", got - found, 1), ("missed", want - found, 2)):
            tally[place] += sum(rest.values())
            self.differences[name] += [f"{source}: {kind} {x}" for x in rest.elements()]

    def one(self, name, source, want, got):
        self.sets(name, source, [want] if want else [], [got] if got else [])


def rates(found, wrong, missed):
    """Precision, recall, F1; all 1 where there was nothing to find and nothing was found."""
    if found + wrong + missed == 0:
        return 1.0, 1.0, 1.0
    precision = found / (found + wrong) if found + wrong else 0.0
    recall = found / (found + missed) if found + missed else 0.0
    return precision, recall, 2 * found / (2 * found + wrong + missed)


def plain(text):
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("“”\"'《》()。,、:;—-")


class Lines:
    def __init__(self, path):
        self.raw = open(path, "rb").read()
        self.lines = self.raw.split(b"\n")
        self.start = [0]
        for line in self.lines:
            self.start.append(self.start[-1] + len(line) + 1)
        self.size = [len(line.decode().strip()) for line in self.lines]

    def of(self, spans):
        """The lines (from 1) that are mostly inside spans."""
        inside = set()
        for start, end in spans:
            first = bisect.bisect_right(self.start, start) - 1
            while first < len(self.lines) and self.start[first] < end:
                a, b = self.start[first], self.start[first] + len(self.lines[first])
                if 2 * (min(b, end) - max(a, start)) > b - a:
                    inside.add(first + 1)
                first += 1
        return inside

    def weight(self, lines):
        return sum(self.size[i - 1] for i in lines)


def expected_lines(article):
    return {i for first, last in article["lines"] for i in range(first, last + 1)}


def match_articles(lines, want, got):
    """{index in want: index in got} of those that share four fifths."""
    pairs = []
    for w, a in enumerate(want):
        for g, b in enumerate(got):
            shared = lines.weight(a & b)
            if shared and shared >= 0.8 * lines.weight(a | b):
                pairs.append((shared, w, g))
    matched = {}
    for _, w, g in sorted(pairs, reverse=True):
        if w not in matched and g not in matched.values():
            matched[w] = g
    return matched


def score_articles(score, record, document, lines):
    source, wanted = record["source"], record["articles"]
    found = [a for a in document["articles"] if a["kind"] != "caption"]
    want = [expected_lines(a) for a in wanted]
    got = [lines.of(a["spans"]) for a in found]
    matched = match_articles(lines, want, got)
    score.sets("articles", source, [plain(a["title"]) for a in wanted],
               [plain(wanted[w]["title"]) for w in matched] +
               ["not one article"] * (len(found) - len(matched)))
    every = lambda sets: {i for s in sets for i in s if lines.size[i - 1]}
    score.sets("text", source, every(want), every(got))
    for w, a in enumerate(wanted):
        b = found[matched[w]] if w in matched else dict(title="", subtitle="", byline=[], date="", sections=[])
        score.one("titles", source, plain(a["title"]), plain(b["title"]))
        score.one("subtitles", source, plain(a["subtitle"]), plain(b["subtitle"]) if a["subtitle"] else "")
        score.sets("bylines", source, a["byline"], b["byline"])
        score.one("article dates", source, a["date"], b["date"] if a["date"] else "")
        score.sets("headings", source, [(n, plain(h)) for _, n, h in a["sections"]],
                   [(plain_number(s["number"]), plain(s["heading"])) for s in b["sections"]])
        score.sets("levels", source, [tuple(map(str, s[:2])) for s in a["sections"]],
                   [(str(s["level"]), plain_number(s["number"])) for s in b["sections"]])
        order = [i for span in b.get("spans", []) for i in sorted(lines.of([span]))]
        steps = list(zip(order, order[1:]))
        wanted_order = [i for f, l in a["lines"] for i in range(f, l + 1)]
        score.sets("reading order", source, list(zip(wanted_order, wanted_order[1:])),
                   [s for s in steps] if w in matched else [])


def plain_number(text):
    return text.replace("（", "(").replace("）", ")")


def score_records(score, record, document):
    source = record["source"]
    got = [r for a in document["articles"] for r in a["records"]]
    score.sets("figures", source,
               [(q["value"], q["unit"]) for q in record["quantities"]],
               [(r["value"], r["unit"]) for r in got
                if r["kind"] == "quantity" and any(c.isdigit() for c in r["text"])])
    score.sets("dates", source, [d["value"] for d in record["dates"]],
               [r["value"] for r in got if r["kind"] == "date" and r["text"][:4].isdigit()])
    score.sets("papers", source, [d["title"] for d in record["documents"]],
               [r["title"] for r in got if r["kind"] == "document" and r.get("title")])


def read_documents(export):
    documents = {}
    for line in open(export, encoding="utf-8"):
        d = json.loads(line)
        if d["type"] == "document":
            documents[os.path.basename(d["source"])] = d
    return documents


def score_archive(documents, archive, expected, kind=""):
    """The Score of documents, {name: document line}, against the lines of the file `expected`."""
    score = Score()
    for line in open(expected, encoding="utf-8"):
        record = json.loads(line)
        if kind in record["source"]:
            document = documents.get(os.path.basename(record["source"]), {"articles": []})
            score_articles(score, record, document, Lines(os.path.join(archive, record["source"])))
            score_records(score, record, document)
    return score


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    measure, kind = (sys.argv[4:] + ["", ""])[:2]
    score = score_archive(read_documents(sys.argv[1]), sys.argv[2], sys.argv[3], kind)
    if measure:
        print("\n".join(score.differences[measure]))
        return
    print("measure          precision recall f1     found wrong missed")
    for name, (found, wrong, missed) in score.count.items():
        print(f"{name:16} {'%.4f    %.4f %.4f' % rates(found, wrong, missed)} {found} {wrong} {missed}")


if __name__ == "__main__":
    main()
