/* loop_gather_test.c: where workers hold enough, a turn waits for the results of GATHER_MS. */
#include "broker/loop_gather.h"
#include "proto/log.h"
#include "tests/broker/loop_kit.h"
#include <signal.h>

/* ---- When ---- */

static struct core_status status(uint64_t stored, uint64_t running)
{
    struct core_status s = {.stored = stored};
    s.states[STATE_RUNNING] = running;
    return s;
}

/* A second after a turn that had ended with 100 documents stored, one that took `turn_ms`. */
static unsigned wait_after(uint64_t done, uint64_t running, uint64_t passed_ms, uint64_t turn_ms)
{
    struct gathered g = {100, 1000};
    struct core_status s = status(100 + done, running);
    return gather_ms(&g, &s, 1000 + passed_ms - turn_ms, 1000 + passed_ms);
}

TEST(gathering_lasts_until_gather_ms_after_the_turn_began)
{
    CHECK_INT(wait_after(1, 1000, 5, 5), GATHER_MS - 5);
    CHECK_INT(wait_after(1, 1000, 5, 0), GATHER_MS);
    CHECK_INT(wait_after(1, 1000, 49, 49), 1);
    CHECK_INT(wait_after(1, 1000, 50, 50), 0);
    CHECK_INT(wait_after(1, 1000, 5000, 5000), 0);
}

/* 20 in 10 ms are 100 in 50 ms. */
TEST(gathering_wants_four_times_what_is_done_meanwhile)
{
    CHECK_INT(wait_after(20, 400, 10, 2), GATHER_MS - 2);
    CHECK_INT(wait_after(20, 399, 10, 2), 0);
    CHECK_INT(wait_after(20, 0, 10, 2), 0);
    CHECK_INT(wait_after(20, 200, 20, 2), GATHER_MS - 2); /* half as fast */
}

/* Turns of other messages do not count, however many there are. */
TEST(gathering_is_of_results)
{
    struct gathered g = {100, 1000};
    struct core_status s = status(100, 400);
    for (uint64_t ms = 1001; ms < 1010; ms++) CHECK_INT(gather_ms(&g, &s, ms, ms), 0);
    s = status(120, 400);
    CHECK_INT(gather_ms(&g, &s, 1010, 1010), GATHER_MS);
}

TEST(gathering_goes_on_with_a_core_that_was_made_anew)
{
    struct gathered g = {100, 1000};
    struct core_status s = status(0, 1000);
    CHECK_INT(gather_ms(&g, &s, 1005, 1005), 0);
    s = status(1, 1000);
    CHECK_INT(gather_ms(&g, &s, 1010, 1010), GATHER_MS);
}

/* ---- That the broker does ---- */

static void answer_one(struct caller *worker, uint64_t lease, uint64_t num)
{
    static const struct view result = {"\x80", 1}; /* an empty map */
    struct msg_outcome done = {.num = num, .state = STATE_DONE, .length = result.len};
    kit_send_outcome(worker, lease, done, result);
}

/* Each result is sent when the one before is known to be stored, so each has a turn of its own; and
 * these begin so long after each other, though nothing else is to be done. */
TEST(loop_gathers_results)
{
    enum { HELD = 256, RESULTS = 5 };
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    uint64_t nums[RESULTS], lease;
    kit_submit(client, "doc", HELD, VERDICT_ACCEPTED);
    kit_credit(worker, HELD, 1 << 20);
    const struct msg *task = caller_await(worker, MSG_TASK);
    CHECK(task->task.jobs.count >= RESULTS);
    lease = task->task.lease;
    for (int i = 0; i < RESULTS; i++) nums[i] = task->task.jobs.at[i].num;
    CHECK(kit_figure(client, "ledger.running") >= HELD / 2);
    uint64_t began = clock_mono_ms();
    for (uint64_t i = 0; i < RESULTS; i++) {
        answer_one(worker, lease, nums[i]);
        kit_await_figure(client, "ledger.done", i + 1);
    }
    CHECK(clock_mono_ms() - began >= (RESULTS - 1) * GATHER_MS);
    caller_free(worker);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}
