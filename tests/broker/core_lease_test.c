/* core_lease_test.c: what the core decides of results, heartbeats and loss. */
#include "tests/broker/core_rig.h"

TEST(core_loses_a_lease_that_is_not_named)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 1, 10);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    uint64_t lease = rig_lease(&f);
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
    uint64_t lease = rig_lease(&f);
    f.now_ms += 600000;
    rig_tick(&f);
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 1);
    rig_heartbeat(&f, WORKER, NULL, 0); /* sent before the TASK came, and unread till now */
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 1);
    rig_result(&f, WORKER, lease, rig_outcome(1, STATE_DONE, 0));
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
    uint64_t lease = rig_lease(&f);
    rig_worker(&f, OTHER, 10, 1000);
    rig_result(&f, OTHER, lease, rig_outcome(1, STATE_DONE, 0));      /* not his */
    rig_result(&f, WORKER, lease, rig_outcome(2, STATE_DONE, 0));     /* not in it */
    rig_result(&f, WORKER, lease + 1, rig_outcome(1, STATE_DONE, 0)); /* never given */
    CHECK_INT(rig_in_state(&f, STATE_DONE), 0);
    rig_result(&f, WORKER, lease, rig_outcome(1, STATE_DONE, 0));
    CHECK_INT(rig_count(&f, CORE_SET_STATE), 1);
    rig_result(&f, WORKER, lease, rig_outcome(1, STATE_DONE, 0)); /* once more */
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
    uint64_t lease = rig_lease(&f);
    rig_result(&f, WORKER, lease, rig_outcome(1, STATE_SKIPPED, REASON_BINARY));
    CHECK_INT(rig_count(&f, CORE_DELETE_LEASE), 0);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 0)->set.outcome, 0);
    rig_result(&f, WORKER, lease, rig_outcome(2, STATE_FAILED, REASON_MEMORY));
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
    rig_result(&f, WORKER, rig_lease(&f), rig_outcome(1, STATE_WAITING, 0));
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.attempts, 0);
    rig_tick(&f);
    CHECK_INT(rig_count(&f, CORE_SEND_TASK), 0); /* it does not want any */
    rig_credit(&f, WORKER, 10, 1000);
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.jobs[0].attempt, 1);
    rig_end(&f);
}

/* What no worker may say counts as a result that is not valid, whatever it is. */
TEST(core_takes_no_nonsense)
{
    static const uint8_t pairs[][2] = {
        {0, 0},
        {STATE_RUNNING, 0},
        {STATE_DUPLICATE, 0},
        {STATE_FAILED, 0},
        {200, 0},
        {STATE_DONE, REASON_DIED},
        {STATE_SKIPPED, REASON_DIED},
        {STATE_FAILED, 200},
        {STATE_FAILED, REASON_LOST},
        {STATE_SKIPPED, REASON_SUPERSEDED},
        {STATE_SKIPPED, REASON_OPERATOR},
        {STATE_WAITING, REASON_DIED},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct rig f = rig_begin(NULL);
        rig_hello(&f, CLIENT, CORE_CLIENT, "");
        rig_submit(&f, 1, 10);
        rig_worker(&f, WORKER, 10, 1000);
        rig_tick(&f);
        rig_result(&f, WORKER, rig_lease(&f), rig_outcome(1, pairs[i][0], pairs[i][1]));
        CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.reason, REASON_BAD_RESULT);
        CHECK_INT(rig_in_state(&f, STATE_WAITING), 1);
        rig_end(&f);
    }
}

TEST(core_answers_a_heartbeat_with_bounds)
{
    uint64_t leases[MAX_LEASES];
    struct rig f = rig_begin(NULL);
    rig_worker(&f, WORKER, 10, 1000);
    for (uint64_t i = 0; i < MAX_LEASES; i++) leases[i] = 1000 + i;
    rig_heartbeat(&f, WORKER, leases, MAX_LEASES);
    CHECK(rig_count(&f, CORE_SEND_REVOKE) > 0 && rig_count(&f, CORE_SEND_REVOKE) <= 100);
    CHECK_INT(rig_count(&f, CORE_SEND_PONG), 1);
    rig_end(&f);
}

/* A worker with leases on documents 1 and 2 in one, and credit for no more. */
static struct rig with_two_leased(void)
{
    struct rig f = rig_begin(NULL);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 4, 10);
    rig_worker(&f, WORKER, 2, 1000);
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.count, 2);
    return f;
}

TEST(core_gives_more_as_results_come)
{
    struct rig f = with_two_leased();
    uint64_t lease = rig_lease(&f);
    rig_result(&f, WORKER, lease, rig_outcome(2, STATE_DONE, 0));
    rig_tick(&f);
    CHECK_INT(rig_first_job(&f), 3);
    rig_end(&f);
}

TEST(core_counts_what_was_stopped_until_its_worker_knows)
{
    struct rig f = with_two_leased();
    uint64_t lease = rig_lease(&f);
    struct core_event skip = {.kind = CORE_CHANGE, .peer = CLIENT};
    skip.change.to = STATE_SKIPPED;
    skip.change.found = (struct core_found){1, 10, STATE_WAITING, 0};
    rig_step(&f, &skip);
    CHECK_INT(rig_count(&f, CORE_SEND_REVOKE), 0); /* the other one goes on */
    rig_tick(&f);
    CHECK_INT(rig_count(&f, CORE_SEND_TASK), 0);
    rig_result(&f, WORKER, lease, rig_outcome(1, STATE_DONE, 0));
    CHECK_INT(rig_in_state(&f, STATE_SKIPPED), 1);
    rig_tick(&f);
    CHECK_INT(rig_first_job(&f), 3);
    rig_end(&f);
}

TEST(core_names_the_outcome_that_is_stored)
{
    struct rig f = with_two_leased();
    struct core_outcome both[] = {rig_outcome(2, STATE_DONE, 0),
                                  rig_outcome(1, STATE_FAILED, REASON_CPU)};
    struct core_event e = {.kind = CORE_RESULT, .peer = WORKER};
    e.result.lease = rig_lease(&f);
    e.result.outcomes = both;
    e.result.count = 2;
    rig_step(&f, &e);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 0)->set.num, 2);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 0)->set.outcome, 0);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 1)->set.num, 1);
    CHECK_INT(rig_effect(&f, CORE_SET_STATE, 1)->set.outcome, 1);
    rig_end(&f);
}

TEST(core_bears_a_clock_that_goes_back)
{
    struct rig f = with_two_leased();
    uint64_t now = f.now_ms;
    for (int i = 0; i < 100; i++) {
        f.now_ms = i % 2 ? now : now - 1000;
        rig_tick(&f);
    }
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 2);
    rig_end(&f);
}
