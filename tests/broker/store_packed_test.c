/* store_packed_test.c: packed bodies and results, and dictionaries, that are damaged: what is read
 * of them is as it was, or a fault that names what could not be unpacked; never another text.
 */
#include "broker/content.h"
#include "broker/packer.h"
#include "proto/squeeze.h"
#include "tests/broker/store_kit.h"
#include "tests/proto/dice.h"
#include <string.h>

enum { DOCUMENTS = 200, LEAST = 200 << 10 };

/* Of phrases that texts have in common. */
static void make_text(uint64_t num, struct buf *out)
{
    struct dice dice = {num};
    size_t length = 2000 + dice_below(&dice, 12000);
    out->len = 0;
    while (out->len < length) {
        struct dice phrase = {1000 + dice_below(&dice, 500)};
        for (int i = 0; i < 20; i++) buf_add_char(out, (char)('a' + dice_below(&phrase, 26)));
        buf_format(out, "%llu", (unsigned long long)dice_below(&dice, 99));
    }
}

static void add(struct store *s, uint64_t num, struct buf *text)
{
    unsigned char hash[SHA256_LEN];
    struct store_match match;
    char source[32];
    make_text(num, text);
    sha256(text->at, text->len, hash);
    snprintf(source, sizeof source, "%llu", (unsigned long long)num);
    store_match(s, view_of("a"), view_of(source), hash, &match);
    struct msg_stored_doc doc = {.archive = view_of("a"), .source = view_of(source)};
    doc.sha256 = (struct view){(char *)hash, sizeof hash};
    doc.bytes = doc.length = text->len;
    CHECK_INT(store_add(s, &match, &doc, buf_view(text), STATE_DONE, 0), (long long)num);
    store_put_outcome(s, num, &(struct msg_stored_outcome){0}, buf_view(text));
}

static void pack_all(struct store *s)
{
    struct packed_slice slice = {0};
    struct store_read *r;
    struct err err;
    bool any = true;
    CHECK_INT(store_read_open(s, &r, &err), 0);
    struct packer *p = packer_open(r);
    packer_set_least(p, LEAST);
    while (any) {
        CHECK_INT(packer_step(p, &slice, &any, &err), 0);
        kit_begin(s);
        if (any) packed_write(s, &slice);
        kit_commit(s);
    }
    packer_free(&p);
    packed_slice_free(&slice);
    store_read_close(&r);
}

/* Document n has text n, as its body and as its result. */
static struct store *make_store(void)
{
    struct store *s = kit_open();
    struct buf text = {0};
    struct msg_stored_doc doc;
    kit_begin(s);
    for (uint64_t num = 1; num <= DOCUMENTS; num++) add(s, num, &text);
    kit_commit(s);
    pack_all(s);
    kit_begin(s);
    CHECK(store_doc(store_turn(s), DOCUMENTS, &doc) && doc.packed);
    store_abort(s);
    buf_free(&text);
    return s;
}

/* Whether body and result of a document are what they were; else there must be a fault. */
static bool is_whole(struct store_read *r, uint64_t num)
{
    struct content c = {0};
    struct buf text = {0};
    struct view got;
    make_text(num, &text);
    bool body = content_original(&c, r, num, &got);
    CHECK(!body || view_equal(got, buf_view(&text)));
    bool result = content_stored(&c, r, num, &got);
    CHECK(!result || view_equal(got, buf_view(&text)));
    CHECK((body && result) == !txn_faulty(r->txn));
    content_free(&c);
    buf_free(&text);
    return body && result;
}

/* A value, in some way not what it was; its room is the caller's. */
static struct view spoil(struct dice *dice, struct view value, char *room)
{
    size_t at = dice_below(dice, value.len), way = dice_below(dice, 4);
    memcpy(room, value.at, value.len);
    if (way == 0) return (struct view){room, at}; /* cut */
    if (way == 1) return (struct view){room, value.len + 1 + at % 8};
    room[at] = (char)(room[at] ^ (1 << dice_below(dice, 8)));
    if (way == 2) memset(room + at, 0xff, value.len - at < 8 ? value.len - at : 8);
    return (struct view){room, value.len};
}

/* Spoils the entry of a table that is the first one from `from` on; its key. */
static uint64_t spoil_entry(struct store *s, struct dice *dice, enum table table, uint64_t from)
{
    static char room[1 << 18];
    struct txn *t = store_turn(s)->txn;
    struct view key = table_num(&from), value;
    CHECK(table_seek(t, table, &key, &value) && value.len + 8 <= sizeof room);
    uint64_t found = table_num_of(key);
    struct view spoilt = spoil(dice, value, room);
    if (spoilt.len == 0)
        table_drop(t, table, table_num(&found));
    else
        table_put(t, table, table_num(&found), spoilt);
    return found;
}

static void spoil_pieces(enum table table)
{
    enum { TIMES = 600, PIECE_BITS = 8 };
    struct store *s = make_store();
    struct dice dice = {7};
    struct err err;
    unsigned faults = 0;
    char told[64];
    for (int i = 0; i < TIMES; i++) {
        kit_begin(s);
        uint64_t from = (1 + dice_below(&dice, DOCUMENTS)) << PIECE_BITS | dice_below(&dice, 3);
        uint64_t num = spoil_entry(s, &dice, table, from) >> PIECE_BITS;
        bool whole = is_whole(store_turn(s), num);
        faults += !whole;
        if (whole) {
            store_abort(s);
            continue;
        }
        CHECK_INT(store_commit(s, &err), STORE_BROKEN);
        snprintf(told, sizeof told, "unpack the %s of document %llu:",
                 table == TABLE_PACKED_BODIES ? "body" : "result", (unsigned long long)num);
        CHECK(strstr(err.text, told));
    }
    CHECK(faults > TIMES / 2);
    store_close(&s);
}

TEST(store_packed_bodies_that_are_damaged_are_refused)
{
    spoil_pieces(TABLE_PACKED_BODIES);
}

TEST(store_packed_results_that_are_damaged_are_refused)
{
    spoil_pieces(TABLE_PACKED_RESULTS);
}

/* A dictionary stays open, so each time the store is opened anew. */
TEST_WITHIN(store_dictionaries_that_are_damaged_are_refused, 30)
{
    struct dice dice = {8};
    unsigned faults = 0;
    struct store *s = make_store();
    for (int i = 0; i < 60; i++) {
        kit_begin(s);
        spoil_entry(s, &dice, TABLE_DICTIONARIES, i % 2 ? 1 : 2);
        for (uint64_t num = 1; num <= DOCUMENTS; num += 20) {
            bool whole = is_whole(store_turn(s), num);
            faults += !whole;
            if (!whole) break;
        }
        store_abort(s);
        s = kit_reopen(s);
    }
    CHECK(faults > 30);
    store_close(&s);
}

/* Numbers of the records by which packed bytes are found. */
TEST(store_records_of_what_is_packed_that_are_damaged)
{
    struct store *s = make_store();
    struct dice dice = {9};
    for (int i = 0; i < 2000; i++) {
        struct content c = {0};
        struct view got;
        kit_begin(s);
        enum table table = i % 2 ? TABLE_DOCUMENTS : TABLE_OUTCOMES;
        uint64_t num = spoil_entry(s, &dice, table, 1 + dice_below(&dice, DOCUMENTS));
        content_original(&c, store_turn(s), num, &got);
        content_stored(&c, store_turn(s), num, &got);
        store_abort(s);
        content_free(&c);
    }
    store_close(&s);
}
