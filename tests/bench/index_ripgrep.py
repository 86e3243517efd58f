#!/usr/bin/python3
"""index_ripgrep.py BENCH DIRECTORY TEXTS SEED: are the files that the index finds those that ripgrep finds?

Texts of 1 to 12 characters are drawn from lines of DIRECTORY/folded, as many of each length, one in ten with two
characters swapped, so that some stand nowhere. Prints how many are answered differently, and both times. Exit status 1 if any is.
"""
import random
import subprocess
import sys
import time
from pathlib import Path

bench, work, count, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
dice = random.Random(seed)
files = sorted((work / "folded").iterdir(), key=lambda path: int(path.name))


def draw(length):
    while True:
        line = dice.choice(dice.choice(files).read_text(encoding="utf-8").split("\n"))
        if len(line) < length:
            continue
        at = dice.randrange(len(line) - length + 1)
        text = list(line[at:at + length])
        if dice.random() < 0.1:
            i, j = dice.randrange(length), dice.randrange(length)
            text[i], text[j] = text[j], text[i]
        return "".join(text)


def ripgrep(text):
    out = subprocess.run(["rg", "--files-with-matches", "--fixed-strings", "--no-ignore", "--regexp", text, work / "folded"],
                         capture_output=True, text=True)
    assert out.returncode in (0, 1), out.stderr
    return {int(path.rsplit("/", 1)[1]) for path in out.stdout.splitlines()}


texts = [draw(1 + i % 12) for i in range(count)]
(work / "texts").write_text("".join(text + "\n" for text in texts), encoding="utf-8")
*lines, ours = subprocess.run([bench, work / "store", "find", work / "files", work / "texts"], capture_output=True, text=True,
                              check=True).stdout.split("\n")[:-1]
assert len(lines) == count, len(lines)
began, differ, total = time.perf_counter(), [], 0
for text, line in zip(texts, lines):
    found = ripgrep(text)
    total += len(found)
    if found != set(map(int, line.split())):
        differ.append(text)
theirs = 1000 * (time.perf_counter() - began)
print(f"{len(differ)} of {count} texts are in other files, {total} files found in all {' '.join(differ[:10])}")
print(f"garner {float(ours) / count:.3f} ms a text, ripgrep {theirs / count:.1f}: {theirs / float(ours):.0f} x; seed {seed}")
sys.exit(1 if differ else 0)
