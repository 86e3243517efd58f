/* join.c: see join.h. */
#include "workers/initiative/join.h"
#include "workers/initiative/again.h"
#include "workers/initiative/nest.h"
#include "workers/text.h"
#include <string.h>
#include <xxhash.h>

enum {
    FIELDS = 4,
    QUOTED_LEAST = 3, /* characters of a core that makes other quotations sure */
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

/* Enters a mention into its article's initiative, and into what is known anywhere. */
static void enter(struct initiatives *all, struct mention *m)
{
    struct initiative *one = find(all, m->core, ANYWHERE);
    if (!one->first) *one = (struct initiative){m, ANYWHERE};
    one = find(all, m->core, m->article);
    if (!one->first) *one = (struct initiative){m, m->article};
    if (!one->first->expansion.len) one->first->expansion = m->expansion;
    if (one->first->name.len == m->core.len && m->name.len > m->core.len) {
        one->first->name = m->name;
        one->first->type = m->type;
    }
}

static struct initiatives make_table(struct document *d, uint32_t mentions)
{
    struct initiatives all = {.slots = 64};
    while (all.slots < 4 * (size_t)mentions) all.slots *= 2;
    all.at = arena_alloc(d->arena, all.slots * sizeof *all.at);
    memset(all.at, 0, all.slots * sizeof *all.at);
    return all;
}

/* Enters what is sure, and makes sure what has a core that is. */
static void settle(struct initiatives *all, struct mention_list *mentions)
{
    for (uint32_t i = 0; i < mentions->count; i++) {
        struct mention *m = &mentions->at[i];
        if (m->sure) enter(all, m);
    }
    for (uint32_t i = 0; i < mentions->count; i++) {
        struct mention *m = &mentions->at[i];
        if (m->sure || text_length(m->core) < QUOTED_LEAST) continue;
        const struct initiative *known = find(all, m->core, ANYWHERE);
        if (!known->first) continue;
        m->sure = true;
        m->rule = RULE_INITIATIVE_AGAIN;
        enter(all, m);
    }
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

/* What is known anywhere. */
static struct mention_list known_mentions(struct document *d, const struct initiatives *all)
{
    struct mention_list known = {0};
    for (size_t i = 0; i < all->slots; i++) {
        const struct initiative *one = &all->at[i];
        if (one->first && one->article == ANYWHERE) mention_add(d->arena, &known, *one->first);
    }
    return known;
}

bool join_mentions(struct document *d, struct mention_list *mentions, const struct budget *budget)
{
    if (mentions->count == 0) return true;
    struct initiatives all = make_table(d, mentions->count);
    settle(&all, mentions);
    struct mention_list known = known_mentions(d, &all), found = {0};
    if (!again_search(d, &known, mentions, &found, budget)) return false;
    for (uint32_t i = 0; i < mentions->count; i++) {
        const struct mention *m = &mentions->at[i];
        if (m->sure && !m->silent) add_record(d, &all, m);
    }
    for (uint32_t i = 0; i < found.count; i++) add_record(d, &all, &found.at[i]);
    for (uint32_t i = 0; i < d->articles.count; i++) nest_records(d, &d->articles.at[i].records);
    return true;
}
