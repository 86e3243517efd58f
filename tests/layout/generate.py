#!/usr/bin/env python3
"""generate.py KIND SEED OUT [ARTICLES]: writes OUT/KIND-SEED.txt and what is in it, KIND-SEED.json.

KIND is page (a newspaper page whose columns were read in the wrong order), series (articles one after the other), compilation (articles behind a
table of contents) or web (a page of a site). The same seed gives the same bytes. ARTICLES says how many a
compilation has. The answer: {kind, articles: [{kind, titles, subtitle, byline, spans, sections}], other},
spans in bytes and in reading order; any of titles is right, and byline null is not judged.
"""
import json
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from material import CLOSINGS, HEADINGS, NAMES, OPENINGS, PAPER_TITLES, PAPERS, POINTS, THEMES, TITLES
from newspaper import news, newspaper
from parts import HAN, Article, Layout, Pool, Subject

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


def series(rng, _):
    """Some articles and papers one after the other, whole, with nothing that lists them."""
    page, pool = Layout(rng, "series"), Pool(rng)
    for theme in rng.sample(THEMES, rng.randrange(2, 6)):
        a = news(rng, pool, theme, plain=True)[0]
        if rng.random() < 0.3:
            a, s = paper(rng)
            a.lines.insert(0, a.titles[0])
        page.put_article(a)
    return page


# Web pages


def web(rng, _):
    page = Layout(rng, "web")
    a, head, _ = news(rng, Pool(rng), rng.choice(THEMES), plain=True)
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


KINDS = {"page": newspaper, "series": series, "compilation": compilation, "web": web}


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
