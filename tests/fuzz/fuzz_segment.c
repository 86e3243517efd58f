/* fuzz_segment.c: texts put together from what means something to the segmenter (pieces.h), a byte
 * of the input a piece: articles, sections, sentences and boundaries are where they may be, and
 * every byte that is not blank is in exactly one article or `other` span.
 */
#include "proto/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/pieces.h"
#include "workers/decode.h"
#include "workers/resources.h"
#include "workers/segment.h"
#include "workers/text.h"
#include <stdlib.h>

const char *const fuzz_seeds[] = {"abcABCabc",
                                  "Hh0Hh1Hh2Hh3",
                                  "0123456789:;<=>?@",
                                  "zyxwvutsrqponmlkjihgfedcba",
                                  "R#AA9A66A6A+A6AAAAA^,6OA$HGAJ",
                                  NULL};

static void take(const struct document *d, uint8_t *seen, uint32_t start, uint32_t end)
{
    MUST(start < end && end <= d->canonical.len, "span %u to %u", start, end);
    for (uint32_t p = start; p < end; p++) MUST(!seen[p]++, "byte %u is in two spans", p);
}

static void check_covered(const struct document *d)
{
    uint8_t *seen = xcalloc(d->canonical.len + 1, 1);
    for (uint32_t i = 0; i < d->articles.count; i++)
        for (uint32_t k = 0; k < d->articles.at[i].spans.count; k++)
            take(d, seen, d->articles.at[i].spans.at[k].start, d->articles.at[i].spans.at[k].end);
    for (uint32_t i = 0; i < d->others.count; i++)
        take(d, seen, d->others.at[i].start, d->others.at[i].end);
    const char *at = d->canonical.at, *end = at + d->canonical.len;
    while (at < end) {
        size_t place = (size_t)(at - d->canonical.at);
        MUST(char_is_blank(text_next(&at, end)) || seen[place], "byte %zu is nowhere", place);
    }
    free(seen);
}

static void check_inside(const struct article *a, uint32_t start, uint32_t end, const char *what)
{
    uint32_t k = 0;
    while (k < a->spans.count && !(start >= a->spans.at[k].start && end <= a->spans.at[k].end)) k++;
    MUST(start <= end && k < a->spans.count, "%s %u to %u is outside its article", what, start,
         end);
}

static void check_article(const struct article *a)
{
    for (uint32_t i = 0; i < a->sentences.count; i++)
        check_inside(a, a->sentences.at[i].start, a->sentences.at[i].end, "sentence");
    for (uint32_t i = 0; i < a->sections.count; i++)
        check_inside(a, a->sections.at[i].start, a->sections.at[i].end, "section");
    for (uint32_t i = 0; i + 1 < a->spans.count; i++)
        MUST(a->joins && a->joins[i].evidence_count > 0, "a join has no evidence");
    MUST(a->begin.confidence <= 100, "confidence %u", a->begin.confidence);
    MUST(utf8_valid(a->title) && utf8_valid(a->subtitle), "a title is broken");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct resources *shared;
    static struct arena arena;
    static struct buf text;
    struct err err = {0};
    unsigned reason;
    if (len == 0) return 0;
    if (!shared) {
        shared = resources_open(getenv("GARNER_DATA_FILE"), &err);
        MUST(shared, "%s", err.text);
    }
    arena_reset(&arena);
    text.len = 0;
    for (size_t i = 0; i < len; i++)
        buf_add_string(&text, pieces[bytes[i] % (sizeof pieces / sizeof *pieces)]);
    struct document d = {.arena = &arena, .bytes = buf_view(&text)};
    if (stage_decode.run(&d, shared, &(struct budget){0}, &reason, &err) == STAGE_REFUSED) return 0;
    stage_segment.run(&d, shared, &(struct budget){0}, &reason, &err);
    check_covered(&d);
    for (uint32_t i = 0; i < d.articles.count; i++) check_article(&d.articles.at[i]);
    return 0;
}
