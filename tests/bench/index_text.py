#!/usr/bin/python3
"""index_text.py DIRECTORY ARTICLES SEED: Chinese articles to search in, one to eight a file, and questions.

Words are drawn by their frequency in jieba's dictionary and make phrases; phrases are drawn again and again, some far
more often than others, as people repeat themselves: else no two characters would stand beside one another as often as
they do, and nothing could be squeezed. Marks, figures and line ends stand between. Articles of a file stand apart by
an empty line. DIRECTORY/text gets a thousand files a directory, DIRECTORY/questions lines of "KIND TEXT": texts of one, two, three, four and eight
characters that stand somewhere in the articles, so that common ones come often, and some that stand nowhere.
"""
import itertools
import random
import sys
from pathlib import Path

DICTIONARY = "/usr/lib/python3/dist-packages/jieba/dict.txt"
MARKS = ["，"] * 8 + ["。"] * 5 + ["、", "；", "：", "。\n", "。\n"]
KINDS = [("one", 1, 200), ("two", 2, 1000), ("three", 3, 400), ("four", 4, 400), ("eight", 8, 400)]


def words():
    rows = [line.split() for line in open(DICTIONARY, encoding="utf-8")]
    return [row[0] for row in rows], list(itertools.accumulate(int(row[1]) for row in rows))


def phrases(dice, names, weights):
    """160,000 phrases of one to four words, and how often each is drawn: by Zipf's law, about."""
    pool = dice.choices(names, cum_weights=weights, k=400000)
    found, at = [], 0
    while at + 4 < len(pool):
        length = dice.choice((1, 2, 3, 4))
        found.append("".join(pool[at:at + length]))
        at += length
    return found, list(itertools.accumulate(1 / (rank + 5) for rank in range(len(found))))


def article(dice, pool, shortest=15, longest=130):
    """Of so many groups of two to four phrases."""
    text = ["".join(next(pool) for _ in range(2)), "\n"]
    for _ in range(dice.randrange(shortest, longest)):
        text.extend(itertools.islice(pool, dice.randrange(2, 5)))
        if dice.random() < 0.1:
            text.append(f"{dice.randrange(1, 10 ** dice.randrange(1, 7))}")
        text.append(dice.choice(MARKS))
    return "".join(text) + "\n"


def drawn(dice, names, weights):
    while True:
        yield from dice.choices(names, cum_weights=weights, k=100000)


def questions(dice, texts):
    for kind, length, count in KINDS:
        for _ in range(count):
            text = "".join(dice.choice(texts).split())
            at = dice.randrange(len(text) - length)
            yield kind, text[at:at + length]
    for _ in range(100):
        yield "none", "".join(chr(dice.randrange(0x4E00, 0x9FA0)) for _ in range(2))


def main():
    out, count, dice = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    pool, kept, i = drawn(dice, *phrases(dice, *words())), [], 0
    while count > 0:
        place = out / "text" / f"{i // 1000:04d}"
        if i % 1000 == 0:
            place.mkdir(parents=True)
        articles = [article(dice, pool) for _ in range(min(count, dice.randrange(1, 9)))]
        text = "\n".join(articles)
        count -= len(articles)
        (place / f"{i:07d}.txt").write_text(text, encoding="utf-8")
        if i % 37 == 0:
            kept.append(text)
        i += 1
    with open(out / "questions", "w", encoding="utf-8") as file:
        file.writelines(f"{kind} {text}\n" for kind, text in questions(dice, kept))


if __name__ == "__main__":
    main()
