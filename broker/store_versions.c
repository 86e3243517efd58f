/* store_versions.c: see store.h. Which version of a source counts, and which of the documents of
 * one content stands for all.
 *
 * `versions` has an entry for a source that ever had more than one version: under the number of its
 * first one, the number of the one that counts.
 * `copies` has entries for a content of which ever more than one document counted: under the number
 * of its body, a value for each that counts, in the order of (archive, source). So the one that
 * stands for the content is the first; it is never stored, and so never wrong. Without entries it
 * is the document that brought the body, if that one counts.
 */
#include "broker/store.h"
#include "broker/store_parts.h"
#include <endian.h>
#include <string.h>

/* A value in `copies`: archive, NUL, source, cut to what LMDB sorts (511 bytes), then the number.
 */
enum { COPY_MOST = 511, COPY_NUM = sizeof(uint64_t), COPY_NAME = COPY_MOST - COPY_NUM };

struct copy {
    char at[COPY_MOST];
    size_t len;
};

static void add_bytes(struct copy *c, const char *at, size_t len)
{
    if (len > COPY_NAME - c->len) len = COPY_NAME - c->len;
    if (len) memcpy(c->at + c->len, at, len);
    c->len += len;
}

static struct copy copy_of(uint64_t num, const struct msg_stored_doc *doc)
{
    struct copy c = {.len = 0};
    uint64_t big = htobe64(num);
    add_bytes(&c, doc->archive.at, doc->archive.len);
    add_bytes(&c, "", 1);
    add_bytes(&c, doc->source.at, doc->source.len);
    memcpy(c.at + c.len, &big, COPY_NUM);
    c.len += COPY_NUM;
    return c;
}

static uint64_t copy_num(struct view copy)
{
    uint64_t big = 0;
    if (copy.len >= COPY_NUM) memcpy(&big, copy.at + copy.len - COPY_NUM, COPY_NUM);
    return be64toh(big);
}

uint64_t current_of(struct store_read *r, uint64_t first)
{
    struct view value;
    bool many = table_get(r->txn, TABLE_VERSIONS, table_num(&first), &value);
    return many && value.len == sizeof first ? table_num_of(value) : first;
}

/* Moves to the first copy of a content. */
static bool first_copy(struct store_read *r, uint64_t body, struct view *value)
{
    struct view key = table_num(&body);
    return table_seek(r->txn, TABLE_COPIES, &key, value) && table_num_of(key) == body;
}

static bool next_copy(struct store_read *r, uint64_t body, struct view *value)
{
    struct view key = {0};
    return table_next(r->txn, TABLE_COPIES, &key, value) && table_num_of(key) == body;
}

static int compare_names(const struct msg_stored_doc *a, const struct msg_stored_doc *b)
{
    int c = view_compare(a->archive, b->archive);
    return c != 0 ? c : view_compare(a->source, b->source);
}

static bool comes_before(struct store_read *r, uint64_t a, uint64_t b)
{
    struct msg_stored_doc one, other;
    return store_doc(r, a, &one) && store_doc(r, b, &other) && compare_names(&one, &other) < 0;
}

/* Of copies whose values were cut and begin with the same bytes, from *least on: the least. */
static uint64_t least_of_cut(struct store_read *r, uint64_t body, struct view least,
                             uint64_t without)
{
    uint64_t num = copy_num(least);
    struct view value = {0};
    char name[COPY_NAME];
    if (least.len != COPY_MOST) return num;
    memcpy(name, least.at, COPY_NAME);
    while (next_copy(r, body, &value)) {
        if (value.len != COPY_MOST || memcmp(value.at, name, COPY_NAME) != 0) break;
        uint64_t other = copy_num(value);
        if (other != without && comes_before(r, other, num)) num = other;
    }
    return num;
}

static uint64_t body_if_it_counts(struct store_read *r, uint64_t body)
{
    struct msg_stored_doc doc;
    return store_doc(r, body, &doc) && current_of(r, doc.first) == body ? body : 0;
}

uint64_t holder_without(struct store_read *r, uint64_t body, uint64_t without)
{
    struct view value;
    if (body == 0) return 0;
    bool found = first_copy(r, body, &value);
    if (!found) return body == without ? 0 : body_if_it_counts(r, body);
    if (copy_num(value) == without) found = next_copy(r, body, &value);
    return found ? least_of_cut(r, body, value, without) : 0;
}

uint64_t store_holder(struct store_read *r, uint64_t body)
{
    return holder_without(r, body, 0);
}

/* ---- Writing ---- */

static void drop_copy(struct store *s, uint64_t num)
{
    struct msg_stored_doc doc;
    if (!store_doc(&s->turn, num, &doc) || doc.body == 0) return;
    struct copy c = copy_of(num, &doc);
    table_drop_value(s->turn.txn, TABLE_COPIES, table_num(&doc.body), (struct view){c.at, c.len});
}

static void put_copy(struct store *s, uint64_t body, const struct copy *c)
{
    table_put(s->turn.txn, TABLE_COPIES, table_num(&body), (struct view){c->at, c->len});
}

/* Enters a document that counts now among the copies of its content. The first of them to be
 * entered brings along the one that has the body. */
static void enter_copy(struct store *s, uint64_t num, uint64_t body, const struct copy *c)
{
    struct msg_stored_doc keeper;
    struct view value;
    if (body == 0) return;
    bool alone = !first_copy(&s->turn, body, &value);
    if (alone && body == num) return;
    if (alone && body_if_it_counts(&s->turn, body) && store_doc(&s->turn, body, &keeper)) {
        struct copy of_keeper = copy_of(body, &keeper);
        put_copy(s, body, &of_keeper);
    }
    put_copy(s, body, c);
}

void make_current(struct store *s, uint64_t num, const struct msg_stored_doc *doc)
{
    struct copy c = copy_of(num, doc); /* before any write: views of doc may point into the map */
    uint64_t first = doc->first, body = doc->body, old = current_of(&s->turn, first);
    if (old != num) {
        drop_copy(s, old);
        table_put(s->turn.txn, TABLE_VERSIONS, table_num(&first), table_num(&num));
    }
    enter_copy(s, num, body, &c);
}
