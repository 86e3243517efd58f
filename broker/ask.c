/* ask.c: a segment that is asked. See ask.h. */
#include "broker/ask.h"
#include "proto/amount.h"
#include <stdlib.h>

static struct rows_reader *rows_open(uint64_t segment)
{
    struct rows_reader *r = xmalloc(sizeof *r); /* its rows are read before they are looked at */
    r->segment = segment;
    rows_read_brief(r, false);
    return r;
}

/* Of articles that are not those of the segment it cannot be told whose rows are whose. */
static void read_counts(struct ask_segment *s)
{
    bool any = columns_counts(s->txn, s->segment.number, &s->counts);
    if (!any || s->counts.articles == s->segment.articles) return;
    s->counts = (struct columns_counts){0};
    txn_damaged(s->txn, "a segment's number of articles");
}

void ask_open(struct ask_segment *s, struct index_view *view, const struct index_segment *segment,
              struct ask_cache *cache)
{
    *s = (struct ask_segment){
        .view = view, .segment = *segment, .txn = view->read->txn, .cache = cache};
    s->articles.number = UINT32_MAX;
    read_counts(s);
    s->rows = rows_open(segment->number);
    s->linked = rows_open(segment->number);
}

void ask_close(struct ask_segment *s)
{
    buf_free(&s->firsts);
    ask_weigh_end(s);
    free(s->rows);
    free(s->linked);
    bits_free(&s->described.rows);
    bits_free(&s->described.articles);
    *s = (struct ask_segment){0};
}

bool ask_go_to(struct ask_segment *s, uint32_t chunk)
{
    s->articles.number = chunk;
    bool there = index_rows(s->txn, s->segment.number, chunk * INDEX_ROWS, &s->articles.rows);
    if (!there) s->articles.rows = (struct view){0};
    return there;
}

bool ask_article(struct ask_segment *s, uint32_t ordinal, struct index_article *out)
{
    uint32_t chunk = ordinal / INDEX_ROWS;
    return (s->articles.number == chunk || ask_go_to(s, chunk)) &&
           index_row_at(s->articles.rows, ordinal, out);
}

const struct msg_stored_doc *ask_document(struct ask_segment *s, uint64_t num)
{
    if (s->document.num != num) {
        s->document.num = num;
        s->document.known = store_doc(s->view->read, num, &s->document.doc);
    }
    return s->document.known ? &s->document.doc : NULL;
}

/* A segment whose parts told nothing of records has rows of none of its articles. Where they are
 * damaged the first article has all rows, and the page a fault. */
void ask_read_firsts(struct ask_segment *s)
{
    size_t wanted = ((size_t)s->segment.articles + 1) * sizeof(uint32_t);
    firsts_read(s->txn, s->segment.number, &s->counts, &s->firsts);
    if (s->firsts.len == wanted) return;
    s->firsts.len = 0;
    for (uint32_t i = 0; i <= s->segment.articles; i++)
        buf_add(&s->firsts, i ? &s->counts.rows : &(uint32_t){0}, sizeof(uint32_t));
}

/* Mostly it is `from` or one soon behind: by steps that double, and by halves in the last one. */
uint32_t ask_article_of(struct ask_segment *s, uint32_t row, uint32_t from)
{
    uint32_t low = from, step = 1, high = from + 1, most = s->segment.articles;
    while (high < most && ask_first_row(s, high) <= row) {
        low = high;
        high = most - high > step ? high + step : most;
        step *= 2;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (ask_first_row(s, middle) <= row)
            low = middle;
        else
            high = middle;
    }
    return low;
}

bool ask_days(uint32_t date, int32_t *from, int32_t *to)
{
    char text[16];
    uint32_t year = date / 10000, month = date / 100 % 100, day = date % 100;
    struct buf written = {.at = text, .room = sizeof text};
    if (year == 0 || year > 9999) return false;
    buf_format(&written, "%04u", year);
    if (month > 0) buf_format(&written, "-%02u", month);
    if (month > 0 && day > 0) buf_format(&written, "-%02u", day);
    return days_read(buf_view(&written), from, to);
}
