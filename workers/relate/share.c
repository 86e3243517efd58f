/* share.c: see share.h. */
#include "workers/relate/share.h"
#include "workers/relate/adding.h"
#include "workers/relate/clause.h"
#include "workers/step.h"

enum {
    CLAUSE_BYTES = 240, /* from one share to the next */
    NEAR = 50,          /* as in sum.c */
    SURE_PARTS = 3,     /* fewer that miss the whole were not meant to be all of it */
    FINE_PLACE = -9,    /* the whole is exact */
};

struct sentence {
    struct adding adding;
    struct record *parts[32];
    bool nested; /* 其中 stands in it */
};

static struct sentence sentence_begin(void)
{
    static const struct addend whole = {
        .value = {.digits = 1}, .unit = {"%", 1}, .place = FINE_PLACE};
    return (struct sentence){.adding = adding_to(&whole)};
}

static void sentence_end(struct document *d, struct sentence *s)
{
    uint32_t count = s->adding.parts;
    if (!s->nested && s->adding.equal)
        for (uint32_t i = 0; i < count; i++) adding_mark(d->arena, s->parts[i], &s->adding);
    else if (!s->nested && count >= SURE_PARTS && adding_is_near(&s->adding, NEAR))
        adding_mark(d->arena, s->parts[count - 1], &s->adding);
    *s = sentence_begin();
}

/* What stands between the record before and this one says that it is a share. */
static void take(struct sentence *s, const char *text, struct record *r, const char *from)
{
    struct addend part;
    const char *start = text + r->start;
    s->nested = s->nested || gap_has(from, start, "其中");
    if (!gap_has(from, start, "占") || !addend_read(text, r, &part)) return;
    if (!view_equal(part.unit, s->adding.sum.unit)) return;
    uint32_t before = s->adding.parts;
    if (before == sizeof s->parts / sizeof *s->parts) {
        s->nested = true; /* too many to be told apart */
        return;
    }
    s->parts[before] = r;
    adding_take(&s->adding, &part);
}

/* Where the clause before the first share of a sentence is looked for at most. */
static const char *clause_floor(const char *floor, const char *start)
{
    if (start - floor <= CLAUSE_BYTES) return floor;
    floor = start - CLAUSE_BYTES;
    while ((*floor & 0xc0) == 0x80) floor++;
    return floor;
}

void share_check(struct document *d, struct article *a, struct span span)
{
    const char *text = d->canonical.at, *from = text + span.start;
    struct sentence s = sentence_begin();
    uint32_t last = first_record(&a->records, span.end);
    for (uint32_t i = first_record(&a->records, span.start); i < last; i++) {
        struct record *r = &a->records.at[i];
        const char *start = text + r->start;
        if (r->kind != RECORD_QUANTITY || start < from) continue;
        if (step_peek_before(text + r->end, start) != '%') continue;
        const char *floor = clause_floor(from, start);
        struct gap gap = gap_read(floor, start);
        if (gap.sentences > 0 || floor > from) sentence_end(d, &s);
        take(&s, text, r, gap.clause ? gap.clause : gap.rest);
        from = text + r->end;
    }
    sentence_end(d, &s);
}
