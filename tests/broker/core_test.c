/* core_test.c: what the core decides of sessions and tasks, one rule a test. What it decides in all
 * orders of events is the simulator's to find out (tests/sim). */
#include "tests/broker/core_rig.h"
#include <string.h>

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
    rig_hello(&f, WORKER, CORE_WORKER, "x");
    rig_step(&f, &(struct core_event){.kind = CORE_SUBMIT, .peer = WORKER, .submit.request = 3});
    CHECK_INT(rig_refusal(&f), ERR_WRONG_ROLE);
    CHECK_INT(rig_effect(&f, CORE_SEND_ERROR, 0)->error.request, 3);
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
    uint64_t lease = rig_lease(&f);
    rig_hello(&f, OTHER, CORE_WORKER, "y");
    CHECK_INT(rig_refusal(&f), ERR_MIXED_EXTRACTORS);
    struct view text = rig_effect(&f, CORE_SEND_ERROR, 0)->error.text;
    CHECK(memmem(text.at, text.len, "extractor x", 11) && memmem(text.at, text.len, "is y", 4));
    rig_result(&f, WORKER, lease, rig_outcome(1, STATE_DONE, 0));
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_PIN, 0)->text.len, 0); /* the run is over */
    rig_hello(&f, OTHER, CORE_WORKER, "y");
    CHECK_INT(rig_refusal(&f), 0);
    rig_end(&f);
}

TEST(core_cuts_a_long_refusal)
{
    struct rig f = rig_begin(NULL);
    char name[MAX_NAME + 1];
    memset(name, 'n', MAX_NAME);
    name[MAX_NAME] = '\0';
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_hello(&f, WORKER, CORE_WORKER, name);
    rig_credit(&f, WORKER, 10, 1000);
    rig_submit(&f, 1, 10);
    rig_tick(&f);
    name[0] = 'm';
    rig_hello(&f, OTHER, CORE_WORKER, name);
    CHECK_INT(rig_refusal(&f), ERR_MIXED_EXTRACTORS);
    CHECK(rig_effect(&f, CORE_SEND_ERROR, 0)->error.text.len <= MAX_DETAIL);
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
    rig_result(&f, WORKER, rig_lease(&f), rig_outcome(1, STATE_DONE, 0));
    rig_tick(&f);
    CHECK_INT(rig_effect(&f, CORE_SEND_TASK, 0)->task.jobs[0].num, 2);
    rig_end(&f);
}

/* ---- What it tells ---- */

TEST(core_tells_its_workers)
{
    struct rig f = rig_begin(NULL);
    struct core_event e = {.kind = CORE_HEARTBEAT, .peer = WORKER};
    struct core_worker w;
    uint32_t at = 0;
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 2, 30);
    rig_worker(&f, WORKER, 10, 1000);
    rig_worker(&f, OTHER, 0, 0);
    rig_tick(&f);
    e.heartbeat.busy = 3;
    e.heartbeat.idle_ms = 4;
    e.heartbeat.finished = 5;
    e.heartbeat.rss_bytes = 6;
    rig_step(&f, &e);
    f.now_ms += 100;
    rig_tick(&f);
    CHECK(core_next_worker(f.core, f.now_ms, &at, &w));
    CHECK_INT(w.peer, WORKER);
    CHECK_INT(w.docs, 2);
    CHECK_INT(w.bytes, 60);
    CHECK_INT(w.credit_docs, 10);
    CHECK_INT(w.credit_bytes, 1000);
    CHECK_INT(w.silent_ms, 100);
    CHECK(w.leases >= 1);
    CHECK_INT(w.busy, 3);
    CHECK_INT(w.idle_ms, 4);
    CHECK_INT(w.finished, 5);
    CHECK_INT(w.rss_bytes, 6);
    CHECK(view_equal(w.extractor, view_of("x")) && view_equal(w.name, view_of("somewhere:1")));
    CHECK(core_next_worker(f.core, f.now_ms, &at, &w));
    CHECK_INT(w.peer, OTHER);
    CHECK(!core_next_worker(f.core, f.now_ms, &at, &w));
    rig_end(&f);
}

TEST(core_tells_its_counts)
{
    struct rig f = rig_begin(NULL);
    struct core_status s;
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    rig_submit(&f, 3, 30);
    rig_worker(&f, WORKER, 3, 1000);
    rig_tick(&f);
    core_status(f.core, &s);
    CHECK_INT(s.tasks, 2); /* of 2 and of 1 */
    CHECK_INT(s.leases, 2);
    rig_result(&f, WORKER, 1, rig_outcome(1, STATE_DONE, 0));
    rig_result(&f, WORKER, 1, rig_outcome(2, STATE_FAILED, REASON_DIED));
    rig_step(&f, &(struct core_event){.kind = CORE_GONE, .peer = WORKER});
    rig_step(&f, &(struct core_event){.kind = CORE_TICK});
    core_status(f.core, &s);
    CHECK_INT(s.submitted, 3);
    CHECK_INT(s.states[STATE_DONE], 1);
    CHECK_INT(s.states[STATE_WAITING], 2);
    CHECK_INT(s.results, 2);
    CHECK_INT(s.stored, 1);
    CHECK_INT(s.retries, 2);
    CHECK_INT(s.lost_leases, 1);
    CHECK_INT(s.leases, 0);
    rig_end(&f);
}
