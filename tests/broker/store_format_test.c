/* store_format_test.c: a store that this version made long ago still opens, and says the same.
 *
 * formatN.hex is data.mdb as fill() left it, compressed by zstd. It is never made again: when the
 * format changes, the new one gets a file of its own beside it (docs/store.md). To make that file,
 * KEEP_STORE=FILE build/tests/test-broker store_says_what_was_put_into_it, then zstd -19 and xxd
 * -i.
 */
#include "broker/index.h"
#include "proto/squeeze.h"
#include "tests/broker/store_kit.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned char format1[] = {
#include "tests/broker/format1.hex"
};
static const unsigned char format3[] = {
#include "tests/broker/format3.hex"
};

/* A content is one letter, so many times; its hash begins with the letter. */
static void content_hash(char letter, unsigned char hash[SHA256_LEN])
{
    memset(hash, 0, SHA256_LEN);
    if (letter) hash[0] = (unsigned char)letter;
}

static struct store_match match(struct store *s, const char *archive, const char *source,
                                char letter)
{
    unsigned char hash[SHA256_LEN];
    struct store_match found;
    content_hash(letter, hash);
    store_match(s, view_of(archive), view_of(source), hash, &found);
    return found;
}

static void add(struct store *s, const char *archive, const char *source, char letter,
                size_t length, enum state state, unsigned reason)
{
    unsigned char hash[SHA256_LEN];
    char *bytes = xmalloc(length + 1);
    struct store_match found = match(s, archive, source, letter);
    struct msg_stored_doc doc = {.archive = view_of(archive),
                                 .source = view_of(source),
                                 .sha256 = {(char *)hash, SHA256_LEN},
                                 .bytes = length + 1,
                                 .encoding = ENCODING_ZSTD,
                                 .length = length,
                                 .submitted_ms = 1000 + length};
    content_hash(letter, hash);
    memset(bytes, letter, length);
    store_add(s, &found, &doc, (struct view){bytes, length}, state, reason);
    free(bytes);
}

/* Something of everything. Documents 1 to 6 are merged into the look-ups, 7 is not. */
static void fill(struct store *s)
{
    bool more = true;
    kit_begin(s);
    add(s, "letters", "1987/a.txt", 'a', 300, STATE_SKIPPED, REASON_SUPERSEDED);
    add(s, "letters", "1987/b.txt", 'b', 5000, STATE_WAITING, 0);
    add(s, "news", "c.txt", 'a', 300, STATE_WAITING, 0);
    add(s, "news", "d.txt", 'd', 4000, STATE_WAITING, 0);
    add(s, "letters", "1987/a.txt", 'e', 200, STATE_WAITING, 0);
    add(s, "news", "e.bin", '\0', 0, STATE_FAILED, REASON_UNREADABLE);
    store_put_outcome(s, 6,
                      &(struct msg_stored_outcome){.reason = REASON_UNREADABLE,
                                                   .detail = view_of("Permission denied")},
                      (struct view){0});
    store_pin_extractor(s, view_of("1.0.0+5f3a"));
    store_put_lease(s, 1, (const uint64_t[]){2, 4}, 2);
    store_put_lease(s, 2, (const uint64_t[]){5}, 1);
    store_drop_lease(s, 2);
    store_put_retry(s, 4, &(struct msg_stored_retry){6, 1, 4000, 2, 1, 1, REASON_DIED, 3, 9, 0});
    for (; more; kit_begin(s)) {
        more = store_fold(s, 100);
        kit_commit(s);
    }
    add(s, "letters", "1987/f.txt", 'f', 100, STATE_DONE, 0);
    store_put_outcome(s, 7,
                      &(struct msg_stored_outcome){REASON_NONE, view_of("whole"), 0, 0, 1, 0,
                                                   view_of("1.0.0+5f3a"), 3, 4, 500, ENCODING_RAW,
                                                   0, 900, 0, 0},
                      view_of("the result"));
    kit_commit(s);
}

static void check_body(struct store_read *r, uint64_t num, char letter, size_t length)
{
    struct msg_stored_doc doc;
    char *bytes = xmalloc(length + 1);
    CHECK(store_doc(r, num, &doc));
    CHECK_INT(doc.length, (long long)length);
    CHECK_INT(doc.bytes, (long long)length + 1);
    CHECK_INT(doc.encoding, ENCODING_ZSTD);
    CHECK_INT(doc.submitted_ms, 1000 + (long long)length);
    CHECK_INT(doc.declared.len + doc.date.len, 0); /* it came before there were such */
    CHECK(store_body(r, &doc, bytes));
    for (size_t i = 0; i < length; i++) CHECK(bytes[i] == letter);
    free(bytes);
}

static void check_documents(struct store *s)
{
    struct store_read *r = store_turn(s);
    struct store_match found = match(s, "letters", "1987/a.txt", 'a');
    CHECK(found.same.num == 1 && found.current.num == 5 && found.holder.num == 3);
    CHECK(found.same.reason == REASON_SUPERSEDED && found.first == 1 && found.body == 1);
    CHECK_INT(match(s, "news", "e.bin", '\0').same.num, 6);
    CHECK_INT(match(s, "letters", "1987/f.txt", 'f').same.num, 7);
    CHECK_INT(match(s, "news", "z.txt", 'f').holder.num, 7);
    check_body(r, 1, 'a', 300);
    check_body(r, 2, 'b', 5000);
    check_body(r, 3, 'a', 300);
    check_body(r, 4, 'd', 4000);
    check_body(r, 5, 'e', 200);
    check_body(r, 7, 'f', 100);
}

static void check_order(struct store_read *r)
{
    unsigned char from[DOC_ID_LEN] = {0}, id[DOC_ID_LEN];
    uint64_t num, sum = 0;
    struct view archive = {0};
    for (; (num = store_next_by_id(r, from, id)) != 0; sum += UINT64_C(1) << 4 * num) {
        memcpy(from, id, DOC_ID_LEN);
        for (int i = DOC_ID_LEN - 1; i >= 0 && ++from[i] == 0; i--) continue;
    }
    CHECK_INT(sum, 0x11111110);
    CHECK(store_next_archive(r, archive, &archive) && view_equal(archive, view_of("letters")));
    CHECK(store_next_archive(r, archive, &archive) && view_equal(archive, view_of("news")));
    CHECK(!store_next_archive(r, archive, &archive));
}

static void check_queue(struct store *s)
{
    struct store_read *r = store_turn(s);
    struct msg_stored_outcome outcome;
    struct msg_stored_retry retry;
    struct view result;
    uint64_t nums[MAX_BATCH];
    size_t count;
    CHECK(store_outcome(r, 6, &outcome, &result) && result.len == 0);
    CHECK(view_equal(outcome.detail, view_of("Permission denied")));
    CHECK(store_outcome(r, 7, &outcome, &result));
    CHECK(view_equal(result, view_of("the result")) && outcome.length == result.len);
    CHECK(outcome.attempts == 1 && outcome.articles == 3 && outcome.records == 4);
    CHECK(outcome.cpu_us == 500 && outcome.finished_ms == 900);
    CHECK(view_equal(outcome.extractor, view_of("1.0.0+5f3a")));
    CHECK_INT(store_next_retry(r, 0, &retry), 4);
    CHECK(retry.behind == 6 && retry.lease == 1 && retry.bytes == 4000 && retry.attempts == 2);
    CHECK(retry.deaths == 1 && retry.timeouts == 1 && retry.reason == REASON_DIED);
    CHECK(retry.exit_status == 3 && retry.exit_signal == 9);
    CHECK_INT(store_next_lease(r, 0, nums, &count), 1);
    CHECK(count == 2 && nums[0] == 2 && nums[1] == 4);
    CHECK_INT(store_next_lease_id(s), 3);
    CHECK(view_equal(store_extractor(r), view_of("1.0.0+5f3a")));
}

static void check_all(struct store *s)
{
    struct store_ledger ledger;
    store_ledger(s, &ledger);
    CHECK(ledger.states[STATE_WAITING] == 4 && ledger.states[STATE_DONE] == 1);
    CHECK(ledger.reasons[REASON_SUPERSEDED] == 1 && ledger.reasons[REASON_UNREADABLE] == 1);
    CHECK_INT(store_next_num(s), 8);
    kit_begin(s);
    check_documents(s);
    check_order(store_turn(s));
    check_queue(s);
    store_abort(s);
}

static void keep_file(const char *path)
{
    struct buf command = {0};
    buf_format(&command, "cp data/data.mdb '%s'", path);
    CHECK(system(buf_string(&command)) == 0);
    buf_free(&command);
}

TEST(store_says_what_was_put_into_it)
{
    struct store *s = kit_open();
    fill(s);
    check_all(s);
    s = kit_reopen(s);
    check_all(s);
    store_close(&s);
    if (getenv("KEEP_STORE")) keep_file(getenv("KEEP_STORE"));
}

static struct store *open_file(const unsigned char *squeezed, size_t len)
{
    struct buf file = {0};
    struct err err;
    CHECK(mkdir("data", 0700) == 0);
    CHECK_INT(
        expand(ENCODING_ZSTD, (struct view){(const char *)squeezed, len}, 1 << 20, &file, &err), 0);
    int fd = open("data/data.mdb", O_WRONLY | O_CREAT, 0600);
    CHECK(fd >= 0 && write(fd, file.at, file.len) == (ssize_t)file.len && close(fd) == 0);
    buf_free(&file);
    return kit_open();
}

TEST(store_of_format_3_opens_and_says_the_same)
{
    struct store *s = open_file(format3, sizeof format3);
    check_all(s);
    CHECK_INT(index_old(s), 0);
    s = kit_reopen(s);
    check_all(s);
    store_close(&s);
}

TEST(store_of_format_1_opens_and_says_the_same)
{
    struct store *s = open_file(format1, sizeof format1);
    check_all(s);
    CHECK_INT(index_old(s), 7); /* it had no index */
    kit_begin(s);
    while (index_old(s) > 0) {
        CHECK_INT(index_old_is_due(s), index_old(s) == 7);
        index_old_done(s);
    }
    add(s, "letters", "1987/g.txt", 'g', 100, STATE_WAITING, 0);
    kit_commit(s);
    s = kit_reopen(s);
    CHECK_INT(store_next_num(s), 9);
    CHECK_INT(index_old(s), 0);
    store_close(&s);
}
