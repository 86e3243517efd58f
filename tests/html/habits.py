"""habits.py: ten more ways in which Chinese pages are built, each against one assumption about where text stands.

As in pages.py: rewritten from memory, filled with invented matter; the text was written down before any reader
saw the page.
"""
from dataclasses import dataclass

from material import CAPTIONS, NAMES, PAPERS, PLACES


@dataclass
class Made:
    """A page without what pages.py adds: story, html, and what differs from a plain article."""

    story: object
    html: str
    more: dict


def account(s):
    """An article of a messenger's public account: sections in sections, a picture's line, a card of another account."""
    inner = "".join(f'<section style="box-sizing:border-box"><section style="margin:10px 0"><section><p style="text-indent:2em"><span style="letter-spacing:1px"><span leaf="">{x}</span></span></p></section></section></section>'
                    '<section style="text-align:center"><img data-src="//x/0"></section>' for x in s.lines)
    html = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="{s.title}"><title>{s.title}</title></head><body class="zh_CN mm_appmsg">
<div id="img-content" class="rich_media_wrp"><h1 class="rich_media_title">{s.title}</h1><div class="rich_media_meta_list"><span class="rich_media_meta">原创</span><span class="rich_media_meta_nickname"><a>{s.source}</a></span><em>{s.time()}</em><em>云南</em></div>
<div class="rich_media_content js_underline_content" id="js_content" style="visibility: hidden;">{inner}</div>
<div class="reward_area"><p>喜欢作者</p><a>赞赏</a></div><div class="original_area_primary"><p>轻点两下取消赞</p></div></div>
<div class="comment_area" style="display:none"><p>写留言的人很多，精选以后才会显示出来。</p></div></body></html>"""
    return Made(s, html, {})


def office(s):
    """A notice with a head of facts in a table, and its attachments in one."""
    who = s.rng.choice(PLACES) + "市生态环境局"
    lines = ["各有关单位：", *s.lines, who, s.han_date(), "附件", "1.任务清单.docx", "2.联系人名单.xlsx"]
    table = "".join(f'<tr><td><a href="/P0{i}.docx">{x}</a></td></tr>' for i, x in enumerate(lines[-2:]))
    body = "".join(f'<p style="text-indent:2em">{x}</p>' for x in lines[:-3])
    html = f"""<html><head><meta charset="utf-8"><meta name="ArticleTitle" content="{s.title}"><meta name="SiteName" content="{who}"><title>{s.title}_{who}</title></head><body>
<div class="header-box"><form><input value="请输入关键字"></form><ul class="nav-ul">{s.channels()}</ul></div>
<div class="container"><div class="xxgk-head"><table><tr><td>索 引 号：</td><td>5300/2021-00{s.rng.randrange(99)}</td><td>主题分类：</td><td>环境保护</td></tr><tr><td>发文机关：</td><td>{who}</td><td>成文日期：</td><td>{s.han_date()}</td></tr></table></div>
<div class="detail-title">{s.title}</div><div class="view TRS_UEDITOR trs_paper_default">{body}<p><b>附件</b></p><table class="fj">{table}</table></div>
<div class="qr"><p>扫一扫在手机打开当前页</p></div></div><div class="links"><select><option>国家部委网站</option></select></div><div class="foot-box">{s.footer()}</div></body></html>"""
    return Made(s, html, dict(lines=lines))


def board(s):
    """A forum of divisions, without a program's name."""
    posts = "".join(f"""<div class="floor"><div class="user"><a>{s.rng.choice(NAMES)}</a><span>等级：{s.rng.randrange(1, 12)}</span></div><div class="detail"><div class="floor-content">{x}</div><div class="bar"><span>{i + 1}楼</span><span>{s.time()}</span><a>回复</a><a>举报</a></div></div></div>""" for i, x in enumerate(s.lines))
    html = f"""<html><head><meta charset="utf-8"><title>{s.title}_{s.site}社区</title></head><body><div class="hd-nav">{s.channels("a")}</div><div class="thread"><h1>{s.title}</h1>{posts}<div class="pager"><a>1</a><a>2</a><a>下一页</a></div></div>
<div class="replybox"><textarea>说点什么吧</textarea></div><div class="sidebar"><h3>热帖</h3><ul>{s.links(9)}</ul></div><div class="ft">{s.footer()}</div></body></html>"""
    return Made(s, html, dict(form="forum"))


def feed(s):
    """News, and under it many cards with summaries, longer than the news."""
    s.lines = s.lines[:3]
    cards = "".join(f'<div class="feed-card-item"><h2><a href="/{i}">{s.other()}</a></h2><div class="feed-card-txt"><a href="/{i}">{s.subject_of_other()[:70]}……</a></div><div class="feed-card-a"><span>{s.time()}</span><a>评论</a></div></div>' for i in range(24))
    html = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{s.title}|{s.site}</title></head><body><div class="top-nav">{s.channels("a")}</div><div class="main-content"><h1 class="main-title">{s.title}</h1>
<div class="top-bar"><span class="date">{s.han_date()} 08:30</span> <a class="source">{s.source}</a></div><div class="article" id="article">{"".join(f"<p>　　{x}</p>" for x in s.lines)}<p class="show_author">责任编辑：{s.rng.choice(NAMES)} </p></div>
<div class="feed-wrap"><div class="tabs"><span>猜你喜欢</span></div><div id="feedCardContent">{cards}</div></div></div><div class="footer">{s.footer()}</div></body></html>"""
    return Made(s, html, {})


def paper(s):
    """An edition of a printed paper: pages and their articles beside the text, which has a kicker and a subtitle."""
    pages = "".join(f'<li><a href="node_{i}.htm">第{i:02}版：{n}</a> <a href="{i}.pdf">PDF</a></li>' for i, n in enumerate(["头版", "要闻", "综合", "经济", "副刊", "广告"], 1))
    html = f"""<html><head><meta charset="utf-8"><title>{s.title}-{s.source}</title></head><body><table width="1000"><tr><td width="380" valign="top"><div class="paper-map"><map name="m"><area coords="1,1,2,2" href="c1.htm"></map></div>
<div class="nav-site">{s.han_date()} 星期{s.rng.choice("一二三四五")} 第01版：头版</div><div class="bmdh"><h3>版面导航</h3><ul>{pages}</ul></div><div class="bmml"><h3>本版标题导航</h3><ul>{s.links(9)}</ul></div></td>
<td valign="top"><div class="text_c"><h3></h3><h1>{s.title}</h1><h4></h4><p class="sec">{s.source} {s.han_date()} 本报记者 {s.author}</p><div id="ozoom"><founder-content>{"".join(f"<P>　　{x}</P>" for x in s.lines)}</founder-content></div></div>
<div class="pn"><a>上一篇</a> <a>下一篇</a></div></td></tr></table><div class="copy">{s.footer()}</div></body></html>"""
    return Made(s, html, {})


def journal(s):
    """A blog with an excerpt of the next posts in <article> as well, and a heading, a list and a quotation in the text."""
    items, quote = [x[:-1][:24] for x in s.lines[1:4]], "老人们常说，雨水多的年份，地里的活要往前赶。"
    lines = [s.lines[0], "几点记录", *items, quote, *s.lines[4:], "改天再写。"]
    more = "".join(f'<article class="post type-post"><h2 class="entry-title"><a href="/{i}">{s.other()}</a></h2><div class="entry-summary"><p>{s.subject_of_other()[:60]} <a href="/{i}">继续阅读</a></p></div></article>' for i in range(4))
    html = f"""<!doctype html><html><head><meta charset="UTF-8"><title>{s.title} – {s.author}</title></head><body class="single single-post hide-title-no"><div id="page"><header class="site-header"><p class="site-title">{s.author}</p><ul class="menu">{s.channels()}</ul></header>
<main><article class="post hentry"><header><h1 class="entry-title">{s.title}</h1></header><div class="entry-content"><p>{lines[0]}</p><h2>{lines[1]}</h2><ul>{"".join(f"<li>{x}</li>" for x in items)}</ul><blockquote><p>{quote}</p></blockquote>
{"".join(f"<p>{x}</p>" for x in s.lines[4:])}<p>改天再写。</p></div></article><nav class="post-navigation"><a>上一篇 {s.other()}</a></nav><section class="more-posts">{more}</section></main>
<footer class="site-footer"><p>由 WordPress 强力驱动</p></footer></div></body></html>"""
    return Made(s, html, dict(lines=lines))


def nineties(s):
    """Nothing but tables and fonts; the text in one cell, paragraphs begun with <p> and never closed; upper case."""
    menu = "".join(f'<TR><TD BGCOLOR="#EEEEEE"><FONT SIZE=2><A HREF="{i}.HTM">{n}</A></FONT>' for i, n in enumerate(["本县概况", "新闻", "投资指南", "旅游", "特产", "留言簿"]))
    html = f"""<HTML><HEAD><TITLE>{s.title}</TITLE></HEAD><BODY><TABLE WIDTH=100%><TR><TD COLSPAN=2><MARQUEE>欢迎光临{s.site}！</MARQUEE><TR><TD WIDTH=120 VALIGN=TOP><TABLE>{menu}</TABLE><TD VALIGN=TOP><CENTER><FONT SIZE=5 COLOR=RED><B>{s.title}</B></FONT></CENTER><HR>
<FONT SIZE=3>{"".join("<P>　　" + x for x in s.lines)}</FONT><P ALIGN=RIGHT><A HREF="INDEX.HTM">返回</A></TABLE><CENTER><FONT SIZE=2>{s.site}制作　建议使用800×600分辨率浏览</FONT></CENTER></BODY></HTML>"""
    return Made(s, html, dict(charset="gb18030"))


def interview(s):
    """Questions in bold, each before its answer, in divisions without paragraphs."""
    asked = ["当时是怎么想到回来的？", "最难的是哪一段？", "家里人支持吗？", "接下来有什么打算？"]
    pairs = [(f"问：{q}", f"答：{a}") for q, a in zip(asked, s.lines)]
    lines = [s.intro, *(x for pair in pairs for x in pair)]
    html = f"""<html><head><meta charset="utf-8"><title>对话{s.author}：{s.title} - {s.site}</title></head><body><div class="m-nav">{s.channels("span")}</div><div class="g-main"><div class="g-left"><h1>对话{s.author}：{s.title}</h1><div class="post_info">{s.time()}　来源: {s.source}</div>
<div class="post_body"><div>{s.intro}</div>{"".join(f"<div><strong>{q}</strong></div><div>{a}</div>" for q, a in pairs)}</div></div><div class="g-right">{s.links(12, "p")}</div></div><div class="g-foot">{s.footer()}</div></body></html>"""
    s.title = f"对话{s.author}：{s.title}"
    return Made(s, html, dict(lines=lines))


def gallery(s):
    """Pictures, each with its line, and nothing else."""
    lines = [s.subject.fill(x) for x in s.rng.sample(CAPTIONS, 5)]
    body = "".join(f'<div class="pic"><img src="{i}.jpg" alt=""><p class="picture-caption">{x}</p></div>' for i, x in enumerate(lines))
    html = f"""<html><head><meta charset="utf-8"><title>{s.title}-图片频道-{s.site}</title></head><body><div class="nav">{s.channels("a")}</div><div class="gallery-wrap"><h1>{s.title}</h1><div class="info">{s.time()} 来源：{s.source}</div>{body}</div>
<div class="more-pics"><h3>更多图集</h3>{"".join(f'<div class="card"><a href="/{i}"><img src="t.jpg"><p>{s.other()}</p></a></div>' for i in range(12))}</div><div class="foot">{s.footer()}</div></body></html>"""
    return Made(s, html, dict(lines=lines))


def law(s):
    """Chapters and articles of a regulation; its contents are links into it."""
    chapters = ["第一章 总则", "第二章 管理", "第三章 附则"]
    rules = [f"第{n}条 {x}" for n, x in zip("一二三四五六", [*s.lines[:5], "本办法自发布之日起施行。"])]
    lines = [f"（{s.han_date()}发布）", chapters[0], *rules[:2], chapters[1], *rules[2:5], chapters[2], rules[5]]
    who = s.rng.choice(PAPERS)
    html = f"""<html><head><meta charset="utf-8"><title>{s.title}管理办法_法规库</title></head><body><div class="hd">{s.channels("a")}</div><div class="lawbox"><h1>{s.title}管理办法</h1><p align="center">{lines[0]}</p><div class="toc"><ul>{"".join(f'<li><a href="#c{i}">{c}</a></li>' for i, c in enumerate(chapters))}</ul></div>
<div class="lawtext">{"".join(f'<p align="center"><b>{x}</b></p>' if "章" in x[:4] else f"<p>　　{x}</p>" for x in lines[1:])}</div></div><div class="bt">数据提供：{who}</div><div class="foot">{s.footer()}</div></body></html>"""
    s.title += "管理办法"
    return Made(s, html, dict(lines=lines))


HABITS = [account, office, board, feed, paper, journal, nineties, interview, gallery, law]
