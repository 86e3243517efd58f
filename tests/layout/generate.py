#!/usr/bin/env python3
"""generate.py KIND SEED OUT [ARTICLES]: writes OUT/KIND-SEED.txt and what is in it, KIND-SEED.json.

KIND is page (a newspaper page whose columns were read in the wrong order), compilation (articles behind a
table of contents) or web (a page of a site). The same seed gives the same bytes. ARTICLES says how many a
compilation has. The answer: {kind, articles: [{kind, titles, subtitle, byline, spans, sections}], other},
spans in bytes and in reading order; any of titles is right, and byline null is not judged.
"""
import json
import random
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from material import (CLOSINGS, COLUMNS, ECHOES, HEADINGS, INTERTITLES, MIDDLES, NAMES, OPENINGS, PAPER_TITLES, PAPERS,
                      PARAGRAPHS, PLACES, POINTS, SUBTITLES, THEMES, TIES, TITLES)

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
            out += self.fill(self.ties.pop()) + self.paragraphs.pop() + self.echo()
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


# Newspaper pages


def news(rng, pool, theme):
    """An article of a page, how many lines its head has, and its subject."""
    s, a = Subject(rng, pool, theme), Article()
    a.titles = [s.draw("title", TITLES)]
    a.add(a.titles[0])
    if rng.random() < 0.6:
        a.subtitle = s.draw("subtitle", SUBTITLES)
        a.add(a.subtitle)
    opening = s.draw("opening", OPENINGS)
    form = rng.random()
    if form < 0.85:
        a.byline = rng.sample(NAMES, rng.randrange(1, 3))
        if form < 0.55:
            a.add("□ " + " ".join(a.byline))
        elif form < 0.7:
            a.add(" 通讯员 ".join(["本报记者 " + a.byline[0]] + a.byline[1:]))
        else:
            opening = f"本报讯（记者 {' '.join(a.byline)}）{opening}"
    head = len(a.lines)
    wanted, inter = rng.randrange(300, 1500), rng.random() < 0.4
    a.add(opening + s.paragraph())
    while sum(map(len, a.lines)) < wanted:
        if inter and len(a.lines) > head + 1 and len(a.sections) < 2 and a.lines[-1] not in INTERTITLES:
            heading = pool.take("intertitle", INTERTITLES)
            a.add(heading)
            a.section(1, "", heading)
        a.add(s.paragraph())
    a.lines[-1] += s.draw("closing", CLOSINGS)
    return a, head, s


def break_line(rng, text):
    """Two parts of a paragraph that breaks off in the midst of a sentence, or None. Sometimes a word of the
    second was lost."""
    places = [k for k in range(len(text) // 4, len(text) - 4)
              if re.fullmatch("[一-鿿]{4}", text[k - 2:k + 2])]
    if len(text) < 50 or not places:
        return None
    k = rng.choice(places)
    return text[:k], text[k + (rng.randrange(1, 3) if rng.random() < 0.15 else 0):]


def cut_columns(rng, article, head):
    """Cuts an article's lines into one to three column pieces, [first, end) by order."""
    pieces, first, at = [], 0, head
    for _ in range(rng.choice([0, 1, 1, 1, 2])):
        at = rng.randrange(at, at + 3)
        if at + 1 >= len(article.lines):
            break
        halves = break_line(rng, article.lines[at])
        if halves and rng.random() < 0.85:
            article.lines[at:at + 1] = halves
        elif len(article.lines[at]) < 30:
            continue
        pieces.append([first, at + 1])
        first = at = at + 1
    pieces.append([first, len(article.lines)])
    return [list(range(a, b)) for a, b in pieces]


def delay_head(rng, pieces, article, head, titles):
    """The title, read only with the second column: behind the rest of the broken sentence."""
    if len(pieces) < 2 or len(pieces[1]) < 2 or rng.random() > 0.25:
        return
    pieces[0] = pieces[0][titles:]
    pieces[1] = pieces[1][:1] + list(range(titles)) + pieces[1][1:]


def put_piece(page, article, piece):
    for order in piece:
        page.put(article.lines[order], article, order)


def put_caption(page, subject):
    caption = Article("caption")
    name = page.rng.choice(NAMES)
    caption.add(f"图为{subject.slots['w']}的{subject.slots['t']}。 {name} 摄")
    page.put_article(caption)


def put_jump(page, pool):
    """An article that another page begins and this one ends."""
    s, a = Subject(page.rng, pool), Article()
    page.put("（上接第一版）")
    rest = s.paragraph()
    a.add(rest[len(rest) // 3:], s.paragraph(), s.paragraph())
    page.put_article(a)


def newspaper(rng, _):
    page = Layout(rng, "page")
    if rng.random() < 0.6:
        page.put(f"20{rng.randrange(10, 24)}年{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日 "
                 f"星期{HAN[rng.randrange(1, 7)]} 第{rng.randrange(2, 9)}版 {rng.choice(PAPERS)}")
    if rng.random() < 0.5:
        page.put(rng.choice(COLUMNS))
    waiting, pool = [], Pool(rng)
    for theme in rng.sample(THEMES, rng.randrange(3, 8)):
        article, head, subject = news(rng, pool, theme)
        titles = 2 if article.subtitle else 1
        pieces = cut_columns(rng, article, head)
        delay_head(rng, pieces, article, head, titles)
        put_piece(page, article, pieces[0])
        if rng.random() < 0.25:
            put_caption(page, subject)
        while waiting and rng.random() < 0.5:
            put_piece(page, *waiting.pop(0 if rng.random() < 0.8 else first_of(rng, waiting)))
        waiting += [(article, piece) for piece in pieces[1:]]
    for article, piece in waiting:
        put_piece(page, article, piece)
    if rng.random() < 0.2:
        put_jump(page, pool)
    if rng.random() < 0.6:
        page.put(f"责任编辑：{rng.choice(NAMES)} 版式：{rng.choice(NAMES)}")
    return page


def first_of(rng, waiting):
    """One that waits, and is the next of its own article."""
    i = rng.randrange(len(waiting))
    return next(k for k, (article, _) in enumerate(waiting) if article is waiting[i][0])


# Compilations


def paper(rng):
    """The text of a compilation's article, numbered in one of several manners."""
    s, a = Subject(rng), Article()
    a.titles = [s.draw("paper", PAPER_TITLES)]
    a.add(s.draw("opening", OPENINGS) + s.paragraph())
    if rng.random() < 0.3:
        a.add(s.paragraph())
    manner = rng.choice(["none", "lines", "lines", "nested", "nested", "points", "run-in"])
    if manner == "none":
        a.add(*(s.paragraph() for _ in range(rng.randrange(2, 5))))
    else:
        for i, heading in enumerate(rng.sample(HEADINGS, rng.randrange(2, 5)), 1):
            heading = s.fill(heading)
            a.add(f"{HAN[i]}、{heading}")
            a.section(1, f"{HAN[i]}、", heading)
            MANNERS[manner](rng, s, a)
    if rng.random() < 0.5:
        a.add(s.draw("closing", CLOSINGS))
    return a, s


def lines_under(rng, s, a):
    a.add(*(s.paragraph() for _ in range(rng.randrange(1, 3))))


def nested_under(rng, s, a):
    for k, heading in enumerate(rng.sample(POINTS, rng.randrange(2, 4)), 1):
        a.add(f"（{HAN[k]}）{heading}", s.paragraph())
        a.section(2, f"（{HAN[k]}）", heading)


def points_under(rng, s, a):
    for k, heading in enumerate(rng.sample(POINTS, rng.randrange(2, 4)), 1):
        a.add(f"{HAN[k]}是{heading}。{s.paragraph()}")
        a.section(2, f"{HAN[k]}是", heading)


def run_in_under(rng, s, a):
    for k, heading in enumerate(rng.sample(POINTS, rng.randrange(2, 4)), 1):
        a.add(f"{k}.{heading}。{s.paragraph()}")
        a.section(2, f"{k}.", heading)


MANNERS = dict(lines=lines_under, nested=nested_under, points=points_under) | {"run-in": run_in_under}


def print_head(rng, a, s):
    """Puts what is printed of an article's head before its text. False if it has no entry in the table."""
    listed, form, head = a.titles[0], rng.random(), []
    if form < 0.55:
        head = [listed]
    elif form < 0.65 and len(listed) > 9:
        head = [listed.replace(s.slots["w"], "我县", 1) if s.slots["w"] in listed else "浅析" + listed]
        a.titles.append(head[0])
    elif form < 0.75 and len(listed) > 11:
        k = rng.randrange(5, len(listed) - 4)
        head = [listed[:k], listed[k:]]
    elif form < 0.80:
        head = [listed]
        a.lines = head + a.lines
        return False
    if head and rng.random() < 0.2:
        a.subtitle = f"{s.slots['w']}{s.slots['o']}{rng.choice(['交流材料', '典型发言', '经验介绍'])}"
        head.append("——" + a.subtitle)
    credit = rng.random()
    if credit < 0.15:
        a.byline = [s.slots["p"]]
        head.append(s.slots["p"])
    elif credit < 0.3:
        a.byline = None
        head.append(s.slots["w"] + s.slots["o"])
    if head and rng.random() < 0.1:
        head.append(f"（20{rng.randrange(10, 24)}年{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日）")
    a.lines = head + a.lines
    return True


def compilation(rng, count):
    book = Layout(rng, "compilation")
    rule = rng.choice(["", "", "", "", "* * *", "————————"])
    numbered, paged = rng.random() < 0.3, rng.random() < 0.3
    entries, articles = [], []
    for _ in range(count or rng.choice([10, 15, 20, 30, 40, 80, 200])):
        a, s = paper(rng)
        listed = a.titles[0]
        if print_head(rng, a, s):
            entries += [listed] * (2 if rng.random() < 0.04 else 1)
        if rng.random() < 0.05:
            entries.append(Subject(rng).draw("paper", PAPER_TITLES))
        articles.append(a)
    book.put(rng.choice(["目录", "目 录", "目　　录"]))
    for i, title in enumerate(entries, 1):
        book.put((f"{i}. " if numbered else "") + title + (f"{'…' * 6}{3 * i + 1}" if paged else ""))
    for i, a in enumerate(articles):
        if rule and i:
            book.put(rule)
        book.put_article(a)
    return book


# Web pages


def web(rng, _):
    page = Layout(rng, "web")
    a, head, _ = news(rng, Pool(rng), rng.choice(THEMES))
    site, others = rng.choice(PAPERS), [Subject(rng).draw("title", TITLES) for _ in range(6)]
    first = a.lines[head - 1]
    if first.startswith(("□", "本报记者")):
        a.lines.pop(head - 1)
    day = f"20{rng.randrange(10, 24)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    meta = f"{day} {rng.randrange(8, 20):02}:{rng.randrange(60):02} 来源：{site}"
    if a.byline and f"记者 {a.byline[0]}" not in a.lines[-1]:
        meta += " 作者：" + " ".join(a.byline)
    a.lines.insert(1, meta)
    above = [f"{site}网", "首页 新闻 政务 服务 互动", "网站首页 | 要闻 | 视频 | 专题 | 登录", "您的位置：首页 > 要闻 > 正文",
             "今天是星期三 欢迎您访问本站", "字号：大 中 小"]
    below = [f"责任编辑：{rng.choice(NAMES)}", "分享到：微信 微博 QQ空间", f"上一篇：{others[0]}", f"下一篇：{others[1]}",
             "相关新闻", *others[2:], "网友评论", "发表评论 登录 | 注册", f"版权所有 {site} 未经书面授权禁止转载",
             "关于我们 网站地图 联系方式 广告服务", "ICP备10203040号"]
    for line in above:
        if rng.random() < 0.6:
            page.put(line)
    page.put_article(a)
    for line in below:
        if rng.random() < 0.75:
            page.put(line)
    return page


KINDS = {"page": newspaper, "compilation": compilation, "web": web}


def generate(kind, seed, count=0):
    """(text, answer)"""
    return KINDS[kind](random.Random(f"{kind} {seed}"), count).write()


def main():
    if len(sys.argv) < 4 or sys.argv[1] not in KINDS:
        sys.exit(__doc__)
    kind, seed, out = sys.argv[1:4]
    text, expected = generate(kind, seed, int(sys.argv[4]) if len(sys.argv) > 4 else 0)
    Path(out, f"{kind}-{seed}.txt").write_text(text, encoding="utf-8")
    Path(out, f"{kind}-{seed}.json").write_text(json.dumps(expected, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
