#!/usr/bin/env python3
"""generate.py [--check] ARCHIVE EXPECTED [SEED [SHARE]]: writes the sample archive and what is in it.

The archive is made from material.py in the manner of real ones: newspaper pages whose columns were read
in the wrong order, compilations behind a table of contents, web pages with their furniture, reports and
notices; SHARE times as many as usual. The same seed gives the same bytes. EXPECTED has a line a
document: its articles with title, subtitle, byline, date, headings and lines (pairs first, last; in
reading order), the table of contents, and every figure, date and cited paper. --check compares with
what is there instead of writing.
"""
import json
import os
import random
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from material import COLUMNS, PAPERS, PEOPLE, SITES, SUBJECTS

# What there are few of.
FEW = "次 天 分钟 小时 场 个 座 台 辆 支 种 部 条 家 所 处 名 位 公里".split()
HAN = "零一二三四五六七八九十"


class Facts:
    """Puts values into the braces of a text and keeps what it put there."""

    def __init__(self, rng, year):
        self.rng, self.year = rng, year
        self.quantities, self.dates, self.documents = [], [], []
        self.paper = ""

    def fill(self, text):
        return re.sub(r"\{(\w)(?::([^}]*))?\}", lambda m: getattr(self, "put_" + m[1])(m[2]), text)

    def quantity(self, text, value, unit, **more):
        self.quantities.append(dict(text=text, value=value, unit=unit, **more))
        return text

    def put_n(self, unit):
        n = self.rng.randrange(2, 60) if unit in FEW else self.rng.randrange(60, 10000)
        shown = f"{n:,}" if n >= 1000 and self.rng.random() < 0.3 else str(n)
        return self.quantity(shown + unit, str(n), unit)

    def put_s(self, unit):
        tenths = self.rng.randrange(5, 60000)
        shown = f"{tenths / 10:.1f}".removesuffix(".0") if tenths < 1000 else str(tenths // 10)
        return self.quantity(shown + unit, shown, unit)

    def put_m(self, unit):
        n = self.rng.randrange(101, 9990)
        if self.rng.random() < 0.2:
            shown, value = f"{n / 100:.2f}亿", n * 1000000
        elif self.rng.random() < 0.6:
            shown, value = f"{n / 10:.1f}万", n * 1000
        else:
            shown, value = f"{n}万", n * 10000
        return self.quantity(shown + unit, str(value), unit)

    def put_p(self, _):
        n = self.rng.randrange(101, 9990)
        shown = f"{n / 100:.2f}".rstrip("0").rstrip(".")
        value = f"{n / 10000:.4f}".rstrip("0")
        return self.quantity(shown + "%", value, "%")

    def put_a(self, unit):
        n = self.rng.randrange(10, 100) * 100
        return self.quantity(f"{n}余{unit}", str(n), unit, approx=True)

    def put_d(self, _):
        month, day = self.rng.randrange(1, 13), self.rng.randrange(1, 29)
        text = f"{self.year}年{month}月{day}日"
        self.dates.append(dict(text=text, value=f"{self.year}-{month:02}-{day:02}"))
        return text

    def put_y(self, _):
        year = self.year - self.rng.randrange(1, 4)
        self.dates.append(dict(text=f"{year}年", value=str(year)))
        return f"{year}年"

    def put_c(self, _):
        title = self.paper
        number = f"清政发〔{self.year - 1}〕{self.rng.randrange(1, 90)}号"
        self.documents.append(dict(title=title, number=number))
        return f"《{title}》({number})"


class Page:
    """The lines of a document, who owns each, and what is true of it."""

    def __init__(self, rng, year):
        self.rng, self.facts = rng, Facts(rng, year)
        self.lines, self.articles, self.toc = [], [], None

    def add(self, *texts, article=None):
        for text in texts:
            self.lines.append(text)
            if article is not None:
                line = len(self.lines)
                runs = article["lines"]
                if runs and runs[-1][1] == line - 1:
                    runs[-1][1] = line
                else:
                    runs.append([line, line])

    def article(self, **facts):
        a = dict(title="", subtitle="", byline=[], date="", sections=[], lines=[])
        a.update(facts)
        self.articles.append(a)
        return a

    def expected(self, source):
        f = self.facts
        return dict(source=source, toc=self.toc, articles=self.articles, quantities=f.quantities,
                    dates=f.dates, documents=f.documents)


def people(rng, count):
    return rng.sample(PEOPLE, count)


def paragraphs(page, subject, per_section=2):
    """[(heading, [paragraph, …]), …] with every brace filled."""
    page.facts.paper = PAPERS[SUBJECTS.index(subject)]
    return [(h, [page.facts.fill(p) for p in ps[:per_section]]) for h, ps in subject["sections"]]


# Newspaper pages


def news_lines(page, subject, authors):
    """An article of a page: its head and its text, apart."""
    head = [subject["title"], subject["subtitle"], "□ " + " ".join(authors)]
    text = [subject["opening"]]
    sections = []
    for heading, texts in paragraphs(page, subject, page.rng.choice([1, 2])):
        if page.rng.random() < 0.6:
            heading = re.sub(",", " ", heading)
            text.append(heading)
            sections.append([1, "", heading])
        text += texts
    text.append(subject["closing"])
    return head, text, sections


def break_point(rng, text):
    """Where the middle one of the long paragraphs breaks off, or None: behind a Han character that ends
    no clause and is no part of a figure."""
    long = [i for i, line in enumerate(text) if len(line) > 60]
    if not long:
        return None
    i = long[len(long) // 2]
    line = text[i]
    places = [k for k in range(len(line) // 3, len(line) - 4)
              if re.fullmatch("[一-鿿]{4}", line[k - 2:k + 2]) and
              not re.search(r"[0-9〔]", line[k - 6:k + 6])]
    return (i, rng.choice(places)) if places else None


def newspaper(page):
    rng = page.rng
    subjects = rng.sample(SUBJECTS, rng.randrange(3, 6))
    if rng.random() < 0.5:
        page.add(f"{page.facts.year}年{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日 星期{HAN[rng.randrange(1, 7)]} "
                 f"第{rng.randrange(2, 9):02}版")
    if rng.random() < 0.4:
        column = rng.choice(COLUMNS)
        page.add(column)
        note = page.article(title="编者按", kind="note")
        page.add(f"编者按 从今天起,本报开设“{column}”专栏,请记者走到田间地头和街头巷尾,写下身边正在发生的变化,敬请关注。",
                 article=note)
    waiting = []  # what is still to come of articles that were broken off
    for k, subject in enumerate(subjects):
        authors = people(rng, rng.randrange(1, 3))
        head, text, sections = news_lines(page, subject, authors)
        a = page.article(title=subject["title"], subtitle=subject["subtitle"], byline=authors,
                         sections=sections)
        style = rng.random() if k + 1 < len(subjects) else 1
        cut = break_point(rng, text)
        if cut is None or style > 0.55:
            page.add(*head, *text, article=a)
        elif style > 0.25:  # the end of a column falls into a sentence; the rest follows later
            i, at = cut
            page.add(*head, *text[:i], text[i][:at], article=a)
            if rng.random() < 0.3:
                page.add("(下转第四版)")
            waiting.append((a, [text[i][at:]] + text[i + 1:]))
            continue
        else:  # the byline was read first, title and subtitle with the next column
            i, at = cut
            page.add(head[2], *text[:i], text[i][:at], article=a)
            waiting.append((a, [text[i][at:]] + [head[0], head[1]] + text[i + 1:]))
            continue
        while waiting:
            b, rest = waiting.pop(0)
            page.add(*rest, article=b)
    for b, rest in waiting:
        page.add(*rest, article=b)
    for a in page.articles:  # the title is read first, wherever it stands
        title = [i for i, line in enumerate(page.lines, 1) if line == a["title"]]
        if title and a["lines"][0][0] < title[0]:
            a["lines"] = title_first(a["lines"], title[0])
    if rng.random() < 0.5:
        editors = people(rng, 2)
        page.add(f"责任编辑:{editors[0]} 版式:{editors[1]}")
    page.blank = rng.random() < 0.5
    return page


def title_first(runs, title):
    lines = [i for first, last in runs for i in range(first, last + 1)]
    lines = [title, title + 1] + [i for i in lines if i not in (title, title + 1)]
    out = []
    for i in lines:
        if out and out[-1][1] == i - 1:
            out[-1][1] = i
        else:
            out.append([i, i])
    return out


# Papers with numbered headings


def numbered(page, a, subject):
    """The text of a paper: lines, and its headings into a."""
    rng = page.rng
    manner = rng.choice(["lines", "run-in", "points"])
    out = []
    for i, (heading, texts) in enumerate(paragraphs(page, subject), 1):
        out.append(f"{HAN[i]}、{heading}")
        a["sections"].append([1, f"{HAN[i]}、", heading])
        if manner == "lines":
            for k, text in enumerate(texts, 1):
                name = ["工作进展", "主要成效"][k - 1]
                out += [f"({HAN[k]}){name}", text]
                a["sections"].append([2, f"({HAN[k]})", name])
        elif manner == "run-in":
            for k, text in enumerate(texts, 1):
                name = ["摸清底数,心中有数", "抓住重点,逐项落实"][k - 1]
                out.append(f"{k}.{name}。{text}")
                a["sections"].append([2, f"{k}.", name])
        else:
            names = ["责任到人", "成效到户"]
            out.append("。".join(f"{HAN[k]}是{names[k - 1]}。{text}".rstrip("。")
                                 for k, text in enumerate(texts, 1)) + "。")
            a["sections"] += [[2, f"{HAN[k]}是", names[k - 1]] for k in range(1, len(texts) + 1)]
    return out


def printed_title(rng, title):
    """How a listed title stands above its text: as it is, altered, in two lines, or not at all."""
    kind = rng.random()
    if kind < 0.5:
        return [title]
    if kind < 0.6:
        return [title.replace("的", "", 1)]
    if kind < 0.7 and len(title) > 8:
        return [title[:len(title) // 2], title[len(title) // 2:]]
    return []


def compilation(page):
    rng = page.rng
    subjects = rng.sample(SUBJECTS, rng.randrange(6, 10))
    titles = [rng.choice(s["titles"]) for s in subjects]
    entries = titles + [rng.choice(s["titles"]) for s in rng.sample(SUBJECTS, 2)]
    paged = rng.random() < 0.4
    page.add(rng.choice(["目录", "目 录"]))
    page.add(*(f"{t}{'…' * 6}{3 * i + 1}" if paged else t for i, t in enumerate(entries)))
    page.toc = [1, len(page.lines)]
    for subject, title in zip(subjects, titles):
        a = page.article(title=title)
        head = printed_title(rng, title)
        if rng.random() < 0.5:
            head.append(subject["org"])
        page.add(*head, subject["opening"], *numbered(page, a, subject), subject["closing"], article=a)
    page.blank = rng.random() < 0.3
    return page


def report(page):
    rng = page.rng
    subject = rng.choice(SUBJECTS)
    date = f"{page.facts.year}年{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日"
    a = page.article(title=subject["titles"][rng.randrange(2)], date=iso(date))
    page.add(a["title"], article=a)
    page.add(subject["opening"], *numbered(page, a, subject), subject["closing"], subject["org"], date,
             article=a)
    page.facts.dates.append(dict(text=date, value=iso(date)))
    page.blank = rng.random() < 0.5
    return page


def iso(date):
    return "%04d-%02d-%02d" % tuple(int(n) for n in re.findall(r"\d+", date))


def notice(page):
    rng = page.rng
    subject = rng.choice(SUBJECTS)
    date = f"{page.facts.year}年{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日"
    title = f"关于进一步做好{subject['name']}工作的通知"
    a = page.article(title=title, date=iso(date))
    head = [subject["org"] + "文件", f"清政发〔{page.facts.year}〕{rng.randrange(1, 90)}号"]
    broken = [title] if rng.random() < 0.6 else [title[:len(title) // 2], title[len(title) // 2:]]
    page.add(*head, *broken, "各乡镇人民政府,县直有关单位:", article=a)
    page.add(f"为进一步做好{subject['name']}工作,现将有关事项通知如下。", *numbered(page, a, subject),
             "特此通知。", subject["org"], date, article=a)
    page.facts.dates.append(dict(text=date, value=iso(date)))
    page.blank = rng.random() < 0.3
    return page


# Web pages


def web(page):
    rng = page.rng
    subject = rng.choice(SUBJECTS)
    site, paper = rng.choice(SITES)
    day = f"{page.facts.year}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    authors = people(rng, rng.randrange(1, 3))
    others = rng.sample([s["title"] for s in SUBJECTS if s is not subject], 5)
    signed = rng.random() < 0.5
    if rng.random() < 0.8:
        page.add(f"{site}-{subject['place']}")
    page.add(rng.choice(["首页 新闻 政务 服务 互动", "首页 | 要闻 | 民生 | 视频 | 登录 | 注册"]))
    if rng.random() < 0.7:
        page.add(f"您当前的位置:首页 > 新闻 > 正文")
    a = page.article(title=subject["title"], byline=authors, date=day)
    meta = f"发布时间:{day} {rng.randrange(8, 20):02}:{rng.randrange(60):02} 来源:{paper}"
    page.add(subject["title"], meta if signed else f"{meta} 作者:{' '.join(authors)}", article=a)
    text = [subject["opening"]]
    for heading, texts in paragraphs(page, subject):
        heading = re.sub(",", " ", heading)
        text += [heading, *texts]
        a["sections"].append([1, "", heading])
    text.append(subject["closing"] + (f"({' '.join(authors)})" if signed else ""))
    page.add(*text, article=a)
    page.facts.dates.append(dict(text=day, value=day))
    footer = [f"责任编辑:{people(rng, 1)[0]}", "分享到:微信 微博 朋友圈", f"上一篇:{others[0]}",
              f"下一篇:{others[1]}", "相关阅读", *others[2:], "发表评论", "验证码:",
              f"版权所有 {site} 未经授权不得转载", "网站地图 联系我们 关于我们"]
    page.add(*(line for line in footer if rng.random() < 0.8))
    page.blank = rng.random() < 0.6
    return page


KINDS = [("page", newspaper, 14), ("compilation", compilation, 8), ("web", web, 18), ("report", report, 14),
         ("notice", notice, 14)]
YEARS = [2019, 2020, 2021, 2022]


# Half of the documents keep their marks at half width, as texts that went through normalisation do.
WIDE = str.maketrans(",:;()!?", "\uff0c\uff1a\uff1b\uff08\uff09\uff01\uff1f")
MARK = re.compile(r"(?<=[^\x00-\x7f%])[,:;()!?]|[,:;()!?](?=[^\x00-\x7f])")


def widen(text):
    return MARK.sub(lambda m: m[0].translate(WIDE), text)


def spaced(page, record):
    """A blank line between lines, as many captures have it; line numbers follow."""
    if not page.blank:
        return "\n".join(page.lines) + "\n"
    for a in record["articles"]:
        a["lines"] = [[i, i] for f, l in a["lines"] for i in range(f * 2 - 1, l * 2, 2)]
    if record["toc"]:
        record["toc"] = [n * 2 - 1 for n in record["toc"]]
    return "\n\n".join(page.lines) + "\n"


def archive(seed, share):
    """{path: text}, and the expected lines."""
    files, records = {}, []
    for kind, make, count in KINDS:
        for i in range(1, count * share + 1):
            rng = random.Random(f"{seed} {kind} {i}")
            year = YEARS[rng.randrange(len(YEARS))]
            page = make(Page(rng, year))
            path = f"{year}/{kind}-{i:02}.txt"
            if rng.random() < 0.5:
                page.lines = [widen(line) for line in page.lines]
            record = page.expected(path)
            files[path] = spaced(page, record)
            records.append(record)
    records.sort(key=lambda r: r["source"])
    return files, "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)


def read(path):
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def main():
    args = [a for a in sys.argv[1:] if a != "--check"]
    if len(args) < 2:
        sys.exit(__doc__)
    files, expected = archive(args[2] if len(args) > 2 else "1", int(args[3]) if len(args) > 3 else 1)
    files = {os.path.join(args[0], path): text for path, text in files.items()} | {args[1]: expected}
    if "--check" not in sys.argv:
        for path, text in files.items():
            write(path, text)
        return
    differing = [path for path, text in files.items() if read(path) != text]
    if differing:
        sys.exit("not as generated: " + " ".join(differing[:5]))


if __name__ == "__main__":
    main()
