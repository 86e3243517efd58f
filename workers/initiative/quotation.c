/* quotation.c: see quotation.h. */
#include "workers/initiative/quotation.h"
#include "workers/step.h"

enum {
    QUOTATION_BYTES = 240,
    LINE_ENDS = 2,   /* that typesetting put into a name */
    HEAD_LEAST = 2,  /* characters before a head, for it to end a name */
    CODE_DIGITS = 4, /* digits that are a code for parts, as 11633; 110 and 2G are none */
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

/* What is counted while a quotation is read. */
struct rhythm {
    unsigned characters, shortest, longest; /* of the clause that is read, and of all clauses */
    unsigned digits;
    uint32_t previous;
    bool counted;        /* `previous` was counted as a numeral */
    bool dashed, broken; /* A—B, and A——B, where the dash breaks a sentence off */
};

static void end_clause(struct quotation *q, struct rhythm *r)
{
    if (!r->characters) return;
    q->clauses++;
    if (r->characters > r->longest) r->longest = r->characters;
    if (q->clauses == 1 || r->characters < r->shortest) r->shortest = r->characters;
    r->characters = 0;
}

/* 一 is no number in 统一, 进一步 and 一样. */
static bool is_in_word(const struct rhythm *r, uint32_t c)
{
    return c == U'一' && char_among(r->previous, U"第统进唯同专单不");
}

static bool ends_word(const struct rhythm *r, uint32_t c)
{
    return r->previous == U'一' && char_among(c, U"样起切定直些致律流般味向");
}

static void count_numeral(struct quotation *q, struct rhythm *r, uint32_t c)
{
    if (q->numerals && r->counted && ends_word(r, c)) q->numerals--;
    r->counted = false;
    if (char_is_digit(c)) {
        r->digits++;
        if (char_is_digit(r->previous)) return;
    } else if (r->previous == U'第' || is_in_word(r, c) ||
               !char_among(c, U"一二三四五六七八九十百千两双零")) {
        return;
    }
    q->numerals++;
    r->counted = true;
    if (q->characters == 1) q->begins_with_number = true;
}

static void look_at(struct quotation *q, struct rhythm *r, uint32_t c)
{
    if (c == '\n' || c == '\r') return;
    q->characters++;
    if (char_among(c, U"、,,·・•;;") || char_is_blank(c)) {
        end_clause(q, r);
    } else {
        r->characters++;
        if (char_among(c, U"。!?!?")) q->speech = true;
        if (char_among(c, U"++→")) q->formula = true;
        if (c == U'—') *(r->previous == c ? &r->broken : &r->dashed) = true;
        count_numeral(q, r, c);
    }
    r->previous = c;
}

/* What can be told when all of it has been read. */
static void finish(struct quotation *q, struct rhythm *r)
{
    const char *begin, *end = q->inner.at + q->inner.len;
    end_clause(q, r);
    q->parallel = q->clauses >= 2 && r->shortest >= 2 && r->longest - r->shortest <= q->clauses / 3;
    q->formula = q->formula || (r->dashed && !r->broken) ||
                 (r->digits == q->characters && r->digits >= CODE_DIGITS);
    bool marked = r->digits > 0 && r->digits + 1 == q->characters;
    q->day = marked && (q->clauses == 2 || char_among(r->previous, U"项个条名家人年月日号天次场"));
    q->head = head_before(q->inner.at, end, &begin);
    struct view beginning = {q->inner.at, q->head ? (size_t)(begin - q->inner.at) : 0};
    if (text_length(beginning) < HEAD_LEAST) q->head = NULL;
}

bool quotation_read(const char *at, const char *end, struct quotation *q)
{
    const char *limit = end - at > QUOTATION_BYTES ? at + QUOTATION_BYTES : end;
    struct rhythm rhythm = {0};
    unsigned lines = 0;
    *q = (struct quotation){.open = at};
    if (at == end) return false;
    uint32_t open = text_next(&at, end), close = closing_of(open);
    if (!close) return false;
    q->inner.at = at;
    while (at < limit) {
        const char *here = at;
        uint32_t c = text_next(&at, end);
        if (c == close) {
            q->inner.len = (size_t)(here - q->inner.at);
            q->behind = at;
            finish(q, &rhythm);
            return q->characters > 0;
        }
        if (c == open || (c == '\n' && ++lines > LINE_ENDS)) return false;
        look_at(q, &rhythm, c);
    }
    return false;
}

int quotation_weight(const struct quotation *q)
{
    int weight = 0;
    if (q->formula) weight += 3;
    if (q->numerals) weight += q->numerals > 1 ? 2 : 1;
    if (q->head && q->head->part <= HEAD_CLOSES && q->clauses == 1) weight += 3;
    if (q->parallel) weight += 1;
    if (q->characters > 30 && !q->parallel && !q->formula) weight -= 2;
    if (q->characters < 3 && !q->numerals) weight -= 1;
    if (is_plain(q->inner) || q->day) weight -= 3;
    return weight;
}
