/* store_find.c: see store.h. Documents by name, by content and by id.
 *
 * Two look-ups: `ids` has every document under its id, whose high half is the hash of (archive,
 * source); `contents` has the first document of each content under the first half of its SHA-256.
 * Any version leads to the first one of its source, and so to the one that counts.
 */
#include "broker/store.h"
#include "broker/store_parts.h"
#include <assert.h>
#include <string.h>

static struct lookup_key content_key(struct view sha256)
{
    return lookup_key_of((const unsigned char *)sha256.at);
}

static void id_of(const struct msg_stored_doc *doc, unsigned char id[DOC_ID_LEN])
{
    doc_id(doc->archive, doc->source, (const unsigned char *)doc->sha256.at, id);
}

/* ---- The look-ups' entries ---- */

void enter_document(struct store *s, uint64_t num, const unsigned char id[DOC_ID_LEN],
                    const struct msg_stored_doc *doc)
{
    lookup_add(s->ids, lookup_key_of(id), num, doc->first == num);
    if (doc->body == num) lookup_add(s->contents, content_key(doc->sha256), num, false);
}

void open_lookups(struct store *s)
{
    struct txn *t = s->turn.txn;
    uint64_t ids = lookup_mark(t, IDS_MARK), contents = lookup_mark(t, CONTENTS_MARK);
    s->ids = lookup_open(t, TABLE_IDS, IDS_MARK, LOOKUP_FULL);
    s->contents = lookup_open(t, TABLE_CONTENTS, CONTENTS_MARK, LOOKUP_FULL);
    for (uint64_t num = (ids < contents ? ids : contents) + 1; num < s->now.next_num; num++) {
        struct msg_stored_doc doc;
        unsigned char id[DOC_ID_LEN];
        if (!store_doc(&s->turn, num, &doc)) continue;
        id_of(&doc, id);
        enter_document(s, num, id, &doc);
    }
}

/* A key of `archives` ends with a NUL, for LMDB has no empty keys. */
void note_archive(struct store *s, struct view archive, uint64_t num)
{
    struct view key, value;
    if (s->archive.len == archive.len + 1 && memcmp(s->archive.at, archive.at, archive.len) == 0)
        return;
    s->archive.len = 0;
    buf_add_view(&s->archive, archive);
    buf_add_char(&s->archive, '\0');
    key = buf_view(&s->archive);
    if (!table_get(s->turn.txn, TABLE_ARCHIVES, key, &value))
        table_put(s->turn.txn, TABLE_ARCHIVES, key, table_num(&num));
}

bool store_next_archive(struct store_read *r, struct view after, struct view *next)
{
    char name[MAX_ARCHIVE + 1];
    assert(after.len <= MAX_ARCHIVE);
    if (after.len) memcpy(name, after.at, after.len);
    name[after.len] = after.at ? '\1' : '\0';
    struct view key = {name, after.len + 1}, value;
    if (!table_seek(r->txn, TABLE_ARCHIVES, &key, &value)) return false;
    *next = (struct view){key.at, key.len - 1};
    return true;
}

/* ---- Matching ---- */

struct wanted {
    struct store_read *r;
    struct view archive, source, sha256;
    struct msg_stored_doc found; /* the last one looked at */
};

static bool is_version(void *context, uint64_t num)
{
    struct wanted *w = context;
    return store_doc(w->r, num, &w->found) && view_equal(w->found.source, w->source) &&
           view_equal(w->found.archive, w->archive);
}

static bool is_same(void *context, uint64_t num)
{
    struct wanted *w = context;
    return is_version(w, num) && view_equal(w->found.sha256, w->sha256);
}

static bool is_content(void *context, uint64_t num)
{
    struct wanted *w = context;
    return store_doc(w->r, num, &w->found) && view_equal(w->found.sha256, w->sha256);
}

static void match_source(struct store *s, struct wanted *w, struct store_match *out)
{
    struct lookup_key key = lookup_key_of(out->id);
    if (lookup_find_high(s->ids, s->turn.txn, key.high, is_version, w) == 0) return;
    out->first = w->found.first;
    out->current = store_found(&s->turn, current_of(&s->turn, out->first));
    out->same = store_found(&s->turn, lookup_find(s->ids, s->turn.txn, key, is_same, w));
}

/* Who would stand for the content of the current version in its place. */
static void match_heir(struct store *s, struct store_match *out)
{
    struct msg_stored_doc current;
    uint64_t num = out->current.num;
    if (num == 0 || !store_doc(&s->turn, num, &current)) return;
    uint64_t body = current.body;
    if (store_holder(&s->turn, body) == num)
        out->heir = store_found(&s->turn, holder_without(&s->turn, body, num));
}

static void match_content(struct store *s, struct wanted *w, struct store_match *out)
{
    struct msg_stored_doc holder;
    out->body = lookup_find(s->contents, s->turn.txn, content_key(w->sha256), is_content, w);
    out->holder = store_found(&s->turn, store_holder(&s->turn, out->body));
    if (!store_doc(&s->turn, out->holder.num, &holder)) return;
    int order = view_compare(w->archive, holder.archive);
    if (order == 0) order = view_compare(w->source, holder.source);
    out->before_holder = order < 0;
}

void store_match(struct store *s, struct view archive, struct view source,
                 const unsigned char sha256[SHA256_LEN], struct store_match *out)
{
    static const unsigned char nobody_saw[SHA256_LEN];
    struct wanted w = {.r = &s->turn,
                       .archive = archive,
                       .source = source,
                       .sha256 = {(const char *)sha256, SHA256_LEN}};
    *out = (struct store_match){.before_holder = true};
    doc_id(archive, source, sha256, out->id);
    match_source(s, &w, out);
    match_heir(s, out);
    if (memcmp(sha256, nobody_saw, SHA256_LEN) != 0) match_content(s, &w, out);
}

/* ---- By id ---- */

static bool read_key(void *context, uint64_t num, struct lookup_key *key)
{
    struct msg_stored_doc doc;
    unsigned char id[DOC_ID_LEN];
    if (!store_doc(context, num, &doc)) return false;
    id_of(&doc, id);
    *key = lookup_key_of(id);
    return true;
}

uint64_t store_next_by_id(struct store_read *r, const unsigned char from[DOC_ID_LEN],
                          unsigned char found[DOC_ID_LEN])
{
    struct lookup_entry at = {lookup_key_of(from), 0};
    lookup_tail_update(&r->tail, lookup_mark(r->txn, IDS_MARK), last_num(r), read_key, r);
    if (!lookup_next(r->txn, TABLE_IDS, &r->tail, &at)) return 0;
    lookup_key_bytes(at.key, found);
    return at.num;
}
