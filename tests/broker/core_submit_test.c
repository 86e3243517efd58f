/* core_submit_test.c: what the core decides of offers, versions, copies and changes by hand; and
 * that a long queue does not fill its memory. */
#include "tests/broker/core_rig.h"
#include <stdlib.h>

/* An offer of a document with content, of which the store knows nothing yet. */
static struct core_event new_offer(void)
{
    struct core_event e = {.kind = CORE_OFFER, .peer = CLIENT};
    e.offer.bytes = 10;
    return e;
}

static struct rig with_client(const struct core_config *config)
{
    struct rig f = rig_begin(config);
    rig_hello(&f, CLIENT, CORE_CLIENT, "");
    return f;
}

static unsigned verdict(const struct rig *f)
{
    return (unsigned char)rig_effect(f, CORE_SEND_SUBMITTED, 0)->submitted.verdicts.at[0];
}

/* The nth SET_STATE of the last event is this move. */
static void check_move(const struct rig *f, size_t nth, uint64_t num, unsigned from, unsigned to,
                       unsigned reason)
{
    const struct core_effect *e = rig_effect(f, CORE_SET_STATE, nth);
    CHECK_INT(e->set.num, (long long)num);
    CHECK_INT(e->set.from, from);
    CHECK_INT(e->set.state, to);
    CHECK_INT(e->set.reason, reason);
}

TEST(core_answers_a_submit_when_the_last_offer_is_in)
{
    struct rig f = with_client(NULL);
    struct core_event e = {.kind = CORE_SUBMIT, .peer = CLIENT}, o = new_offer();
    e.submit.request = 99;
    e.submit.docs = 2;
    rig_step(&f, &e);
    rig_step(&f, &o);
    CHECK_INT(rig_count(&f, CORE_SEND_SUBMITTED), 0);
    rig_step(&f, &o);
    CHECK_INT(rig_effect(&f, CORE_SEND_SUBMITTED, 0)->submitted.request, 99);
    CHECK_INT(rig_effect(&f, CORE_SEND_SUBMITTED, 0)->submitted.verdicts.len, 2);
    CHECK_INT(rig_effect(&f, CORE_PUT_DOCUMENT, 0)->put.num, 2);
    e.submit.docs = 0;
    rig_step(&f, &e);
    CHECK_INT(rig_effect(&f, CORE_SEND_SUBMITTED, 0)->submitted.verdicts.len, 0);
    rig_end(&f);
}

TEST(core_knows_what_it_has)
{
    struct rig f = with_client(NULL);
    struct core_event e = new_offer();
    rig_offer(&f, &e);
    CHECK_INT(verdict(&f), VERDICT_ACCEPTED);
    CHECK_INT(rig_effect(&f, CORE_PUT_DOCUMENT, 0)->put.state, STATE_WAITING);
    e.offer.same = e.offer.current = e.offer.holder = (struct core_found){1, 10, STATE_WAITING, 0};
    rig_offer(&f, &e);
    CHECK_INT(verdict(&f), VERDICT_KNOWN);
    CHECK_INT(f.out.count, 1);
    rig_end(&f);
}

TEST(core_supersedes_old_versions_also_while_they_run)
{
    struct rig f = with_client(NULL);
    struct core_event e = new_offer();
    rig_offer(&f, &e);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    uint64_t lease = rig_effect(&f, CORE_SEND_TASK, 0)->task.lease;
    e.offer.current = (struct core_found){1, 10, STATE_WAITING, 0};
    rig_offer(&f, &e);
    CHECK_INT(verdict(&f), VERDICT_NEW_VERSION);
    check_move(&f, 0, 1, STATE_WAITING, STATE_SKIPPED, REASON_SUPERSEDED);
    CHECK_INT(rig_effect(&f, CORE_SEND_REVOKE, 0)->lease, lease);
    rig_result(&f, WORKER, lease, (struct core_outcome){.num = 1, .state = STATE_DONE});
    CHECK_INT(rig_count(&f, CORE_SET_STATE), 0);
    CHECK_INT(rig_in_state(&f, STATE_SKIPPED), 1);
    CHECK_INT(rig_in_state(&f, STATE_WAITING), 1);
    rig_end(&f);
}

TEST(core_revives_a_version_that_returns)
{
    struct rig f = with_client(NULL);
    struct core_event e = new_offer();
    rig_offer(&f, &e);
    e.offer.current = (struct core_found){1, 10, STATE_WAITING, 0};
    rig_offer(&f, &e);
    e.offer.same = (struct core_found){1, 10, STATE_SKIPPED, REASON_SUPERSEDED};
    e.offer.current = (struct core_found){2, 10, STATE_WAITING, 0};
    rig_offer(&f, &e);
    CHECK_INT(verdict(&f), VERDICT_NEW_VERSION);
    CHECK_INT(rig_count(&f, CORE_PUT_DOCUMENT), 0);
    CHECK_INT(rig_effect(&f, CORE_REVIVE, 0)->num, 1);
    check_move(&f, 0, 1, STATE_SKIPPED, STATE_WAITING, 0);
    check_move(&f, 1, 2, STATE_WAITING, STATE_SKIPPED, REASON_SUPERSEDED);
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.attempts, 0);
    rig_end(&f);
}

TEST(core_lets_the_least_name_stand_for_a_content)
{
    struct rig f = with_client(NULL);
    struct core_event e = new_offer();
    rig_offer(&f, &e);
    e.offer.holder = (struct core_found){1, 10, STATE_WAITING, 0};
    rig_offer(&f, &e);
    CHECK_INT(verdict(&f), VERDICT_DUPLICATE);
    CHECK_INT(rig_effect(&f, CORE_PUT_DOCUMENT, 0)->put.state, STATE_DUPLICATE);
    e.offer.before_holder = true;
    rig_offer(&f, &e);
    CHECK_INT(verdict(&f), VERDICT_ACCEPTED);
    CHECK_INT(rig_effect(&f, CORE_PUT_DOCUMENT, 0)->put.state, STATE_WAITING);
    check_move(&f, 0, 1, STATE_WAITING, STATE_DUPLICATE, 0);
    CHECK_INT(rig_in_state(&f, STATE_WAITING), 1);
    CHECK_INT(rig_in_state(&f, STATE_DUPLICATE), 2);
    rig_end(&f);
}

TEST(core_promotes_a_copy_when_the_holder_goes)
{
    struct rig f = with_client(NULL);
    struct core_event e = new_offer();
    rig_offer(&f, &e);
    e.offer.holder = (struct core_found){1, 10, STATE_WAITING, 0};
    rig_offer(&f, &e);
    e = new_offer();
    e.offer.current = (struct core_found){1, 10, STATE_WAITING, 0};
    e.offer.heir = (struct core_found){2, 10, STATE_DUPLICATE, 0};
    rig_offer(&f, &e);
    check_move(&f, 0, 1, STATE_WAITING, STATE_SKIPPED, REASON_SUPERSEDED);
    check_move(&f, 1, 2, STATE_DUPLICATE, STATE_WAITING, 0);
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.num, 2);
    rig_worker(&f, WORKER, 10, 1000);
    rig_pass(&f, 100);
    CHECK_INT(rig_in_state(&f, STATE_RUNNING), 2);
    rig_end(&f);
}

TEST(core_records_what_could_not_be_read)
{
    struct rig f = with_client(NULL);
    struct core_event e = new_offer();
    e.offer.bytes = 0;
    e.offer.reason = REASON_UNREADABLE;
    rig_offer(&f, &e);
    CHECK_INT(verdict(&f), VERDICT_RECORDED);
    CHECK_INT(rig_effect(&f, CORE_PUT_DOCUMENT, 0)->put.state, STATE_FAILED);
    e.offer.same = e.offer.current = (struct core_found){1, 0, STATE_FAILED, REASON_UNREADABLE};
    rig_offer(&f, &e);
    CHECK_INT(verdict(&f), VERDICT_KNOWN);
    e.offer.reason = REASON_EMPTY;
    rig_offer(&f, &e);
    CHECK_INT(verdict(&f), VERDICT_RECORDED);
    check_move(&f, 0, 1, STATE_FAILED, STATE_SKIPPED, REASON_EMPTY);
    rig_end(&f);
}

TEST(core_refuses_more_than_the_window_of_a_turn)
{
    struct rig f = with_client(&(struct core_config){.submit_docs = 10, .submit_bytes = 1000});
    rig_submit(&f, 6, 10);
    rig_submit(&f, 6, 10);
    CHECK_INT(rig_refusal(&f), ERR_OVER_WINDOW);
    CHECK_INT(rig_effect(&f, CORE_SEND_ERROR, 0)->error.request, 7);
    rig_submit(&f, 4, 10);
    CHECK_INT(rig_refusal(&f), 0);
    rig_tick(&f); /* committed and answered after it */
    rig_submit(&f, 1, 5000);
    CHECK_INT(rig_refusal(&f), 0); /* alone it may be larger */
    rig_submit(&f, 1, 1);
    CHECK_INT(rig_refusal(&f), ERR_OVER_WINDOW);
    rig_end(&f);
}

TEST(core_takes_no_documents_when_the_disk_is_full)
{
    struct rig f = with_client(NULL);
    rig_submit(&f, 1, 10);
    rig_step(&f, &(struct core_event){.kind = CORE_DISK, .full = true});
    rig_submit(&f, 1, 10);
    CHECK_INT(rig_refusal(&f), ERR_DISK_FULL);
    rig_worker(&f, WORKER, 10, 1000);
    rig_tick(&f);
    CHECK_INT(rig_count(&f, CORE_SEND_TASK), 1); /* work goes on */
    rig_step(&f, &(struct core_event){.kind = CORE_DISK, .full = false});
    rig_submit(&f, 1, 10);
    CHECK_INT(rig_refusal(&f), 0);
    rig_end(&f);
}

TEST(core_begins_nothing_when_it_stops)
{
    struct rig f = with_client(NULL);
    rig_submit(&f, 1, 10);
    rig_worker(&f, WORKER, 10, 1000);
    rig_step(&f, &(struct core_event){.kind = CORE_STOP});
    rig_tick(&f);
    CHECK_INT(rig_count(&f, CORE_SEND_TASK), 0);
    rig_submit(&f, 1, 10);
    CHECK_INT(rig_refusal(&f), ERR_STOPPING);
    CHECK_INT(rig_count(&f, CORE_CLOSE), 1);
    rig_hello(&f, OTHER, CORE_WORKER, "x");
    CHECK_INT(rig_refusal(&f), ERR_STOPPING);
    rig_end(&f);
}

static void change(struct rig *f, unsigned to, struct core_found found)
{
    struct core_event e = {.kind = CORE_CHANGE, .peer = CLIENT};
    e.change.to = (uint8_t)to;
    e.change.has_content = true;
    e.change.found = found;
    rig_step(f, &e);
}

TEST(core_changes_by_hand_what_may_be_changed)
{
    struct rig f = with_client(NULL);
    rig_submit(&f, 2, 10);
    change(&f, STATE_SKIPPED, (struct core_found){1, 10, STATE_WAITING, 0});
    check_move(&f, 0, 1, STATE_WAITING, STATE_SKIPPED, REASON_OPERATOR);
    change(&f, STATE_WAITING, (struct core_found){1, 10, STATE_SKIPPED, REASON_OPERATOR});
    check_move(&f, 0, 1, STATE_SKIPPED, STATE_WAITING, 0);
    CHECK_INT(rig_effect(&f, CORE_PUT_RETRY, 0)->retry.behind, 3);
    change(&f, STATE_WAITING, (struct core_found){2, 10, STATE_SKIPPED, REASON_SUPERSEDED});
    change(&f, STATE_WAITING, (struct core_found){2, 10, STATE_DUPLICATE, 0});
    change(&f, STATE_SKIPPED, (struct core_found){2, 10, STATE_DONE, 0});
    change(&f, STATE_DONE, (struct core_found){2, 10, STATE_WAITING, 0});
    CHECK_INT(f.out.count, 0);
    rig_step(&f, &(struct core_event){.kind = CORE_CHANGE_END, .peer = CLIENT, .request = 5});
    CHECK_INT(rig_effect(&f, CORE_SEND_CHANGED, 0)->changed.documents, 2);
    CHECK_INT(rig_effect(&f, CORE_SEND_CHANGED, 0)->changed.request, 5);
    rig_end(&f);
}

/* Answers WANT_WINDOW for a store in which all below next_num wait, 10 bytes each. */
static void answer_window(struct rig *f, uint64_t next_num, uint32_t room)
{
    if (rig_count(f, CORE_WANT_WINDOW) == 0) return;
    const struct core_effect *e = rig_effect(f, CORE_WANT_WINDOW, 0);
    struct core_waiting *at = calloc(room, sizeof *at);
    struct core_event window = {.kind = CORE_WINDOW};
    CHECK(e->want.max <= room);
    window.window.from = window.window.next = e->want.from;
    window.window.at = at;
    while (window.window.count < e->want.max && window.window.next < next_num)
        at[window.window.count++] = (struct core_waiting){window.window.next++, 10};
    rig_step(f, &window);
    free(at);
}

/* Does what the TASKs of the last event ask for, all of which must be next in number. */
static uint64_t work(struct rig *f, uint64_t next)
{
    struct task {
        uint64_t lease, first;
        size_t count;
    } tasks[16];
    size_t count = rig_count(f, CORE_SEND_TASK);
    CHECK(count <= 16);
    for (size_t i = 0; i < count; i++) {
        const struct core_effect *e = rig_effect(f, CORE_SEND_TASK, i);
        tasks[i] = (struct task){e->task.lease, e->task.jobs[0].num, e->task.count};
    }
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < tasks[i].count; k++, next++) {
            CHECK_INT(tasks[i].first + k, (long long)next);
            rig_result(f, WORKER, tasks[i].lease,
                       (struct core_outcome){.num = next, .state = STATE_DONE});
        }
    return next;
}

TEST(core_reads_a_long_queue_through_a_window)
{
    enum { COUNT = 10000000, ROOM = 1000 };
    struct core_start start = {.next_num = COUNT + 1, .next_lease = 1};
    struct rig f = {.now_ms = 5};
    uint64_t next = 1;
    start.states[STATE_WAITING] = COUNT;
    f.core = core_new(&(struct core_config){.queue_room = ROOM}, &start, f.now_ms);
    rig_worker(&f, WORKER, 256, 1 << 20);
    while (next < 5000) {
        uint64_t before = next;
        rig_step(&f, &(struct core_event){.kind = CORE_TICK});
        CHECK_INT(core_wait_ms(f.core, f.now_ms) == 0,
                  rig_count(&f, CORE_WANT_WINDOW) > 0 || rig_count(&f, CORE_WANT_RETRIES) > 0);
        if (rig_count(&f, CORE_SEND_TASK) == 0) answer_window(&f, COUNT + 1, ROOM);
        next = work(&f, next);
        CHECK(next > before);
    }
    CHECK_INT(rig_in_state(&f, STATE_DONE), (long long)next - 1);
    rig_end(&f);
}
