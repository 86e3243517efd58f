/* fuzz_decode.c: any bytes as a document of any media type: the first byte says which. What comes
 * out is text, with pages in order and a way back into the bytes; lines that are joined lead back
 * to themselves. What pdftotext prints is read here without pdftotext. */
#include "proto/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "workers/decode.h"
#include "workers/format/pdf.h"
#include "workers/format/wrap.h"
#include "workers/origin.h"
#include "workers/text.h"
#include <string.h>

const char *const fuzz_seeds[] = {
    "a<?xml version=\"1.0\" encoding=\"gbk\"?><!DOCTYPE r [<!ENTITY a "
    "\"b\">]><r><p>&a;<b>c</b></p></r>",
    "b{\"title\": \"\\u4e2d\\ud83d\\ude00\", \"n\": -1.5e3, \"l\": [\"a\\nb\", null, {\"x\": "
    "\"\"}]}",
    "c---\ntitle: \"a\"\nauthor: b\n---\n# c\n- d\n",
    "d1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:03,000 --> 00:00:04,000\nb\n",
    "e<html><head><title>a</title></head><body><table><tr><td>b<td>c</table><pre>d\n e</pre>",
    "f<title>a</title>\n<page width=\"1\" height=\"1\">\n<line xMin=\"1\" yMin=\"1\" xMax=\"90\" "
    "yMax=\"2\">\n<word xMin=\"1\" yMin=\"1\" xMax=\"9\" yMax=\"2\">in&amp;fra-</word>\n</line>\n"
    "<line xMin=\"1\" yMin=\"3\" xMax=\"90\" yMax=\"4\">\n<word xMin=\"1\" yMin=\"3\" xMax=\"9\" "
    "yMax=\"4\">structure</word>\n</line>\n</page>\n<page width=\"1\" height=\"1\">\n",
    "g今年以来,全县修建农村公路29公里,完成投资16\n3.8万元,其中上级补助占51.6%,其余由县里和受\n"
    "益企业分担。每条路都有一本账,用了多少水泥,\n占了谁家的地,写在牌子上,到2020年底,占地\n的农户\n",
    "gthe committee, which reviewed the re\xc2\xadport, had\nagreed that infra-\nstructure "
    "spending, as "
    "such,\nmust rise. It noted, too, an increase over\nthe previous year, mostly for roads.\n",
    "h\xb9\xfa\xbc\xd2\xb7\xa2\xd5\xb9",
    "iPK\x03\x04",
    NULL};

static const char *const types[] = {"application/xml",
                                    "application/json",
                                    "text/markdown",
                                    "text/vtt",
                                    "text/html",
                                    "application/pdf",
                                    "text/plain",
                                    "text/plain; charset=gbk",
                                    "application/epub+zip",
                                    "text/plain; charset=big5",
                                    "text/csv"};

static void check_places(const struct document *d)
{
    const char *at = d->canonical.at, *end = at + d->canonical.len;
    for (size_t n = 0; at < end && n < 2000; n++) {
        const char *from = at;
        text_next(&at, end);
        struct span s = origin_of(d->origin, (uint32_t)(from - d->canonical.at),
                                  (uint32_t)(at - d->canonical.at));
        MUST(s.start <= s.end && s.end <= d->bytes.len, "%u to %u of %zu", s.start, s.end,
             d->bytes.len);
    }
}

static void check_pages(const struct document *d)
{
    for (uint32_t i = 0; i < d->pages.count; i++) {
        const struct page_mark *page = &d->pages.at[i];
        MUST(page->start < d->canonical.len, "page %u", page->page);
        MUST(i == 0 || page->start > page[-1].start, "pages in order");
    }
}

/* All that is joined, as an article: it must come back whole. */
static void check_joining(struct document *d)
{
    static const struct budget no_limit;
    struct view before = d->canonical;
    struct err err;
    unsigned reason;
    stage_join.run(d, NULL, &no_limit, &reason, &err);
    MUST(utf8_valid(d->canonical), "joined text");
    struct article *a = article_add(d->arena, &d->articles);
    const char *at = d->canonical.at, *end = at + d->canonical.len;
    while (at < end) {
        uint32_t from = (uint32_t)(at - d->canonical.at);
        if (!char_is_blank(text_next(&at, end)))
            span_add(d->arena, &a->spans, from, (uint32_t)(at - d->canonical.at));
    }
    wrap_restore(d);
    MUST(d->canonical.at == before.at && d->canonical.len == before.len, "restored");
    uint32_t last = 0;
    for (uint32_t i = 0; i < a->spans.count; i++) {
        struct span s = a->spans.at[i];
        MUST(s.start >= last && s.start < s.end && s.end <= before.len, "span %u", i);
        last = s.end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const struct budget no_limit;
    static struct arena arena;
    struct err err;
    unsigned reason = 0;
    arena_reset(&arena);
    if (len == 0) return 0;
    struct document d = {.arena = &arena, .bytes = {(const char *)bytes + 1, len - 1}};
    size_t head = d.bytes.len < 1100 ? d.bytes.len : 1100;
    if (memmem(d.bytes.at, head, "%PDF-", 5)) return 0;
    d.declared = view_of(types[(bytes[0] + 256u - 'a') % (sizeof types / sizeof *types)]);
    d.media_type = d.charset = "";
    if (view_equal(d.declared, view_of("application/pdf"))) {
        pdf_compose(&d, d.bytes);
    } else if (stage_decode.run(&d, NULL, &no_limit, &reason, &err) == STAGE_REFUSED) {
        MUST(reason && err.text[0], "refused without a word");
        return 0;
    }
    MUST(utf8_valid(d.canonical), "canonical");
    if (d.origin) check_places(&d);
    check_pages(&d);
    check_joining(&d);
    return 0;
}
