/* initiative.c: see initiative.h. */
#include "workers/initiative/initiative.h"
#include "workers/initiative/headed.h"
#include "workers/initiative/join.h"
#include "workers/initiative/numbered.h"
#include "workers/initiative/quoted.h"
#include "workers/initiative/titled.h"
#include "workers/step.h"

enum { BUDGET_BYTES = 65536 };

/* What begins with a character below 2^16. */
enum sign { NOTHING, QUOTE, TITLE, HEAD, NUMBER };
static uint8_t signs[65536];

static void sign_head(uint32_t character)
{
    signs[character] = HEAD;
}

void initiative_prepare(void)
{
    if (signs[U'“']) return;
    vocabulary_prepare();
    numbered_prepare();
    head_beginnings(sign_head);
    for (const uint32_t *c = U"“‘「『\""; *c; c++) signs[*c] = QUOTE;
    for (const uint32_t *c = U"一二三四五六七八九十两"; *c; c++) signs[*c] = NUMBER;
    signs[U'《'] = TITLE;
}

/* Reads what may begin at `at`; where reading goes on. */
static const char *read_at(struct passage *r, const char *at)
{
    const char *behind = NULL, *next = at;
    uint32_t c = text_next(&next, r->end);
    switch (c < 0x10000 ? signs[c] : NOTHING) {
    case QUOTE: behind = quoted_read(r, at); break;
    case HEAD: behind = headed_read(r, at); break;
    case TITLE: behind = titled_read(r, at); break;
    case NUMBER: behind = numbered_read(r, at); break;
    }
    return behind ? behind : next;
}

static bool read_span(struct passage *r, const struct budget *budget)
{
    const char *at = r->start, *check = at + BUDGET_BYTES;
    r->floor = at;
    r->named = false;
    while (at < r->end) {
        at = read_at(r, at);
        if (at < check) continue;
        if (budget_over(budget, r->d)) return false;
        check = at + BUDGET_BYTES;
    }
    return true;
}

bool initiative_read(struct document *d, const struct budget *budget)
{
    struct mention_list mentions = {0};
    for (uint32_t i = 0; i < d->articles.count; i++) {
        const struct span_list *spans = &d->articles.at[i].spans;
        for (uint32_t k = 0; k < spans->count; k++) {
            struct passage r = {.d = d,
                                .article = i,
                                .start = d->canonical.at + spans->at[k].start,
                                .end = d->canonical.at + spans->at[k].end,
                                .mentions = &mentions};
            if (!read_span(&r, budget)) return false;
        }
    }
    return join_mentions(d, &mentions, budget);
}
