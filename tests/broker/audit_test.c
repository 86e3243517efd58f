/* audit_test.c: a sound store has no flaws; each kind of damage is told, with what and where. */
#include "broker/audit.h"
#include "broker/store_env.h"
#include "tests/broker/store_kit.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DOCUMENTS = 40, DONE = 5 };

static char told[4096];

static void hear(const char *flaw)
{
    size_t len = strlen(told);
    snprintf(told + len, sizeof told - len, "%s\n", flaw);
}

/* Waiting documents, with bodies beside and apart, one copy of another, and one that is done. */
static void make_store(void)
{
    struct msg_stored_outcome outcome = {.attempts = 1, .length = 1};
    CHECK(system("rm -rf data") == 0);
    struct store *s = kit_open();
    kit_begin(s);
    for (unsigned i = 1; i < DOCUMENTS; i++) {
        char source[16];
        snprintf(source, sizeof source, "s%u", i);
        kit_add(s, "a", source, i, i % 3 ? 700 : 9000, STATE_WAITING);
    }
    kit_add(s, "a", "t", 1, 700, STATE_DUPLICATE);
    store_set_state(s, DONE, STATE_DONE, 0);
    store_put_outcome(s, DONE, &outcome, view_of("\x80")); /* an empty map */
    kit_commit(s);
    store_close(&s);
}

static struct audit audit(void)
{
    struct audit a;
    struct err err;
    told[0] = '\0';
    if (audit_store("data", hear, &a, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
    return a;
}

TEST(audit_of_a_sound_store)
{
    make_store();
    struct audit a = audit();
    CHECK_TEXT(told, "");
    CHECK_INT(a.flaws, 0);
    CHECK_INT(a.documents, DOCUMENTS);
    CHECK_INT(a.bodies, DOCUMENTS - 1);
    CHECK_INT(a.results, 1);
    CHECK(a.states[STATE_DONE] == 1 && a.states[STATE_DUPLICATE] == 1);
}

TEST(audit_beside_a_broker)
{
    make_store();
    struct store *s = kit_open();
    kit_begin(s);
    kit_add(s, "a", "not yet committed", 77, 10, STATE_WAITING);
    CHECK_INT(audit().documents, DOCUMENTS);
    kit_commit(s);
    CHECK_INT(audit().documents, DOCUMENTS + 1);
    CHECK_TEXT(told, "");
    store_close(&s);
}

/* ---- Damage ---- */

/* The value under the number, to be changed and put back. */
static struct buf value_of(struct txn *t, enum table table, uint64_t num)
{
    struct buf copy = {0};
    struct view value;
    CHECK(table_get(t, table, table_num(&num), &value));
    buf_add_view(&copy, value);
    return copy;
}

static void spoil(struct txn *t, enum table table, uint64_t num, size_t at_end, char byte)
{
    struct buf value = value_of(t, table, num);
    value.at[value.len - at_end] = byte;
    table_put(t, table, table_num(&num), buf_view(&value));
    buf_free(&value);
}

static void spoil_body(struct txn *t)
{
    spoil(t, TABLE_DOCUMENTS, 2, 1, '?');
}

static void spoil_body_apart(struct txn *t)
{
    spoil(t, TABLE_BODIES, 3, 1, '?');
}

static void drop_body(struct txn *t)
{
    uint64_t num = 6;
    table_drop(t, TABLE_BODIES, table_num(&num));
}

static void drop_document(struct txn *t)
{
    uint64_t num = 7;
    table_drop(t, TABLE_DOCUMENTS, table_num(&num));
}

static void spoil_record(struct txn *t)
{
    uint64_t num = 8;
    table_put(t, TABLE_DOCUMENTS, table_num(&num), view_of("\377\377 too short"));
}

static void drop_state(struct txn *t)
{
    uint64_t chunk = 0;
    struct buf value = value_of(t, TABLE_STATES, chunk);
    value.at[9] = 0;
    table_put(t, TABLE_STATES, table_num(&chunk), buf_view(&value));
    buf_free(&value);
}

static void add_state(struct txn *t)
{
    spoil(t, TABLE_STATES, 0, 1, STATE_WAITING);
}

static void drop_outcome(struct txn *t)
{
    uint64_t num = DONE;
    table_drop(t, TABLE_OUTCOMES, table_num(&num));
}

static void spoil_result(struct txn *t)
{
    spoil(t, TABLE_OUTCOMES, DONE, 1, '\x81');
}

/* The look-up's mark is set as if the entries were there. */
static void drop_names(struct txn *t)
{
    uint64_t mark = DOCUMENTS;
    table_put(t, TABLE_META, view_of("ids_mark"), table_num(&mark));
}

static void expect(void (*damage)(struct txn *t), const char *flaw)
{
    struct env *e;
    struct err err;
    make_store();
    CHECK_INT(env_open("data", MAP_LEAST, &e, &err), 0);
    CHECK_INT(env_begin(e, 0, &err), 0);
    damage(env_turn(e));
    CHECK_INT(env_commit(e, &err), STORE_COMMITTED);
    env_close(&e);
    struct audit a = audit();
    if (a.flaws == 0 || !strstr(told, flaw))
        test_fail(__FILE__, __LINE__, "\"%s\" is not among: %s", flaw, told);
}

TEST(audit_tells_what_is_wrong_and_where)
{
    expect(spoil_body, "document 2: its body has another sha256: s2");
    expect(spoil_body_apart, "document 3: its body has another sha256: s3");
    expect(drop_body, "at document 6: the store in data: the body of document 6");
    expect(drop_document, "document 7: it is not there, and later ones are");
    expect(spoil_record, "at document 8: the store in data: stored_doc");
    expect(drop_state, "document 9: it has no state: s9");
    expect(add_state, "1 documents have a state and are not there");
    expect(drop_outcome, "document 5: it is done, and has no result: s5");
    expect(spoil_result, "document 5: its result cannot be read: s5");
    expect(drop_names, "document 1: it is not found by its id: s1");
}

/* The last page of the file as the two heads of LMDB have it: behind page header, magic, version,
 * address, size of the map and two trees. */
TEST(audit_tells_of_lost_pages)
{
    enum { LAST_PAGE = 16 + 4 + 4 + 8 + 8 + 2 * 48 };
    make_store();
    int fd = open("data/data.mdb", O_RDWR | O_CLOEXEC);
    for (off_t page = 0; page < 2; page++) {
        uint64_t last, at = (uint64_t)page * PAGE_BYTES + LAST_PAGE;
        CHECK(pread(fd, &last, sizeof last, (off_t)at) == sizeof last);
        last += 3;
        CHECK(pwrite(fd, &last, sizeof last, (off_t)at) == sizeof last);
    }
    CHECK(ftruncate(fd, lseek(fd, 0, SEEK_END) + 3 * PAGE_BYTES) == 0);
    close(fd);
    CHECK_INT(audit().flaws, 1);
    CHECK(strstr(told, "pages that are neither in use nor free"));
}

TEST(audit_of_what_is_no_store)
{
    struct audit a;
    struct err err;
    CHECK_INT(audit_store("nowhere", hear, &a, &err), -1);
    CHECK(strstr(err.text, "nowhere"));
}
