/* supervisor_session_test.c: a worker under a broker that says what it should, and one that does
 * not.
 */
#include "proto/log.h"
#include "proto/version.h"
#include "tests/test.h"
#include "tests/workers/fake_broker.h"
#include "workers/process/supervisor.h"
#include <string.h>
#include <unistd.h>

static struct fake f;

static bool same_peer(struct wire_id a, struct wire_id b)
{
    return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}

/* The session */

TEST(hello_says_who_the_worker_is)
{
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    fake_await(&f, MSG_HELLO);
    const struct msg_hello *hello = &f.msg.hello;
    CHECK_INT(hello->protocol, PROTOCOL_VERSION);
    CHECK(view_equal(hello->role, view_of("worker")));
    CHECK(view_equal(hello->version, view_of(GARNER_VERSION)));
    CHECK(view_equal(hello->extractor, view_of("test+0")));
    CHECK(hello->name.len > 2);
    CHECK_INT(hello->children, 2);
    fake_welcome(&f);
    CHECK_INT(f.msg.credit.docs, 64);
    CHECK_INT(f.msg.credit.bytes, 8 << 20);
}

TEST(hello_is_said_again_when_there_is_no_answer)
{
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    fake_await(&f, MSG_HELLO);
    struct wire_id first = f.worker;
    fake_await(&f, MSG_HELLO);
    CHECK(same_peer(first, f.worker));
    while (same_peer(first, f.worker)) fake_await(&f, MSG_HELLO); /* on a new connection */
    fake_welcome(&f);
}

TEST(ping_is_answered)
{
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    fake_say(&f, &(struct msg){.number = MSG_PING, .ping = {.token = 77}});
    fake_await(&f, MSG_PONG);
    CHECK_INT(f.msg.pong.token, 77);
}

TEST(heartbeats_come_while_children_compute)
{
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    fake_task_of(&f, 7, 0, "!work\n", 1);
    f.beats = 0;
    fake_listen(&f, 1500);
    CHECK(f.beats >= 10);
    CHECK(f.longest_gap_ms < 500);
    CHECK_INT(f.lease_count, 1);
    CHECK_INT(f.leases[0], 7);
    CHECK_INT(f.beat.busy, 1);
    CHECK(f.beat.rss_bytes > 1 << 20);
    CHECK(f.beat.idle_ms >= 1000);
}

TEST(a_lease_is_not_named_after_its_last_answer)
{
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    fake_task_of(&f, 7, 0, "text", 3);
    fake_await_answers(&f, 3);
    fake_await(&f, MSG_HEARTBEAT);
    CHECK_INT(f.lease_count, 0);
    CHECK_INT(f.beat.finished, 3);
    CHECK_INT(f.beat.busy, 0);
}

/* After the session was lost: a new connection, nothing of the old lease, and work as before. */
static void check_new_session(struct wire_id old)
{
    fake_await(&f, MSG_HELLO);
    CHECK(!same_peer(old, f.worker));
    f.silent = false;
    f.answers = 0;
    fake_welcome(&f);
    fake_task_of(&f, 8, 100, "text", 5);
    fake_await_answers(&f, 5);
    for (uint64_t i = 0; i < 5; i++) CHECK_TEXT(fake_fate(&f, 100 + i), "done");
    fake_await(&f, MSG_HEARTBEAT);
    CHECK_INT(f.lease_count, 0);
    fake_listen(&f, 600);
    CHECK_INT(f.answers, 5);
}

TEST(silence_of_the_broker_voids_all_leases)
{
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    f.welcome.liveness_ms = 400;
    fake_await(&f, MSG_HELLO);
    fake_welcome(&f);
    fake_task_of(&f, 7, 0, "!slow 900\n", 20);
    f.silent = true;
    check_new_session(f.worker);
}

TEST(hello_first_voids_all_leases)
{
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    fake_task_of(&f, 7, 0, "!slow 500\n", 20);
    fake_await(&f, MSG_HEARTBEAT);
    fake_error(&f, ERR_HELLO_FIRST);
    check_new_session(f.worker);
}

TEST(a_second_welcome_voids_all_leases)
{
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    fake_task_of(&f, 7, 0, "!slow 400\n", 20);
    fake_await(&f, MSG_HEARTBEAT);
    fake_welcome(&f);
    fake_listen(&f, 1000);
    CHECK_INT(f.answers, 0);
    fake_task_of(&f, 8, 100, "text", 5);
    fake_await_answers(&f, 5);
}

TEST(another_protocol_ends_the_worker)
{
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    fake_await(&f, MSG_HELLO);
    fake_error(&f, ERR_WRONG_PROTOCOL);
    CHECK_INT(fake_worker_status(&f), 2);
}

TEST(a_broker_of_another_protocol_ends_the_worker)
{
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    fake_await(&f, MSG_HELLO);
    f.welcome.protocol = PROTOCOL_VERSION + 1;
    fake_say(&f, &(struct msg){.number = MSG_WELCOME, .welcome = f.welcome});
    CHECK_INT(fake_worker_status(&f), 2);
}

/* To begin anew would only add to what the broker is busy with. */
TEST(a_broker_that_answers_late_is_waited_for)
{
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    fake_await(&f, MSG_HELLO);
    struct wire_id first = f.worker;
    fake_listen(&f, LIVENESS_MS + 1000);
    fake_await(&f, MSG_HELLO);
    CHECK(same_peer(first, f.worker));
    fake_welcome(&f);
}

/* Lets it in and says no more. Milliseconds until it gives that up and says HELLO in another
 * session. */
static uint64_t silence_after_welcome(struct fake *fake)
{
    struct wire_id before = fake->worker;
    uint64_t begun = clock_mono_ms();
    fake_welcome(fake);
    do fake_await(fake, MSG_HELLO);
    while (same_peer(before, fake->worker));
    return clock_mono_ms() - begun;
}

TEST(who_is_lost_again_and_again_rests_longer)
{
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    f.welcome.liveness_ms = 200;
    f.silent = true;
    fake_await(&f, MSG_HELLO);
    static const uint64_t rests[] = {0, 250, 500, 1000};
    for (size_t i = 0; i < sizeof rests / sizeof *rests; i++)
        CHECK(silence_after_welcome(&f) >= f.welcome.liveness_ms + rests[i]);
    fake_welcome(&f);
}

TEST(who_hears_nothing_says_nothing)
{
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    f.silent = true;
    fake_await(&f, MSG_HELLO);
    fake_welcome(&f);
    fake_await(&f, MSG_HEARTBEAT);
    f.beats = 0;
    fake_listen(&f, 10 * (unsigned)f.welcome.heartbeat_ms);
    CHECK_INT(f.beats, 0);
    fake_say(&f, &(struct msg){.number = MSG_PONG});
    fake_await(&f, MSG_HEARTBEAT);
}

TEST(who_holds_nothing_beats_more_slowly)
{
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    fake_await(&f, MSG_HEARTBEAT);
    f.beats = 0;
    fake_listen(&f, 12 * (unsigned)f.welcome.heartbeat_ms);
    CHECK(f.beats >= 1 && f.beats <= 8);
    CHECK(f.longest_gap_ms < f.welcome.liveness_ms);
}

TEST(another_extractor_at_work_is_waited_for)
{
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    for (int i = 0; i < 3; i++) {
        fake_await(&f, MSG_HELLO);
        fake_error(&f, ERR_MIXED_EXTRACTORS);
    }
    fake_await(&f, MSG_HELLO);
    fake_welcome(&f);
}

TEST(with_once_another_extractor_ends_the_worker)
{
    struct supervisor_setup setup = fake_setup();
    setup.once = true;
    fake_start(&f, &setup);
    fake_await(&f, MSG_HELLO);
    fake_error(&f, ERR_MIXED_EXTRACTORS);
    CHECK_INT(fake_worker_status(&f), 2);
}

TEST(with_once_the_broker_s_end_is_the_worker_s)
{
    struct supervisor_setup setup = fake_setup();
    setup.once = true;
    fake_open(&f, &setup);
    fake_error(&f, ERR_STOPPING);
    CHECK_INT(fake_worker_status(&f), 0);
}

/* What a broker should not send, or sends late */

TEST(revoked_documents_are_dropped)
{
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    fake_task_of(&f, 7, 0, "!slow 300\n", 50);
    fake_task_of(&f, 8, 100, "text", 10);
    fake_await(&f, MSG_HEARTBEAT);
    fake_say(&f, &(struct msg){.number = MSG_REVOKE, .revoke = {.lease = 7}});
    fake_await_answers(&f, 10);
    fake_await(&f, MSG_HEARTBEAT);
    CHECK_INT(f.lease_count, 0);
    fake_listen(&f, 500);
    CHECK_INT(f.answers, 10);
    for (uint64_t i = 0; i < 10; i++) CHECK_TEXT(fake_fate(&f, 100 + i), "done");
}

TEST(nonsense_is_survived)
{
    struct supervisor_setup setup = fake_setup();
    struct msg_job job = {.num = 1, .length = 10};
    fake_open(&f, &setup);
    fake_say(&f, &(struct msg){.number = MSG_REVOKE, .revoke = {.lease = 99}});
    fake_say(&f, &(struct msg){.number = MSG_SUBMITTED, .submitted = {.request = 1}});
    fake_say(&f, &(struct msg){.number = MSG_HELLO, .hello = {.protocol = 1}});
    wire_send(f.wire, &f.worker, view_of("\xc1\xff nonsense"), NULL);
    wire_send(f.wire, &f.worker, (struct view){"", 0}, NULL);
    fake_raw_task(&f, 20, &job, 1, view_of("short"));
    fake_raw_task(&f, 21, &job, 1, view_of("much too long for it"));
    fake_raw_task(&f, 22, NULL, 0, view_of(""));
    fake_error(&f, ERR_MALFORMED);
    fake_error(&f, 250);
    fake_task_of(&f, 7, 0, "!slow 200\n", 2);
    fake_task_of(&f, 7, 10, "text", 2); /* the same lease again */
    fake_await_answers(&f, 2);
    CHECK_TEXT(fake_fate(&f, 0), "done");
    CHECK_TEXT(fake_fate(&f, 1), "done");
    fake_await(&f, MSG_HEARTBEAT);
    CHECK_INT(f.lease_count, 0);
    CHECK_INT(f.answers, 2);
}

TEST(what_is_over_the_credit_is_given_back)
{
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    fake_task_of(&f, 7, 0, "!slow 100\n", 1024);
    fake_task_of(&f, 8, 2000, "text", 100);
    fake_await_answers(&f, 100);
    for (uint64_t i = 0; i < 100; i++) CHECK_TEXT(fake_fate(&f, 2000 + i), "given back");
}

/* While the broker does not read, children wait with their results, and none is lost. */
TEST(a_broker_that_does_not_read_loses_nothing)
{
    enum { LEASES = 1000 };
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    f.welcome.liveness_ms = 60000;
    fake_await(&f, MSG_HELLO);
    fake_welcome(&f);
    for (uint64_t l = 0; l < LEASES; l++) fake_task_of(&f, l + 1, l, "text", 1);
    usleep(1500000); /* what is waited for is that nothing is done, which cannot be seen */
    fake_await_answers(&f, LEASES);
    for (uint64_t i = 0; i < LEASES; i++) CHECK_TEXT(fake_fate(&f, i), "done");
}
