/* scan.c: see scan.h. */
#include "workers/scan.h"
#include "proto/numeral.h"
#include "workers/cited.h"
#include "workers/date/date.h"
#include "workers/date/date_word.h"
#include "workers/figure/quantity.h"
#include "workers/step.h"
#include <string.h>

enum {
    QUOTE_BYTES =
        90, /* a quotation up to this long, without a full stop in it, is a name or a slogan */
    BUDGET_BYTES = 65536,
    READERS_MOST = 6, /* with a NULL behind them */
};

/* What can begin with a character; from the code point, which almost always is below 2^16. */
enum trigger { NOTHING, NUMBER, WORD, TITLE, BRACKET, QUOTE, STOP, LINE, TRIGGERS };

static uint8_t triggers[65536];
static bool prepared;

static void trigger(const uint32_t *characters, enum trigger t)
{
    for (; *characters; characters++) triggers[*characters] = (uint8_t)t;
}

static void trigger_word(uint32_t c)
{
    triggers[c] = WORD;
}

void scan_prepare(void)
{
    if (prepared) return;
    date_prepare();
    date_word_beginnings(trigger_word);
    for (uint32_t c = 0; c < 0xffff; c++) {
        if (numeral_begins(c)) triggers[c] = NUMBER;
    }
    trigger(U"《", TITLE);
    trigger(U"〔[(【﹝〖", BRACKET);
    trigger(U"“‘「『\"", QUOTE);
    trigger(U"。!?;", STOP);
    trigger(U"\n", LINE);
    for (uint32_t c = 0; c < 0xffff; c++) {
        if (!triggers[c]) triggers[c] = triggers[char_plain(c)];
    }
    quantity_prepare();
    prepared = true;
}

static void field_add(struct field_set *set, struct field f)
{
    if (set->count < sizeof set->at / sizeof *set->at) set->at[set->count++] = f;
}

void field_text(struct field_set *set, enum record_field key, struct view text)
{
    field_add(set, (struct field){.key = key, .type = FIELD_IS_TEXT, .text = text});
}

void field_string(struct field_set *set, enum record_field key, const char *text)
{
    field_text(set, key, view_of(text));
}

void field_true(struct field_set *set, enum record_field key)
{
    field_add(set, (struct field){.key = key, .type = FIELD_IS_TRUE});
}

void field_list(struct field_set *set, enum record_field key, const struct view *list,
                uint32_t count)
{
    field_add(set, (struct field){.key = key, .type = FIELD_IS_LIST, .list = list, .count = count});
}

struct view scan_keep(struct scan *s, const char *bytes, size_t length)
{
    return (struct view){arena_copy(s->d->arena, bytes, length), length};
}

struct record *scan_record(struct scan *s, enum rule_number rule, const char *start,
                           const char *end, const struct field_set *set)
{
    struct record *r = record_add(s->d->arena, &s->article->records);
    struct field *fields = arena_alloc(s->d->arena, set->count * sizeof *fields);
    memcpy(fields, set->at, set->count * sizeof *fields);
    *r = (struct record){.kind = rules[rule].kind,
                         .start = (uint32_t)(start - s->text),
                         .end = (uint32_t)(end - s->text),
                         .rule = rules[rule].id,
                         .confidence = rules[rule].confidence,
                         .fields = fields,
                         .field_count = set->count};
    s->at = s->floor = end;
    return r;
}

/* A short quotation is a name or a slogan; a long one, or one with a full stop, is somebody's
 * speech. */
static bool read_quote(struct scan *s)
{
    const char *at = s->at, *limit = s->end - at > QUOTE_BYTES ? at + QUOTE_BYTES : s->end;
    uint32_t open = text_next(&at, s->end), close = open == '"' ? '"' : open + 1;
    s->at = at;
    if (s->at <= s->quote_end) return true;
    while (at < limit) {
        uint32_t c = text_next(&at, s->end);
        if (c == close) {
            s->quote_end = at;
            return true;
        }
        if (c < 0xffff && (triggers[c] == STOP || triggers[c] == LINE)) return true;
    }
    return true;
}

static bool read_stop(struct scan *s)
{
    text_next(&s->at, s->end);
    s->sentence = s->at;
    return true;
}

static bool read_line(struct scan *s)
{
    read_stop(s);
    s->line = s->at;
    return true;
}

typedef bool reader(struct scan *s);
static reader *const readers[TRIGGERS][READERS_MOST] = {
    [NUMBER] = {date_read_word, date_read, quantity_read},
    [WORD] = {date_read_word},
    [TITLE] = {cited_read_title},
    [BRACKET] = {cited_read_number},
    [QUOTE] = {read_quote},
    [STOP] = {read_stop},
    [LINE] = {read_line},
};

/* Moves to the next character that something can begin with; what that is. NOTHING at the end. */
static enum trigger next_trigger(struct scan *s)
{
    const char *at = s->at, *end = s->end;
    while (at < end) {
        s->at = at;
        uint32_t c = text_next(&at, end);
        enum trigger t = c < 0x10000 ? triggers[c] : NOTHING;
        if (t != NOTHING) return t;
    }
    s->at = end;
    return NOTHING;
}

static void read_at(struct scan *s, enum trigger t)
{
    for (reader *const *r = readers[t]; *r; r++) {
        if ((*r)(s)) return;
    }
    text_next(&s->at, s->end);
}

static bool scan_span(struct scan *s, struct span span, const struct budget *budget)
{
    s->start = s->at = s->floor = s->sentence = s->line = s->text + span.start;
    s->end = s->text + span.end;
    s->quote_end = s->start;
    const char *next_check = s->start + BUDGET_BYTES;
    for (enum trigger t; (t = next_trigger(s)) != NOTHING;) {
        read_at(s, t);
        if (s->at < next_check) continue;
        if (budget_over(budget, s->d)) return false;
        next_check = s->at + BUDGET_BYTES;
    }
    return true;
}

bool scan_article(struct document *d, struct article *a, const struct budget *budget)
{
    struct scan s = {.d = d, .article = a, .text = d->canonical.at};
    date_basis_open(&s.basis, d, a);
    for (uint32_t i = 0; i < a->spans.count; i++) {
        if (!scan_span(&s, a->spans.at[i], budget)) return false;
    }
    return true;
}
