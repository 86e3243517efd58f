"""parts.py: what generated layouts are put together from: subjects that draw sentences, articles, and the layout
that knows where every byte of them ended up.
"""
import re

from material import ECHOES, MIDDLES, NAMES, PARAGRAPHS, PLACES, THEMES, TIES

HAN = "零一二三四五六七八九十"
NOT_INSIDE = re.compile(r"(第?[一二三四五六七八九十]+[、是条章要]|本报|本刊|新华|中新|据|问：|答：|[^，。：]{1,8}：|图为|\d)")


class Pool:
    """Sentences for one document: each is taken once before any is taken again."""

    def __init__(self, rng):
        self.rng, self.left = rng, {}

    def has(self, name):
        """Whether one is left that was not taken."""
        return bool(self.left.get(name, True))

    def take(self, name, texts):
        left = self.left.setdefault(name, [])
        if not left:
            left += self.rng.sample(texts, len(texts))
        return left.pop()


class Subject:
    """What one article is about; draws its sentences. Without a pool those of other articles may come again."""

    def __init__(self, rng, pool=None, theme=None):
        self.rng, self.pool, self.theme = rng, pool or Pool(rng), theme or rng.choice(THEMES)
        self.slots = dict(w=rng.choice(PLACES), o=rng.choice(self.theme["offices"]),
                          t=rng.choice(self.theme["things"]), p=rng.choice(NAMES))
        self.paragraphs = [p for f in self.theme["files"] for p in PARAGRAPHS[f] if not NOT_INSIDE.match(p)]
        rng.shuffle(self.paragraphs)
        self.own = rng.sample(self.theme["own"], len(self.theme["own"]))
        self.ties, self.echoes = rng.sample(TIES, len(TIES)), rng.sample(ECHOES, len(ECHOES))

    def fill(self, text):
        return text.format(n=self.rng.randrange(12, 990), **self.slots)

    def draw(self, name, texts):
        return self.fill(self.pool.take(name, texts))

    def sentence(self):
        """One of its theme's, then one that no other article of the document has, or None."""
        if self.own:
            return self.fill(self.own.pop())
        return self.draw("middle", MIDDLES) if self.pool.has("middle") else None

    def echo(self):
        return self.fill(self.echoes.pop()) if self.echoes and self.rng.random() < 0.6 else ""

    def paragraph(self):
        """Sentences of its own, or a paragraph of the theme tied to it, or both."""
        form, out = self.rng.random(), ""
        if form < 0.75:
            out = self.sentence() or ""
        if (form > 0.5 or not out) and self.paragraphs and self.ties:
            tied = self.rng.random() < 0.7
            out += self.fill(self.ties.pop()) if tied else ""
            out += self.paragraphs.pop() + (self.echo() if tied else "")
        return out or self.draw("middle", MIDDLES)


class Article:
    """Its lines in reading order, and what is true of it."""

    def __init__(self, kind="article"):
        self.kind, self.titles, self.subtitle, self.byline, self.sections = kind, [], "", [], []
        self.lines = []

    def add(self, *texts):
        self.lines += texts

    def section(self, level, number, heading):
        self.sections.append([level, number, heading])


class Layout:
    """The lines of a document in the order in which they stand there."""

    def __init__(self, rng, kind):
        self.rng, self.kind, self.articles, self.lines = rng, kind, [], []

    def put(self, text, article=None, order=0):
        if article is not None and article not in self.articles:
            self.articles.append(article)
        self.lines.append((text, article, order))

    def put_article(self, article):
        for order, text in enumerate(article.lines):
            self.put(text, article, order)

    def write(self):
        """(text, answer)"""
        gap = self.rng.choice(["\n", "\n\n"])
        half = self.rng.random() < 0.4
        places, out, at = {}, [], 0
        for text, article, order in self.lines:
            text = narrow(text) if half else text
            size = len(text.encode())
            places.setdefault(id(article), []).append((order, at, at + size))
            out.append(text)
            at += size + len(gap)
        articles = [answer(a, places[id(a)], gap, half) for a in self.articles]
        other = [[start, end] for _, start, end in places.get(id(None), [])]
        return gap.join(out) + "\n", dict(kind=self.kind, articles=articles, other=other)


def narrow(text):
    """Marks as many captures have them."""
    return text.translate(str.maketrans("，：；（）！？", ",:;()!?"))


def answer(article, places, gap, half):
    spans, last = [], None
    for order, start, end in sorted(places):
        if last is not None and last + len(gap) == start:
            spans[-1][1] = end
        else:
            spans.append([start, end])
        last = end
    shown = narrow if half else str
    return dict(kind=article.kind, titles=[shown(t) for t in article.titles], subtitle=shown(article.subtitle),
                byline=article.byline, spans=spans,
                sections=[[level, shown(number), shown(heading)] for level, number, heading in article.sections])
