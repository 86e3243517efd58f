/* supervisor_test.c: a worker, its documents and its children, from the first to the last. */
#include "proto/id.h"
#include "proto/log.h"
#include "tests/test.h"
#include "tests/workers/fake_broker.h"
#include "workers/process/supervisor.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static struct fake f;

/* Documents and their children */

TEST(every_document_of_many_leases_is_answered_once)
{
    enum { LEASES = 20, EACH = 50 };
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    for (uint64_t l = 0; l < LEASES; l++) fake_task_of(&f, l + 1, l * EACH, "some text", EACH);
    fake_await_answers(&f, LEASES * EACH);
    for (uint64_t i = 0; i < LEASES * EACH; i++) {
        CHECK_TEXT(fake_fate(&f, i), "done");
        CHECK_INT(f.seen[i].lease, (long long)(i / EACH + 1));
    }
}

/* Each fault costs its own document, and the other ones of the lease come. */
static void check_fault_within(const char *fault, const char *expected, uint64_t wall_ms)
{
    enum { COUNT = 41, BAD = 17 };
    const char *texts[COUNT];
    struct supervisor_setup setup = fake_setup();
    setup.work.wall_ms = wall_ms * test_time_factor();
    setup.work.cpu_ms = 200;
    setup.work.memory = 16 << 20;
    for (int i = 0; i < COUNT; i++) texts[i] = i == BAD ? fault : "text";
    fake_open(&f, &setup);
    fake_task(&f, 7, 0, texts, COUNT);
    fake_await_answers(&f, COUNT);
    for (int i = 0; i < COUNT; i++)
        CHECK_TEXT(fake_fate(&f, (uint64_t)i), i == BAD ? expected : "done");
    if (strcmp(expected, "done") != 0) CHECK(strstr(f.seen[BAD].detail, "fault") != NULL);
    printf("%s: %s\n", fault, f.seen[BAD].detail);
}

static void check_fault(const char *fault, const char *expected)
{
    check_fault_within(fault, expected, 20000); /* 0.7 s of a processor, were it busy */
}

TEST(a_crash_costs_one_document)
{
    check_fault("!crash\n", "failed died 0 11");
}
TEST(an_exit_costs_one_document)
{
    check_fault("!exit 3\n", "failed died 3 0");
}
TEST(an_exit_without_error_costs_one_document)
{
    check_fault("!exit 0\n", "failed died 0 0");
}
TEST(too_much_memory_costs_one_document)
{
    check_fault("!oom\n", "failed memory-limit 0 0");
}
TEST(nonsense_from_a_child_costs_one_document)
{
    check_fault("!babble\n", "failed died 0 9");
}
TEST(a_loop_costs_one_document)
{
    check_fault("!spin\n", "failed cpu-limit 0 0");
}
TEST(a_hang_costs_one_document)
{
    check_fault_within("!hang\n", "failed timeout 0 0", 300);
}
TEST(the_wall_limit_leaves_a_result)
{
    check_fault_within("!wait\n", "failed timeout 0 0, with a result", 300);
}
TEST(the_cpu_limit_leaves_a_result)
{
    check_fault("!work\n", "failed cpu-limit 0 0, with a result");
}
TEST(the_memory_limit_leaves_a_result)
{
    check_fault("!grow\n", "failed memory-limit 0 0, with a result");
}

TEST(many_deaths_cost_their_documents_only)
{
    enum { COUNT = 200 };
    const char *texts[COUNT];
    struct supervisor_setup setup = fake_setup();
    for (int i = 0; i < COUNT; i++) texts[i] = i % 10 == 3 ? "!crash\n" : "text";
    fake_open(&f, &setup);
    fake_task(&f, 7, 0, texts, COUNT);
    fake_await_answers(&f, COUNT);
    for (int i = 0; i < COUNT; i++)
        CHECK_TEXT(fake_fate(&f, (uint64_t)i), i % 10 == 3 ? "failed died 0 11" : "done");
}

TEST(a_slow_document_holds_up_no_other)
{
    enum { COUNT = 100 };
    const char *texts[COUNT];
    struct supervisor_setup setup = fake_setup();
    for (int i = 0; i < COUNT; i++) texts[i] = i == 0 ? "!slow 2000\n" : "text";
    fake_open(&f, &setup);
    fake_task(&f, 7, 0, texts, COUNT);
    fake_await_answers(&f, COUNT);
    CHECK_INT(f.seen[0].order, COUNT - 1);
}

TEST(an_idle_child_that_is_killed_is_replaced)
{
    pid_t before[8], after[8];
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    CHECK_INT(fake_children(&f, before, 8), 2);
    for (int i = 0; i < 2; i++) kill(before[i], SIGKILL);
    fake_task_of(&f, 7, 0, "text", 50);
    fake_await_answers(&f, 50);
    for (uint64_t i = 0; i < 50; i++) CHECK_TEXT(fake_fate(&f, i), "done");
    CHECK(fake_children(&f, after, 8) >= 1);
    CHECK(after[0] != before[0] && after[0] != before[1]);
}

TEST(bytes_that_are_not_those_announced_are_refused)
{
    unsigned char hash[SHA256_LEN];
    struct supervisor_setup setup = fake_setup();
    sha256("text", 4, hash);
    struct view right = {(char *)hash, sizeof hash};
    struct msg_job jobs[] = {
        {.num = 0, .sha256 = right, .bytes = 4, .length = 4},
        {.num = 1, .sha256 = right, .bytes = 4, .length = 4},
        {.num = 2, .sha256 = right, .bytes = 5, .length = 4},
        {.num = 3, .sha256 = right, .bytes = 4, .length = 4, .encoding = ENCODING_ZSTD},
        {.num = 4, .sha256 = right, .bytes = 4, .length = 4, .encoding = 200},
        {.num = 5, .sha256 = {"", 0}, .bytes = 4, .length = 4},
    };
    fake_open(&f, &setup);
    fake_raw_task(&f, 7, jobs, 6,
                  view_of("texttest"
                          "texttext"
                          "texttext"));
    fake_await_answers(&f, 6);
    CHECK_TEXT(fake_fate(&f, 0), "done");
    CHECK_TEXT(fake_fate(&f, 1), "failed sha256-mismatch 0 0");
    CHECK_TEXT(fake_fate(&f, 2), "failed sha256-mismatch 0 0");
    CHECK_TEXT(fake_fate(&f, 3), "failed bad-encoding 0 0");
    CHECK_TEXT(fake_fate(&f, 4), "failed bad-encoding 0 0");
    CHECK_TEXT(fake_fate(&f, 5), "failed sha256-mismatch 0 0");
}

/* Noise, which zstd cannot squeeze. */
static void fill_with_noise(struct buf *text, size_t len)
{
    buf_reserve(text, len);
    for (uint32_t x = 1; text->len < len; text->len += sizeof x) {
        x = x * 1664525 + 1013904223; /* Numerical Recipes' generator */
        memcpy(text->at + text->len, &x, sizeof x);
    }
}

TEST(a_large_document_passes)
{
    enum { LENGTH = 64 << 20 };
    unsigned char hash[SHA256_LEN];
    struct supervisor_setup setup = fake_setup();
    struct buf text = {0};
    setup.work.pipeline = pipeline_find("empty");
    setup.work.memory = 1 << 30;
    fake_start(&f, &setup); /* a process of its own, before there is anything to inherit */
    fill_with_noise(&text, LENGTH);
    sha256(text.at, text.len, hash);
    fake_await(&f, MSG_HELLO);
    fake_welcome(&f); /* from here on the worker waits for answers */
    struct msg_job job = {.sha256 = {(char *)hash, sizeof hash}, .bytes = LENGTH, .length = LENGTH};
    fake_raw_task(&f, 7, &job, 1, buf_view(&text));
    fake_await_answers(&f, 1);
    CHECK_TEXT(fake_fate(&f, 0), "done");
    CHECK(f.seen[0].outcome.length >= LENGTH / 4);
    do fake_await(&f, MSG_HEARTBEAT); /* until its memory is given back */
    while (f.beat.rss_bytes >= 48 << 20 && !test_sanitized());
}

/* Stopping */

TEST(sigterm_gives_back_what_is_not_begun)
{
    enum { COUNT = 60 };
    struct supervisor_setup setup = fake_setup();
    unsigned done = 0, back = 0;
    fake_open(&f, &setup);
    fake_task_of(&f, 7, 0, "!slow 700\n", COUNT);
    fake_await(&f, MSG_HEARTBEAT);
    while (f.beat.busy < 2) fake_await(&f, MSG_HEARTBEAT);
    kill(f.pid, SIGTERM);
    fake_await(&f, MSG_CREDIT);
    CHECK_INT(f.msg.credit.docs, 0);
    fake_await(&f, MSG_PING);
    fake_task_of(&f, 8, 100, "text", 3); /* was on its way */
    fake_say(&f, &(struct msg){.number = MSG_PONG, .pong = {.token = f.msg.ping.token}});
    fake_await(&f, MSG_BYE);
    CHECK_INT(fake_worker_status(&f), 0);
    for (uint64_t i = 0; i < COUNT; i++) {
        done += strcmp(fake_fate(&f, i), "done") == 0;
        back += strcmp(fake_fate(&f, i), "given back") == 0;
    }
    CHECK_INT(done + back, COUNT);
    CHECK(done >= 2 && done <= 4);
    for (uint64_t i = 0; i < 3; i++) CHECK_TEXT(fake_fate(&f, 100 + i), "given back");
}

static void check_short_stop(const char *text, unsigned signals)
{
    struct supervisor_setup setup = fake_setup();
    setup.grace_ms = signals > 1 ? 20000 : 200;
    fake_open(&f, &setup);
    fake_task_of(&f, 7, 0, text, 5);
    fake_await(&f, MSG_HEARTBEAT);
    while (f.beat.busy < 2) fake_await(&f, MSG_HEARTBEAT);
    uint64_t start = clock_mono_ms();
    for (unsigned i = 0; i < signals; i++) {
        kill(f.pid, SIGINT);
        fake_await(&f, i ? MSG_BYE : MSG_CREDIT);
    }
    if (signals == 1) fake_await(&f, MSG_BYE);
    CHECK_INT(fake_worker_status(&f), 0);
    CHECK(clock_mono_ms() - start < 3000);
    for (uint64_t i = 0; i < 5; i++) CHECK_TEXT(fake_fate(&f, i), "given back");
}

TEST(after_the_grace_all_is_given_back)
{
    check_short_stop("!slow 10000\n", 1);
}
TEST(a_second_signal_stops_at_once)
{
    check_short_stop("!slow 10000\n", 2);
}

TEST(without_a_session_sigterm_stops_at_once)
{
    struct supervisor_setup setup = fake_setup();
    fake_start(&f, &setup);
    fake_await(&f, MSG_HELLO);
    kill(f.pid, SIGTERM);
    CHECK_INT(fake_worker_status(&f), 0);
}

TEST(signals_to_the_group_are_the_supervisor_s_to_answer)
{
    pid_t children[8];
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    fake_task_of(&f, 7, 0, "!slow 400\n", 2);
    fake_await(&f, MSG_HEARTBEAT);
    size_t count = fake_children(&f, children, 8);
    for (size_t i = 0; i < count; i++) {
        kill(children[i], SIGINT);
        kill(children[i], SIGTERM);
    }
    fake_await_answers(&f, 2);
    for (uint64_t i = 0; i < 2; i++) CHECK_TEXT(fake_fate(&f, i), "done");
}

TEST(children_end_with_their_supervisor)
{
    pid_t children[8];
    struct supervisor_setup setup = fake_setup();
    fake_open(&f, &setup);
    fake_task_of(&f, 7, 0, "!hang\n", 1);
    fake_await(&f, MSG_HEARTBEAT);
    size_t count = fake_children(&f, children, 8);
    CHECK_INT(count, 2);
    kill(f.pid, SIGKILL);
    CHECK_INT(fake_worker_status(&f), -1);
    for (size_t i = 0; i < count; i++)
        for (int tries = 0; kill(children[i], 0) == 0 && tries < 500; tries++) usleep(10000);
    for (size_t i = 0; i < count; i++) CHECK(kill(children[i], 0) != 0 && errno == ESRCH);
}

/* Not a check, a figure: what the worker itself costs. */
TEST(how_fast_is_the_empty_pipeline)
{
    enum { DOCUMENTS = 40000, EACH = 64, AHEAD = 768 };
    static char text[256];
    struct supervisor_setup setup = fake_setup();
    setup.work.pipeline = pipeline_find("empty");
    memset(text, 'x', sizeof text - 1);
    fake_open(&f, &setup);
    uint64_t start = clock_mono_ms();
    for (uint64_t sent = 0; f.answers < DOCUMENTS;) {
        for (; sent < DOCUMENTS && sent < f.answers + AHEAD; sent += EACH)
            fake_task_of(&f, sent + 1, sent, text, EACH);
        fake_await(&f, MSG_RESULT);
    }
    uint64_t ms = clock_mono_ms() - start;
    printf("%d documents of 256 bytes in %d ms: %d/s\n", DOCUMENTS, (int)ms,
           (int)(DOCUMENTS * 1000ull / (ms ? ms : 1)));
}
