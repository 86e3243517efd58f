/* sum.c: see sum.h. */
#include "workers/relate/sum.h"
#include "proto/decimal.h"
#include "workers/lexicon.h"
#include "workers/step.h"
#include <string.h>

enum {
    PARTS = 32,
    RECORDS = 128,     /* looked at for them */
    PART_BYTES = 120,  /* from one part to the next */
    LABEL_BYTES = 60,  /* from the sum to 其中 */
    NEAR = 50,         /* parts that miss the sum by less than one in so many were meant to be it */
    UNKNOWN_PLACE = 0, /* the place of the last digit of a figure in words: exact */
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

/* A figure that can be added up. */
struct amount {
    struct decimal value;
    struct view unit;
    int place; /* the power of ten of its last digit: 6 of 3.53亿 */
};

static bool read_decimal(struct view text, struct decimal *d)
{
    bool fraction = false;
    *d = decimal_of(0);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        if (c == '.' && !fraction)
            fraction = true;
        else if (c < '0' || c > '9' || !decimal_push(d, (unsigned)(c - '0'), fraction))
            return false;
    }
    return text.len > 0;
}

/* The place of the last digit that the text has: where its digits alone, moved, are the value. */
static int last_place(struct view text, struct decimal value)
{
    struct decimal digits = decimal_of(0);
    bool any = false;
    for (const char *at = text.at, *end = at + text.len; at < end;) {
        uint32_t c = step_next(&at, end);
        if (!char_is_digit(c)) continue;
        if (!decimal_push(&digits, c - '0', false)) return UNKNOWN_PLACE;
        any = true;
    }
    for (int place = -6; any && digits.digits && place <= 12; place++) {
        struct decimal moved = digits;
        if (decimal_scale(&moved, place) && decimal_compare(moved, value) == 0) return place;
    }
    return UNKNOWN_PLACE;
}

static bool read_amount(const char *text, const struct record *r, struct amount *a)
{
    const struct field *value = record_find(r, FIELD_VALUE), *unit = record_find(r, FIELD_UNIT);
    if (r->kind != RECORD_QUANTITY || !value || !unit || !unit->text.len) return false;
    if (record_find(r, FIELD_APPROX) || record_find(r, FIELD_BOUND) || record_find(r, FIELD_RANGE))
        return false;
    a->unit = unit->text;
    if (!read_decimal(value->text, &a->value)) return false;
    a->place = last_place((struct view){text + r->start, r->end - r->start}, a->value);
    return true;
}

/* Persons are counted in several words. */
static bool counts_persons(struct view unit)
{
    static const char *const words[] = {"人", "名", "位", "个人"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_equal(unit, view_of(words[i]))) return true;
    return false;
}

static bool is_same_unit(struct view a, struct view b)
{
    return view_equal(a, b) || (counts_persons(a) && counts_persons(b));
}

/* ---- Adding up ---- */

/* What the parts shall come to, and what they have come to. */
struct adding {
    struct amount sum;
    struct decimal total;
    int place; /* the highest last place of the sum and its parts */
    uint32_t parts;
    bool equal;
};

/* How far the parts are from the sum; false if that is too long a number. */
static bool distance(const struct adding *a, struct decimal *apart)
{
    struct decimal less = a->sum.value;
    *apart = a->total;
    less.digits = -less.digits;
    if (!decimal_add(apart, less)) return false;
    if (apart->digits < 0) apart->digits = -apart->digits;
    return true;
}

/* Rounded figures may be off by half of their last place, each; whole ones not at all. */
static bool adds_up(const struct adding *a)
{
    struct decimal apart, room = {.digits = (int64_t)a->parts + 1, .exponent = a->place};
    if (a->parts < 2 || !distance(a, &apart)) return false;
    if (apart.digits == 0) return true;
    return a->place != 0 && decimal_ratio(&apart, 2, 1) && decimal_compare(apart, room) <= 0;
}

static bool is_near(const struct adding *a)
{
    struct decimal apart;
    return a->parts > 1 && distance(a, &apart) && apart.digits && decimal_ratio(&apart, NEAR, 1) &&
           decimal_compare(apart, a->sum.value) < 0;
}

/* Takes a part in; false when no more of them may follow. */
static bool add_part(struct adding *a, const struct amount *part)
{
    if (a->parts == PARTS || !decimal_add(&a->total, part->value)) return false;
    if (part->place > a->place) a->place = part->place;
    a->parts++;
    a->equal = adds_up(a);
    return !a->equal;
}

/* ---- In the text ---- */

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
        struct amount part;
        if (is_apart(r, pos, other->start)) return;
        if (other->end > pos) pos = other->end;
        if (!read_amount(r->text, other, &part) || !is_same_unit(part.unit, a->sum.unit)) continue;
        if (!add_part(a, &part)) return;
    }
}

static void add_before(const struct reading *r, uint32_t i, struct adding *a)
{
    uint32_t pos = r->records->at[i].start;
    for (uint32_t k = i; k-- > r->first && i - k <= RECORDS;) {
        const struct record *other = &r->records->at[k];
        struct amount part;
        if (other->end > pos) continue; /* the name that the one before stands in */
        if (is_apart(r, other->end, pos)) return;
        pos = other->start;
        if (!read_amount(r->text, other, &part) || !is_same_unit(part.unit, a->sum.unit)) continue;
        if (!add_part(a, &part)) return;
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

static void mark(const struct reading *r, struct record *sum, const struct adding *a)
{
    char text[DECIMAL_TEXT];
    struct field f = {.key = FIELD_CHECKED, .type = FIELD_IS_TRUE};
    if (!a->equal) {
        size_t length = decimal_text(a->total, text);
        f = (struct field){.key = FIELD_DISPUTED,
                           .type = FIELD_IS_TEXT,
                           .text = {arena_copy(r->d->arena, text, length), length}};
    }
    record_add_field(r->d->arena, sum, f);
}

static void check(const struct reading *r, uint32_t i)
{
    struct adding behind = {0}, before;
    if (!read_amount(r->text, &r->records->at[i], &behind.sum)) return;
    behind.place = behind.sum.place;
    before = behind;
    const char *parts = parts_behind(r, i);
    if (parts) add_behind(r, i, (uint32_t)(parts - r->text), &behind);
    if (!behind.equal && parts_precede(r, i)) add_before(r, i, &before);
    if (behind.equal || (!before.equal && is_near(&behind)))
        mark(r, &r->records->at[i], &behind);
    else if (before.equal || is_near(&before))
        mark(r, &r->records->at[i], &before);
}

void sum_check(struct document *d, struct article *a, struct span span)
{
    struct reading r = {.d = d, .text = d->canonical.at, .records = &a->records};
    r.first = first_record(&a->records, span.start);
    r.last = first_record(&a->records, span.end);
    for (uint32_t i = r.first; i < r.last; i++) check(&r, i);
}
