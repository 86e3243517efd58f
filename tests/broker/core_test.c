/* core_test.c: what the core decides, one rule a test: sessions, tasks, leases, retries. What it
 * decides in all orders of events is the simulator's to find out (tests/sim). */
#include "tests/broker/core_rig.h"
#include <string.h>

static const struct core_outcome nothing; /* to be filled in by name */

static struct core_outcome outcome(uint64_t num, uint8_t state, uint8_t reason)
{
    struct core_outcome o = nothing;
    o.num = num;
    o.state = state;
    o.reason = reason;
    return o;
}

/* The lease of the first TASK of the last event. */
static uint64_t task_lease(const struct rig *f)
{
    return rig_effect(f, CORE_SEND_TASK, 0)->task.lease;
}

/* ---- Sessions ---- */

TEST(core_says_hello_first)
{
    struct rig f = rig_begin(NULL);
    rig_credit(&f, WORKER, 10, 10);
    CHECK_INT(rig_refusal(&f), ERR_HELLO_FIRST);
    CHECK_INT(rig_count(&f, CORE_CLOSE), 1);
    rig_hello(&f, WORKER, CORE_WORKER, "x");
    CHECK_INT(rig_refusal(&f), 0);
    CHECK_INT(rig_effect(&f, CORE_SEND_WELCOME, 0)->peer, WORKER);
    CHECK(rig_effect(&f, CORE_SEND_WELCOME, 0)->welcome.docs > 0);
    rig_end(&f);
}

TEST(core_keeps_roles_apart)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_credit(&f, CLIENT, 10, 10);
    CHECK_INT(rig_refusal(&f), ERR_WRONG_ROLE);
    CHECK_INT(rig_count(&f, CORE_CLOSE), 0);
    CHECK_INT(core_admits(f.core, CLIENT, CORE_CLIENT), 0);
    CHECK_INT(core_admits(f.core, CLIENT, CORE_WORKER), ERR_WRONG_ROLE);
    CHECK_INT(core_admits(f.core, OTHER, CORE_CLIENT), ERR_HELLO_FIRST);
    rig_hello(&f, OTHER, CORE_STRANGER, "");
    CHECK_INT(rig_refusal(&f), ERR_BAD_REQUEST);
    rig_hello(&f, OTHER, CORE_WORKER, "");
    CHECK_INT(rig_refusal(&f), ERR_BAD_REQUEST);
    rig_end(&f);
}

TEST(core_refuses_another_protocol)
{
    struct rig f = rig_begin(NULL);
    struct core_event e = {.kind = CORE_HELLO, .peer = CLIENT};
    e.hello.protocol = PROTOCOL_VERSION + 1;
    e.hello.role = CORE_CLIENT;
    rig_step(&f, &e);
    CHECK_INT(rig_refusal(&f), ERR_WRONG_PROTOCOL);
    CHECK_INT(rig_count(&f, CORE_CLOSE), 1);
    rig_end(&f);
}

TEST(core_answers_ping_and_forgets_after_bye)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_step(&f, &(struct core_event){.kind = CORE_PING, .peer = CLIENT, .token = 42});
    CHECK_INT(rig_effect(&f, CORE_SEND_PONG, 0)->token, 42);
    rig_step(&f, &(struct core_event){.kind = CORE_BYE, .peer = CLIENT});
    CHECK_INT(rig_count(&f, CORE_CLOSE), 1);
    CHECK_INT(core_admits(f.core, CLIENT, CORE_CLIENT), ERR_HELLO_FIRST);
    rig_end(&f);
}

TEST(core_lets_one_extractor_work_in_a_run)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_worker(&f, WORKER, 10, 1000);
    rig_hello(&f, OTHER, CORE_WORKER, "y");
    CHECK_INT(rig_refusal(&f), 0); /* nobody works yet */
    rig_submit(&f, 1, 10);
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_PIN, 0)->text.len, 1);
    CHECK_INT(rig_refusal(&f), ERR_MIXED_EXTRACTORS);
    CHECK_INT(rig_effect(&f, CORE_SEND_ERROR, 0)->peer, OTHER);
    uint64_t lease = task_lease(&f);
    rig_hello(&f, OTHER, CORE_WORKER, "y");
    CHECK_INT(rig_refusal(&f), ERR_MIXED_EXTRACTORS);
    struct view text = rig_effect(&f, CORE_SEND_ERROR, 0)->error.text;
    CHECK(memmem(text.at, text.len, "extractor x", 11) && memmem(text.at, text.len, "is y", 4));
    rig_result(&f, WORKER, lease, outcome(1, STATE_DONE, 0));
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_PIN, 0)->text.len, 0); /* the run is over */
    rig_hello(&f, OTHER, CORE_WORKER, "y");
    CHECK_INT(rig_refusal(&f), 0);
    rig_end(&f);
}

TEST(core_mixes_extractors_when_told)
{
    struct rig f = rig_begin(&(struct core_config){.mixed = true});
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_worker(&f, WORKER, 10, 1000);
    rig_submit(&f, 1, 10);
    rig_tick(&f);
    CHECK_INT(rig_count(&f, CORE_PIN), 0);
    rig_hello(&f, OTHER, CORE_WORKER, "y");
    CHECK_INT(rig_refusal(&f), 0);
    rig_end(&f);
}

/* ---- Tasks ---- */

TEST(core_puts_lease_before_task)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_worker(&f, WORKER, 1, 1000);
    rig_submit(&f, 3, 10);
    rig_tick(&f);
    CHECK_INT(rig_count(&f, CORE_SEND_TASK), 1);
    CHECK(rig_effect(&f, CORE_PUT_LEASE, 0) < rig_effect(&f, CORE_SEND_TASK, 0));
    CHECK_INT(rig_effect(&f, CORE_PUT_LEASE, 0)->task.jobs[0].num, 1);
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.jobs[0].attempt, 1);
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 1);
    CHECK_INT(rig_in_state(&f, STATE_WAITING), 2);
    rig_end(&f);
}

TEST(core_packs_batches_by_documents_and_bytes)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1024, 100);
    rig_worker(&f, WORKER, 100000, 1 << 30);
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.count, 256);
    rig_end(&f);

    f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 100, 100 << 10);
    rig_worker(&f, WORKER, 100000, 1 << 30);
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.count, 5); /* 512 KiB */
    rig_end(&f);
}

TEST(core_spreads_the_end_of_the_queue)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 40, 10);
    rig_worker(&f, WORKER, 1000, 1 << 20);
    rig_worker(&f, OTHER, 1000, 1 << 20);
    rig_tick(&f);
    uint64_t given[4] = {0};
    for (size_t i = 0; i < rig_count(&f, CORE_SEND_TASK); i++)
        given[rig_effect(&f, CORE_SEND_TASK, i)->peer] +=
            rig_effect(&f, CORE_SEND_TASK, i)->task.count;
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.count, 10); /* 40 / (2 · 2 children) */
    CHECK_INT(given[WORKER] + given[OTHER], 40);
    CHECK(given[WORKER] >= 15 && given[OTHER] >= 15);
    rig_end(&f);
}

TEST(core_keeps_to_the_credit)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 10, 100);
    rig_worker(&f, WORKER, 4, 350);
    rig_tick(&f);
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 3); /* 4 would be 400 bytes */
    rig_tick(&f);
    CHECK_INT(rig_count(&f, CORE_SEND_TASK), 0);
    rig_credit(&f, WORKER, 4, 1000);
    rig_tick(&f);
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 4);
    rig_end(&f);
}

TEST(core_sends_a_large_document_alone)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 100);
    rig_submit(&f, 1, 5000);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 1); /* not while it holds another */
    rig_result(&f, WORKER, task_lease(&f), outcome(1, STATE_DONE, 0));
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.jobs[0].num, 2);
    rig_end(&f);
}

/* ---- Leases ---- */

TEST(core_loses_a_lease_that_is_not_named)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    uint64_t lease = task_lease(&f);
    rig_pass(&f, 900);
    rig_heartbeat(&f, WORKER, NULL, 0);
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 1); /* it may have crossed the TASK */
    rig_pass(&f, 100);
    rig_heartbeat(&f, WORKER, &lease, 1);
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 1);
    CHECK_INT(rig_effect(&f, CORE_SEND_PONG, 0)->token, 0);
    rig_heartbeat(&f, WORKER, NULL, 0);
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 0);
    CHECK_INT(rig_effect(&f, CORE_DELETE_LEASE, 0)->lease, lease);
    rig_heartbeat(&f, WORKER, &lease, 1);
    CHECK_INT(rig_effect(&f, CORE_SEND_REVOKE, 0)->lease, lease);
    rig_end(&f);
}

TEST(core_gives_the_work_of_a_silent_worker_to_another)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    rig_worker(&f, OTHER, 10, 1000);
    uint64_t start = f.now_ms;
    while (rig_count(&f, CORE_SEND_TASK) == 0 && f.now_ms < start + 3000) {
        f.now_ms += core_wait_ms(f.core, f.now_ms);
        rig_heartbeat(&f, OTHER, NULL, 0);
        rig_tick(&f);
    }
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->peer, OTHER);
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.jobs[0].attempt, 2);
    CHECK(f.now_ms - start >= LIVENESS_MS);
    CHECK_INT(core_admits(f.core, WORKER, CORE_WORKER), ERR_HELLO_FIRST);
    rig_end(&f);
}

TEST(core_does_not_take_a_leap_of_the_clock_for_silence)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    uint64_t lease = task_lease(&f);
    f.now_ms += 600000;
    rig_tick(&f);
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 1);
    rig_heartbeat(&f, WORKER, NULL, 0); /* sent before the TASK came, and unread till now */
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 1);
    rig_result(&f, WORKER, lease, outcome(1, STATE_DONE, 0));
    CHECK_INT(rig_in_state(&f, STATE_DONE), 1);
    rig_end(&f);
}

TEST(core_ignores_late_results)
{
    struct rig f = rig_begin(NULL);
    struct core_status status;
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    uint64_t lease = task_lease(&f);
    rig_worker(&f, OTHER, 10, 1000);
    rig_result(&f, OTHER, lease, outcome(1, STATE_DONE, 0));      /* not his */
    rig_result(&f, WORKER, lease, outcome(2, STATE_DONE, 0));     /* not in it */
    rig_result(&f, WORKER, lease + 1, outcome(1, STATE_DONE, 0)); /* never given */
    CHECK_INT(rig_in_state(&f, STATE_DONE), 0);
    rig_result(&f, WORKER, lease, outcome(1, STATE_DONE, 0));
    CHECK_INT(rig_count(&f, CORE_SET_STATE), 1);
    rig_result(&f, WORKER, lease, outcome(1, STATE_DONE, 0)); /* once more */
    CHECK_INT(rig_count(&f, CORE_SET_STATE), 0);
    core_status(f.core, &status);
    CHECK_INT(status.fenced, 4);
    rig_end(&f);
}

TEST(core_takes_a_partial_result)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 4, 10);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.count, 2);
    uint64_t lease = task_lease(&f);
    rig_result(&f, WORKER, lease, outcome(1, STATE_SKIPPED, REASON_BINARY));
    CHECK_INT(rig_count(&f, CORE_DELETE_LEASE), 0);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 0)->set.outcome, 0);
    rig_result(&f, WORKER, lease, outcome(2, STATE_FAILED, REASON_MEMORY));
    CHECK_INT(rig_effect(&f, CORE_DELETE_LEASE, 0)->lease, lease);
    CHECK_INT(rig_in_state(&f, STATE_SKIPPED), 1);
    CHECK_INT(rig_in_state(&f, STATE_FAILED), 1);
    rig_end(&f);
}

TEST(core_does_not_count_what_is_given_back)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    rig_result(&f, WORKER, task_lease(&f), outcome(1, STATE_WAITING, 0));
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.attempts, 0);
    rig_tick(&f);
    CHECK_INT(rig_count(&f, CORE_SEND_TASK), 0); /* it does not want any */
    rig_credit(&f, WORKER, 10, 1000);
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.jobs[0].attempt, 1);
    rig_end(&f);
}

/* ---- Retries ---- */

/* Lets document 1 fail, each time for this reason, until the core gives it up. Returns how often.
 */
static unsigned fail_until_given_up(struct rig *f, struct core_outcome o)
{
    rig_hello(f, CLIENT, CORE_CLIENT, "");
    rig_submit(f, 1, 10);
    rig_worker(f, WORKER, 10, 1000);
    rig_tick(f);
    for (unsigned times = 1; times < 100; times++) {
        rig_result(f, WORKER, task_lease(f), o);
        if (rig_count(f, CORE_SET_STATE) > 0) return times;
        for (int i = 0; i < 70 && rig_count(f, CORE_SEND_TASK) == 0; i++) rig_pass(f, 1000);
    }
    return 0;
}

TEST(core_quarantines_what_kills)
{
    struct rig f = rig_begin(NULL);
    struct core_outcome o = outcome(1, STATE_FAILED, REASON_DIED);
    o.exit_status = 3;
    o.exit_signal = 11;
    CHECK_INT(fail_until_given_up(&f, o), 3);
    const struct core_effect *e = rig_effect(&f, CORE_SET_STATE, 0);
    CHECK_INT(e->set.state, STATE_FAILED);
    CHECK_INT(e->set.reason, REASON_DIED);
    CHECK_INT(e->set.exit_status, 3);
    CHECK_INT(e->set.exit_signal, 11);
    CHECK_INT(e->set.deaths, 3);
    CHECK_INT(e->set.attempts, 3);
    CHECK_INT(rig_effect(&f, CORE_DELETE_RETRY, 0)->num, 1);
    rig_end(&f);
}

TEST(core_gives_up_after_two_timeouts)
{
    struct rig f = rig_begin(NULL);
    CHECK_INT(fail_until_given_up(&f, outcome(1, STATE_FAILED, REASON_TIMEOUT)), 2);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 0)->set.outcome, 0); /* the partial result is kept */
    rig_end(&f);
}

TEST(core_gives_up_after_ten_attempts)
{
    struct rig f = rig_begin(NULL);
    /* No worker can say such a thing: it counts as a result that is not valid. */
    CHECK_INT(fail_until_given_up(&f, outcome(1, STATE_SKIPPED, REASON_SUPERSEDED)), 10);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 0)->set.reason, REASON_BAD_RESULT);
    rig_end(&f);
}

TEST(core_gives_up_what_is_lost_ten_times)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    unsigned times = 0;
    for (; rig_in_state(&f, STATE_FAILED) == 0 && times < 100; f.now_ms += HEARTBEAT_MS) {
        rig_worker(&f, WORKER, 10, 1000);
        rig_tick(&f);
        if (rig_count(&f, CORE_SEND_TASK) == 0) continue;
        times++;
        rig_step(&f, &(struct core_event){.kind = CORE_GONE, .peer = WORKER});
    }
    CHECK_INT(times, 10);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 0)->set.reason, REASON_LOST);
    rig_end(&f);
}

TEST(core_puts_a_retry_behind_what_waits)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 3, 10);
    rig_worker(&f, WORKER, 1, 1000);
    rig_tick(&f);
    rig_result(&f, WORKER, task_lease(&f), outcome(1, STATE_FAILED, REASON_DIED));
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.behind, 4);
    rig_submit(&f, 1, 10); /* 4: came later */
    rig_pass(&f, 2000);
    static const uint64_t order[] = {2, 3, 1, 4};
    for (int i = 0; i < 4; i++) {
        uint64_t num = i == 0 ? 2 : rig_effect(&f, CORE_SEND_TASK, 0)->task.jobs[0].num;
        CHECK_INT(num, order[i]);
        rig_result(&f, WORKER, 2 + (uint64_t)i, outcome(num, STATE_DONE, 0));
        rig_tick(&f);
    }
    CHECK_INT(rig_in_state(&f, STATE_DONE), 4);
    rig_end(&f);
}

TEST(core_waits_longer_with_each_retry)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    for (uint64_t wait = 1000; wait <= 8000; wait *= 2) {
        rig_result(&f, WORKER, task_lease(&f), outcome(1, STATE_FAILED, REASON_BAD_RESULT));
        rig_pass(&f, wait - 100);
        CHECK_INT(rig_count(&f, CORE_SEND_TASK), 0);
        rig_pass(&f, 100);
        CHECK_INT(rig_count(&f, CORE_SEND_TASK), 1);
    }
    rig_end(&f);
}

TEST(core_counts_the_leases_left_by_a_crash)
{
    struct rig f = rig_begin(NULL);
    struct core_start start = {.next_num = 5, .next_lease = 9};
    struct core_found found[] = {{1, 10, STATE_WAITING, 0},
                                 {2, 10, STATE_DONE, 0},
                                 {3, 10, STATE_WAITING, 0},
                                 {4, 10, STATE_WAITING, 0}};
    struct core_retry retry[4] = {{.num = 0},
                                  {.num = 0},
                                  {.num = 3, .lease = 8, .attempts = 1},  /* counted already */
                                  {.num = 4, .lease = 2, .attempts = 9}}; /* its last */
    struct core_event e = {.kind = CORE_LEFTOVER};
    e.leftover.lease = 8;
    e.leftover.found = found;
    e.leftover.retry = retry;
    e.leftover.count = 4;
    start.states[STATE_WAITING] = 3;
    start.states[STATE_DONE] = 1;
    core_free(&f.core);
    f.core = core_new(&(struct core_config){0}, &start, f.now_ms);
    rig_step(&f, &e);
    CHECK_INT(rig_count(&f, CORE_PUT_RETRY), 1);
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.num, 1);
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.attempts, 1);
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.reason, REASON_LOST);
    CHECK_INT(rig_count(&f, CORE_SET_STATE), 1);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 0)->set.num, 4);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 0)->set.reason, REASON_LOST);
    CHECK_INT(rig_effect(&f, CORE_DELETE_LEASE, 0)->lease, 8);
    rig_end(&f);
}
