/* nothing.c: see nothing.h. */
#include "client/nothing.h"
#include "client/figures.h"
#include "client/text.h"
#include "proto/language.h"
#include "proto/query.h"
#include "proto/tables.h"

enum { PARTS_MOST = 12, PART_CELLS = 40 };

/* Parts of a query as they were typed, and how many articles each finds. */
struct parts {
    struct {
        struct view text;
        uint64_t articles;
    } at[2 * PARTS_MOST];
    size_t count;
    struct arena arena;
};

/* In all stores that answer. */
static bool count_articles(struct stores *s, struct view query, uint64_t *articles)
{
    struct msg m = {.number = MSG_ASK, .ask = {.query = query, .wanted = WANTED_COUNTS}};
    struct reply r = {0};
    struct err err;
    bool told = true;
    *articles = 0;
    for (size_t i = 0; i < s->count && told; i++) {
        if (s->at[i].gone) continue;
        told = session_ask(s->at[i].reach.session, &m, MSG_ANSWER, &r, &err) == 0;
        if (told) *articles += r.msg.answer.articles;
    }
    reply_free(&r);
    return told;
}

static bool add_part(struct stores *s, struct view text, struct parts *p)
{
    p->at[p->count].text = text;
    return count_articles(s, text, &p->at[p->count++].articles);
}

/* The article's date, which may not be known, as one that its text tells of. */
static bool add_days(struct stores *s, struct view text, struct parts *p)
{
    struct buf days = {0};
    buf_format(&days, "{date %.*s}", (int)text.len, text.at);
    text = (struct view){arena_copy(&p->arena, days.at, days.len), days.len};
    buf_free(&days);
    return add_part(s, text, p);
}

/* date: outside of braces. */
static bool is_date(struct view query, const struct query_node *n)
{
    return n->type == QUERY_RECORD && n->kind == RECORD_ARTICLE && n->term->field == QUERY_DATE &&
           query.at[n->start] != '{';
}

static bool add_parts(struct stores *s, struct view query, const struct query_node *n,
                      struct parts *p)
{
    for (size_t i = 0; n && i < PARTS_MOST; i++, n = n->next) {
        struct view text = {query.at + n->start, n->end - n->start};
        if (!add_part(s, text, p)) return false;
        if (!is_date(query, n) || p->at[p->count - 1].articles > 0) continue;
        if (!add_days(s, text, p)) return false;
    }
    return true;
}

static void add_lines(const struct parts *p, struct buf *out)
{
    unsigned most = 0;
    for (size_t i = 0; i < p->count; i++) {
        unsigned width = text_width(p->at[i].text);
        if (width > most) most = width < PART_CELLS ? width : PART_CELLS;
    }
    for (size_t i = 0; i < p->count; i++) {
        unsigned width = text_width(p->at[i].text);
        buf_add_string(out, "  ");
        text_fit(out, p->at[i].text, most);
        for (; width < most; width++) buf_add_char(out, ' ');
        buf_add_string(out, "  ");
        if (p->at[i].articles > 0) {
            figure_count(out, p->at[i].articles);
            buf_format(out, " %s\n", p->at[i].articles > 1 ? _("articles") : _("article"));
        } else {
            buf_format(out, "%s\n", _("none"));
        }
    }
}

void nothing_explain(struct stores *s, struct view query, struct buf *out)
{
    struct parts p = {.count = 0};
    const struct query_node *root = query_parse(query, &p.arena, NULL, &(struct err){0});
    if (root && (root->type == QUERY_AND || is_date(query, root)) &&
        add_parts(s, query, root->type == QUERY_AND ? root->first : root, &p))
        add_lines(&p, out);
    arena_free(&p.arena);
}
