/* fuzz_html.c: any bytes as a web page: the text is UTF-8, and each line of it leads to a place in
 * the page; what stands there as it is, is what the line says. */
#include "proto/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "workers/html/html.h"
#include "workers/origin.h"

const char *const fuzz_seeds[] = {
    "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>一条河 - 东溪网</title></head><body>"
    "<nav><a href=1>首页</a></nav><h1>一条河</h1><p>2021-03-05 来源：东溪日报 作者：王小明</p>"
    "<div "
    "class=\"content\"><p>河水&amp;鱼，都回来了。</p><p>老人说&hellip;</p></div></body></html>",
    "<table><tr><td>甲<td>12<tr><td>乙<td>34</table><ul><li>one<li>two</ul><pre> a\n b</pre>",
    "<script type=\"application/ld+json\">{\"@type\":\"Article\",\"headline\":\"\\u4e00\","
    "\"author\":[{\"name\":\"x\"}]}</script><p>text, and more text.",
    "<meta http-equiv=Content-Type content='text/html; "
    "charset=gbk'><p>\xd6\xd0\xb9\xfa\xa1\xa3</p>",
    "<div class='post t_f'>一</div><div class='post t_f'>二</div><!-- x "
    "--><svg><title>y</title></svg>",
    "<p hidden>x<b style='display:none'>y</b><br/><a href='&#20013;'>z</a><time "
    "datetime=2021-03-05>",
    "&lt;&#x4e2d;&bogus;&#xd800;&#99999999;<![CDATA[x]]><?php y ?><frameset><h2>t</h2>",
    NULL};

static void check_line(const struct document *d, uint32_t start, uint32_t end)
{
    struct span place = origin_of(d->origin, start, end);
    MUST(place.start <= place.end && place.end <= d->bytes.len,
         "line %u to %u is at %u to %u of %zu", start, end, place.start, place.end, d->bytes.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct arena arena;
    static const struct budget no_limit;
    struct err err = {0};
    unsigned reason = REASON_NONE;
    arena_reset(&arena);
    struct document d = {.arena = &arena, .bytes = {(const char *)bytes, len}};
    enum stage_verdict verdict = html_read(&d, NULL, &no_limit, &reason, &err);
    if (verdict == STAGE_REFUSED) MUST(reason && err.text[0], "refused without a word");
    if (verdict != STAGE_GO_ON) return 0;
    MUST(utf8_valid(d.canonical), "the text is not UTF-8");
    for (uint32_t i = 0; i < d.metadata.count; i++)
        MUST(utf8_valid(d.metadata.at[i].value), "metadata that is not UTF-8");
    for (uint32_t start = 0, i = 0; i <= d.canonical.len; i++) {
        if (i < d.canonical.len && d.canonical.at[i] != '\n') continue;
        if (i > start) check_line(&d, start, i);
        start = i + 1;
    }
    return 0;
}
