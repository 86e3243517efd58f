"""pages.py: Chinese web pages of many kinds, with what is their text.

pages(seed) gives Page records: name, html (bytes), title, lines (the text, a paragraph a line), and, where the
page says so, author, date, source and form. Every template is a way in which real sites are built (portals,
notices of authorities, blogs, forums, tables of the nineties), rewritten from memory; what fills it is invented.
"""
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "layout"))
from habits import HABITS  # noqa: E402
from material import BRIEFS, CAPTIONS, HEADINGS, NAMES, PAPERS, PLACES, TITLES  # noqa: E402
from parts import Subject  # noqa: E402


@dataclass
class Page:
    name: str
    title: str
    lines: list
    html: object = ""
    charset: str = "utf-8"
    facts: dict = field(default_factory=dict)
    form: str = "article"


class Story:
    """What a page is about, and what surrounds it: `much` times as many links as usual."""

    much = 1

    def __init__(self, rng, paragraphs=None):
        self.rng, self.subject = rng, Subject(rng)
        self.title = self.subject.fill(rng.choice(TITLES))
        self.lines = [self.subject.paragraph() for _ in range(paragraphs or rng.randrange(4, 9))]
        self.author, self.source = rng.choice(NAMES), rng.choice(PAPERS)
        self.date = f"{rng.randrange(2012, 2024)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
        self.site = rng.choice(PLACES)[:2] + rng.choice(["新闻网", "在线", "政务网", "信息港"])

    def time(self):
        return f"{self.date} {self.rng.randrange(6, 23):02}:{self.rng.randrange(60):02}"

    def han_date(self):
        y, m, d = self.date.split("-")
        return f"{y}年{int(m)}月{int(d)}日"

    def other(self):
        return Subject(self.rng).fill(self.rng.choice(TITLES))

    def links(self, count, tag="li", cls=""):
        c = f' class="{cls}"' if cls else ""
        return "\n".join(f'<{tag}{c}><a href="/a/{self.rng.randrange(10**6)}.html" target="_blank">{self.other()}</a></{tag}>'
                         for _ in range(count * self.much))

    def channels(self, tag="li"):
        names = ["首页", "要闻", "国内", "社会", "财经", "体育", "教育", "文化", "图片", "视频", "专题", "评论", "论坛", "便民", "房产", "汽车"]
        return "".join(f'<{tag}><a href="/{i}/">{n}</a></{tag}>' for i, n in enumerate(names[:self.rng.randrange(8, 17)]))

    def footer(self):
        return (f'<p><a href="/about">关于我们</a> | <a href="/ad">广告服务</a> | <a href="/map">网站地图</a></p>'
                f'<p>{self.site}版权所有 未经书面授权不得转载、复制或建立镜像，违者将依法追究法律责任。</p><p>备案号：云ICP备{self.rng.randrange(10**7)}号</p>')

    def subject_of_other(self):
        """A paragraph of another article."""
        return Subject(self.rng).paragraph()

    def comments(self, count=4):
        said = ["说得好，支持一下。", "我家就住附近，情况确实如此，希望早点解决。", "写得真实，感动。", "什么时候我们这里也能这样办？", "路过，顶。"]
        return "".join(f'<div class="c-item"><span>网友{self.rng.randrange(999)}</span><p>{self.rng.choice(said)}</p><i>回复</i></div>' for _ in range(count))

    def page(self, name, html, **more):
        told = more.pop("told", ())
        facts = {k: v for k, v in dict(author=self.author, source=self.source, date=self.date).items() if k in told}
        return Page(name, self.title, more.pop("lines", self.lines), html, facts=facts, **more)


def ps(lines, start="<p>", end="</p>", gap="\n"):
    return gap.join(start + line + end for line in lines)


def portal(rng):
    s = Story(rng)
    html = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{s.title}_{s.site}</title>
<meta name="keywords" content="新闻"><script>var a="<p>不是正文，是脚本里的字符串，不应该出现。</p>";</script></head><body>
<div class="top"><ul>{s.channels()}</ul></div><div class="path">您的位置：<a href="/">首页</a> &gt; <a href="/n/">新闻中心</a> &gt; 正文</div>
<div class="wrap clearfix"><div class="left-box"><h1>{s.title}</h1>
<div class="info"><span>{s.time()}</span>　来源：<a href="#">{s.source}</a>　作者：{s.author}<span class="r">字号：<a>大</a> <a>小</a></span></div>
<div class="con" id="artibody">{ps(s.lines, "<p>　　")}<p style="text-align:right">（责任编辑：{rng.choice(NAMES)}）</p></div>
<div class="bdshare_t"><a>微信</a><a>微博</a><a>QQ空间</a></div>
<div class="rel"><h3>相关新闻</h3><ul>{s.links(8)}</ul></div></div>
<div class="right-box"><h3>热点排行</h3><ol>{s.links(10)}</ol><h3>图片新闻</h3><ul>{s.links(6)}</ul></div></div>
<div class="foot">{s.footer()}</div></body></html>"""
    return s.page("portal", html, told=("author", "source", "date"))


def notice(rng):
    """A notice of an authority, with headings, a signature and a list of attachments."""
    s = Story(rng, 5)
    who = rng.choice(PLACES) + "人民政府办公室"
    heads = [f"{n}、{s.subject.fill(h)}" for n, h in zip("一二三", rng.sample(HEADINGS, 3))]
    lines = ["各乡镇人民政府，县直各单位：", s.lines[0], heads[0], s.lines[1], heads[1], s.lines[2], s.lines[3], heads[2], s.lines[4],
             "附件：1.任务分工表.doc", "2.统计报表.xls", who, s.han_date()]
    s.title = f"关于做好{s.subject.slots['t']}有关工作的通知"
    body = ps(lines[:9]) + f'<p><a href="1.doc">{lines[9]}</a></p><p><a href="2.xls">{lines[10]}</a></p>' + ps(lines[11:], '<p align="right">')
    html = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><meta name="ArticleTitle" content="{s.title}">
<meta name="PubDate" content="{s.time()}"><meta name="ContentSource" content="{who}"><title>{s.title}</title></head><body>
<div id="header"><ul>{s.channels()}</ul></div><div class="bt_position">当前位置：<a href="/">首页</a>&gt;<a href="/zw">政务公开</a></div>
<table class="xxgk"><tr><td>索引号</td><td>00{rng.randrange(10**6)}</td><td>发布机构</td><td>{who}</td></tr></table>
<div class="article"><h2 class="title">{s.title}</h2><div class="attr">发布时间：{s.time()}　来源：{who}　浏览次数：<span>{rng.randrange(999)}</span></div>
<div class="TRS_Editor"><style>.TRS_Editor P{{line-height:1.5}}</style>{body}</div>
<div class="btn"><a>【打印本页】</a><a>【关闭窗口】</a></div></div><div id="footer"><p>主办单位：{who}</p><p>网站标识码：{rng.randrange(10**9)}</p></div></body></html>"""
    s.source = who
    return s.page("notice", html, lines=lines, told=("source", "date"))


def wechat(rng):
    s = Story(rng)
    spans = "".join(f'<section style="margin:0"><p style="line-height:2em"><span style="font-size:15px">{line[:9]}</span><span>{line[9:]}</span></p></section>' for line in s.lines)
    html = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="{s.title}"><meta property="og:site_name" content="微信公众平台">
<meta name="author" content="{s.author}"><title></title></head><body id="activity-detail"><div id="js_article" class="rich_media"><div class="rich_media_inner"><div id="page-content">
<h1 class="rich_media_title" id="activity-name">{s.title}</h1><div id="meta_content"><span>{s.author}</span> <a id="js_name">{s.source}</a> <em id="publish_time">{s.time()}</em></div>
<div class="rich_media_content" id="js_content" style="visibility: hidden; opacity: 0;">{spans}<p><br></p></div>
<div class="rich_media_tool"><span>阅读</span> <span>赞</span></div></div></div></div><div class="weui-dialog" style="display: none"><p>该内容已被发布者删除，无法继续查看，请联系管理员。</p></div>
<div id="js_pc_qr_code"><p>微信扫一扫<br>关注该公众号</p></div></body></html>"""
    return s.page("wechat", html, told=("author",))


def blog(rng):
    s = Story(rng)
    html = f"""<!doctype html><html lang="zh"><head><meta charset="UTF-8"><title>{s.title} | {s.author}的博客</title><meta name="generator" content="WordPress 5.8"></head>
<body class="post-template-default single tag-share has-sidebar"><header id="masthead"><nav class="main-navigation"><ul>{s.channels()}</ul></nav></header>
<main><article class="post-12 post type-post category-ads tag-comment"><header class="entry-header"><h1 class="entry-title">{s.title}</h1><div class="entry-meta">发表于 <time datetime="{s.date}T10:00:00+08:00">{s.han_date()}</time> 由 <a rel="author">{s.author}</a></div></header>
<div class="entry-content">{ps(s.lines)}<div class="sharedaddy">分享到：<a>微博</a></div></div><footer class="entry-footer">标签：<a rel="tag">生活</a></footer></article>
<div id="comments" class="comments-area"><h2>《{s.title}》有 3 条评论</h2>{s.comments()}</div></main>
<aside class="widget-area"><section class="widget"><h2>近期文章</h2><ul>{s.links(5)}</ul></section></aside><footer><p>自豪地采用WordPress</p></footer></body></html>"""
    return s.page("blog", html, told=("date",))


def forum(rng):
    s = Story(rng, rng.randrange(4, 8))
    posts = "".join(f"""<div id="post_{i}"><table><tr><td class="pls"><div class="authi"><a>{rng.choice(NAMES)}</a></div><p>积分{rng.randrange(9999)}</p></td>
<td class="plc"><div class="pti">发表于 {s.time()} | <a>只看该作者</a></div><div class="t_fsz"><table><tr><td class="t_f" id="postmessage_{i}">{line}</td></tr></table></div>
<div class="po"><a>回复</a> <a>举报</a></div></td></tr></table></div>""" for i, line in enumerate(s.lines))
    html = f"""<html><head><meta charset="utf-8"><title>{s.title} - {s.site}论坛 - Powered by Discuz!</title><meta name="generator" content="Discuz! X3.4"></head><body>
<div id="nv"><ul>{s.channels()}</ul></div><div id="pt">论坛 › 本地生活</div><div id="postlist"><h1 class="ts"><a><span id="thread_subject">{s.title}</span></a></h1>{posts}</div>
<div id="f_pst"><form><textarea>发表回复</textarea></form></div><div id="ft">{s.footer()}</div></body></html>"""
    return s.page("forum", html, form="forum")


def bulletin(rng):
    """Mostly a table."""
    s = Story(rng, 2)
    rows = [["单位", "受理（件）", "办结（件）", "办结率"]]
    for place in rng.sample(PLACES, 9):
        n = rng.randrange(100, 900)
        rows.append([place, str(n), str(n - rng.randrange(9)), f"{rng.randrange(90, 100)}%"])
    table = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in r) + "</tr>" for r in rows)
    lines = [s.lines[0], *(" ".join(r) for r in rows), s.lines[1]]
    html = f"""<html><head><meta charset="utf-8"><title>{s.title}-{s.site}</title></head><body><div class="menu"><ul>{s.channels()}</ul></div>
<div class="content_box"><div class="tit">{s.title}</div><div class="sub">日期：{s.date}　来源：{s.source}</div><div class="text"><p>{s.lines[0]}</p><table border="1">{table}</table><p>{s.lines[1]}</p></div></div>
<div class="bottom">{s.footer()}</div></body></html>"""
    return s.page("bulletin", html, lines=lines, told=("source", "date"))


def listing(rng):
    """A list of articles: no article of its own."""
    s = Story(rng)
    titles = [s.other() for _ in range(16)]
    rows = "".join(f'<li><a href="/{i}.html">{t}</a><span>{s.date}</span></li>' for i, t in enumerate(titles))
    html = f"""<html><head><meta charset="utf-8"><title>工作动态 - {s.site}</title></head><body><div class="nav"><ul>{s.channels()}</ul></div>
<div class="list"><h2>工作动态</h2><ul>{rows}</ul><div class="page">共12页 <a>下一页</a></div></div><div class="foot">{s.footer()}</div></body></html>"""
    s.title = "工作动态"
    return s.page("listing", html, lines=[f"{t}{s.date}" for t in titles], form="page")


def short_brief(rng):
    """Two sentences under a large menu."""
    s = Story(rng, 1)
    s.lines = [s.subject.fill("本报讯 {w}{o}日前为{t}举行简短的启用仪式，{n}名群众参加。")]
    mega = "".join(f"<dl><dt>{c}</dt><dd><ul>{s.links(7)}</ul></dd></dl>" for c in ["新闻", "生活", "服务", "互动"])
    html = f"""<html><head><meta charset="utf-8"><title>{s.title}</title></head><body><div class="hd"><div class="megabox">{mega}</div></div>
<div class="w1200"><div class="bt"><h1>{s.title}</h1><p class="ly">{s.time()} 来源：{s.source} 编辑：{s.author}</p></div><div class="nr"><p>{s.lines[0]}</p></div></div>
<div class="w1200"><h4>推荐阅读</h4><ul>{s.links(12)}</ul></div><div>{s.footer()}</div></body></html>"""
    return s.page("short_brief", html, told=("source", "date"))


def old_tables(rng):
    """Tables in tables, font elements, breaks for paragraphs, nothing closed."""
    s = Story(rng)
    text = "<br><br>\n".join("&nbsp;&nbsp;&nbsp;&nbsp;" + line for line in s.lines)
    html = f"""<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=gb2312"><TITLE>{s.title}</TITLE></HEAD><BODY BGCOLOR=#FFFFFF>
<TABLE WIDTH=760 ALIGN=CENTER><TR>{s.channels("TD")}</TR></TABLE><TABLE WIDTH=760 BORDER=0 ALIGN=CENTER><TR><TD WIDTH=160 VALIGN=TOP><TABLE>
{s.links(9, "TR").replace("<TR>", "<TR><TD>")}</TABLE><TD WIDTH=600><TABLE><TR><TD ALIGN=CENTER><FONT SIZE=5><B>{s.title}</B></FONT></TD></TR>
<TR><TD ALIGN=CENTER>{s.han_date()} {rng.randrange(10, 20)}:30 {s.source}<TR><TD CLASS=p14>{text}<BR></TABLE></TABLE><HR><CENTER>{s.footer()}</CENTER></BODY></HTML>"""
    page = s.page("old_tables", html, told=("date",))
    page.charset = "gb18030"
    return page


def unlabelled_gbk(rng):
    page = portal(rng)
    page.name, page.charset = "unlabelled_gbk", "gb18030"
    page.html = page.html.replace('<meta charset="utf-8">', "")
    return page


def mislabelled(rng):
    """Bytes in GB18030 that say gb2312."""
    page = mobile(rng)
    page.name, page.charset = "mislabelled", "gb18030"
    page.html = page.html.replace("utf-8", "gb2312")
    return page


def big5(rng):
    """Traditional characters of Big5, written from a table of words."""
    lines = ["市政府昨日舉行說明會，向附近居民說明公車路線調整的內容，約有一百二十人到場。", "會中有住戶詢問，夜間班次減少以後，下班的人要怎麼回家？承辦人員回答，末班車會延到十一點半。",
             "公車業者表示，新的路線從下個月一日開始，先試辦三個月，再看搭乘人數決定是否繼續。", "里長說，大家最擔心的是老人家看病，從前一班車就到醫院，現在要轉車，希望站牌旁邊能加一張長椅。"]
    title = rng.choice(["公車路線調整 居民提出意見", "公車改線說明會 住戶關心末班車"])
    menu = "".join(f"<td><a href='{i}.htm'>{n}</a></td>" for i, n in enumerate(["首頁", "地方", "社會", "財經", "體育", "娛樂", "副刊"]))
    html = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=big5"><title>{title} - 東溪新聞</title></head><body><table><tr>{menu}</tr></table>
<div class="story"><h1>{title}</h1><p class="date">2019/05/08 記者王大同／東溪報導</p>{ps(lines)}</div><div class="more"><h3>相關新聞</h3><a href=1>河堤步道月底完工</a><a href=2>圖書館延長開放</a></div>
<div class="copyright">東溪新聞 版權所有 不得轉載</div></body></html>"""
    return Page("big5", title, lines, html, "big5", dict(date="2019-05-08"))


def mobile(rng):
    """Divisions with breaks, no paragraphs."""
    s = Story(rng)
    html = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{s.title}</title>
<script type="application/ld+json">{{"@context":"https://schema.org","@type":"NewsArticle","headline":"{s.title}","datePublished":"{s.date}T08:00:00+08:00","author":[{{"@type":"Person","name":"{s.author}"}}],"publisher":{{"@type":"Organization","name":"{s.source}"}}}}</script></head><body>
<div class="m-top"><a href="/">{s.site}</a><a class="app">打开APP</a></div><div class="m-tt">{s.title}</div><div class="m-xx">{s.source} <span>{s.date[5:]}</span></div>
<div class="m-wz">{"<br/><br/>".join("　　" + line for line in s.lines)}</div><div class="m-tj"><div class="hd">为您推荐</div>{s.links(8, "div", "item")}</div><div class="m-ft">{s.footer()}</div></body></html>"""
    return s.page("mobile", html, told=("author", "source", "date"))


def question(rng):
    """An answer of a public office to a letter."""
    s = Story(rng, 2)
    asked, answered = s.subject.fill("您好！请问{w}{t}的申请条件是什么，要准备哪些材料？"), "您好，来信已收到。" + s.lines[0]
    html = f"""<html><head><meta charset="utf-8"><title>{s.title}_互动交流</title></head><body><div class="daohang">{s.channels("span")}</div><div class="xx_main"><h3 class="xx_t">{s.title}</h3>
<dl><dt>来信内容</dt><dd>{asked}</dd><dt>回复内容</dt><dd><p>{answered}</p><p>{s.lines[1]}</p></dd></dl></div><div class="banquan">{s.footer()}</div></body></html>"""
    return s.page("question", html, lines=["来信内容", asked, "回复内容", answered, s.lines[1]])


def pictures(rng):
    """Pictures with captions between the paragraphs."""
    s = Story(rng)
    body = "".join(f'<p>{line}</p><figure><img src="{i}.jpg"><figcaption>{s.subject.fill(rng.choice(CAPTIONS))}</figcaption></figure>' for i, line in enumerate(s.lines))
    html = f"""<html><head><meta charset="utf-8"><title>{s.title}--{s.site}</title><meta property="article:published_time" content="{s.date}T09:00:00+08:00"><meta property="article:author" content="{s.author}"></head><body>
<nav>{s.channels("a")}</nav><section class="detail"><h1>{s.title}</h1><article>{body}</article></section><section class="hot"><h2>热门推荐</h2>{"".join(f'<div class="card"><a href="/{i}"><h3>{s.other()}</h3><p>{Subject(rng).paragraph()[:60]}</p></a></div>' for i in range(6))}</section><footer>{s.footer()}</footer></body></html>"""
    return s.page("pictures", html, told=("author", "date"))


def keywords(rng):
    """Words of the text are links."""
    s = Story(rng)
    linked = [line.replace(s.subject.slots["w"], f'<a href="/tag/1" class="key">{s.subject.slots["w"]}</a>') for line in s.lines]
    html = f"""<html><head><meta charset="utf-8"><title>{s.title}_{s.site}_{s.site}频道</title></head><body><div id="menu">{s.channels("a")}</div><div class="box960"><div class="l"><h1 id="title">{s.title}</h1>
<div id="pubtime_baidu">{s.time()}</div><div id="source_baidu">来源：{s.source}</div><div id="endText">{ps(linked)}<p>本文来源：{s.source}</p></div><div class="tie-area">{s.comments()}</div></div><div class="r"><div class="mod"><h2>精彩推荐</h2>{s.links(9, "p")}</div></div></div>
<div id="cookie-consent">我们使用Cookie改善您的体验。继续浏览即表示您同意我们的隐私政策，详情请见说明。<button>同意</button></div><div>{s.footer()}</div></body></html>"""
    return s.page("keywords", html, told=("source", "date"))


def briefs(rng):
    """Short items, each with a heading of its own."""
    s = Story(rng, 5)
    s.title = rng.choice(BRIEFS) + f"（{s.han_date()}）"
    heads = [s.other() for _ in s.lines]
    lines = [x for pair in zip(heads, s.lines) for x in pair]
    html = f"""<html><head><meta charset="utf-8"><title>{s.title} - {s.site}</title></head><body><div class="sitenav">{s.channels("a")}</div><div class="lm"><h1>{s.title}</h1>{"".join(f"<h4>{h}</h4><p>{t}</p>" for h, t in zip(heads, s.lines))}</div>
<ul class="prenext"><li>上一篇：<a href="1">{s.other()}</a></li><li>下一篇：<a href="2">{s.other()}</a></li></ul>{s.footer()}</body></html>"""
    return s.page("briefs", html, lines=lines)


def one_block(rng):
    """All of the text in one paragraph, and much around it."""
    s = Story(rng)
    text = "".join(s.lines)
    html = f"""<html><head><meta charset="utf-8"><title>{s.site}-{s.title}</title></head><body><div class="aa">{s.channels("span")}</div><div class="bb"><div class="cc"><b>{s.title}</b></div><div class="dd">{text}</div></div>
<div class="ee">{"".join(f'<div class="ff"><a href="/{i}">{s.other()}</a><p>{Subject(rng).paragraph()[:50]}…</p></div>' for i in range(7))}</div><div class="gg">{s.footer()}</div></body></html>"""
    return s.page("one_block", html, lines=[text])


TEMPLATES = [portal, notice, wechat, blog, forum, bulletin, listing, short_brief, old_tables, unlabelled_gbk, mislabelled, big5,
             mobile, question, pictures, keywords, briefs, one_block]


def habit(make):
    """A template of habits.py as one of this file."""
    def template(rng):
        s = Story(rng, 6)
        s.intro = s.subject_of_other()
        made = make(s)
        return s.page(make.__name__, made.html, **made.more)
    template.__name__ = make.__name__
    return template


TEMPLATES += map(habit, HABITS)


def pages(seed):
    """A page of every template."""
    for template in TEMPLATES:
        page = template(random.Random(f"{template.__name__} {seed}"))
        page.html = page.html.encode(page.charset)
        yield page


def main():
    """pages.py SEEDS MUCH OUT: writes the pages, with MUCH times the usual links, for measuring time."""
    if len(sys.argv) != 4:
        sys.exit(main.__doc__)
    seeds, Story.much, out = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    for seed in range(1, seeds + 1):
        for page in pages(seed):
            Path(out, f"{page.name}-{seed}.html").write_bytes(page.html)


if __name__ == "__main__":
    main()
