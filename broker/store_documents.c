/* store_documents.c: see store.h. Documents and their bodies.
 *
 * LMDB gives a value of more than SHARED_VALUE bytes pages of its own, 16 bytes less than full
 * pages: a body of 4,096 bytes would take two. So of a body that has no room beside its document's
 * record, as many bytes go to `bodies` as fill whole pages, and the rest lies behind the record, if
 * there is room; if not, all of it goes to `bodies`.
 */
#include "broker/store.h"
#include "broker/store_packed.h"
#include <assert.h>
#include <string.h>

/* ---- Records ---- */

static void encode_record(struct store *s, const char *name, const void *record)
{
    struct err err;
    uint16_t length = 0;
    s->record.len = 0;
    buf_add(&s->record, &length, sizeof length);
    int rc = msg_record_encode(name, record, &s->record, &err);
    assert(rc == 0 && s->record.len <= UINT16_MAX);
    (void)rc;
    length = (uint16_t)(s->record.len - sizeof length);
    memcpy(s->record.at, &length, sizeof length);
}

/* Puts what was encoded, and a tail. */
static void put_encoded(struct store *s, enum table table, uint64_t key, struct view tail)
{
    size_t len = s->record.len;
    char *to = table_reserve(s->turn.txn, table, table_num(&key), len + tail.len);
    if (!to) return;
    memcpy(to, s->record.at, len);
    if (tail.len) memcpy(to + len, tail.at, tail.len);
}

void put_record(struct store *s, enum table table, uint64_t key, const char *name,
                const void *record, struct view tail)
{
    encode_record(s, name, record);
    put_encoded(s, table, key, tail);
}

struct view record_bytes(struct store *s, const char *name, const void *record)
{
    encode_record(s, name, record);
    return buf_view(&s->record);
}

static bool decode(struct store_read *r, struct view value, const char *name, void *record,
                   struct view *tail)
{
    struct err err;
    uint16_t length = 0;
    if (value.len >= sizeof length) memcpy(&length, value.at, sizeof length);
    arena_reset(&r->arena);
    if (value.len < sizeof length + length ||
        msg_record_decode(name, value.at + sizeof length, length, &r->arena, record, &err) != 0)
        return false;
    size_t head = sizeof length + length;
    if (tail) *tail = (struct view){value.at + head, value.len - head};
    return true;
}

bool read_record(struct store_read *r, struct view value, const char *name, void *record,
                 struct view *tail)
{
    bool whole = decode(r, value, name, record, tail);
    if (!whole) txn_damaged(r->txn, name);
    return whole;
}

bool get_record(struct store_read *r, enum table table, uint64_t key, const char *name,
                void *record, struct view *tail)
{
    struct view value;
    if (!table_get(r->txn, table, table_num(&key), &value)) return false;
    bool whole = decode(r, value, name, record, tail);
    if (!whole) txn_damaged_at(r->txn, name, key);
    return whole;
}

/* ---- Documents ---- */

uint64_t last_num(struct store_read *r)
{
    struct view key = {0}, value;
    if (r->turn_of) return r->turn_of->now.next_num - 1;
    return table_last(r->txn, TABLE_DOCUMENTS, &key, &value) ? table_num_of(key) : 0;
}

uint64_t store_next_num(const struct store *s)
{
    return s->now.next_num;
}

/* How many bytes of a body go to `bodies`, where its record takes `record` bytes. */
static size_t bytes_apart(size_t length, size_t record)
{
    size_t pages = (length + PAGE_BYTES - PAGE_VALUE) / PAGE_BYTES;
    size_t whole = pages ? pages * PAGE_BYTES - (PAGE_BYTES - PAGE_VALUE) : 0;
    if (record + length <= SHARED_VALUE) return 0;
    return record + length - whole <= SHARED_VALUE ? whole : length;
}

/* Adds document and body under num; doc is complete. */
static void put_document(struct store *s, uint64_t num, const struct msg_stored_doc *doc,
                         struct view bytes)
{
    encode_record(s, "stored_doc", doc);
    size_t apart = bytes_apart(bytes.len, s->record.len);
    put_encoded(s, TABLE_DOCUMENTS, num, (struct view){bytes.at + apart, bytes.len - apart});
    if (apart)
        table_put(s->turn.txn, TABLE_BODIES, table_num(&num), (struct view){bytes.at, apart});
}

/* How a body lies is what the document says that keeps it. */
static bool take_form(struct store_read *r, struct msg_stored_doc *doc)
{
    struct msg_stored_doc keeper;
    if (!get_record(r, TABLE_DOCUMENTS, doc->body, "stored_doc", &keeper, NULL)) return false;
    doc->encoding = keeper.encoding;
    doc->length = keeper.length;
    doc->packed = keeper.packed;
    doc->dictionary = keeper.dictionary;
    return true;
}

bool store_doc(struct store_read *r, uint64_t num, struct msg_stored_doc *out)
{
    return get_record(r, TABLE_DOCUMENTS, num, "stored_doc", out, NULL) &&
           (out->body == 0 || out->body == num || take_form(r, out));
}

struct store_found store_found(struct store_read *r, uint64_t num)
{
    struct store_found found = {0};
    struct msg_stored_doc doc;
    if (num == 0 || !store_doc(r, num, &doc)) return found;
    found.num = num;
    found.length = doc.length;
    found.state = store_state(r, num, &found.reason);
    return found;
}

bool store_body(struct store_read *r, const struct msg_stored_doc *doc, char *out)
{
    return store_body_part(r, doc, 0, doc->length, out);
}

bool store_body_part(struct store_read *r, const struct msg_stored_doc *doc, size_t from,
                     size_t upto, char *out)
{
    struct msg_stored_doc keeper;
    struct view whole = {0}, rest;
    if (doc->body == 0) return false;
    if (doc->packed)
        return unpack(r, PACKED_BODY, doc->body,
                      &(struct packed){doc->packed, doc->dictionary, doc->length}, from, upto, out);
    if (!get_record(r, TABLE_DOCUMENTS, doc->body, "stored_doc", &keeper, &rest)) return false;
    if (rest.len < doc->length) table_get(r->txn, TABLE_BODIES, table_num(&doc->body), &whole);
    if (whole.len + rest.len != doc->length) {
        txn_damaged_at(r->txn, "the body of document", doc->body);
        return false;
    }
    if (whole.len) memcpy(out, whole.at, whole.len);
    if (rest.len) memcpy(out + whole.len, rest.at, rest.len);
    return true;
}

static const char nobody_saw[SHA256_LEN];

/* Fills in what follows from what is in the store already. */
static struct msg_stored_doc complete(struct store *s, const struct store_match *match,
                                      const struct msg_stored_doc *doc)
{
    struct msg_stored_doc whole = *doc, keeper;
    uint64_t num = s->now.next_num;
    if (whole.sha256.len != SHA256_LEN) whole.sha256 = (struct view){nobody_saw, SHA256_LEN};
    bool seen = memcmp(whole.sha256.at, nobody_saw, SHA256_LEN) != 0;
    whole.first = match->first ? match->first : num;
    whole.body = !seen ? 0 : match->body ? match->body : num;
    if (whole.body == num) return whole;
    whole.encoding = whole.length = 0;
    if (whole.body && store_doc(&s->turn, whole.body, &keeper)) {
        whole.encoding = keeper.encoding;
        whole.length = keeper.length;
    }
    return whole;
}

uint64_t store_add(struct store *s, const struct store_match *match,
                   const struct msg_stored_doc *doc, struct view bytes, enum state state,
                   unsigned reason)
{
    struct msg_stored_doc whole = complete(s, match, doc);
    uint64_t num = s->now.next_num++;
    if (whole.body != num) bytes = (struct view){0};
    assert(whole.body != num || bytes.len == whole.length);
    put_document(s, num, &whole, bytes);
    store_set_state(s, num, state, reason);
    enter_document(s, num, match->id, &whole);
    note_archive(s, whole.archive, num);
    make_current(s, num, &whole);
    return num;
}

void store_revive(struct store *s, uint64_t num)
{
    struct msg_stored_doc doc;
    if (store_doc(&s->turn, num, &doc)) make_current(s, num, &doc);
}
