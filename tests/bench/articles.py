"""articles: generated articles of some 1.3 KB, each with a date, a place and figures, for growth and export."""
import json
import random
from pathlib import Path

import index_text

AREAS = Path(__file__).resolve().parents[2] / "workers/data/places/areas.tsv"


def areas():
    rows = [line.rstrip("\n").split("\t") for line in open(AREAS, encoding="utf-8")]
    return [row[1] for row in rows if len(row) >= 4 and not row[0].startswith("#") and not row[3]]


class Articles:
    """Texts of words as frequent as in jieba's dictionary, behind a sentence that says when, where and how much."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.pool = index_text.drawn(self.dice, *index_text.phrases(self.dice, *index_text.words()))
        self.areas = areas()

    def make(self):
        dice = self.dice
        title, _, text = index_text.article(dice, self.pool, 8, 50).partition("\n")
        date = f"{dice.randrange(1990, 2025)}年{dice.randrange(1, 13)}月{dice.randrange(1, 29)}日"
        facts = f"{date},{dice.choice(self.areas)}调解纠纷{dice.randrange(2, 900)}件,投入{dice.randrange(10, 9999) / 10}万元。"
        return f"{title}\n{facts}\n{text}"

    def write(self, path, first, end):
        """As JSON lines. Bytes of text, and some of the texts."""
        size, kept = 0, []
        with open(path, "w", encoding="utf-8") as file:
            for number in range(first, end):
                text = self.make()
                size += len(text.encode())
                file.write(json.dumps({"id": f"{number:09}", "text": text}, ensure_ascii=False) + "\n")
                if len(kept) < 400 and number % 7 == 0:
                    kept.append(text)
        return size, kept
