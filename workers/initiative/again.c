/* again.c: see again.h. */
#include "workers/initiative/again.h"
#include "workers/text.h"
#include <string.h>

enum {
    BUDGET_BYTES = 65536,
    BARE_LEAST = 4,      /* characters of a name that is looked for in its article */
    ELSEWHERE_LEAST = 6, /* and in others */
    PREFIXES = 2048,     /* slots of the index of beginnings */
    PREFIX_NAMES = 8,    /* names in a slot; more are not looked for, so that time is linear */
};

/* The beginnings of names: their first two characters, hashed. */
struct prefix_name {
    const struct mention *mention;
    bool elsewhere; /* means the same in other articles */
};
struct prefixes {
    struct prefix_name at[PREFIXES][PREFIX_NAMES];
    uint8_t count[PREFIXES];
    uint8_t firsts[8192]; /* one bit a first character below 2^16 */
};

static size_t slot_of(const char *at)
{
    uint32_t head;
    uint16_t tail;
    memcpy(&head, at, sizeof head);
    memcpy(&tail, at + sizeof head, sizeof tail);
    return (size_t)((head * 2654435761u ^ tail * 40503u) >> 7) % PREFIXES;
}

/* Is it long enough to mean nothing else where it stands without signs? 重点项目 is not. */
static bool is_searched(struct view core)
{
    const char *begin;
    size_t characters = text_length(core);
    if (characters < BARE_LEAST || core.len < 6) return false;
    return characters > BARE_LEAST || !head_before(core.at, core.at + core.len, &begin);
}

static void index_prefix(struct prefixes *p, const struct mention *m)
{
    const char *at = m->core.at, *end = at + m->core.len;
    if (!is_searched(m->core)) return;
    size_t slot = slot_of(at);
    uint32_t first = text_next(&at, end);
    if (p->count[slot] == PREFIX_NAMES || first > 0xffff) return;
    p->at[slot][p->count[slot]++] =
        (struct prefix_name){m, m->distinct && text_length(m->core) >= ELSEWHERE_LEAST};
    p->firsts[first / 8] |= (uint8_t)(1 << first % 8);
}

static struct prefixes *make_prefixes(struct document *d, const struct mention_list *known)
{
    struct prefixes *p = arena_alloc(d->arena, sizeof *p);
    memset(p->count, 0, sizeof p->count);
    memset(p->firsts, 0, sizeof p->firsts);
    for (uint32_t i = 0; i < known->count; i++) index_prefix(p, &known->at[i]);
    return p;
}

/* The longest known name that stands at `at`. */
static const struct mention *name_at(const struct prefixes *p, const char *at, const char *end,
                                     uint32_t article)
{
    const struct mention *best = NULL;
    if (end - at < 6) return NULL;
    size_t slot = slot_of(at), left = (size_t)(end - at);
    for (unsigned i = 0; i < p->count[slot]; i++) {
        const struct mention *m = p->at[slot][i].mention;
        if (m->core.len > left || (best && m->core.len < best->core.len)) continue;
        if (m->article != article && !p->at[slot][i].elsewhere) continue;
        if (memcmp(m->core.at, at, m->core.len) == 0) best = m;
    }
    return best;
}

/* Where the search is in an article. */
struct search {
    struct document *d;
    const struct prefixes *prefixes;
    const struct mention *next, *last; /* mentions that the search has not passed, in order */
    uint32_t article;
    struct mention_list *found;
};

/* Behind the mention that `at` is in, or `at`. */
static const char *skip_mentions(struct search *s, const char *at)
{
    while (s->next < s->last && s->next->article == s->article) {
        const char *start = s->next->text.at, *behind = start + s->next->text.len;
        if (at < start) break;
        s->next++;
        if (at < behind) return behind;
    }
    return at;
}

/* Adds the known name that stands at `at`, if one does; where the search goes on, or NULL. */
static const char *take_name(struct search *s, const char *at, const char *end)
{
    const struct mention *known = name_at(s->prefixes, at, end, s->article);
    if (!known) return NULL;
    const char *behind = at + known->core.len;
    bool crosses = s->next < s->last && s->next->article == s->article && s->next->text.at >= at &&
                   s->next->text.at < behind;
    if (crosses) return NULL;
    struct mention m = *known;
    m.article = s->article;
    m.text = (struct view){at, known->core.len};
    m.rule = RULE_INITIATIVE_AGAIN;
    mention_add(s->d->arena, s->found, m);
    return behind;
}

static bool search_span(struct search *s, struct span span, const struct budget *budget)
{
    const char *at = s->d->canonical.at + span.start, *end = s->d->canonical.at + span.end;
    const char *check = at + BUDGET_BYTES;
    while ((at = skip_mentions(s, at)) < end) {
        const char *here = at, *behind = NULL;
        uint32_t c = text_next(&at, end);
        if (c < 0x10000 && s->prefixes->firsts[c / 8] >> c % 8 & 1)
            behind = take_name(s, here, end);
        if (behind) at = behind;
        if (at < check) continue;
        if (budget_over(budget, s->d)) return false;
        check = at + BUDGET_BYTES;
    }
    return true;
}

bool again_search(struct document *d, const struct mention_list *known,
                  const struct mention_list *mentions, struct mention_list *found,
                  const struct budget *budget)
{
    struct search s = {.d = d,
                       .prefixes = make_prefixes(d, known),
                       .next = mentions->at,
                       .last = mentions->at + mentions->count,
                       .found = found};
    for (s.article = 0; s.article < d->articles.count; s.article++) {
        const struct span_list *spans = &d->articles.at[s.article].spans;
        while (s.next < s.last && s.next->article < s.article) s.next++;
        for (uint32_t k = 0; k < spans->count; k++) {
            if (!search_span(&s, spans->at[k], budget)) return false;
        }
    }
    return true;
}
