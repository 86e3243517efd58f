/* reader_ask.c: ASK: a query, and a page of what it describes. Documents of the ledger are
 * reader_ledger.c's, the others what reader_asking.h lists. */
#include "broker/reader_asking.h"
#include <stdlib.h>
#include <string.h>

enum {
    ITEMS_UNLESS_TOLD = 20,
    LONG_COST = 1 << 22 /* ask_cost() of a question that takes ten milliseconds or more */
};

/* ---- Matching ---- */

static void open_all(struct asking *a)
{
    struct index_view *view = &a->page->index;
    a->at = xcalloc(view->count + 1, sizeof *a->at);
    for (size_t i = 0; i < view->count; i++) {
        ask_open(&a->at[i], view, &view->at[i], a->page->cache);
        a->at[i].articles_only = a->question->wanted == WANTED_ARTICLES;
        a->at[i].weighs = a->at[i].articles_only && a->order == ORDER_BEST;
    }
}

/* The question without what differs from page to page, encoded. */
static void write_question(const struct asking *a, struct buf *out)
{
    struct msg msg = {.number = MSG_ASK, .ask = *a->question};
    msg.ask.request = msg.ask.limit = 0;
    msg.ask.after = (struct view){0};
    msg.ask.weights = (struct u64_list){0};
    msg_encode(&msg, out, NULL);
}

static void match_all(struct asking *a)
{
    struct ask_kept *found = a->found;
    for (size_t i = 0; i < found->segments; i++) {
        found->matched[i] = ask_match(&a->at[i], a->query, &found->documents);
        found->articles += bits_total(&found->matched[i]);
    }
}

/* What matches: found now, or for a page before this one. True if it was. */
static bool take_found(struct asking *a)
{
    const struct index_view *view = &a->page->index;
    struct buf question = {0};
    write_question(a, &question);
    a->found = ask_keeper_take(a->page->keeper, buf_view(&question), view->snapshot);
    bool kept = a->found != NULL;
    if (!kept) a->found = ask_kept_new(buf_view(&question), view->snapshot, view->count);
    buf_free(&question);
    return kept;
}

static void tell_totals(struct asking *a)
{
    a->answer->documents = a->found->documents;
    a->answer->articles = a->found->articles;
    a->answer->records = a->found->records;
}

/* Where another page may follow it is kept for that. */
static void end_matching(struct asking *a)
{
    for (size_t i = 0; i < asking_segments(a) && a->at; i++) ask_close(&a->at[i]);
    free(a->at);
    if (a->found && a->answer->next.len > 0)
        ask_keeper_leave(a->page->keeper, &a->found);
    else
        ask_kept_free(&a->found);
    ask_top_free(&a->top);
}

struct view asking_place(const struct asking *a, const struct ask_found *found)
{
    unsigned char *place = arena_alloc(a->page->arena, PLACE_BYTES);
    ask_place(found, place);
    return (struct view){(const char *)place, PLACE_BYTES};
}

static bool describes_records(const struct query_node *n)
{
    if (n->type == QUERY_NOT) return false;
    if (n->type == QUERY_RECORD && n->kind != RECORD_ARTICLE) return true;
    for (const struct query_node *c = n->first; c; c = c->next)
        if (describes_records(c)) return true;
    return false;
}

/* ---- The question ---- */

static bool takes_long(struct asking *a)
{
    bool rows = a->question->wanted == WANTED_RECORDS || a->question->wanted == WANTED_FACETS;
    return ask_cost(a->at, asking_segments(a), a->query, rows, LONG_COST) >= LONG_COST;
}

static int answer_found(struct asking *a, struct err *err)
{
    switch ((enum asked_for)a->question->wanted) {
    case WANTED_ARTICLES: answer_articles(a); return 0;
    case WANTED_RECORDS: answer_records(a); return 0;
    case WANTED_FACETS: return answer_facets(a, err);
    default:
        if (a->kind >= 0 || describes_records(a->query)) asking_records(a);
        return 0;
    }
}

static int answer_wanted(struct asking *a, struct err *err)
{
    enum asked_for wanted = (enum asked_for)a->question->wanted;
    bool listed = wanted == WANTED_ARTICLES || wanted == WANTED_RECORDS;
    if (listed && ask_top_open(&a->top, a->limit, a->question->after, err) != 0) return -1;
    open_all(a);
    bool kept = take_found(a);
    if (!kept && a->page->short_only && takes_long(a)) return PAGE_LATER;
    if (wanted == WANTED_WEIGHTS) {
        answer_weights(a);
        return 0;
    }
    if (!kept) match_all(a);
    int rc = answer_found(a, err);
    tell_totals(a);
    return rc;
}

static int read_kind(struct asking *a, struct err *err)
{
    struct view name = a->question->kind;
    char text[MAX_NAME + 1] = "";
    a->kind = -1;
    if (name.len == 0) return 0;
    memcpy(text, name.at, name.len);
    a->kind = record_kind_by_name(text);
    if (a->kind >= 0 && a->kind != RECORD_ARTICLE) return 0;
    return fail(err, ERR_BAD_REQUEST, "there is no kind of record \"%s\"", text);
}

static bool asks_for_text(const struct query_node *query)
{
    const struct query_term *term;
    return ask_texts(query, &term, 1) > 0;
}

static int check_question(struct asking *a, struct err *err)
{
    const struct msg_ask *q = a->question;
    if (q->wanted < WANTED_ARTICLES || q->wanted > WANTED_WEIGHTS)
        return fail(err, ERR_BAD_REQUEST, "ASK for %u: there is no such thing",
                    (unsigned)q->wanted);
    if (q->order > ORDER_LEAST)
        return fail(err, ERR_BAD_REQUEST, "ASK in the order %u: there is none", (unsigned)q->order);
    a->query = query_parse(q->query, a->page->arena, NULL, err);
    if (!a->query || read_kind(a, err) != 0) return -1;
    if (q->wanted != WANTED_DOCUMENTS && query_is_of_ledger(a->query))
        return fail(err, ERR_BAD_REQUEST,
                    "state:, reason: and worker: are said of documents, not of their articles");
    if (ask_weights_check(a->query, q->weights, err) != 0) return -1;
    a->limit = q->limit ? q->limit : ITEMS_UNLESS_TOLD;
    a->order = (enum order)q->order;
    bool ranked = q->wanted == WANTED_ARTICLES && asks_for_text(a->query);
    if (q->wanted != WANTED_FACETS && a->order == ORDER_BEST && !ranked) a->order = ORDER_NEWEST;
    if (q->wanted == WANTED_ARTICLES && asking_orders_by_amount(a)) a->order = ORDER_NEWEST;
    return 0;
}

int page_ask(struct page *p, const struct msg *question, struct err *err)
{
    struct asking a = {.page = p, .question = &question->ask, .answer = &p->answer.answer};
    if (check_question(&a, err) != 0) return -1;
    p->answer.number = MSG_ANSWER;
    a.answer->request = question->ask.request;
    if (question->ask.wanted == WANTED_DOCUMENTS)
        return page_ledger(p, &question->ask, a.query, err);
    index_open(&p->index, p->read);
    int rc = answer_wanted(&a, err);
    end_matching(&a);
    return rc;
}
