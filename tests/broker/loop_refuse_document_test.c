/* loop_refuse_document_test.c: which documents and results the broker refuses. */
#include "tests/broker/loop_kit.h"
#include <signal.h>
#include <string.h>

static struct msg_offer good_offer(void)
{
    return kit_offer("s", view_of("four"));
}

static int submit_refusal(struct caller *c, const char *archive, struct msg_offer offer,
                          const char *body)
{
    kit_send_offer(c, archive, offer, view_of(body));
    int code = caller_refusal(c);
    CHECK_INT(c->msg.error.request, (long long)c->request);
    return code;
}

/* The lie is in the ledger as failed; the true document that comes after it is not taken for its
 * copy. */
TEST(loop_believes_no_hash)
{
    pid_t broker = kit_broker("");
    struct caller *c = caller_hello("client");
    struct msg_offer lie = good_offer(), damaged = good_offer(), truth = good_offer();
    damaged.encoding = ENCODING_ZSTD;
    const struct msg_offer offers[] = {lie, damaged, truth};
    static const char *const names[] = {"lie", "damaged", "truth"}, *const bodies[] = {
                                                                        "five", "four", "four"};
    static const enum verdict verdicts[] = {VERDICT_RECORDED, VERDICT_RECORDED, VERDICT_ACCEPTED};
    for (int i = 0; i < 3; i++) {
        struct msg_offer o = offers[i];
        o.source = view_of(names[i]);
        kit_send_offer(c, "a", o, view_of(bodies[i]));
        CHECK_INT(caller_await(c, MSG_SUBMITTED)->submitted.verdicts.at[0], verdicts[i]);
    }
    CHECK_INT(kit_figure(c, "reasons.sha256-mismatch"), 1);
    CHECK_INT(kit_figure(c, "reasons.bad-encoding"), 1);
    CHECK_INT(kit_figure(c, "ledger.waiting"), 1);
    caller_free(c);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_refuses_offers_that_are_none)
{
    pid_t broker = kit_broker("--max-document 1000");
    struct caller *c = caller_hello("client");
    struct msg_offer o = good_offer();
    CHECK_INT(submit_refusal(c, "a", o, "three and more"), ERR_MALFORMED);
    CHECK_INT(submit_refusal(c, "a", o, "tre"), ERR_MALFORMED);
    CHECK_INT(submit_refusal(c, "", o, "four"), ERR_BAD_REQUEST);
    o.source.len = 0;
    CHECK_INT(submit_refusal(c, "a", o, "four"), ERR_BAD_REQUEST);
    o = good_offer();
    o.source = (struct view){"a\0b", 3};
    CHECK_INT(submit_refusal(c, "a", o, "four"), ERR_BAD_REQUEST);
    o = good_offer();
    o.sha256.len = 0;
    CHECK_INT(submit_refusal(c, "a", o, "four"), ERR_BAD_REQUEST);
    o = good_offer();
    o.bytes = 5;
    CHECK_INT(submit_refusal(c, "a", o, "four"), ERR_MALFORMED);
    o.encoding = ENCODING_ZSTD;
    o.bytes = 1001;
    CHECK_INT(submit_refusal(c, "a", o, "four"), ERR_OVER_LIMIT);
    o = good_offer();
    o.encoding = 9;
    CHECK_INT(submit_refusal(c, "a", o, "four"), ERR_BAD_REQUEST);
    o = good_offer();
    o.reason = 99;
    o.length = 0;
    CHECK_INT(submit_refusal(c, "a", o, ""), ERR_BAD_REQUEST);
    o.reason = REASON_SUPERSEDED;
    CHECK_INT(submit_refusal(c, "a", o, ""), ERR_BAD_REQUEST);
    o.reason = REASON_UNREADABLE;
    o.length = 4;
    CHECK_INT(submit_refusal(c, "a", o, "four"), ERR_BAD_REQUEST);
    CHECK_INT(kit_figure(c, "ledger.submitted"), 0);
    caller_free(c);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* Few bytes that stand for very many. */
TEST(loop_bounds_what_a_message_makes_it_open)
{
    enum { MANY = 4 };
    struct msg_offer offers[MANY];
    struct msg msg = {.number = MSG_SUBMIT};
    pid_t broker = kit_broker("");
    struct caller *c = caller_hello("client");
    for (int i = 0; i < MANY; i++) {
        offers[i] = good_offer();
        offers[i].encoding = ENCODING_ZSTD;
        offers[i].bytes = MAX_DOCUMENT;
        offers[i].length = 4;
    }
    msg.submit.archive = view_of("a");
    msg.submit.offers.at = offers;
    msg.submit.offers.count = MANY;
    caller_send(c, &msg, view_of("fourfourfourfour"));
    CHECK_INT(caller_refusal(c), ERR_OVER_LIMIT);
    CHECK_INT(kit_figure(c, "ledger.submitted"), 0);
    caller_free(c);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* What a submitter sends while none of it is answered; the turn's bounds see to the rest. */
TEST(loop_holds_a_submitter_to_its_window)
{
    pid_t broker = kit_broker("--window-docs 10");
    struct caller *c = caller_hello("client");
    CHECK_INT(c->msg.welcome.window_docs, 10);
    kit_submit(c, "first", 10, VERDICT_ACCEPTED);
    kit_submit(c, "alone", 50, VERDICT_ACCEPTED); /* one SUBMIT is never refused for it */
    caller_free(c);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

static void answer(struct caller *worker, uint64_t lease, struct msg_outcome outcome,
                   const char *body)
{
    kit_send_outcome(worker, lease, outcome, view_of(body));
}

/* A result whose lengths do not agree is refused; one that cannot be is the worker's failure. */
TEST(loop_refuses_outcomes_that_are_none)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    kit_submit(client, "doc", 1, VERDICT_ACCEPTED);
    kit_credit(worker, 1, 1 << 20);
    uint64_t lease = caller_await(worker, MSG_TASK)->task.lease;
    struct msg_outcome o = {
        .num = worker->msg.task.jobs.at[0].num, .state = STATE_DONE, .length = 5};
    answer(worker, lease, o, "four");
    CHECK_INT(caller_refusal(worker), ERR_MALFORMED);
    o.length = 3;
    answer(worker, lease, o, "four");
    CHECK_INT(caller_refusal(worker), ERR_MALFORMED);
    o.length = 4;
    o.encoding = 7;
    answer(worker, lease, o, "four");
    CHECK_INT(caller_refusal(worker), ERR_BAD_REQUEST);
    CHECK_INT(kit_figure(client, "ledger.running"), 1); /* it still is */
    o.length = 0;
    o.encoding = 0;
    answer(worker, lease, o, ""); /* done, without a result: bad-result, and tried again */
    kit_await_figure(client, "ledger.running", 0);
    CHECK_INT(kit_figure(client, "ledger.waiting"), 1);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* Bytes that are not one map, or no map of articles, would spoil every export that comes to them.
 */
TEST(loop_stores_no_result_that_is_none)
{
    static const struct {
        const char *bytes;
        uint64_t encoding;
    } rows[] = {{"\x92\x01\x02", ENCODING_RAW},
                {"\x81\xa1x", ENCODING_RAW},
                {"\x81\xa1x\x01\x01", ENCODING_RAW},
                {"\xc1", ENCODING_RAW},
                {"\x81\xa8"
                 "articles\x01",
                 ENCODING_RAW},
                {"\x81\xa8"
                 "articles\x91\x80",
                 ENCODING_RAW},
                {"\x81\xa1x\xdd\xff\xff\xff\xff", ENCODING_RAW},
                {"\x81\xa1x\x01", ENCODING_ZSTD}};
    enum { ROWS = sizeof rows / sizeof *rows };
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    kit_submit(client, "doc", ROWS, VERDICT_ACCEPTED);
    for (size_t done = 0; done < ROWS; done++) {
        struct caller *worker = caller_hello("worker"); /* a new one: on a slow disk one is lost */
        kit_credit(worker, 1, 1 << 20);
        const struct msg_task *task = &caller_await(worker, MSG_TASK)->task;
        CHECK_INT(task->jobs.count, 1);
        struct msg_outcome o = {.num = task->jobs.at[0].num,
                                .state = STATE_DONE,
                                .encoding = rows[done].encoding,
                                .length = strlen(rows[done].bytes)};
        answer(worker, task->lease, o, rows[done].bytes);
        kit_await_figure(client, "ledger.running", 0);
        caller_free(worker);
    }
    CHECK_INT(kit_figure(client, "ledger.waiting"), ROWS);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_records_what_could_not_be_read)
{
    struct msg list = {.number = MSG_LIST_DOCS};
    struct msg_offer o = {.source = view_of("lost.txt"),
                          .bytes = 200 << 20,
                          .reason = REASON_TOO_LARGE,
                          .detail = view_of("200 MiB, the limit is 128 MiB")};
    pid_t broker = kit_broker("");
    struct caller *c = caller_hello("client");
    kit_send_offer(c, "a", o, view_of(""));
    CHECK_INT(caller_await(c, MSG_SUBMITTED)->submitted.verdicts.at[0], VERDICT_RECORDED);
    list.list_docs.reason = REASON_TOO_LARGE;
    const struct msg *listed = caller_ask(c, &list, MSG_LISTED);
    CHECK_INT(listed->listed.rows.count, 1);
    CHECK_INT(listed->listed.rows.at[0].state, STATE_FAILED);
    CHECK_INT(listed->listed.rows.at[0].bytes, 200 << 20);
    CHECK(view_equal(listed->listed.rows.at[0].detail, o.detail));
    CHECK_INT(kit_figure(c, "reasons.too-large"), 1);
    caller_free(c);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}
