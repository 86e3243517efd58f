/* core_retry_test.c: what the core decides of documents that failed, were lost, or were left by a
 * crash. */
#include "tests/broker/core_rig.h"

/* Lets document 1 fail, each time for this reason, until the core gives it up. Returns how often.
 */
static unsigned fail_until_given_up(struct rig *f, struct core_outcome o)
{
    rig_hello(f, CLIENT, CORE_CLIENT, "");
    rig_submit(f, 1, 10);
    rig_worker(f, WORKER, 10, 1000);
    rig_tick(f);
    for (unsigned times = 1; times < 100; times++) {
        rig_result(f, WORKER, rig_lease(f), o);
        if (rig_count(f, CORE_SET_STATE) > 0) return times;
        for (int i = 0; i < 70 && rig_count(f, CORE_SEND_TASK) == 0; i++) rig_pass(f, 1000);
    }
    return 0;
}

TEST(core_quarantines_what_kills)
{
    struct rig f = rig_begin(NULL);
    struct core_outcome o = rig_outcome(1, STATE_FAILED, REASON_DIED);
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
    CHECK_INT(fail_until_given_up(&f, rig_outcome(1, STATE_FAILED, REASON_TIMEOUT)), 2);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 0)->set.outcome, 0); /* the partial result is kept */
    rig_end(&f);
}

TEST(core_gives_up_after_ten_attempts)
{
    struct rig f = rig_begin(NULL);
    /* No worker can say such a thing: it counts as a result that is not valid. */
    CHECK_INT(fail_until_given_up(&f, rig_outcome(1, STATE_SKIPPED, REASON_SUPERSEDED)), 10);
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

/* A worker that comes again and again, and goes each time: after the broker did not listen for so
 * long. Returns how often document 1 was given to it until it is FAILED. */
static unsigned lose_until_given_up(struct rig *f, uint64_t silence_ms)
{
    unsigned times = 0;
    rig_hello(f, CLIENT, CORE_CLIENT, "");
    rig_submit(f, 1, 10);
    for (int i = 0; rig_in_state(f, STATE_FAILED) == 0 && i < 1000; i++) {
        rig_worker(f, WORKER, 10, 1000);
        rig_tick(f);
        times += rig_count(f, CORE_SEND_TASK) > 0;
        f->now_ms += silence_ms;
        rig_step(f, &(struct core_event){.kind = CORE_GONE, .peer = WORKER});
    }
    CHECK_INT(rig_effect(f, CORE_SET_STATE, 0)->set.reason, REASON_LOST);
    CHECK_INT(rig_effect(f, CORE_SET_STATE, 0)->set.attempts, 10);
    return times;
}

TEST(core_counts_what_is_lost_while_it_listens)
{
    struct rig f = rig_begin(NULL);
    CHECK_INT(lose_until_given_up(&f, HEARTBEAT_MS), 10);
    rig_end(&f);
}

/* But what ends each of its workers is given up in the end. */
TEST(core_spares_what_is_lost_while_it_does_not_listen)
{
    struct rig f = rig_begin(NULL);
    CHECK_INT(lose_until_given_up(&f, 5000), 110);
    rig_end(&f);
}

TEST(core_spares_nothing_that_is_lost_later)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    f.now_ms += 5000;
    rig_pass(&f, 2 * LIVENESS_MS + 100);
    rig_step(&f, &(struct core_event){.kind = CORE_GONE, .peer = WORKER});
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.attempts, 1);
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.spared, 0);
    rig_end(&f);
}

/* What it leases when it is awake again was not out meanwhile. */
TEST(core_spares_only_what_was_out)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    f.now_ms += 5000;
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    rig_step(&f, &(struct core_event){.kind = CORE_GONE, .peer = WORKER});
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.attempts, 1);
    rig_end(&f);
}

TEST(core_puts_a_retry_behind_what_waits)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 3, 10);
    rig_worker(&f, WORKER, 1, 1000);
    rig_tick(&f);
    rig_result(&f, WORKER, rig_lease(&f), rig_outcome(1, STATE_FAILED, REASON_DIED));
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.behind, 4);
    rig_submit(&f, 1, 10); /* 4: came later */
    rig_pass(&f, 2000);
    static const uint64_t order[] = {2, 3, 1, 4};
    for (int i = 0; i < 4; i++) {
        uint64_t num = i == 0 ? 2 : rig_effect(&f, CORE_SEND_TASK, 0)->task.jobs[0].num;
        CHECK_INT(num, order[i]);
        rig_result(&f, WORKER, 2 + (uint64_t)i, rig_outcome(num, STATE_DONE, 0));
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
        rig_result(&f, WORKER, rig_lease(&f), rig_outcome(1, STATE_FAILED, REASON_BAD_RESULT));
        rig_pass(&f, wait - 100);
        CHECK_INT(rig_count(&f, CORE_SEND_TASK), 0);
        rig_pass(&f, 100);
        CHECK_INT(rig_count(&f, CORE_SEND_TASK), 1);
    }
    rig_end(&f);
}

/* A retry that is due goes when its time has come, whatever the numbers and whatever else sleeps.
 */
TEST(core_wakes_retries_in_order_of_time)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 2, 10);
    rig_worker(&f, WORKER, 1, 1000);
    rig_tick(&f);
    rig_result(&f, WORKER, rig_lease(&f), rig_outcome(1, STATE_FAILED, REASON_BAD_RESULT));
    rig_tick(&f);
    uint64_t second = rig_lease(&f);
    rig_pass(&f, 1000);
    CHECK_INT(rig_count(&f, CORE_SEND_TASK), 0); /* its credit is used up */
    rig_credit(&f, WORKER, 2, 1000);
    rig_tick(&f);
    CHECK_INT(rig_first_job(&f), 1);
    rig_result(&f, WORKER, rig_lease(&f),
               rig_outcome(1, STATE_FAILED, REASON_BAD_RESULT));                     /* 2 s */
    rig_result(&f, WORKER, second, rig_outcome(2, STATE_FAILED, REASON_BAD_RESULT)); /* 1 s */
    rig_pass(&f, 1000);
    CHECK_INT(rig_first_job(&f), 2);
    rig_end(&f);
}

TEST(core_takes_ready_retries_in_order_of_failure)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    rig_worker(&f, WORKER, 1, 1000);
    rig_tick(&f);
    for (int i = 0; i < 2; i++) {
        rig_result(&f, WORKER, rig_lease(&f), rig_outcome(1, STATE_FAILED, REASON_BAD_RESULT));
        rig_pass(&f, 2000u >> (1 - i));
    }
    rig_result(&f, WORKER, rig_lease(&f), rig_outcome(1, STATE_FAILED, REASON_BAD_RESULT));
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.behind, 2); /* and in 4 s */
    rig_submit(&f, 2, 10);
    rig_tick(&f);
    rig_credit(&f, WORKER, 0, 0);
    rig_tick(&f);
    rig_result(&f, WORKER, 4, rig_outcome(2, STATE_FAILED, REASON_BAD_RESULT));
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.behind, 4); /* in 1 s, but behind 3 */
    rig_pass(&f, 5000);
    rig_credit(&f, WORKER, 1, 1000);
    rig_tick(&f);
    CHECK_INT(rig_first_job(&f), 1);
    rig_end(&f);
}

TEST(core_retries_a_first_loss_at_once)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 2, 10);
    rig_worker(&f, WORKER, 1, 1000);
    rig_tick(&f);
    rig_worker(&f, OTHER, 1, 1000);
    rig_step(&f, &(struct core_event){.kind = CORE_GONE, .peer = WORKER});
    rig_tick(&f);
    CHECK_INT(rig_first_job(&f), 1); /* before 2, which is new */
    rig_end(&f);
}

/* The store tells of waiting documents with a record; those that memory has no room for are asked
 * for later. */
TEST(core_reads_retries_a_roomful_at_a_time)
{
    enum { ROOM = 4, COUNT = 10 };
    struct core_start start = {.next_num = COUNT + 1, .next_lease = 1};
    struct rig f = {.now_ms = 5};
    start.states[STATE_WAITING] = COUNT;
    f.core = core_new(&(struct core_config){.retry_room = ROOM}, &start, f.now_ms);
    rig_worker(&f, WORKER, 2 * COUNT, 1000);
    for (int turn = 0; turn < 20 && rig_in_state(&f, STATE_RUNNING) < COUNT; turn++) {
        struct core_event window = {.kind = CORE_WINDOW}, page = {.kind = CORE_RETRIES};
        struct core_retry records[ROOM];
        rig_step(&f, &(struct core_event){.kind = CORE_TICK});
        bool wants_window = rig_count(&f, CORE_WANT_WINDOW) > 0;
        bool wants_retries = rig_count(&f, CORE_WANT_RETRIES) > 0;
        if (wants_retries) {
            const struct core_effect *e = rig_effect(&f, CORE_WANT_RETRIES, 0);
            CHECK(e->want.max <= ROOM);
            page.retries.after = page.retries.next = e->want.from;
            while (page.retries.count < e->want.max && page.retries.next < COUNT)
                records[page.retries.count++] =
                    (struct core_retry){.num = ++page.retries.next, .bytes = 10, .behind = 1};
            if (page.retries.next == COUNT) page.retries.next = 0;
            page.retries.at = records;
        }
        if (wants_window) {
            window.window.from = 1;
            window.window.next = COUNT + 1;
            rig_step(&f, &window);
        }
        if (wants_retries) rig_step(&f, &page);
        CHECK(!wants_retries || rig_count(&f, CORE_SEND_TASK) > 0); /* in the same turn */
    }
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), COUNT);
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
