/* packer_test.c: bodies and results that are packed read as before, whatever happens meanwhile:
 * results that are replaced or dropped, documents that wait again, turns that are undone,
 * reopening.
 */
#include "broker/content.h"
#include "broker/packer.h"
#include "proto/squeeze.h"
#include "tests/broker/store_kit.h"
#include "tests/proto/dice.h"
#include <string.h>
#include <unistd.h>

enum { MOST = 3000, LEAST = 200 << 10 };

/* What each document is made of: the versions of its result, 0 = none, and its state. */
struct model {
    unsigned result[MOST + 1];
    enum state state[MOST + 1];
    uint64_t last;
};
struct play {
    struct store *store;
    struct store_read *read;
    struct packer *packer;
    struct packed_slice slice;
    struct model now;
    struct dice dice;
};

/* Characters that a text has elsewhere hardly ever. */
static void add_phrase(uint64_t number, struct buf *out)
{
    struct dice dice = {number};
    for (int i = 0; i < 16; i++) { /* U+5000 to U+8FFF */
        uint64_t c = 0x5000 + dice_below(&dice, 0x4000);
        char utf8[] = {(char)(0xe0 | c >> 12), (char)(0x80 | (c >> 6 & 0x3f)),
                       (char)(0x80 | (c & 0x3f))};
        buf_add(out, utf8, sizeof utf8);
    }
}

/* Of phrases that all texts have in common, mostly short; a few are longer than is packed. */
static void make_text(uint64_t num, unsigned version, struct buf *out)
{
    enum { PHRASES = 1000 };
    struct dice dice = {num << 8 | version};
    size_t length = dice_below(&dice, 300) == 0 ? 1 << 20 : 1 + dice_below(&dice, 12000);
    out->len = 0;
    while (out->len < length) {
        add_phrase(dice_below(&dice, PHRASES), out);
        if (dice_below(&dice, 4) == 0)
            buf_format(out, "%llu", (unsigned long long)dice_below(&dice, 999));
    }
}

/* like: the document whose text it has. */
static void add_like(struct play *p, const char *archive, uint64_t like)
{
    struct buf text = {0}, body = {0};
    unsigned char hash[SHA256_LEN];
    struct store_match match;
    char source[32];
    uint64_t num = p->now.last + 1;
    if (num > MOST) return;
    make_text(like, 0, &text);
    sha256(text.at, text.len, hash);
    snprintf(source, sizeof source, "%llu.txt", (unsigned long long)num);
    store_match(p->store, view_of(archive), view_of(source), hash, &match);
    struct msg_stored_doc doc = {.archive = view_of(archive),
                                 .source = view_of(source),
                                 .sha256 = {(char *)hash, sizeof hash},
                                 .bytes = text.len};
    doc.encoding = (uint64_t)squeeze(buf_view(&text), &body);
    doc.length = body.len;
    CHECK_INT(store_add(p->store, &match, &doc, buf_view(&body), STATE_WAITING, 0), num);
    p->now.last = num;
    p->now.state[num] = STATE_WAITING;
    buf_free(&text);
    buf_free(&body);
}

/* Some share the body of others. */
static uint64_t text_of(uint64_t num)
{
    return num - num % 10 * (num % 10 == 7);
}

static void add(struct play *p)
{
    add_like(p, "a", text_of(p->now.last + 1));
}

static void finish(struct play *p, uint64_t num)
{
    struct buf text = {0}, result = {0};
    struct msg_stored_outcome o = {.finished_ms = 1000};
    make_text(num, ++p->now.result[num], &text);
    o.encoding = (uint64_t)squeeze(buf_view(&text), &result);
    store_put_outcome(p->store, num, &o, buf_view(&result));
    store_set_state(p->store, num, p->now.state[num] = STATE_DONE, 0);
    buf_free(&text);
    buf_free(&result);
}

static void again(struct play *p, uint64_t num)
{
    store_drop_outcome(p->store, num);
    store_set_state(p->store, num, p->now.state[num] = STATE_WAITING, 0);
    p->now.result[num] = UINT8_MAX & (p->now.result[num] + 1); /* the next one is another */
}

/* ---- Checking ---- */

static void check_one(struct store_read *r, struct content *c, const struct model *m, uint64_t num,
                      struct buf *text)
{
    struct view got;
    make_text(text_of(num), 0, text);
    CHECK(content_original(c, r, num, &got) && view_equal(got, buf_view(text)));
    size_t from = text->len * (num % 7) / 8, upto = from + text->len / 8;
    CHECK(content_canonical_part(c, r, num, (struct view){0}, from, upto, &got));
    CHECK(got.len == text->len && memcmp(got.at + from, text->at + from, upto - from) == 0);
    CHECK(content_stored(c, r, num, &got) == (m->state[num] == STATE_DONE));
    if (m->state[num] != STATE_DONE) return;
    make_text(num, m->result[num], text);
    CHECK(view_equal(got, buf_view(text)));
}

static void check_all(struct play *p, struct store_read *r)
{
    struct content c = {0};
    struct buf text = {0};
    for (uint64_t num = 1; num <= p->now.last; num++) check_one(r, &c, &p->now, num, &text);
    content_free(&c);
    buf_free(&text);
}

/* ---- Packing ---- */

static void open_all(struct play *p)
{
    struct err err;
    CHECK_INT(store_read_open(p->store, &p->read, &err), 0);
    p->packer = packer_open(p->read);
    packer_set_least(p->packer, LEAST);
}

static void reopen(struct play *p)
{
    packer_free(&p->packer);
    store_read_close(&p->read);
    p->store = kit_reopen(p->store);
    open_all(p);
}

/* A slice, and what a turn changes before it is written; true if there was one. */
static bool pack(struct play *p, bool change, bool undo)
{
    struct err err;
    bool any;
    struct model before = p->now;
    CHECK_INT(packer_step(p->packer, &p->slice, &any, &err), 0);
    kit_begin(p->store);
    for (int i = 0; change && i < 20; i++) {
        uint64_t num = 1 + dice_below(&p->dice, p->now.last);
        if (dice_below(&p->dice, 2) == 0)
            finish(p, num);
        else
            again(p, num);
    }
    if (any) packed_write(p->store, &p->slice);
    if (!undo) {
        kit_commit(p->store);
        return any;
    }
    store_abort(p->store);
    packer_restart(p->packer);
    p->now = before;
    return any;
}

static void pack_all(struct play *p)
{
    while (pack(p, false, false)) continue;
}

static uint64_t packed_documents(struct play *p)
{
    struct msg_stored_doc doc;
    struct msg_stored_outcome o;
    struct view ignored;
    uint64_t packed = 0;
    for (uint64_t num = 1; num <= p->now.last; num++) {
        CHECK(store_doc(p->read, num, &doc));
        CHECK(!doc.packed || (doc.encoding == ENCODING_RAW && doc.length == doc.bytes));
        packed += doc.packed && store_outcome(p->read, num, &o, &ignored) && o.packed;
    }
    return packed;
}

static void check_packed(struct play *p, uint64_t least)
{
    struct err err;
    CHECK_INT(store_read_begin(p->read, &err), 0);
    check_all(p, p->read);
    CHECK(packed_documents(p) >= least);
    CHECK_INT(store_read_end(p->read, &err), 0);
}

static void add_some(struct play *p, uint64_t count)
{
    kit_begin(p->store);
    for (uint64_t i = 0; i < count; i++) add(p);
    for (uint64_t num = 1; num <= p->now.last; num++)
        if (p->now.state[num] == STATE_WAITING) finish(p, num);
    kit_commit(p->store);
}

static void end(struct play *p)
{
    packer_free(&p->packer);
    packed_slice_free(&p->slice);
    store_read_close(&p->read);
    store_close(&p->store);
}

static struct play begin(uint64_t seed)
{
    struct play p = {.store = kit_open(), .dice = {seed}};
    open_all(&p);
    return p;
}

/* ---- Tests ---- */

TEST(packer_makes_a_store_smaller_and_nothing_else)
{
    struct play p = begin(1);
    struct store_sizes before, after;
    add_some(&p, 600);
    store_sizes(p.store, &before);
    pack_all(&p);
    store_sizes(p.store, &after);
    check_packed(&p, 550);
    CHECK(10 * after.originals < 7 * before.originals && 10 * after.results < 7 * before.results);
    reopen(&p);
    CHECK(!pack(&p, false, false)); /* there is nothing more */
    check_packed(&p, 550);
    end(&p);
}

TEST(packer_stops_at_what_waits_and_begins_nothing_for_little)
{
    struct play p = begin(2);
    add_some(&p, 10);
    CHECK(!pack(&p, false, false));
    add_some(&p, 200);
    kit_begin(p.store);
    again(&p, 100);
    kit_commit(p.store);
    pack_all(&p);
    kit_begin(p.store);
    struct msg_stored_doc doc;
    CHECK(store_doc(store_turn(p.store), 99, &doc) && doc.packed);
    CHECK(store_doc(store_turn(p.store), 100, &doc) && !doc.packed);
    CHECK(store_doc(store_turn(p.store), 101, &doc) && !doc.packed);
    store_abort(p.store);
    check_packed(&p, 90);
    end(&p);
}

/* The core was told how long the body is that it will be sent. */
TEST(packer_leaves_the_body_of_one_that_waits_to_the_document_that_shares_it)
{
    struct play p = begin(3);
    struct msg_stored_doc doc;
    add_some(&p, 200);
    kit_begin(p.store);
    add_like(&p, "A", 5);
    uint64_t twin = p.now.last, length = store_found(store_turn(p.store), twin).length;
    kit_commit(p.store);
    pack_all(&p);
    kit_begin(p.store);
    CHECK(store_doc(store_turn(p.store), 4, &doc) && doc.packed);
    CHECK(store_doc(store_turn(p.store), 5, &doc) && doc.body == 5 && !doc.packed);
    CHECK_INT(store_found(store_turn(p.store), twin).length, (long long)length);
    store_abort(p.store);
    end(&p);
}

TEST_WITHIN(packer_and_turns_that_change_what_it_packs, 60)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct play p = begin(seed);
        for (int round = 0; round < 6; round++) {
            add_some(&p, 50 + dice_below(&p.dice, 150));
            for (int i = 0; i < 8; i++)
                pack(&p, dice_below(&p.dice, 2), dice_below(&p.dice, 3) == 0);
            check_packed(&p, 0);
            if (dice_below(&p.dice, 2)) reopen(&p);
            add_some(&p, 0);
            pack_all(&p);
            check_packed(&p, p.now.last < 300 ? 0 : p.now.last / 2);
        }
        end(&p);
        CHECK(unlink("data/data.mdb") == 0);
    }
}
