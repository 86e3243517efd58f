"""newspaper.py: newspaper pages whose columns were read in the wrong order.

Three to eight articles are cut into column pieces and put down as a reader of the page's layout might: broken in
mid-sentence, titles behind the beginning of their text, subtitles above titles, words lost at the break, and
between them captions, briefs, advertisements, the weather and the marks of pages that go on elsewhere.
"""
import re

from material import (ADVERTS, BRIEFS, CAPTIONS, CLOSINGS, COLUMNS, INTERTITLES, KICKERS, NAMES, OPENINGS, PAPERS, SUBTITLES,
                      THEMES, TITLES, WEATHER)
from parts import HAN, Article, Layout, Pool, Subject


def head_of(rng, a, s, plain):
    """The lines of an article's title: over a subtitle, and unless plain also over two lines, under a kicker, or below
    the subtitle."""
    title = s.draw("title", TITLES)
    a.titles = [title]
    lines = [title]
    if not plain and rng.random() < 0.08 and len(title) > 10:
        k = rng.randrange(4, len(title) - 4)
        lines = [title[:k].rstrip(), title[k:].lstrip()]
    if not plain and rng.random() < 0.12:
        kicker = s.draw("kicker", KICKERS)
        a.titles.append(kicker + title)
        lines.insert(0, kicker)
    if rng.random() < 0.55:
        a.subtitle = s.draw("subtitle", SUBTITLES)
        swapped = not plain and rng.random() < 0.12
        lines.insert(0 if swapped else len(lines), ("——" if rng.random() < 0.15 else "") + a.subtitle)
    return lines


def news(rng, pool, theme, plain=False):
    """An article of a page, how many lines its head has, and its subject."""
    s, a = Subject(rng, pool, theme), Article()
    a.add(*head_of(rng, a, s, plain))
    opening = s.draw("opening", OPENINGS)
    form, signed = rng.random(), False
    if form < 0.9:
        a.byline = rng.sample(NAMES, rng.randrange(1, 3))
        if form < 0.5:
            a.add("□ " + " ".join(a.byline))
        elif form < 0.65:
            a.add(" 通讯员 ".join(["本报记者 " + a.byline[0]] + a.byline[1:]))
        elif form < 0.78:
            opening = f"本报讯（记者 {' '.join(a.byline)}）{opening}"
        else:
            signed = True
    head = len(a.lines)
    wanted, inter = rng.randrange(200, 1500), rng.random() < 0.4
    a.add(opening + s.paragraph())
    while sum(map(len, a.lines)) < wanted:
        if inter and len(a.lines) > head + 1 and len(a.sections) < 2 and a.lines[-1] not in INTERTITLES:
            heading = pool.take("intertitle", INTERTITLES)
            a.add(heading)
            a.section(1, "", heading)
        a.add(s.paragraph())
    a.lines[-1] += s.draw("closing", CLOSINGS)
    if signed:
        a.lines[-1] += f"（{' '.join(a.byline)}）"
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
    """With the words that captions have, or without."""
    caption, rng = Article("caption"), page.rng
    text = subject.draw("caption", CAPTIONS)
    form = rng.random()
    if form < 0.4:
        caption.add(f"图为{subject.slots['w']}的{subject.slots['t']}。 {rng.choice(NAMES)} 摄")
    elif form < 0.6:
        caption.add(text + f"（{rng.choice(NAMES)} 摄）")
    elif form < 0.8:
        caption.add(text, f"{rng.choice(NAMES)} 摄")
    else:
        caption.add(text)
    page.put_article(caption)


def put_jump(page, pool):
    """An article that another page begins and this one ends."""
    s, a = Subject(page.rng, pool), Article()
    page.put("（上接第一版）")
    rest = s.paragraph()
    a.add(rest[len(rest) // 3:], s.paragraph(), s.paragraph())
    page.put_article(a)


def put_briefs(page, pool):
    """A column of short items."""
    rng = page.rng
    marked = rng.choice(["", "▲", "●"])
    page.put(rng.choice(BRIEFS))
    for _ in range(rng.randrange(2, 5)):
        s, a = Subject(rng, pool), Article()
        if rng.random() < 0.5:
            a.titles = [s.draw("title", TITLES)]
            a.add(a.titles[0])
        a.byline = rng.sample(NAMES, 1)
        text = s.draw("opening", OPENINGS) + (s.sentence() or "")
        a.add(f"{marked if not a.titles else ''}本报讯（记者 {a.byline[0]}）{text}")
        page.put_article(a)


def put_small(page):
    """What no reader would call an article."""
    rng = page.rng
    if rng.random() < 0.12:
        page.put(rng.choice(WEATHER))
    if rng.random() < 0.15:
        for line in rng.choice(ADVERTS):
            page.put(line.format(n=rng.randrange(1000000, 9999999), p=rng.choice(NAMES)))


def spoil(rng, text):
    """Characters as a poor scan reads them."""
    return "".join("口曰丨卜厂二"[rng.randrange(6)] if c >= "一" and rng.random() < 0.004 else c for c in text)


def newspaper(rng, _):
    page = Layout(rng, "page")
    if rng.random() < 0.6:
        page.put(f"20{rng.randrange(10, 24)}年{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日 "
                 f"星期{HAN[rng.randrange(1, 7)]} 第{rng.randrange(2, 9)}版 {rng.choice(PAPERS)}")
    if rng.random() < 0.5:
        page.put(rng.choice(COLUMNS))
    waiting, pool, poor = [], Pool(rng), rng.random() < 0.15
    for theme in rng.sample(THEMES, rng.randrange(3, 8)):
        article, head, subject = news(rng, pool, theme)
        titles = head - bool(article.byline and article.byline[0] in article.lines[head - 1])
        pieces = cut_columns(rng, article, head)
        delay_head(rng, pieces, article, head, titles)
        if poor:
            article.lines[head:] = [spoil(rng, line) for line in article.lines[head:]]
        put_piece(page, article, pieces[0])
        if len(pieces) == 1 and rng.random() < 0.05:
            page.put("（下转第三版）")
        if rng.random() < 0.3:
            put_caption(page, subject)
        while waiting and rng.random() < 0.5:
            put_piece(page, *waiting.pop(0 if rng.random() < 0.8 else first_of(rng, waiting)))
        waiting += [(article, piece) for piece in pieces[1:]]
    for article, piece in waiting:
        put_piece(page, article, piece)
    if rng.random() < 0.2:
        put_jump(page, pool)
    if rng.random() < 0.15:
        put_briefs(page, pool)
    put_small(page)
    if rng.random() < 0.6:
        page.put(f"责任编辑：{rng.choice(NAMES)} 版式：{rng.choice(NAMES)}")
    return page


def first_of(rng, waiting):
    """One that waits, and is the next of its own article."""
    i = rng.randrange(len(waiting))
    return next(k for k, (article, _) in enumerate(waiting) if article is waiting[i][0])
