/* quoted.c: see quoted.h. */
#include "workers/initiative/quoted.h"
#include "workers/initiative/expansion.h"
#include "workers/initiative/quotation.h"
#include "workers/step.h"
#include <string.h>

enum {
    ROW_QUOTATIONS = 12,
    CUE_CHARACTERS = 12,  /* from a cue to the quotation */
    HEAD_CHARACTERS = 18, /* from the quotation to its head */
    SURE = 2,             /* the weight from which on a quotation is a name */
};

struct row {
    struct quotation at[ROW_QUOTATIONS];
    unsigned count;
};

/* What stands behind a row. */
struct behind {
    const struct head *head; /* “…”(的)…模式, or NULL */
    const char *end;         /* of the head */
    bool linked;             /* by 的 */
    bool others;             /* by 等: the head is that of others as well */
    int weight;
    bool theme; /* 为主题, 为宗旨 */
};

static void read_row(struct row *row, const char *at, const char *end)
{
    row->count = 0;
    while (row->count < ROW_QUOTATIONS && quotation_read(at, end, &row->at[row->count])) {
        at = row->at[row->count++].behind;
        if (!step_over(&at, end, "以及")) step_over_any(&at, end, U"、和及与或,,");
    }
}

/* What the nearest cue before `at` says. */
static int weight_before(const struct reading *r, const char *at)
{
    const char *floor = r->floor > r->start ? r->floor : r->start;
    for (int n = 0; n < CUE_CHARACTERS && at > floor; n++) {
        const char *begin, *previous = at;
        const struct cue *cue = cue_before(floor, at, &begin);
        bool word = cue && at - begin > (ptrdiff_t)sizeof "建" - 1;
        if (cue && cue->use == CUE_MAY_OPEN && !cue_is_verb(floor, begin)) return 1;
        if (cue && (n == 0 || (word && (cue->weight > 0 || n <= 4)))) return cue->weight;
        uint32_t c = text_before(&previous, floor);
        if (char_is_mark(c) || char_is_blank(c)) break;
        at = previous;
    }
    return 0;
}

/* Characters that no modifier between a quotation and its head has. */
static bool ends_modifier(uint32_t c)
{
    return !(char_is_cjk(c) || char_is_letter(c) || char_is_digit(c) || c == '+') ||
           char_among(c, U"的了是在和与及为以将把被让使向从到由对并等也都就要给于着");
}

/* 为载体, 为主题 … */
static bool read_role(const char *at, const char *end, struct behind *b)
{
    static const char *const roles[] = {"载体", "抓手", "统领", "契机", "引领",   "平台", "依托",
                                        "龙头", "主线", "重点", "核心", "主题",   "宗旨", "目标",
                                        "纽带", "牵引", "导向", "内容", "切入点", "主旨", "突破口"};
    if (!step_over(&at, end, "为")) return false;
    step_over(&at, end, "主要");
    step_over(&at, end, "重要");
    step_over(&at, end, "总");
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (!step_over(&at, end, roles[i])) continue;
        b->theme = char_among_utf8(U'主', roles[i]) || char_among_utf8(U'宗', roles[i]) ||
                   char_among_utf8(U'目', roles[i]);
        b->weight = char_among_utf8(U'目', roles[i]) || char_among_utf8(U'宗', roles[i]) ? 1 : 2;
        return true;
    }
    return false;
}

/* The heads that follow one another: 行动项目. */
static void join_heads(struct behind *b, const char *end)
{
    const char *behind;
    for (const struct head *h; (h = head_at(b->end, end, &behind)) && h->part <= HEAD_CALLS;) {
        b->head = h;
        b->end = behind;
    }
}

/* “…”服务, but not “…”服务产业经济. */
static bool describes_only(const struct head *h, const char *behind, const char *end)
{
    return h->part == HEAD_MARKS || ends_name(step_peek(behind, end));
}

static struct behind read_behind(const char *at, const char *end)
{
    struct behind b = {0};
    const char *begin, *behind;
    if (read_role(at, end, &b)) return b;
    b.others = step_over(&at, end, "等");
    b.linked = step_over(&at, end, "的") || step_over(&at, end, "这一");
    const char *first = at;
    for (int n = 0; n < HEAD_CHARACTERS && at < end; n++) {
        const struct head *h = head_at(at, end, &behind);
        bool describes = h && h->part >= HEAD_DESCRIBES;
        if (h && (!describes || (!b.head && describes_only(h, behind, end)))) {
            b.head = h;
            b.end = behind;
            join_heads(&b, end);
            if (!describes || h->part == HEAD_MARKS) break;
        }
        const struct cue *cue = n >= 2 ? cue_before(first, at, &begin) : NULL;
        if (cue && cue->use != CUE_STANDS) break;
        if (ends_modifier(text_next(&at, end))) break;
    }
    if (!b.head) return b;
    static const int weights[] = {
        [HEAD_NAMES] = 3, [HEAD_CALLS] = 3, [HEAD_DESCRIBES] = 1, [HEAD_MARKS] = -3};
    b.weight = weights[b.head->part];
    return b;
}

static enum initiative_type type_of(const struct quotation *q, const struct behind *b)
{
    if (q->head && q->head->part <= HEAD_CALLS) return q->head->type;
    if (b->theme) return TYPE_SLOGAN;
    if (b->head && b->head->part != HEAD_MARKS) return b->head->type;
    if (q->formula || q->begins_with_number) return TYPE_MECHANISM;
    return q->clauses > 1 ? TYPE_SLOGAN : TYPE_MECHANISM;
}

static enum rule_number rule_of(const struct quotation *q, const struct behind *b)
{
    bool names = b->head && b->head->part <= HEAD_CALLS;
    if (names || (q->head && q->head->part <= HEAD_CALLS)) return RULE_INITIATIVE_HEAD;
    if (q->formula || q->numerals) return RULE_INITIATIVE_NUMBER;
    if (b->theme || b->weight == 2) return RULE_INITIATIVE_ROLE;
    return RULE_INITIATIVE_QUOTED;
}

/* “…”等活动 tells of one “…”活动. */
static struct view name_with(const struct reading *r, struct view quoted, const struct head *head)
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

static void add_mention(struct reading *r, const struct row *row, const struct quotation *q,
                        const struct behind *b, int around)
{
    struct mention m = {
        .article = r->article,
        .text = {q->open, (size_t)(q->behind - q->open)},
        .core = q->inner,
        .name = q->inner,
        .rule = rule_of(q, b),
        .type = type_of(q, b),
    };
    if (row->count == 1 && b->head && !b->others && b->head->part != HEAD_MARKS) {
        m.text.len = (size_t)(b->end - q->open);
        if (b->head->part != HEAD_DESCRIBES) m.name = m.text;
    }
    if (row->count == 1 && b->head && b->others && b->head->part <= HEAD_CALLS)
        m.name = name_with(r, m.text, b->head);
    const char *named = row->count == 1 ? name_behind(q, b, r->end) : NULL;
    if (named) m.core = m.name = m.text = (struct view){named, (size_t)(b->end - named)};
    int weight = quotation_weight(q) + around;
    m.expansion = named ? q->inner : expansion_of(r->start, r->end, m.text, q, &weight);
    m.sure = weight >= SURE && q->characters > 1 && !q->speech;
    m.distinct =
        q->formula || q->numerals > 1 || q->clauses > 1 || (q->head && q->head->part <= HEAD_CALLS);
    r->named = m.sure;
    r->floor = m.text.at + m.text.len;
    mention_add(r->d->arena, r->mentions, m);
}

const char *quoted_read(struct reading *r, const char *at)
{
    struct row row;
    read_row(&row, at, r->end);
    if (row.count == 0) return NULL;
    struct behind b = read_behind(row.at[row.count - 1].behind, r->end);
    int around = b.weight + weight_before(r, at);
    for (unsigned i = 0; i < row.count; i++) add_mention(r, &row, &row.at[i], &b, around);
    return r->floor;
}
