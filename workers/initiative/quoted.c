/* quoted.c: see quoted.h. */
#include "workers/initiative/quoted.h"
#include "workers/initiative/expansion.h"
#include "workers/initiative/quotation.h"
#include "workers/initiative/surroundings.h"
#include "workers/step.h"
#include <string.h>

enum {
    ROW_QUOTATIONS = 12,
    SURE = 2, /* the weight from which on a quotation is a name */
    AIM_WEIGHT =
        4, /* against one that tells an aim: its head is no evidence, rather the contrary */
};

struct row {
    struct quotation at[ROW_QUOTATIONS];
    unsigned count;
};

static void read_row(struct row *row, const char *at, const char *end)
{
    row->count = 0;
    while (row->count < ROW_QUOTATIONS && quotation_read(at, end, &row->at[row->count])) {
        at = row->at[row->count++].behind;
        if (!step_over(&at, end, "以及")) step_over_any(&at, end, U"、和及与或,,");
    }
}

static bool ends_in_head(const struct quotation *q)
{
    return q->head && q->head->part <= HEAD_CLOSES;
}

static enum initiative_type type_of(const struct quotation *q, const struct behind *b)
{
    if (ends_in_head(q)) return q->head->type;
    if (b->theme) return TYPE_SLOGAN;
    if (b->head && b->head->part != HEAD_MARKS) return b->head->type;
    if (q->formula || q->begins_with_number) return TYPE_MECHANISM;
    return q->clauses > 1 ? TYPE_SLOGAN : TYPE_MECHANISM;
}

static enum rule_number rule_of(const struct quotation *q, const struct behind *b)
{
    bool names = b->head && b->head->part <= HEAD_CLOSES;
    if (names || ends_in_head(q)) return RULE_INITIATIVE_HEAD;
    if (q->formula || q->numerals) return RULE_INITIATIVE_NUMBER;
    if (b->theme || b->weight == 2) return RULE_INITIATIVE_ROLE;
    return RULE_INITIATIVE_QUOTED;
}

/* “…”等活动 tells of one “…”活动. */
static struct view name_with(const struct passage *r, struct view quoted, const struct head *head)
{
    size_t length = strlen(head->text);
    char *name = arena_alloc(r->d->arena, quoted.len + length);
    memcpy(name, quoted.at, quoted.len);
    memcpy(name + quoted.len, head->text, length);
    return (struct view){name, quoted.len + length};
}

/* “A、B、C”的三有一无活动: the name is what stands behind the list. Where it begins, or NULL. */
static const char *name_behind(const struct quotation *q, const struct behind *b, const char *end)
{
    const char *at = q->behind;
    if (!b->head || b->others || q->clauses < 2) return NULL;
    step_over(&at, end, "的");
    const char *start = at;
    if (!step_over_any(&at, end, U"一二三四五六七八九十两")) return NULL;
    return step_over_any(&at, end, U"个种项大类条方支") && !step_over_any(&at, end, U"一") ? NULL
                                                                                           : start;
}

/* The name of a quotation that stands alone, with the head behind it. */
static void take_head(struct passage *r, struct mention *m, const struct quotation *q,
                      const struct behind *b)
{
    const char *start = name_behind(q, b, r->end);
    if (start) {
        m->core = m->name = m->text = (struct view){start, (size_t)(b->end - start)};
        m->expansion = q->inner;
    } else if (b->others) {
        if (b->head->part <= HEAD_CLOSES) m->name = name_with(r, m->text, b->head);
    } else if (b->head->part != HEAD_MARKS) {
        m->text.len = (size_t)(b->end - q->open);
        if (b->head->part <= HEAD_CLOSES) m->name = m->text;
        if (is_plain(q->inner)) m->core = m->text; /* “十四五” alone is not that plan */
    }
}

/* “景美、业兴、民富”的思路: clauses that say what is aimed at. */
static bool is_aim(const struct quotation *q, const struct behind *b)
{
    bool numbered = q->formula || q->numerals > 0;
    return b->head && b->head->part == HEAD_AIMS && q->clauses > 1 && !numbered;
}

/* Adds the mention of q; alone: it is no row. */
static void add_mention(struct passage *r, const struct quotation *q, bool alone,
                        const struct behind *b, int around)
{
    struct mention m = {
        .article = r->article,
        .text = {q->open, (size_t)(q->behind - q->open)},
        .core = q->inner,
        .name = q->inner,
        .rule = rule_of(q, b),
        .type = type_of(q, b),
        .distinct = q->formula || q->numerals > 1 || q->clauses > 1 || ends_in_head(q),
    };
    bool aim = is_aim(q, b);
    int weight = quotation_weight(q) + around - (aim ? AIM_WEIGHT : 0);
    if (alone && b->head && !aim) take_head(r, &m, q, b);
    if (!m.expansion.len) m.expansion = expansion_of(r->start, r->end, m.text, q, &weight);
    m.sure = weight >= SURE && q->characters > 1 && !q->speech;
    r->named = m.sure;
    r->floor = m.text.at + m.text.len;
    mention_add(r->d->arena, r->mentions, m);
}

const char *quoted_read(struct passage *r, const char *at)
{
    struct row row;
    read_row(&row, at, r->end);
    if (row.count == 0) return NULL;
    if (row.at[0].speech) { /* who speaks may name some */
        r->named = false;
        return r->floor = row.at[0].inner.at;
    }
    struct behind b = behind_read(row.at[row.count - 1].behind, r->end);
    const char *floor = r->floor > r->start ? r->floor : r->start;
    int around = b.weight + weight_before(floor, at);
    for (unsigned i = 0; i < row.count; i++) add_mention(r, &row.at[i], row.count == 1, &b, around);
    return r->floor;
}
