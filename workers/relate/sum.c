/* sum.c: see sum.h. */
#include "workers/relate/sum.h"
#include "workers/lexicon.h"
#include "workers/relate/adding.h"
#include "workers/step.h"

enum {
    RECORDS = 128,    /* looked at for parts */
    PART_BYTES = 120, /* from one part to the next */
    LABEL_BYTES = 60, /* from the sum to 其中 */
    NEAR = 50,        /* parts that miss the sum by less than one in so many were meant to be it */
};

struct word {
    const char *text;
};
/* What stands directly before a sum that follows its parts. */
static const struct word totals[] = {{"合计"},   {"共计"},   {"总计"},   {"总共"},
                                     {"一共"},   {"合计为"}, {"总计为"}, {"共计为"},
                                     {"合计达"}, {"总计达"}, {"共"},     {"合计约"}};
static struct lexicon total_words;

void sum_prepare(void)
{
    if (!total_words.rows) LEXICON_MAKE(&total_words, totals, LEXICON_ENDS);
}

struct reading {
    struct document *d;
    const char *text;
    struct record_list *records;
    uint32_t first, last; /* the span's */
};

static bool is_apart(const struct reading *r, uint32_t from, uint32_t to)
{
    return to > from + PART_BYTES ||
           (to > from && gap_read(r->text + from, r->text + to).sentences > 0);
}

/* Adds up the figures behind number i, from pos on: those of another unit stand between and are
 * passed over. */
static void add_behind(const struct reading *r, uint32_t i, uint32_t pos, struct adding *a)
{
    for (uint32_t k = i + 1; k < r->last && k - i <= RECORDS; k++) {
        const struct record *other = &r->records->at[k];
        struct addend part;
        if (is_apart(r, pos, other->start)) return;
        if (other->end > pos) pos = other->end;
        if (!addend_read(r->text, other, &part) || !addend_is_counted_as(part.unit, a->sum.unit))
            continue;
        if (!adding_take(a, &part)) return;
    }
}

static void add_before(const struct reading *r, uint32_t i, struct adding *a)
{
    uint32_t pos = r->records->at[i].start;
    for (uint32_t k = i; k-- > r->first && i - k <= RECORDS;) {
        const struct record *other = &r->records->at[k];
        struct addend part;
        if (other->end > pos) continue; /* the name that the one before stands in */
        if (is_apart(r, other->end, pos)) return;
        pos = other->start;
        if (!addend_read(r->text, other, &part) || !addend_is_counted_as(part.unit, a->sum.unit))
            continue;
        if (!adding_take(a, &part)) return;
    }
}

/* Where the parts of the sum begin that follow it: 4804件,其中…; 4804件。其中…; 4804件:…;
 * 4804件(…. NULL if none do. A colon or bracket behind a comma belongs to something else. */
static const char *parts_behind(const struct reading *r, uint32_t i)
{
    bool parted = false;
    const char *at = r->text + r->records->at[i].end;
    const char *end = r->text + r->records->at[r->last - 1].end;
    for (const char *limit = end - at > LABEL_BYTES ? at + LABEL_BYTES : end; at < limit;) {
        if (step_over(&at, end, "其中")) return at;
        uint32_t c = step_next(&at, end);
        if (char_among(c, U":(") && !parted) return at;
        if (char_among(c, U"。!?;\n")) return step_over(&at, end, "其中") ? at : NULL;
        parted = parted || c == ',';
    }
    return NULL;
}

/* Is it said to be a sum: 合计4804件? */
static bool parts_precede(const struct reading *r, uint32_t i)
{
    const char *begin, *start = r->text + r->records->at[i].start;
    return lexicon_before(&total_words, r->text + r->records->at[r->first].start, start, &begin) >=
           0;
}

static void check(const struct reading *r, uint32_t i)
{
    struct addend sum;
    if (!addend_read(r->text, &r->records->at[i], &sum)) return;
    struct adding behind = adding_to(&sum), before = behind;
    const char *parts = parts_behind(r, i);
    if (parts) add_behind(r, i, (uint32_t)(parts - r->text), &behind);
    if (!behind.equal && parts_precede(r, i)) add_before(r, i, &before);
    if (behind.equal || (!before.equal && adding_is_near(&behind, NEAR)))
        adding_mark(r->d->arena, &r->records->at[i], &behind);
    else if (before.equal || adding_is_near(&before, NEAR))
        adding_mark(r->d->arena, &r->records->at[i], &before);
}

void sum_check(struct document *d, struct article *a, struct span span)
{
    struct reading r = {.d = d, .text = d->canonical.at, .records = &a->records};
    r.first = first_record(&a->records, span.start);
    r.last = first_record(&a->records, span.end);
    for (uint32_t i = r.first; i < r.last; i++) check(&r, i);
}
