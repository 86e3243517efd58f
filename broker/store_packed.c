/* store_packed.c: see store_packed.h. */
#include "broker/store_packed.h"
#include "proto/squeeze.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const enum table tables[PACKED_KINDS] = {
    [PACKED_BODY] = TABLE_PACKED_BODIES, [PACKED_RESULT] = TABLE_PACKED_RESULTS};

/* ---- Dictionaries ---- */

struct opened {
    uint64_t number;
    struct dictionary *dictionary;
};
struct dictionaries {
    pthread_mutex_t lock;
    struct opened *at;
    size_t count;
};

struct dictionaries *dictionaries_open(void)
{
    struct dictionaries *d = xcalloc(1, sizeof *d);
    pthread_mutex_init(&d->lock, NULL);
    return d;
}

void dictionaries_free(struct dictionaries **at)
{
    struct dictionaries *d = *at;
    if (!d) return;
    for (size_t i = 0; i < d->count; i++) dictionary_close(&d->at[i].dictionary);
    pthread_mutex_destroy(&d->lock);
    free(d->at);
    free(d);
    *at = NULL;
}

/* In `dictionaries` its kind, a byte, stands before a dictionary's bytes. */
static bool read_dictionary(struct view value, unsigned *kind, struct view *bytes)
{
    if (value.len == 0) return false;
    *kind = (unsigned char)*value.at;
    *bytes = (struct view){value.at + 1, value.len - 1};
    return true;
}

static struct dictionary *open_dictionary(struct store_read *r, uint64_t number)
{
    struct view value, bytes;
    unsigned kind;
    return table_get(r->txn, TABLE_DICTIONARIES, table_num(&number), &value) &&
                   read_dictionary(value, &kind, &bytes)
               ? dictionary_open(bytes, false)
               : NULL;
}

/* Those that are open stay so; the packer sees to it that there are few. */
static const struct dictionary *find_dictionary(struct store_read *r, uint64_t number)
{
    struct dictionaries *d = r->dictionaries;
    struct dictionary *found = NULL;
    pthread_mutex_lock(&d->lock);
    for (size_t i = 0; i < d->count && !found; i++)
        if (d->at[i].number == number) found = d->at[i].dictionary;
    if (!found && (found = open_dictionary(r, number))) {
        d->at = xrealloc(d->at, (d->count + 1) * sizeof *d->at);
        d->at[d->count++] = (struct opened){number, found};
    }
    pthread_mutex_unlock(&d->lock);
    return found;
}

uint64_t dictionary_last(struct store_read *r, enum packed_kind kind, struct view *bytes)
{
    struct view key = {0}, value;
    bool any = table_last(r->txn, TABLE_DICTIONARIES, &key, &value);
    for (unsigned of; any; any = table_previous(r->txn, TABLE_DICTIONARIES, &key, &value))
        if (read_dictionary(value, &of, bytes) && of == (unsigned)kind) return table_num_of(key);
    return 0;
}

static void put_dictionary(struct store *s, uint64_t number, enum packed_kind kind,
                           struct view bytes)
{
    char *at = table_reserve(s->turn.txn, TABLE_DICTIONARIES, table_num(&number), 1 + bytes.len);
    if (!at) return;
    *at = (char)kind;
    memcpy(at + 1, bytes.at, bytes.len);
}

/* ---- Pieces ---- */

enum {
    PIECE_BITS = 8,
    PIECE = 492, /* bytes: eight of them, each with 18 of LMDB's, fill a page */
    PIECES_MOST = 7
};

static uint64_t piece_key(uint64_t num, unsigned piece)
{
    return num << PIECE_BITS | piece;
}

/* The first piece: whole pages, or also the rest, if that is most of a page. */
static size_t first_piece(size_t len)
{
    size_t pages = (len + PAGE_BYTES - PAGE_VALUE) / PAGE_BYTES;
    size_t whole = pages ? pages * PAGE_BYTES - (PAGE_BYTES - PAGE_VALUE) : 0;
    return len - whole > PIECES_MOST * PIECE ? len : whole;
}

static void put_pieces(struct store *s, enum table table, uint64_t num, struct view bytes)
{
    size_t len = first_piece(bytes.len);
    for (unsigned piece = 0; bytes.len > 0; piece++) {
        uint64_t key = piece_key(num, piece);
        if (piece > 0) len = bytes.len < PIECE ? bytes.len : PIECE;
        if (len > 0) table_put(s->turn.txn, table, table_num(&key), (struct view){bytes.at, len});
        bytes = (struct view){bytes.at + len, bytes.len - len};
    }
}

static void drop_pieces(struct store *s, enum table table, uint64_t num)
{
    uint64_t first = piece_key(num, 0), found;
    struct view key = table_num(&first), value;
    while (table_seek(s->turn.txn, table, &key, &value) &&
           (found = table_num_of(key)) >> PIECE_BITS == num) {
        table_drop(s->turn.txn, table, table_num(&found));
        key = table_num(&first);
    }
}

/* One piece lies in the map, several are put together. */
static bool get_pieces(struct store_read *r, enum table table, uint64_t num, uint64_t bytes,
                       struct view *out)
{
    uint64_t first = piece_key(num, 0);
    struct view key = table_num(&first), value = {0};
    bool more = table_seek(r->txn, table, &key, &value);
    *out = value;
    if (more && table_num_of(key) >> PIECE_BITS == num && value.len == bytes) return true;
    r->packed.len = 0;
    for (; more && table_num_of(key) >> PIECE_BITS == num && r->packed.len < bytes;
         more = table_next(r->txn, table, &key, &value))
        buf_add_view(&r->packed, value);
    *out = buf_view(&r->packed);
    return out->len == bytes;
}

bool unpack(struct store_read *r, enum packed_kind kind, uint64_t num, const struct packed *packed,
            size_t from, size_t upto, char *out)
{
    const struct dictionary *with = find_dictionary(r, packed->dictionary);
    struct view bytes;
    bool whole = with && get_pieces(r, tables[kind], num, packed->bytes, &bytes) &&
                 dictionary_expand_part(with, bytes, from, upto, out, (size_t)packed->length);
    if (!whole)
        txn_damaged_at(r->txn,
                       kind == PACKED_BODY ? "unpack the body of document"
                                           : "unpack the result of document",
                       num);
    return whole;
}

void unpacked_again(struct store *s, uint64_t num)
{
    drop_pieces(s, TABLE_PACKED_RESULTS, num);
    if (num <= s->now.packed) s->now.packed = num - 1;
}

uint64_t store_packed(struct store_read *r)
{
    struct view value;
    return table_get(r->txn, TABLE_META, view_of(PACKED_MARK), &value) &&
                   value.len == sizeof(uint64_t)
               ? table_num_of(value)
               : 0;
}

/* ---- Packing ---- */

/* Records that got shorter. They are taken out of their table, and put back together, so that they
 * fill its pages: LMDB leaves a page as it is until three quarters of it are empty. */
struct shorter {
    struct buf keys, lengths, bytes;
};

static void take_out(struct store *s, enum table table, uint64_t key, struct view record,
                     struct shorter *to)
{
    buf_add(&to->keys, &key, sizeof key);
    buf_add(&to->lengths, &record.len, sizeof record.len);
    buf_add_view(&to->bytes, record);
    table_drop(s->turn.txn, table, table_num(&key));
}

static void put_back(struct store *s, enum table table, struct shorter *from)
{
    const uint64_t *keys = (const void *)from->keys.at;
    const size_t *lengths = (const void *)from->lengths.at;
    const char *at = from->bytes.at;
    for (size_t i = 0; i < from->keys.len / sizeof *keys; at += lengths[i++])
        table_put(s->turn.txn, table, table_num(&keys[i]), (struct view){at, lengths[i]});
    buf_free(&from->keys);
    buf_free(&from->lengths);
    buf_free(&from->bytes);
}

static bool waits(struct store *s, uint64_t num)
{
    return store_state(&s->turn, num, NULL) == STATE_WAITING;
}

/* A body that waits to be worked on stays as it is: the core knows how long it is. Of the documents
 * of a content only the one that stands for it can wait. */
static bool may_pack_body(struct store *s, uint64_t num)
{
    uint64_t holder = store_holder(&s->turn, num);
    return !waits(s, num) && (holder == 0 || !waits(s, holder));
}

static bool write_body(struct store *s, const struct packed_row *row, uint64_t dictionary,
                       struct shorter *shorter)
{
    struct msg_stored_doc doc;
    if (!store_doc(&s->turn, row->num, &doc) || doc.packed || !may_pack_body(s, row->num))
        return false;
    doc.encoding = ENCODING_RAW;
    doc.length = row->raw;
    doc.packed = row->bytes;
    doc.dictionary = dictionary;
    take_out(s, TABLE_DOCUMENTS, row->num, record_bytes(s, "stored_doc", &doc), shorter);
    table_drop(s->turn.txn, TABLE_BODIES, table_num(&row->num));
    return true;
}

static bool write_result(struct store *s, const struct packed_row *row, uint64_t dictionary,
                         struct shorter *shorter)
{
    struct msg_stored_outcome o;
    struct view ignored;
    if (!store_outcome(&s->turn, row->num, &o, &ignored) || o.packed || waits(s, row->num))
        return false;
    if (o.encoding != row->encoding || o.length != row->length || o.finished_ms != row->finished_ms)
        return false;
    o.encoding = ENCODING_RAW;
    o.length = row->raw;
    o.packed = row->bytes;
    o.dictionary = dictionary;
    take_out(s, TABLE_OUTCOMES, row->num, record_bytes(s, "stored_outcome", &o), shorter);
    return true;
}

/* Rows of one kind. */
static void write_rows(struct store *s, const struct packed_slice *slice, enum packed_kind kind)
{
    const struct packed_row *row = (const void *)slice->rows.at;
    const char *at = slice->bytes.at;
    uint64_t dictionary = slice->dictionaries[kind].number;
    struct shorter shorter = {0};
    for (size_t i = 0; i < slice->rows.len / sizeof *row; at += row[i++].bytes) {
        if (row[i].kind != kind) continue;
        if ((kind == PACKED_BODY ? write_body : write_result)(s, &row[i], dictionary, &shorter))
            put_pieces(s, tables[kind], row[i].num, (struct view){at, row[i].bytes});
    }
    put_back(s, kind == PACKED_BODY ? TABLE_DOCUMENTS : TABLE_OUTCOMES, &shorter);
}

void packed_write(struct store *s, const struct packed_slice *slice)
{
    for (int kind = 0; kind < PACKED_KINDS; kind++) {
        struct view made = buf_view(&slice->dictionaries[kind].made);
        if (made.len > 0) put_dictionary(s, slice->dictionaries[kind].number, kind, made);
        write_rows(s, slice, kind);
    }
    if (s->now.packed == slice->from) s->now.packed = slice->upto;
}

void packed_slice_free(struct packed_slice *slice)
{
    buf_free(&slice->rows);
    buf_free(&slice->bytes);
    for (int kind = 0; kind < PACKED_KINDS; kind++) buf_free(&slice->dictionaries[kind].made);
}
