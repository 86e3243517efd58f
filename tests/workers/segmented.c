/* segmented.c: see segmented.h. */
#include "tests/workers/segmented.h"
#include "tests/test.h"
#include "workers/decode.h"
#include "workers/segment.h"
#include "workers/text.h"
#include <stdlib.h>
#include <string.h>

static struct buf shown; /* what the functions below return */

static void cover(uint8_t *times, uint32_t start, uint32_t end)
{
    for (uint32_t i = start; i < end; i++) times[i] += times[i] < 2;
}

int64_t uncovered(const struct document *d)
{
    uint8_t *times = xcalloc(d->canonical.len + 1, 1);
    for (uint32_t i = 0; i < d->articles.count; i++)
        for (uint32_t k = 0; k < d->articles.at[i].spans.count; k++)
            cover(times, d->articles.at[i].spans.at[k].start, d->articles.at[i].spans.at[k].end);
    for (uint32_t i = 0; i < d->others.count; i++)
        cover(times, d->others.at[i].start, d->others.at[i].end);
    const char *at = d->canonical.at, *end = at + d->canonical.len;
    int64_t wrong = -1;
    while (at < end && wrong < 0) {
        size_t place = (size_t)(at - d->canonical.at);
        bool blank = char_is_blank(text_next(&at, end));
        if (times[place] > 1 || (!blank && times[place] == 0)) wrong = (int64_t)place;
    }
    free(times);
    return wrong;
}

void segment_text(struct segmented *s, struct view text)
{
    struct budget budget = {0};
    struct err err = {0};
    *s = (struct segmented){.d = {.bytes = text}};
    s->d.arena = &s->arena;
    if (stage_decode.run(&s->d, NULL, &budget, &s->reason, &err) == STAGE_REFUSED) {
        strcpy(s->why, err.text);
        return;
    }
    stage_segment.run(&s->d, NULL, &budget, &s->reason, &err);
    CHECK_INT(uncovered(&s->d), -1);
}

void segment_string(struct segmented *s, const char *text)
{
    segment_text(s, view_of(text));
}

void segment_widened(struct segmented *s, const char *text)
{
    struct buf wide = {0};
    for (const char *p = text; *p; p++) {
        bool mark = strchr(",:;()!?", *p) && p > text && (unsigned char)p[-1] >= 0x80;
        if (!mark) {
            buf_add_char(&wide, *p);
            continue;
        }
        unsigned c = 0xff00u + (unsigned)(*p - 0x20); /* U+FF01 stands for U+0021 */
        char bytes[3] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)),
                         (char)(0x80 | (c & 0x3f))};
        buf_add(&wide, bytes, sizeof bytes);
    }
    segment_text(s, buf_view(&wide));
    s->widened = wide;
}

void segmented_free(struct segmented *s)
{
    arena_free(&s->arena);
    buf_free(&s->widened);
    buf_free(&shown);
}

static void show(const struct segmented *s, uint32_t start, uint32_t end)
{
    buf_add(&shown, s->d.canonical.at + start, end - start);
    buf_add_char(&shown, '\n');
}

static const struct article *article_at(const struct segmented *s, uint32_t i)
{
    shown.len = 0;
    if (i < s->d.articles.count) return &s->d.articles.at[i];
    buf_add_char(&shown, '-');
    return NULL;
}

static const char *show_view(struct view text)
{
    shown.len = 0;
    buf_add_view(&shown, text);
    return buf_string(&shown);
}

const char *article_text(const struct segmented *s, uint32_t i)
{
    const struct article *a = article_at(s, i);
    for (uint32_t k = 0; a && k < a->spans.count; k++)
        show(s, a->spans.at[k].start, a->spans.at[k].end);
    return buf_string(&shown);
}

const char *article_title(const struct segmented *s, uint32_t i)
{
    const struct article *a = article_at(s, i);
    return a ? show_view(a->title) : buf_string(&shown);
}

const char *article_byline(const struct segmented *s, uint32_t i)
{
    const struct article *a = article_at(s, i);
    for (uint32_t k = 0; a && k < a->byline_count; k++) {
        if (k > 0) buf_add_char(&shown, ' ');
        buf_add_view(&shown, a->byline[k]);
    }
    return buf_string(&shown);
}

const char *article_sections(const struct segmented *s, uint32_t i)
{
    const struct article *a = article_at(s, i);
    for (uint32_t k = 0; a && k < a->sections.count; k++) {
        const struct section *section = &a->sections.at[k];
        buf_format(&shown, "%d %.*s %.*s\n", section->level, (int)section->number.len,
                   section->number.at, (int)section->heading.len, section->heading.at);
    }
    return buf_string(&shown);
}

const char *article_sentences(const struct segmented *s, uint32_t i)
{
    const struct article *a = article_at(s, i);
    for (uint32_t k = 0; a && k < a->sentences.count; k++)
        show(s, a->sentences.at[k].start, a->sentences.at[k].end);
    return buf_string(&shown);
}

const char *others_text(const struct segmented *s)
{
    static const char *const kinds[] = {
#define X(NAME, name) name,
        OTHER_KINDS(X)
#undef X
    };
    shown.len = 0;
    for (uint32_t i = 0; i < s->d.others.count; i++) {
        const struct other *o = &s->d.others.at[i];
        buf_format(&shown, "%s ", kinds[o->kind]);
        show(s, o->start, o->end);
    }
    return buf_string(&shown);
}
