/* place_record.c: see place_record.h. */
#include "workers/place/place_record.h"
#include "workers/place/resolve.h"
#include "workers/text.h"
#include <stdio.h>

enum { CANDIDATES_MAX = 8, CODE_ROOM = 10 };

/* ---- Fields ---- */

/* The code as the standard has it: six digits, nine for a town, none abroad. Taiwan's own areas are
 * numbered by us (workers/data/places/README.md). */
static struct view code_text(struct search *s, uint32_t area)
{
    char digits[CODE_ROOM + 1];
    uint32_t code = s->g->area[area].code, province = 10000000;
    bool numbered_by_us = code >= PLACE_ABROAD || (code / province == 71 && code % province);
    if (numbered_by_us) return view_of("");
    int length = code % 1000 ? snprintf(digits, sizeof digits, "%09u", code)
                             : snprintf(digits, sizeof digits, "%06u", code / 1000);
    return (struct view){arena_copy(s->d->arena, digits, (size_t)length), (size_t)length};
}

/* The year as of which the names of an area's parents are meant. */
static int year_of(const struct search *s, uint32_t area)
{
    const struct area *a = &s->g->area[area];
    if (area_in_year(a, s->year)) return s->year;
    return a->until == YEAR_ALWAYS ? 0 : a->until - 1;
}

/* 贵州省贵阳市南明区 */
static void add_full(const struct search *s, uint32_t area, struct buf *out)
{
    uint32_t code = s->g->area[area].code, chain[4], count = 0;
    int year = year_of(s, area);
    for (code = code_parent(code); code && count < 4; code = code_parent(code)) {
        int parent = gazetteer_area(s->g, code, year);
        if (parent >= 0) chain[count++] = (uint32_t)parent;
    }
    while (count-- > 0) buf_add_view(out, area_name(s->g, chain[count]));
    buf_add_view(out, area_name(s->g, area));
}

/* Text without the blanks and line ends within it. */
static void add_solid(struct buf *out, struct view text)
{
    const char *at = text.at, *end = text.at + text.len;
    while (at < end) {
        const char *start = at;
        if (!char_is_blank(text_next(&at, end))) buf_add(out, start, (size_t)(at - start));
    }
}

static struct view keep(struct search *s, struct buf *b)
{
    struct view kept = {arena_copy(s->d->arena, b->at, b->len), b->len};
    b->len = 0;
    return kept;
}

static struct view full_text(struct search *s, const struct place_mention *m, struct buf *b)
{
    bool pattern = m->pattern;
    if (!pattern && m->area >= 0) {
        add_full(s, (uint32_t)m->area, b);
        return keep(s, b);
    }
    if (pattern && m->within >= 0) add_full(s, (uint32_t)m->within, b);
    uint32_t start = pattern && m->area >= 0 ? m->own : m->start;
    add_solid(b, (struct view){s->text + start, m->end - start});
    return keep(s, b);
}

static struct view *candidate_texts(struct search *s, const struct place_mention *m,
                                    uint32_t *count)
{
    uint32_t best[CANDIDATES_MAX];
    resolve_rank(s, m, -1, best, CANDIDATES_MAX, count);
    struct view *texts = arena_alloc(s->d->arena, (*count + 1) * sizeof *texts);
    for (uint32_t i = 0; i < *count; i++) texts[i] = code_text(s, best[i]);
    return texts;
}

static struct field text_field(enum record_field key, struct view text)
{
    return (struct field){.key = key, .type = FIELD_IS_TEXT, .text = text};
}

static struct record make_record(struct search *s, const struct place_mention *m, struct buf *b)
{
    struct field *f = arena_alloc(s->d->arena, 4 * sizeof *f);
    uint32_t count = 0;
    bool pattern = m->pattern;
    add_solid(b, (struct view){s->text + m->name, m->end - m->name});
    f[count++] = text_field(FIELD_NAME, keep(s, b));
    f[count++] = text_field(FIELD_FULL, full_text(s, m, b));
    bool known = !pattern && m->area >= 0;
    f[count++] = text_field(FIELD_CODE, known ? code_text(s, (uint32_t)m->area) : view_of(""));
    if (!pattern && m->area < 0) {
        uint32_t texts;
        struct view *list = candidate_texts(s, m, &texts);
        f[count++] = (struct field){
            .key = FIELD_CANDIDATES, .type = FIELD_IS_LIST, .list = list, .count = texts};
    }
    return (struct record){.kind = RECORD_PLACE,
                           .start = m->start,
                           .end = m->end,
                           .rule = rules[m->rule].id,
                           .confidence = rules[m->rule].confidence,
                           .fields = f,
                           .field_count = count};
}

/* ---- Among the other records ---- */

static bool gives_way(const struct record *r, const struct place_mention *m)
{
    bool counted = r->kind == RECORD_QUANTITY || r->kind == RECORD_DATE;
    return counted && r->start >= m->start && r->end <= m->end;
}

/* Merges mentions into the records, both in order; of two that overlap one stays. */
static void merge(struct search *s, struct article *a, struct buf *b)
{
    struct record_list old = a->records, merged = {0};
    uint32_t r = 0;
    for (uint32_t i = 0; i < s->found.count; i++) {
        const struct place_mention *m = &s->found.at[i];
        while (r < old.count && old.at[r].end <= m->start)
            *record_add(s->d->arena, &merged) = old.at[r++];
        while (r < old.count && gives_way(&old.at[r], m)) r++;
        if (r < old.count && old.at[r].start < m->end) continue;
        *record_add(s->d->arena, &merged) = make_record(s, m, b);
    }
    while (r < old.count) *record_add(s->d->arena, &merged) = old.at[r++];
    a->records = merged;
}

void place_record_all(struct search *s, struct article *a)
{
    struct buf b = {0};
    if (s->found.count) merge(s, a, &b);
    buf_free(&b);
}
