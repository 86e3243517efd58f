/* quotation.c: see quotation.h. */
#include "workers/initiative/quotation.h"
#include "workers/step.h"

enum {
    QUOTATION_BYTES = 240,
    HEAD_LEAST = 2, /* characters before a head, for it to end a name */
};

static uint32_t closing_of(uint32_t open)
{
    switch (open) {
    case U'“': return U'”';
    case U'‘': return U'’';
    case U'「': return U'」';
    case U'『': return U'』';
    case '"': return '"';
    default: return 0;
    }
}

/* The clauses of a quotation, as they are counted. */
struct rhythm {
    unsigned characters, shortest, longest;
};

static void end_clause(struct quotation *q, struct rhythm *r)
{
    if (!r->characters) return;
    q->clauses++;
    if (r->characters > r->longest) r->longest = r->characters;
    if (q->clauses == 1 || r->characters < r->shortest) r->shortest = r->characters;
    r->characters = 0;
}

static bool is_numeral(uint32_t c)
{
    return char_is_digit(c) || char_among(c, U"一二三四五六七八九十百千两双零");
}

static void look_at(struct quotation *q, struct rhythm *r, uint32_t c, uint32_t previous)
{
    q->characters++;
    if (char_among(c, U"、,,·・•;;") || char_is_blank(c)) {
        end_clause(q, r);
        return;
    }
    r->characters++;
    if (char_among(c, U"。!?!?")) q->speech = true;
    if (char_among(c, U"+++—→")) q->formula = true;
    if (!is_numeral(c)) return;
    if (q->characters == 1) {
        q->begins_with_number = true;
        q->begins_with_several = c != U'一'; /* 一盘棋 */
    }
    if (!char_is_digit(c) || !char_is_digit(previous)) q->numerals++;
    if (char_is_digit(c) && char_is_digit(previous) && q->begins_with_number) {
        /* 11633, 369: digits alone */
        q->formula = q->formula || (q->numerals == 1 && q->characters >= 3);
    }
}

bool quotation_read(const char *at, const char *end, struct quotation *q)
{
    const char *limit = end - at > QUOTATION_BYTES ? at + QUOTATION_BYTES : end;
    struct rhythm rhythm = {0};
    *q = (struct quotation){.open = at};
    if (at == end) return false;
    uint32_t open = text_next(&at, end), close = closing_of(open), previous = 0;
    if (!close) return false;
    q->inner.at = at;
    while (at < limit) {
        const char *here = at;
        uint32_t c = text_next(&at, end);
        if (c == close) {
            const char *begin;
            q->inner.len = (size_t)(here - q->inner.at);
            q->behind = at;
            end_clause(q, &rhythm);
            q->parallel = q->clauses >= 2 && rhythm.shortest >= 2 &&
                          rhythm.longest - rhythm.shortest <= q->clauses / 3;
            q->head = head_before(q->inner.at, here, &begin);
            struct view beginning = {q->inner.at, q->head ? (size_t)(begin - q->inner.at) : 0};
            if (text_length(beginning) < HEAD_LEAST) q->head = NULL;
            return q->characters > 0;
        }
        if (c == open || c == '\n') return false;
        look_at(q, &rhythm, c, previous);
        previous = c;
    }
    return false;
}

int quotation_weight(const struct quotation *q)
{
    int weight = 0;
    if (q->formula) weight += 3;
    if (q->numerals) weight += q->begins_with_several || q->numerals > 1 ? 2 : 1;
    if (q->head && q->head->part <= HEAD_CLOSES && q->clauses == 1) weight += 3;
    if (q->parallel) weight += 1;
    if (q->characters > 30 && !q->parallel && !q->formula) weight -= 2;
    if (q->characters < 3 && !q->numerals) weight -= 1;
    if (is_plain(q->inner)) weight -= 3;
    return weight;
}
