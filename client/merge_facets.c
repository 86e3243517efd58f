/* merge_facets.c: the facets of several stores as one. See merge.h. */
#include "client/merge.h"
#include "client/pages.h"
#include "proto/amount.h"
#include "proto/leb.h"
#include "proto/total.h"
#include <stdlib.h>
#include <string.h>

/* A store's bucket, or what several come to. */
struct portion {
    const struct store *store;
    struct msg_bucket bucket;
    struct view figures; /* PROTOCOL.md, 11.8 */
};

/* So many figures of this amount. */
struct figures {
    uint64_t amount, count;
};

struct gather {
    struct arena arena; /* holds all texts */
    struct buf parts;   /* struct portion */
    struct buf figures; /* struct figures, of one bucket; room */
};

static size_t portion_count(const struct gather *g)
{
    return g->parts.len / sizeof(struct portion);
}

static struct portion *portion_at(const struct gather *g, size_t i)
{
    return (struct portion *)(void *)g->parts.at + i;
}

/* ---- Gathering ---- */

static struct view kept(struct gather *g, struct view text)
{
    return (struct view){arena_copy(&g->arena, text.at, text.len), text.len};
}

static int take_bucket(struct gather *g, const struct store *s, const struct msg_bucket *b,
                       struct view *body, struct err *err)
{
    if (b->figures_length > body->len)
        return fail(err, ERR_MALFORMED, "its page of facets is damaged");
    struct portion one = {.store = s, .bucket = *b, .figures = {body->at, b->figures_length}};
    struct view *texts[] = {&one.bucket.value, &one.bucket.area,   &one.bucket.second,
                            &one.bucket.unit,  &one.bucket.sum,    &one.bucket.least,
                            &one.bucket.most,  &one.bucket.median, &one.bucket.second_area,
                            &one.figures};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) *texts[i] = kept(g, *texts[i]);
    buf_add(&g->parts, &one, sizeof one);
    if (b->figures_length > 0)
        *body = (struct view){body->at + b->figures_length, body->len - b->figures_length};
    return 0;
}

/* The page of one store; its `next`, if it goes on, is put in the room that `after` has. */
static bool take_page(struct gather *g, struct store *s, char after[MAX_NAME], size_t *after_len)
{
    const struct msg_answer *page = &s->reply.msg.answer;
    struct view body = s->reply.body;
    struct err why;
    int result = pages_check_next((struct view){after, *after_len}, page->next, &why);
    for (size_t i = 0; result == 0 && i < page->buckets.count; i++)
        result = take_bucket(g, s, &page->buckets.at[i], &body, &why);
    if (result != 0) {
        store_give_up(s, &why);
        return false;
    }
    *after_len = page->next.len; /* at most MAX_NAME: messages.def */
    memcpy(after, page->next.at, *after_len);
    return *after_len > 0;
}

/* A store that goes in the middle would count with some of its buckets: it counts with none. */
static void drop_gone(struct gather *g)
{
    size_t kept_count = 0;
    for (size_t i = 0; i < portion_count(g); i++)
        if (!portion_at(g, i)->store->gone) *portion_at(g, kept_count++) = *portion_at(g, i);
    g->parts.len = kept_count * sizeof(struct portion);
}

static int gather_all(struct gather *g, struct asking *a, struct err *err)
{
    struct stores *stores = &a->stores;
    char after[STORES_MOST][MAX_NAME];
    size_t lengths[STORES_MOST] = {0};
    bool more[STORES_MOST], any = true;
    struct msg ask = a->ask;
    ask.ask.limit = MAX_BATCH;
    ask.ask.figures = 1;
    for (size_t i = 0; i < stores->count; i++) more[i] = true;
    while (any) {
        any = false;
        for (size_t i = 0; i < stores->count; i++) {
            ask.ask.after = (struct view){after[i], lengths[i]};
            if (more[i]) store_begin(&stores->at[i], &ask);
        }
        if (stores_finish(stores, MSG_ANSWER, err) != 0) return -1;
        for (size_t i = 0; i < stores->count; i++) {
            struct store *s = &stores->at[i];
            more[i] = more[i] && !s->gone && take_page(g, s, after[i], &lengths[i]);
            any = any || more[i];
        }
    }
    drop_gone(g);
    return 0;
}

/* ---- Folding ---- */

/* What the stores' buckets are told apart by: of places the code. */
static struct view first_of(const struct msg_bucket *b)
{
    return b->area.len ? b->area : b->value;
}

static struct view second_of(const struct msg_bucket *b)
{
    return b->second_area.len ? b->second_area : b->second;
}

static int by_names(const void *x, const void *y)
{
    const struct msg_bucket *a = &((const struct portion *)x)->bucket;
    const struct msg_bucket *b = &((const struct portion *)y)->bucket;
    int order = view_compare(first_of(a), first_of(b));
    if (order == 0) order = view_compare(second_of(a), second_of(b));
    return order ? order : view_compare(a->unit, b->unit);
}

static int by_count(const void *x, const void *y)
{
    const struct msg_bucket *a = &((const struct portion *)x)->bucket;
    const struct msg_bucket *b = &((const struct portion *)y)->bucket;
    if (a->count != b->count) return a->count > b->count ? -1 : 1;
    return by_names(x, y);
}

static int by_amount(const void *x, const void *y)
{
    uint64_t a = ((const struct figures *)x)->amount, b = ((const struct figures *)y)->amount;
    return a < b ? -1 : a > b;
}

/* The exact sum; empty where one of them is not known, or it is too large. */
static struct view add_sums(struct gather *g, struct view a, struct view b)
{
    total x, y;
    if (!total_read(a, &x) || !total_read(b, &y) || __builtin_add_overflow(x, y, &x))
        return (struct view){0};
    return total_view(&g->arena, x);
}

static size_t whole_digits(struct view decimal)
{
    const char *point = decimal.len ? memchr(decimal.at, '.', decimal.len) : NULL;
    return point ? (size_t)(point - decimal.at) : decimal.len;
}

/* < 0, 0, > 0 as a, a decimal without needless zeros, is below, equal to or above b. */
static int compare_decimals(struct view a, struct view b)
{
    bool below = a.len > 0 && a.at[0] == '-', other = b.len > 0 && b.at[0] == '-';
    if (below != other) return below ? -1 : 1;
    size_t x = whole_digits(a), y = whole_digits(b);
    int order = x != y ? (x < y ? -1 : 1) : view_compare(a, b);
    return below ? -order : order;
}

/* Appends the figures of a part; false if they are none. */
static bool read_figures(struct gather *g, struct view text)
{
    const unsigned char *at = (const unsigned char *)text.at, *end = at + text.len;
    struct figures f = {0};
    uint64_t step;
    while (at < end) {
        if (!leb_get(&at, end, &step) || !leb_get(&at, end, &f.count)) return false;
        f.amount += step;
        buf_add(&g->figures, &f, sizeof f);
    }
    return text.len > 0;
}

/* The lower one of the two in the middle; empty where a store could not tell all its figures. */
static struct view median_of(struct gather *g, const struct portion *parts, size_t count)
{
    char text[DECIMAL_TEXT];
    uint64_t all = 0;
    g->figures.len = 0;
    for (size_t i = 0; i < count; i++)
        if (parts[i].bucket.least.len > 0 && !read_figures(g, parts[i].figures))
            return (struct view){0};
    struct figures *f = (struct figures *)(void *)g->figures.at;
    size_t rows = g->figures.len / sizeof *f;
    if (rows == 0) return (struct view){0};
    qsort(f, rows, sizeof *f, by_amount);
    for (size_t i = 0; i < rows; i++) all += f[i].count;
    uint64_t wanted = all ? (all - 1) / 2 : 0;
    for (; rows > 1 && wanted >= f->count; f++, rows--) wanted -= f->count;
    unsigned len = decimal_text(amount_of(f->amount), text);
    return kept(g, (struct view){text, len});
}

/* Adds a bucket to one of the same names. */
static void add_bucket(struct gather *g, struct msg_bucket *to, const struct msg_bucket *b)
{
    to->count += b->count;
    if (b->least.len == 0) return;
    bool first = to->least.len == 0;
    to->sum = first ? b->sum : add_sums(g, to->sum, b->sum);
    if (first || compare_decimals(b->least, to->least) < 0) to->least = b->least;
    if (first || compare_decimals(b->most, to->most) > 0) to->most = b->most;
}

/* Makes one part of those that have the same names. */
static void fold(struct gather *g)
{
    struct portion *parts = portion_at(g, 0);
    size_t count = portion_count(g), kept_count = 0;
    if (count > 0) qsort(parts, count, sizeof *parts, by_names);
    for (size_t i = 0, end; i < count; i = end) {
        struct portion whole = parts[i];
        for (end = i + 1; end < count && by_names(&parts[i], &parts[end]) == 0; end++)
            add_bucket(g, &whole.bucket, &parts[end].bucket);
        if (end > i + 1) whole.bucket.median = median_of(g, &parts[i], end - i);
        parts[kept_count++] = whole;
    }
    g->parts.len = kept_count * sizeof *parts;
}

/* ---- The answer ---- */

static int give(const struct gather *g, struct asking *a, struct err *err)
{
    size_t count = portion_count(g), shown = count;
    if (a->limit && a->limit < count) shown = a->limit;
    struct msg_bucket *buckets = xcalloc(shown + 1, sizeof *buckets);
    for (size_t i = 0; i < shown; i++) buckets[i] = portion_at(g, i)->bucket;
    struct reply page = {.msg.number = MSG_ANSWER};
    page.msg.answer.buckets.at = buckets;
    page.msg.answer.buckets.count = shown;
    a->more = shown < count;
    uint64_t taken;
    int result = asking_give(a, &page, &taken, err);
    free(buckets);
    return result;
}

int merge_facets(struct asking *a, struct err *err)
{
    struct gather g = {0};
    int result = gather_all(&g, a, err);
    if (result == 0) {
        fold(&g);
        if (a->ask.ask.order != ORDER_LEAST && portion_count(&g) > 0)
            qsort(portion_at(&g, 0), portion_count(&g), sizeof(struct portion), by_count);
        result = give(&g, a, err);
    }
    arena_free(&g.arena);
    buf_free(&g.parts);
    buf_free(&g.figures);
    return result;
}
