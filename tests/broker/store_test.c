/* store_test.c: what is put into the store comes out again, also after it was closed. */
#include "tests/broker/store_kit.h"
#include <string.h>

TEST(store_new_one_is_empty_and_keeps_its_id)
{
    struct store *s = kit_open();
    struct store_ledger ledger;
    unsigned char id[STORE_ID_LEN], zeros[STORE_ID_LEN] = {0};
    memcpy(id, store_id(s), sizeof id);
    CHECK(memcmp(id, zeros, sizeof id) != 0);
    store_ledger(s, &ledger);
    for (int i = 0; i < STORE_STATES; i++) CHECK_INT(ledger.states[i], 0);
    CHECK_INT(store_next_num(s), 1);
    CHECK_INT(store_next_lease_id(s), 1);
    s = kit_reopen(s);
    CHECK(memcmp(id, store_id(s), sizeof id) == 0);
    store_close(&s);
    store_close(&s);
}

/* Around every length at which a body is laid out in another way. */
TEST(store_bodies_of_every_layout_come_back)
{
    static const size_t lengths[] = {1,    100,   1800,  1900,  1950,  2022,  2100,  4079,  4080,
                                     4081, 4096,  4097,  5900,  6100,  8175,  8176,  8177,  8192,
                                     9000, 10100, 12272, 12288, 65519, 65520, 65521, 65536, 300000};
    enum { COUNT = sizeof lengths / sizeof *lengths };
    struct store *s = kit_open();
    kit_begin(s);
    for (int i = 0; i < COUNT; i++) {
        char source[32];
        snprintf(source, sizeof source, "%d.txt", i);
        CHECK_INT(kit_add(s, "a", source, (uint64_t)i, lengths[i], STATE_WAITING), i + 1);
        CHECK(kit_body_is(store_turn(s), (uint64_t)i + 1, (uint64_t)i, lengths[i]));
    }
    kit_commit(s);
    s = kit_reopen(s);
    kit_begin(s);
    for (int i = 0; i < COUNT; i++)
        CHECK(kit_body_is(store_turn(s), (uint64_t)i + 1, (uint64_t)i, lengths[i]));
    store_abort(s);
    store_close(&s);
}

TEST(store_documents_with_the_longest_names_come_back)
{
    static char archive[MAX_ARCHIVE + 1], source[MAX_SOURCE + 1];
    struct store *s = kit_open();
    struct msg_stored_doc doc;
    memset(archive, 'a', MAX_ARCHIVE);
    memset(source, 's', MAX_SOURCE);
    kit_begin(s);
    kit_add(s, archive, source, 1, 5000, STATE_WAITING);
    kit_commit(s);
    s = kit_reopen(s);
    kit_begin(s);
    CHECK(kit_body_is(store_turn(s), 1, 1, 5000));
    CHECK(store_doc(store_turn(s), 1, &doc));
    CHECK(view_equal(doc.source, view_of(source)) && view_equal(doc.archive, view_of(archive)));
    CHECK_INT(doc.submitted_ms, 1001);
    CHECK_INT(kit_match(s, archive, source, 1, 5000).same.num, 1);
    store_abort(s);
    store_close(&s);
}

TEST(store_undoes_a_turn_as_if_it_had_not_been)
{
    struct store *s = kit_open();
    struct store_ledger before, after;
    kit_begin(s);
    kit_add(s, "a", "x", 1, 10, STATE_WAITING);
    kit_commit(s);
    store_ledger(s, &before);
    kit_begin(s);
    kit_add(s, "a", "x", 3, 10, STATE_WAITING);
    kit_add(s, "b", "y", 2, 10, STATE_WAITING);
    store_set_state(s, 1, STATE_SKIPPED, REASON_SUPERSEDED);
    store_put_lease(s, 1, (const uint64_t[]){2, 3}, 2);
    store_abort(s);
    store_abort(s);
    store_ledger(s, &after);
    CHECK(memcmp(&before, &after, sizeof before) == 0);
    CHECK_INT(store_next_num(s), 2);
    CHECK_INT(store_next_lease_id(s), 1);
    kit_begin(s);
    struct store_match match = kit_match(s, "a", "x", 3, 10);
    CHECK_INT(match.current.num, 1);
    CHECK_INT(match.current.state, STATE_WAITING);
    CHECK_INT(match.same.num, 0);
    CHECK_INT(match.body, 0);
    CHECK_INT(kit_match(s, "b", "y", 2, 10).first, 0);
    CHECK_INT(kit_add(s, "b", "y", 2, 10, STATE_WAITING), 2);
    kit_commit(s);
    struct view archive = {0};
    kit_begin(s);
    CHECK(store_next_archive(store_turn(s), archive, &archive) && archive.at[0] == 'a');
    CHECK(store_next_archive(store_turn(s), archive, &archive) && archive.at[0] == 'b');
    CHECK(!store_next_archive(store_turn(s), archive, &archive));
    store_abort(s);
    store_close(&s);
}

/* ---- Versions and copies ---- */

TEST(store_knows_which_version_counts)
{
    struct store *s = kit_open();
    kit_begin(s);
    struct store_match match = kit_match(s, "a", "x", 1, 10);
    CHECK(match.first == 0 && match.body == 0 && match.same.num == 0 && match.before_holder);
    kit_add(s, "a", "x", 1, 10, STATE_DONE);
    match = kit_match(s, "a", "x", 1, 10);
    CHECK_INT(match.same.num, 1);
    CHECK_INT(match.same.state, STATE_DONE);
    CHECK_INT(match.same.length, 10);
    CHECK_INT(match.current.num, 1);
    kit_add(s, "a", "x", 2, 20, STATE_WAITING);
    store_set_state(s, 1, STATE_SKIPPED, REASON_SUPERSEDED);
    match = kit_match(s, "a", "x", 3, 30);
    CHECK_INT(match.first, 1);
    CHECK_INT(match.current.num, 2);
    CHECK_INT(match.same.num, 0);
    store_revive(s, 1);
    kit_commit(s);
    s = kit_reopen(s);
    kit_begin(s);
    match = kit_match(s, "a", "x", 2, 20);
    CHECK_INT(match.same.num, 2);
    CHECK_INT(match.current.num, 1);
    CHECK_INT(match.current.reason, REASON_SUPERSEDED);
    CHECK_INT(match.holder.num, 0); /* the only document of this content does not count */
    CHECK_INT(match.body, 2);
    store_abort(s);
    store_close(&s);
}

TEST(store_least_copy_stands_for_all_in_any_order)
{
    static const char *const orders[] = {"bcd", "bdc", "cbd", "cdb", "dbc", "dcb"};
    struct store *s = kit_open();
    kit_begin(s);
    for (uint64_t o = 0; o < 6; o++) {
        uint64_t b = 0, body = store_next_num(s);
        char least = 'z';
        for (const char *c = orders[o]; *c; c++) {
            char source[] = {(char)('0' + o), *c, '\0'};
            CHECK(kit_match(s, "a", source, o, 50).before_holder == (*c < least));
            uint64_t num = kit_add(s, "a", source, o, 50, STATE_WAITING);
            if (*c < least) least = *c;
            if (*c == 'b') b = num;
        }
        CHECK_INT(store_holder(store_turn(s), body), (long long)b);
        CHECK(kit_body_is(store_turn(s), b, o, 50));
    }
    kit_commit(s);
    store_close(&s);
}

TEST(store_names_the_heir_of_a_content)
{
    struct store *s = kit_open();
    kit_begin(s);
    kit_add(s, "a", "m", 1, 50, STATE_WAITING);
    CHECK_INT(kit_match(s, "a", "m", 2, 50).heir.num, 0);
    kit_add(s, "a", "z", 1, 50, STATE_DUPLICATE);
    kit_add(s, "a", "t", 1, 50, STATE_DUPLICATE);
    struct store_match match = kit_match(s, "a", "m", 2, 50);
    CHECK_INT(match.heir.num, 3);
    CHECK_INT(match.heir.state, STATE_DUPLICATE);
    CHECK_INT(kit_match(s, "a", "z", 2, 50).heir.num, 0); /* it does not stand for it */
    kit_add(s, "a", "m", 2, 50, STATE_WAITING);
    CHECK_INT(store_holder(store_turn(s), 1), 3);
    kit_add(s, "a", "t", 2, 50, STATE_WAITING);
    CHECK_INT(store_holder(store_turn(s), 1), 2);
    kit_add(s, "a", "z", 3, 50, STATE_WAITING);
    CHECK_INT(store_holder(store_turn(s), 1), 0);
    CHECK(kit_match(s, "a", "n", 1, 50).before_holder);
    store_revive(s, 1);
    CHECK_INT(store_holder(store_turn(s), 1), 1);
    CHECK_INT(store_holder(store_turn(s), 4), 5);
    kit_commit(s);
    store_close(&s);
}

/* Names longer than what LMDB can sort differ only behind that. */
TEST(store_least_copy_among_names_that_are_long_and_alike)
{
    static char names[3][1000];
    struct store *s = kit_open();
    kit_begin(s);
    for (int i = 0; i < 3; i++) {
        memset(names[i], 'n', 990);
        names[i][980] = "bac"[i];
        kit_add(s, "a", names[i], 1, 50, STATE_WAITING);
    }
    CHECK_INT(store_holder(store_turn(s), 1), 2);
    CHECK_INT(kit_match(s, "a", names[1], 2, 50).heir.num, 1);
    CHECK_INT(kit_match(s, "a", names[0], 2, 50).heir.num, 0);
    kit_add(s, "a", names[1], 2, 50, STATE_WAITING);
    CHECK_INT(store_holder(store_turn(s), 1), 1);
    kit_commit(s);
    store_close(&s);
}

TEST(store_content_that_nobody_saw_is_never_the_same)
{
    static const unsigned char zeros[SHA256_LEN];
    struct store *s = kit_open();
    struct msg_stored_doc doc = {.archive = view_of("a"), .bytes = 12345};
    struct store_match match;
    kit_begin(s);
    for (int i = 0; i < 3; i++) {
        doc.source = view_of(i == 0 ? "x" : "y");
        store_match(s, doc.archive, doc.source, zeros, &match);
        CHECK(match.body == 0 && match.holder.num == 0);
        if (i == 2) break;
        CHECK(match.same.num == 0);
        store_add(s, &match, &doc, (struct view){0}, STATE_FAILED, REASON_UNREADABLE);
    }
    CHECK_INT(match.same.num, 2);
    CHECK_INT(match.same.reason, REASON_UNREADABLE);
    CHECK(store_doc(store_turn(s), 2, &doc));
    CHECK_INT(doc.bytes, 12345);
    CHECK_INT(doc.body, 0);
    CHECK_INT(doc.sha256.len, SHA256_LEN);
    CHECK(!store_body(store_turn(s), &doc, NULL));
    kit_commit(s);
    store_close(&s);
}

/* ---- Outcomes, retries, leases ---- */

TEST(store_outcomes_come_back_with_their_results)
{
    static char result[9000];
    struct store *s = kit_open();
    struct msg_stored_outcome out, in = {.reason = REASON_TIMEOUT,
                                         .detail = view_of("12 s"),
                                         .attempts = 3,
                                         .extractor = view_of("1.0+ab"),
                                         .cpu_us = 77,
                                         .finished_ms = 99};
    struct view got;
    memset(result, 'r', sizeof result);
    kit_begin(s);
    for (uint64_t num = 1; num <= 3; num++) {
        static const size_t lengths[] = {0, 100, 9000};
        struct view part = {result, lengths[num - 1]};
        store_put_outcome(s, num, &in, (struct view){result, 5});
        store_put_outcome(s, num, &in, part);
        CHECK(store_outcome(store_turn(s), num, &out, &got));
        CHECK(view_equal(got, part) && out.length == part.len && out.cpu_us == 77);
        CHECK(view_equal(out.detail, in.detail) && view_equal(out.extractor, in.extractor));
    }
    store_drop_outcome(s, 2);
    store_drop_outcome(s, 200);
    kit_commit(s);
    s = kit_reopen(s);
    kit_begin(s);
    CHECK(!store_outcome(store_turn(s), 2, &out, &got));
    CHECK(store_outcome(store_turn(s), 3, &out, &got) && got.len == sizeof result);
    kit_commit(s);
    store_close(&s);
}

TEST(store_lease_ids_are_never_used_twice)
{
    struct store *s = kit_open();
    uint64_t nums[MAX_BATCH], got[MAX_BATCH];
    size_t count;
    for (uint64_t i = 0; i < MAX_BATCH; i++) nums[i] = i + (UINT64_C(1) << 40);
    kit_begin(s);
    store_put_lease(s, 1, nums, MAX_BATCH);
    store_put_lease(s, 2, nums, 1);
    CHECK_INT(store_next_lease(store_turn(s), 0, got, &count), 1);
    CHECK_INT(count, MAX_BATCH);
    CHECK(memcmp(nums, got, sizeof nums) == 0);
    CHECK_INT(store_next_lease(store_turn(s), 1, got, &count), 2);
    CHECK_INT(count, 1);
    CHECK_INT(store_next_lease(store_turn(s), 2, got, &count), 0);
    kit_commit(s);
    kit_begin(s);
    store_drop_lease(s, 1);
    store_drop_lease(s, 2);
    store_drop_lease(s, 2);
    kit_commit(s);
    s = kit_reopen(s);
    CHECK_INT(store_next_lease_id(s), 3);
    kit_begin(s);
    CHECK_INT(store_next_lease(store_turn(s), 0, got, &count), 0);
    store_abort(s);
    store_close(&s);
}

TEST(store_retries_and_extractor_come_back)
{
    struct store *s = kit_open();
    struct msg_stored_retry in = {.behind = 5, .attempts = 2, .reason = REASON_DIED, .bytes = 9},
                            out;
    kit_begin(s);
    CHECK_INT(store_extractor(store_turn(s)).len, 0);
    store_pin_extractor(s, view_of("1.0+abc"));
    store_put_retry(s, 7, &in);
    in.attempts = 3;
    store_put_retry(s, 7, &in);
    store_put_retry(s, 4, &in);
    store_put_retry(s, 9, &in);
    store_drop_retry(s, 4);
    store_drop_retry(s, 4);
    kit_commit(s);
    s = kit_reopen(s);
    kit_begin(s);
    CHECK(view_equal(store_extractor(store_turn(s)), view_of("1.0+abc")));
    CHECK(!store_retry(store_turn(s), 4, &out));
    CHECK_INT(store_next_retry(store_turn(s), 0, &out), 7);
    CHECK(out.attempts == 3 && out.behind == 5 && out.reason == REASON_DIED && out.bytes == 9);
    CHECK_INT(store_next_retry(store_turn(s), 7, &out), 9);
    CHECK_INT(store_next_retry(store_turn(s), 9, &out), 0);
    store_abort(s);
    store_close(&s);
}
