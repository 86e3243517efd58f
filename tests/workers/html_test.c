/* html_test.c: what of a page becomes its text, and what it says of itself. */
#include "tests/test.h"
#include "tests/workers/html_kit.h"
#include <string.h>

/* A sentence that is clearly text. */
#define SAYS(what)                                                                                 \
    "<p>" what "的河水清了，岸边的老人说，二十年没有见过这样的鱼群，孩子们放学以后都来看。</p>"
#define SAID(what) what "的河水清了，岸边的老人说，二十年没有见过这样的鱼群，孩子们放学以后都来看。"

static struct html_kit kit;

static const char *text_of(const char *page)
{
    html_kit_free(&kit);
    html_kit_read(&kit, view_of(page));
    if (kit.verdict == STAGE_GO_ON) html_kit_check_origin(&kit);
    return html_kit_text(&kit);
}

static const char *said_of(const char *page, const char *key)
{
    text_of(page);
    return html_kit_said(&kit, key);
}

TEST(html_title_and_paragraphs)
{
    CHECK_TEXT(text_of("<title>一条河 - 东溪网</title><h1>一条河</h1>" SAYS("一") SAYS("二")),
               "一条河 / " SAID("一") " / " SAID("二"));
    CHECK_TEXT(html_kit_said(&kit, "title"), "一条河");
    CHECK_TEXT(html_kit_said(&kit, "form"), "article");
}

TEST(html_title_without_a_heading)
{
    CHECK_TEXT(text_of("<title>一条河的新生_东溪网</title>" SAYS("一")),
               "一条河的新生 / " SAID("一"));
    CHECK_TEXT(text_of("<title>今年1-6月的一条河-东溪网</title>" SAYS("一")),
               "今年1-6月的一条河 / " SAID("一"));
    CHECK_TEXT(text_of("<meta property=og:title content='一条河的新生'>" SAYS("一")),
               "一条河的新生 / " SAID("一"));
}

TEST(html_entities_blanks_and_breaks)
{
    CHECK_TEXT(
        text_of("<h1>A &amp; B</h1><p>&nbsp;&nbsp;He  said:\n \"fish&nbsp;&lt; chips\", and "
                "left&hellip;<br>He came back, too.<p>&#20013;&#x56fd;的河水清了，\n鱼回来了。"),
        "A & B / He said: \"fish < chips\", and left… / He came back, too. / "
        "中国的河水清了，鱼回来了。");
}

/* In a line it hides its words; one that was not closed does not take the page with it. */
TEST(html_a_hidden_element_of_a_line)
{
    CHECK_TEXT(text_of("<h1>一条河</h1>" SAYS("一<i style='display:none'>二</i>")),
               "一条河 / " SAID("一"));
    CHECK_TEXT(text_of("<h1>一条河</h1><div><span style='display:none'>二" SAYS(
                   "三") "</span>" SAYS("一") SAYS("四")),
               "一条河 / " SAID("一") " / " SAID("四"));
    CHECK_TEXT(text_of("<h1>一条河</h1><div><span hidden>二<span>" SAYS("一") SAYS("四") "</div>"),
               "一条河 / " SAID("一") " / " SAID("四"));
}

TEST(html_text_in_linked_data_alone)
{
#define BODY(text)                                                                                 \
    "<script type='application/ld+json'>{\"@type\":\"Article\",\"articleBody\":\"" text            \
    "\"}</script>"
#define LINES SAID("一") "\\n\\n " SAID("\\u4e8c") SAID("\\\"三\\\"") "\\r\\n" SAID("四") SAID("五")
    CHECK_TEXT(text_of("<title>一条河</title>" BODY(LINES) "<div id=app>请稍等</div>"),
               "一条河 / " SAID("一") " / " SAID("二") SAID("\"三\"") " / " SAID("四") SAID("五"));
    CHECK_TEXT(html_kit_said(&kit, "form"), "article");
    CHECK_TEXT(text_of("<h1>一条河</h1>" BODY(LINES) SAYS("六") SAYS("七")),
               "一条河 / " SAID("六") " / " SAID("七"));
    CHECK_TEXT(text_of("<h1>一条河</h1>" BODY("<p>" LINES) SAYS("六")), "一条河 / " SAID("六"));
    const char *cut =
        "<h1>一条河</h1><script type='application/ld+json'>{\"articleBody\":\"" LINES "\\u4e";
    CHECK(strstr(text_of(cut), SAID("四")) != NULL);
}

TEST(html_cells_of_a_row)
{
    CHECK_TEXT(text_of("<h1>通报</h1>" SAYS("一") "<table><tr><td>单位<td>件数<tr><td>东溪镇<td>12"
                                                  "</table>" SAYS("二")),
               "通报 / " SAID("一") " / 单位\t件数 / 东溪镇\t12 / " SAID("二"));
}

TEST(html_lists_and_headings_stay_in_order)
{
    CHECK_TEXT(text_of("<h1>办法</h1>" SAYS("一") "<h2>做法</h2><ul><li>先问<li>后办</ul>" SAYS(
                   "二") "<h2>空的标题</h2>"),
               "办法 / " SAID("一") " / 做法 / 先问 / 后办 / " SAID("二"));
}

TEST(html_what_is_around_goes_out)
{
    static const char *const around[] = {
        "<nav>" SAYS("三") "</nav>",
        "<footer>" SAYS("三") "</footer>",
        "<div class='related-news'>" SAYS("三") "</div>",
        "<div id=comments>" SAYS("三") "</div>",
        "<div class='shareBar'>分享到微信</div>",
        "<div style='display:none'>" SAYS("三") "</div>",
        "<div hidden>" SAYS("三") "</div>",
        "<div id=cookie-consent>" SAYS("三") "</div>",
        "<script>document.write('<p>三</p>')</script>",
        "<style>p { color: red }</style>",
        "<!-- " SAYS("三") " -->",
        "<ul><li><a href=1>第一条链接</a><li><a href=2>第二条链接</a></ul>",
        "<p>责任编辑：王小明</p>",
        "<p>东溪网版权所有 未经授权不得转载</p>",
        "<figure><img src=1><figcaption>图为河边的老人和孩子在看鱼。</figcaption></figure>",
        "<select><option>上海<option>北京</select><button>提交</button>",
    };
    struct buf page = {0};
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        page.len = 0;
        buf_format(&page, "<h1>一条河</h1><div>%s</div>%s", SAYS("一") SAYS("二"), around[i]);
        CHECK_TEXT(text_of(buf_string(&page)), "一条河 / " SAID("一") " / " SAID("二"));
    }
    buf_free(&page);
}

TEST(html_links_in_a_sentence_stay)
{
    CHECK_TEXT(
        text_of("<h1>一条河</h1><p>记者在<a href=1>东溪镇</a>看到，河水清了，鱼群回来了。</p>"),
        "一条河 / 记者在东溪镇看到，河水清了，鱼群回来了。");
}

TEST(html_a_hint_that_takes_all_is_not_believed)
{
    CHECK_TEXT(text_of("<h1>一条河</h1><div class='sidebar'>" SAYS("一") SAYS("二") "</div>"),
               "一条河 / " SAID("一") " / " SAID("二"));
    CHECK_TEXT(text_of("<body class='has-comments'><h1>一条河</h1>" SAYS("一") "</body>"),
               "一条河 / " SAID("一"));
}

/* Ten times as many words of readers as of the article, which is text enough by itself. */
TEST(html_many_comments_go_out)
{
    struct buf page = {0};
    buf_add_string(&page, "<h1>一条河</h1><div class=article-body>");
    for (int i = 0; i < 8; i++) buf_add_string(&page, SAYS("一"));
    buf_add_string(&page, "</div><div class=comments>");
    for (int i = 0; i < 80; i++) buf_add_string(&page, SAYS("三"));
    buf_add_string(&page, "</div>");
    CHECK(!strstr(text_of(buf_string(&page)), "三"));
    CHECK(strstr(text_of(buf_string(&page)), SAID("一")) != NULL);
    buf_free(&page);
}

TEST(html_teasers_are_no_text)
{
#define TEASER                                                                                     \
    "<div class=card><a href=1><h3>另一条消息</h3></a>" SAYS("别处") "<a href=1>详细</a></div>"
    CHECK_TEXT(text_of("<title>一条河</title><div><h1>一条河</h1>" SAYS(
                   "一") "</div><div>" TEASER TEASER TEASER TEASER TEASER "</div>"),
               "一条河 / " SAID("一"));
}

TEST(html_a_forum_gives_all_posts)
{
    CHECK_TEXT(text_of("<title>修路的事</title><h1>修路的事</h1>"
                       "<div><b>甲</b><div class=t_f>什么时候修？</div></div>"
                       "<div><b>乙</b><div class=t_f>听说下个月。</div></div>"),
               "修路的事 / 什么时候修？ / 听说下个月。");
    CHECK_TEXT(html_kit_said(&kit, "form"), "forum");
}

TEST(html_a_list_is_a_page)
{
    CHECK_TEXT(
        text_of("<title>动态</title><nav><a>首页</a></nav><h2>动态</h2><ul><li><a href=1>第一条</a>"
                "<li><a href=2>第二条</a></ul>"),
        "动态 / 第一条 / 第二条");
    CHECK_TEXT(html_kit_said(&kit, "form"), "page");
}

TEST(html_no_text_is_refused)
{
    static const char *const pages[] = {"<html></html>", "<script>var a = 1;</script>",
                                        "<p> &nbsp; </p>", "<!-- only this -->"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        text_of(pages[i]);
        CHECK_INT(kit.verdict, STAGE_REFUSED);
        CHECK_INT(kit.reason, REASON_EMPTY);
    }
    CHECK_TEXT(text_of("<nav><a href=1>只有导航</a></nav>"), "只有导航");
}

TEST(html_without_markup_is_plain_text)
{
    CHECK_TEXT(text_of("第一行，1 < 2\n第二行"), "第一行，1 < 2 / 第二行");
    CHECK(kit.d.origin == NULL);
}

TEST(html_frames_give_what_stands_for_them)
{
    CHECK_TEXT(text_of("<frameset><frame src=1></frameset><noframes>没有框架的话</noframes>"),
               "没有框架的话");
}

TEST(html_the_line_under_the_title)
{
    const char *page =
        "<h1>一条河</h1><div>2021-03-05 09:30　来源：东溪日报　作者：王小明　浏览：12</div>" SAYS(
            "一");
    CHECK_TEXT(text_of(page), "一条河 / " SAID("一"));
    CHECK_TEXT(html_kit_said(&kit, "date"), "2021-03-05");
    CHECK_TEXT(html_kit_said(&kit, "source"), "东溪日报");
    CHECK_TEXT(html_kit_said(&kit, "author"), "王小明");
    CHECK(view_equal(kit.d.date, view_of("2021-03-05")));
}

static const struct said {
    const char *head, *key, *value;
} saids[] = {
    {"<meta name=author content='Ann Lee'>", "author", "Ann Lee"},
    {"<meta property='article:author' content='https://a.example/ann'>", "author", ""},
    {"<meta property='article:published_time' content='2021-03-05T10:00:00+08:00'>", "date",
     "2021-03-05"},
    {"<meta name=PubDate content='2021-03-05 10:00'>", "date", "2021-03-05"},
    {"<meta name=pubdate content='2021-13-45'>", "date", ""},
    {"<meta property='og:site_name' content='东溪网'>", "source", "东溪网"},
    {"<meta name=ContentSource content='东溪日报'><meta property='og:site_name' content='东溪网'>",
     "source", "东溪日报"},
    {"<link rel=canonical href='https://a.example/1'>", "url", "https://a.example/1"},
    {"<time datetime='2021-03-05'>三月五日</time>", "date", "2021-03-05"},
    {"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"author\":[{\"name\":"
     "\"\\u738b\\u5c0f\\u660e\"}]}</script>",
     "author", "王小明"},
    {"<script type='application/ld+json'>{\"datePublished\":\"2021-03-05\",\"image\":{\"name\":"
     "\"x\"}",
     "date", "2021-03-05"},
    {"<script type='application/ld+json'>{\"publisher\":{\"logo\":{\"name\":\"x\"},\"name\":\"东溪"
     "报业\"}}</script>",
     "source", "东溪报业"},
};

TEST(html_metadata)
{
    struct buf page = {0};
    for (size_t i = 0; i < sizeof saids / sizeof *saids; i++) {
        page.len = 0;
        buf_format(&page, "<head>%s</head><h1>一条河</h1>%s", saids[i].head, SAYS("一"));
        CHECK_TEXT(said_of(buf_string(&page), saids[i].key), saids[i].value);
    }
    buf_free(&page);
}

/* 中国 in GB18030, as the page says or does not say. */
TEST(html_charsets)
{
#define GB_TEXT                                                                                    \
    "<p>\xd6\xd0\xb9\xfa\xb5\xc4\xba\xd3\xcb\xae\xc7\xe5\xc1\xcb\xa3\xac\xd3\xe3\xc8\xba\xbb\xd8"  \
    "\xc0\xb4\xc1\xcb\xa1\xa3</p>"
    static const char *const heads[] = {
        "<meta charset=gb2312>",
        "<META HTTP-EQUIV=Content-Type CONTENT=\"text/html; charset = GBK\">",
        "<?xml version='1.0' encoding='gb18030'?>", "<meta charset=utf-8>", ""};
    struct buf page = {0};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        page.len = 0;
        buf_format(&page, "%s%s", heads[i], GB_TEXT);
        CHECK_TEXT(text_of(buf_string(&page)), "中国的河水清了，鱼群回来了。");
        CHECK_TEXT(kit.d.charset, "gb18030");
    }
    buf_free(&page);
}
