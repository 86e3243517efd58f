/* join.c: see join.h. */
#include "workers/initiative/join.h"
#include "workers/initiative/nest.h"
#include "workers/text.h"
#include <string.h>
#include <xxhash.h>

enum {
    BUDGET_BYTES = 65536,
    FIELDS = 4,
    QUOTED_LEAST = 3,    /* characters of a core that makes other quotations sure */
    BARE_LEAST = 4,      /* and of one that is looked for without signs */
    ELSEWHERE_LEAST = 6, /* the same in other articles of the document */
    PREFIXES = 4096,     /* slots of the index of beginnings */
    PREFIX_NAMES = 8,    /* names in a slot; more are not looked for */
    ANYWHERE = UINT32_MAX,
};

/* The initiatives by core and article, and by core ANYWHERE: open addressing, at most half full. */
struct initiative {
    struct mention *first; /* NULL: free */
    uint32_t article;
};
struct initiatives {
    struct initiative *at;
    size_t slots;
};

static struct initiative *find(const struct initiatives *all, struct view core, uint32_t article)
{
    uint64_t hash = XXH3_64bits_withSeed(core.at, core.len, article);
    for (size_t i = hash & (all->slots - 1);; i = (i + 1) & (all->slots - 1)) {
        struct initiative *one = &all->at[i];
        if (!one->first) return one;
        if (one->article == article && view_equal(one->first->core, core)) return one;
    }
}

static void enter(struct initiatives *all, struct mention *m, uint32_t article)
{
    struct initiative *one = find(all, m->core, article);
    if (!one->first) *one = (struct initiative){m, article};
    if (!one->first->expansion.len) one->first->expansion = m->expansion;
    if (one->first->name.len == m->core.len && m->name.len > m->core.len) {
        one->first->name = m->name;
        one->first->type = m->type;
    }
}

static bool make_table(struct document *d, struct initiatives *all, uint32_t mentions)
{
    all->slots = 64;
    while (all->slots < 6 * (size_t)mentions) all->slots *= 2;
    all->at = arena_alloc(d->arena, all->slots * sizeof *all->at);
    memset(all->at, 0, all->slots * sizeof *all->at);
    return true;
}

/* Enters what is sure, and makes sure what has a core that is. */
static void settle(struct initiatives *all, struct mention_list *mentions)
{
    for (uint32_t i = 0; i < mentions->count; i++) {
        struct mention *m = &mentions->at[i];
        if (!m->sure) continue;
        enter(all, m, m->article);
        enter(all, m, ANYWHERE);
    }
    for (uint32_t i = 0; i < mentions->count; i++) {
        struct mention *m = &mentions->at[i];
        if (m->sure || text_length(m->core) < QUOTED_LEAST) continue;
        const struct initiative *known = find(all, m->core, ANYWHERE);
        if (!known->first) continue;
        m->sure = true;
        m->rule = RULE_INITIATIVE_AGAIN;
        enter(all, m, m->article);
    }
}

/* The beginnings of names: their first two characters, hashed. */
struct prefixes {
    const struct mention *at[PREFIXES][PREFIX_NAMES];
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
    p->at[slot][p->count[slot]++] = m;
    p->firsts[first / 8] |= (uint8_t)(1 << first % 8);
}

static struct prefixes *make_prefixes(struct document *d, const struct initiatives *all)
{
    struct prefixes *p = arena_alloc(d->arena, sizeof *p);
    memset(p->count, 0, sizeof p->count);
    memset(p->firsts, 0, sizeof p->firsts);
    for (size_t i = 0; i < all->slots; i++) {
        const struct initiative *one = &all->at[i];
        if (one->first && one->article == ANYWHERE) index_prefix(p, one->first);
    }
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
        const struct mention *m = p->at[slot][i];
        if (m->core.len > left || (best && m->core.len < best->core.len)) continue;
        if (m->article != article && !(m->distinct && text_length(m->core) >= ELSEWHERE_LEAST))
            continue;
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
    struct mention_list found;
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

static bool search_span(struct search *s, struct span span, const struct budget *budget)
{
    const char *at = s->d->canonical.at + span.start, *end = s->d->canonical.at + span.end;
    const char *check = at + BUDGET_BYTES;
    while ((at = skip_mentions(s, at)) < end) {
        const char *here = at;
        uint32_t c = text_next(&at, end);
        if (here >= check) {
            if (budget_over(budget, s->d)) return false;
            check = here + BUDGET_BYTES;
        }
        if (c > 0xffff || !(s->prefixes->firsts[c / 8] >> c % 8 & 1)) continue;
        const struct mention *known = name_at(s->prefixes, here, end, s->article);
        if (!known) continue;
        struct mention m = *known;
        m.article = s->article;
        m.silent = false;
        m.text = (struct view){here, known->core.len};
        m.rule = RULE_INITIATIVE_AGAIN;
        if (s->next < s->last && s->next->article == s->article &&
            s->next->text.at < here + m.text.len && s->next->text.at >= here)
            continue;
        mention_add(s->d->arena, &s->found, m);
        at = here + m.text.len;
    }
    return true;
}

static bool search_document(struct search *s, const struct budget *budget)
{
    for (uint32_t i = 0; i < s->d->articles.count; i++) {
        const struct span_list *spans = &s->d->articles.at[i].spans;
        s->article = i;
        while (s->next < s->last && s->next->article < i) s->next++;
        for (uint32_t k = 0; k < spans->count; k++) {
            if (!search_span(s, spans->at[k], budget)) return false;
        }
    }
    return true;
}

/* Text without the line breaks that typesetting put into it. */
static struct view without_breaks(struct arena *a, struct view text)
{
    if (!memchr(text.at, '\n', text.len)) return text;
    char *joined = arena_alloc(a, text.len);
    size_t length = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != '\n' && text.at[i] != '\r') joined[length++] = text.at[i];
    }
    return (struct view){joined, length};
}

static void add_record(struct document *d, const struct initiatives *all, const struct mention *m)
{
    const struct initiative *one = find(all, m->core, m->article);
    const struct mention *first = one->first ? one->first : m;
    struct field *fields = arena_alloc(d->arena, FIELDS * sizeof *fields);
    uint32_t count = 0;
    fields[count++] = (struct field){
        .key = FIELD_NAME, .type = FIELD_IS_TEXT, .text = without_breaks(d->arena, first->name)};
    fields[count++] = (struct field){.key = FIELD_TYPE,
                                     .type = FIELD_IS_TEXT,
                                     .text = view_of(initiative_type_name(first->type))};
    if (first->expansion.len)
        fields[count++] = (struct field){.key = FIELD_FULL_TEXT,
                                         .type = FIELD_IS_TEXT,
                                         .text = without_breaks(d->arena, first->expansion)};
    struct record *r = record_add(d->arena, &d->articles.at[m->article].records);
    *r = (struct record){.kind = RECORD_INITIATIVE,
                         .start = (uint32_t)(m->text.at - d->canonical.at),
                         .end = (uint32_t)(m->text.at + m->text.len - d->canonical.at),
                         .rule = rules[m->rule].id,
                         .confidence = rules[m->rule].confidence,
                         .fields = fields,
                         .field_count = count};
}

bool join_mentions(struct document *d, struct mention_list *mentions, const struct budget *budget)
{
    struct initiatives all;
    if (mentions->count == 0) return true;
    make_table(d, &all, mentions->count);
    settle(&all, mentions);
    struct search s = {.d = d,
                       .prefixes = make_prefixes(d, &all),
                       .next = mentions->at,
                       .last = mentions->at + mentions->count};
    if (!search_document(&s, budget)) return false;
    for (uint32_t i = 0; i < mentions->count; i++) {
        if (mentions->at[i].sure && !mentions->at[i].silent) add_record(d, &all, &mentions->at[i]);
    }
    for (uint32_t i = 0; i < s.found.count; i++) add_record(d, &all, &s.found.at[i]);
    for (uint32_t i = 0; i < d->articles.count; i++) nest_records(d, &d->articles.at[i].records);
    return true;
}
