/* reading.c: see reading.h. */
#include "workers/name/reading.h"
#include "workers/text.h"
#include <string.h>

enum { TITLE_BYTES = 300 };

struct record *reading_record(struct reading *r, enum rule_number rule, const char *start,
                              const char *end, const struct field_set *set)
{
    struct record *record = record_add(r->d->arena, &r->article->records);
    struct field *fields = arena_alloc(r->d->arena, set->count * sizeof *fields);
    memcpy(fields, set->at, set->count * sizeof *fields);
    *record = (struct record){.kind = rules[rule].kind,
                              .start = (uint32_t)(start - r->text),
                              .end = (uint32_t)(end - r->text),
                              .rule = rules[rule].id,
                              .confidence = rules[rule].confidence,
                              .fields = fields,
                              .field_count = set->count};
    return record;
}

const char *reading_place_before(const struct reading *r, const char *at)
{
    const struct record *records = r->article->records.at;
    uint32_t low = 0, high = r->old_records, place = (uint32_t)(at - r->text);
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (records[middle].start < place)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low || records[low - 1].end != place || records[low - 1].kind != RECORD_PLACE) return NULL;
    const char *start = r->text + records[low - 1].start;
    return start >= r->start ? start : NULL;
}

struct view reading_kind_before(const struct reading *r, const char *at, unsigned kinds)
{
    struct view longest = {0};
    const char *from = at;
    for (int n = 1; n <= 6 && from > r->start; n++) {
        if (!char_is_cjk(text_before(&from, r->start))) break;
        size_t length = (size_t)(at - from);
        if (n > 1 && word_kinds(facts_word(&r->facts, from, length)) & kinds)
            longest = (struct view){from, length};
    }
    return longest;
}

struct view reading_kind_at(const struct reading *r, const char *at, unsigned kinds)
{
    struct view longest = {0};
    const char *behind = at;
    if (!facts_begins(&r->facts, reading_at(r, at), kinds)) return longest;
    for (int n = 1; n <= 4 && behind < r->end; n++) {
        if (!char_is_cjk(text_next(&behind, r->end))) break;
        size_t length = (size_t)(behind - at);
        if (word_kinds(facts_word(&r->facts, at, length)) & kinds)
            longest = (struct view){at, length};
    }
    return longest;
}

uint32_t reading_before(const struct reading *r, const char *at)
{
    return at > r->start ? text_before(&at, r->start) : 0;
}

uint32_t reading_at(const struct reading *r, const char *at)
{
    return at < r->end ? text_next(&at, r->end) : 0;
}

const char *reading_skip_title(const struct reading *r, const char *at)
{
    const char *behind = at + strlen("《");
    const char *limit = r->end - behind > TITLE_BYTES ? behind + TITLE_BYTES : r->end;
    for (const char *p = behind; p < limit;) {
        if (text_next(&p, r->end) == U'》') return p;
    }
    return behind;
}

const struct record *reading_org_reaching(const struct reading *r, const char *at)
{
    const struct record *records = r->article->records.at;
    uint32_t low = r->line_records, high = r->line_orgs, place = (uint32_t)(at - r->text);
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (records[middle].end < place)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->line_orgs ? &records[low] : NULL;
}
