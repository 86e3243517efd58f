/* names.c: see names.h. */
#include "workers/name/names.h"
#include "workers/name/org.h"
#include "workers/name/person.h"
#include "workers/name/settle.h"
#include "workers/resources.h"
#include "workers/text.h"
#include <stdlib.h>
#include <string.h>

enum { BUDGET_BYTES = 65536 };

/* One reading of the document, line by line; false if the budget ran out. */
typedef void line_reader(struct reading *r);

static bool read_span(struct reading *r, struct span span, line_reader *read,
                      const struct budget *budget)
{
    const char *at = r->text + span.start, *end = r->text + span.end, *next_check = at;
    while (at < end) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        r->start = at;
        r->end = stop ? stop : end;
        r->line_records = r->article->records.count;
        read(r);
        at = stop ? stop + 1 : end;
        if (at < next_check) continue;
        if (budget_over(budget, r->d)) return false;
        next_check = at + BUDGET_BYTES;
    }
    return true;
}

static bool read_all(struct reading *r, line_reader *read, void (*begin)(struct reading *r),
                     const struct budget *budget)
{
    for (uint32_t i = 0; i < r->d->articles.count; i++) {
        r->article = &r->d->articles.at[i];
        if (begin) begin(r);
        for (uint32_t s = 0; s < r->article->spans.count; s++) {
            if (!read_span(r, r->article->spans.at[s], read, budget)) return false;
        }
    }
    return true;
}

/* Segmentation has read the bylines; one that was put together from pieces is not in the text. */
static void begin_article(struct reading *r)
{
    r->old_records = r->article->records.count;
    for (uint32_t i = 0; i < r->article->byline_count; i++)
        known_add(&r->known, r->article->byline[i], RECORD_PERSON);
}

static void read_line(struct reading *r)
{
    org_read_line(r);
    r->line_orgs = r->article->records.count;
    person_read_line(r);
}

/* A name's span is taken if a name was found there with evidence of its own. */
static bool is_name(const struct record *r)
{
    return r->kind == RECORD_ORG || r->kind == RECORD_PERSON;
}

static int by_start(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    return x->start == y->start ? 0 : x->start < y->start ? -1 : 1;
}

static void collect_taken(struct reading *r)
{
    const struct record_list *list = &r->article->records;
    r->taken = arena_alloc(r->d->arena, (list->count + 1) * sizeof *r->taken);
    r->taken_count = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        if (is_name(&list->at[i]))
            r->taken[r->taken_count++] = (struct span){list->at[i].start, list->at[i].end};
    }
    if (r->taken_count) qsort(r->taken, r->taken_count, sizeof *r->taken, by_start);
}

/* The end of the name that covers a part of start..end; 0 if none does. */
static uint32_t taken_until(const struct reading *r, uint32_t start, uint32_t end)
{
    uint32_t low = 0, high = r->taken_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (r->taken[middle].start < end)
            low = middle + 1;
        else
            high = middle;
    }
    return low && r->taken[low - 1].end > start ? r->taken[low - 1].end : 0;
}

static void add_mention(struct reading *r, const struct known_name *name, const char *start,
                        const char *end)
{
    struct field_set set = {.count = 0};
    field_text(&set, FIELD_NAME, name->full);
    if (name->kind == RECORD_ORG) {
        if (name->full.len > name->text.len) field_text(&set, FIELD_FULL, name->full);
        field_text(&set, FIELD_TYPE, name->type);
    }
    reading_record(r, name->kind == RECORD_ORG ? RULE_ORG_KNOWN : RULE_PERSON_KNOWN, start, end,
                   &set);
}

/* Looks for known names where none was found. */
static void read_mentions(struct reading *r)
{
    for (const char *at = r->start; at < r->end;) {
        const char *next = at;
        bool begins = known_begins(&r->known, text_next(&next, r->end));
        const struct known_name *name = begins ? known_at(&r->known, at, r->end) : NULL;
        if (name) {
            const char *end = at + name->text.len;
            uint32_t until = taken_until(r, (uint32_t)(at - r->text), (uint32_t)(end - r->text));
            if (until) {
                if (r->text + until > at) at = r->text + until;
                continue;
            }
            if (name->kind == RECORD_ORG ? org_stands(r, at, end) : person_stands(r, at, end)) {
                add_mention(r, name, at, end);
                at = end;
                continue;
            }
        }
        at = next;
    }
}

int names_check(const struct resources *shared, struct err *err)
{
    struct facts facts;
    return facts_open(&facts, resources_part(shared, "names"), err);
}

bool names_find(struct document *d, const struct resources *shared, const struct budget *budget)
{
    struct reading r = {.d = d, .text = d->canonical.at};
    struct err err;
    if (!shared || facts_open(&r.facts, resources_part(shared, "names"), &err) != 0) return true;
    org_prepare();
    known_open(&r.known, d->arena);
    bool whole = read_all(&r, read_line, begin_article, budget);
    if (whole) {
        org_link(&r);
        whole = read_all(&r, read_mentions, collect_taken, budget);
    }
    known_close(&r.known);
    for (uint32_t i = 0; i < d->articles.count; i++) settle_records(&d->articles.at[i].records);
    return whole;
}
