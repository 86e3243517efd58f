/* loop_ledger_test.c: LIST_DOCS, STATUS and CHANGE: the ledger, seen and changed by clients. */
#include "tests/broker/loop_kit.h"
#include <signal.h>

static const struct view nothing;

/* ---- LIST_DOCS ---- */

static int list_all(struct caller *client, unsigned state, uint64_t limit)
{
    struct msg msg = {.number = MSG_LIST_DOCS, .list_docs = {.state = state, .limit = limit}};
    int rows = 0;
    do {
        const struct msg_listed *page = &caller_ask(client, &msg, MSG_LISTED)->listed;
        CHECK(page->rows.count <= limit);
        for (size_t i = 0; i < page->rows.count; i++, rows++) {
            CHECK(page->rows.at[i].num > msg.list_docs.after);
            CHECK_INT(page->rows.at[i].state, state);
            msg.list_docs.after = page->rows.at[i].num;
        }
        msg.list_docs.after = page->next;
    } while (msg.list_docs.after);
    return rows;
}

/* Answers the first document of the TASK last taken, and no other. */
static void answer_first(struct caller *worker)
{
    struct msg task = {.number = MSG_TASK, .task.lease = worker->msg.task.lease};
    struct msg_job first = worker->msg.task.jobs.at[0];
    task.task.jobs.at = &first;
    task.task.jobs.count = 1;
    kit_answer(worker, &task, view_of("\x80"));
}

TEST(loop_lists_by_state)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    kit_submit(client, "doc", 30, VERDICT_ACCEPTED);
    kit_work_all(client, worker, 30);
    kit_submit(client, "more", 30, VERDICT_ACCEPTED); /* of which all are given out: see credit */
    kit_await_figure(client, "ledger.running", 30);
    kit_credit(worker, 0, 0);
    kit_submit(client, "still more", 5, VERDICT_ACCEPTED);
    CHECK(caller_await(worker, MSG_TASK)->task.jobs.count > 1);
    answer_first(worker);
    kit_await_figure(client, "ledger.done", 31);
    CHECK_INT(list_all(client, STATE_DONE, 7), 31);
    CHECK_INT(list_all(client, STATE_RUNNING, 4), 29);
    CHECK_INT(list_all(client, STATE_WAITING, 1024), 5);
    CHECK_INT(list_all(client, STATE_FAILED, 1024), 0);
    struct msg msg = {.number = MSG_LIST_DOCS, .list_docs = {.state = 99}};
    caller_send(client, &msg, nothing);
    CHECK_INT(caller_refusal(client), ERR_BAD_REQUEST);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* ---- STATUS ---- */

TEST(loop_status_adds_up)
{
    static const char *const states[] = {"waiting", "running", "done",
                                         "failed",  "skipped", "duplicate"};
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    uint64_t sum = 0;
    kit_submit(client, "doc", 40, VERDICT_ACCEPTED);
    kit_submit_one(client, "b", "copy", "content of doc-7\n");
    kit_credit(worker, 4, 1 << 20);
    for (size_t done = 0; done < 12;) done += kit_work(worker);
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        char path[64];
        snprintf(path, sizeof path, "ledger.%s", states[i]);
        sum += kit_figure(client, path);
    }
    CHECK_INT(sum, 41);
    CHECK_INT(kit_figure(client, "ledger.submitted"), 41);
    CHECK_INT(kit_figure(client, "ledger.duplicate"), 1);
    CHECK(kit_figure(client, "ledger.done") >= 12);
    CHECK_INT(kit_figure(client, "submitters"), 1);
    CHECK(kit_figure(client, "disk.free_bytes") > 0);
    CHECK(kit_figure(client, "disk.used_bytes") > 0);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* ---- CHANGE ---- */

static uint64_t change(struct caller *client, struct msg_change what)
{
    struct msg msg = {.number = MSG_CHANGE, .change = what};
    uint64_t documents = caller_ask(client, &msg, MSG_CHANGED)->changed.documents;
    CHECK_INT(client->msg.changed.request, (long long)client->request);
    return documents;
}

static int change_refusal(struct caller *client, struct msg_change what)
{
    struct msg msg = {.number = MSG_CHANGE, .change = what};
    caller_send(client, &msg, nothing);
    return caller_refusal(client);
}

TEST(loop_changes_many_in_pieces)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *other = caller_hello("client");
    for (int i = 0; i < 5; i++) {
        char name[16];
        snprintf(name, sizeof name, "doc%d", i);
        kit_submit(client, name, 1000, VERDICT_ACCEPTED);
    }
    CHECK_INT(change(client, (struct msg_change){.to = STATE_SKIPPED}), 5000);
    CHECK_INT(kit_figure(client, "ledger.skipped"), 5000);
    CHECK_INT(kit_figure(client, "reasons.operator"), 5000);
    CHECK_INT(change(other, (struct msg_change){.to = STATE_SKIPPED}), 0);
    struct msg_change back = {.to = STATE_WAITING, .reason = REASON_OPERATOR};
    CHECK_INT(change(other, back), 5000);
    CHECK_INT(kit_figure(client, "ledger.waiting"), 5000);
    caller_free(client);
    caller_free(other);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_changes_the_one_that_is_named)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    struct msg_change skip = {.to = STATE_SKIPPED, .select = view_of("doc-3")};
    kit_submit(client, "doc", 5, VERDICT_ACCEPTED);
    skip.state = STATE_RUNNING;
    CHECK_INT(change(client, skip), 0); /* it is not in that state */
    skip.state = 0;
    CHECK_INT(change(client, skip), 1);
    CHECK_INT(change(client, skip), 0);
    skip.select = view_of("doc-9");
    CHECK_INT(change_refusal(client, skip), ERR_NOT_FOUND);
    CHECK_INT(change_refusal(client, (struct msg_change){.to = STATE_DONE}), ERR_BAD_REQUEST);
    CHECK_INT(change_refusal(client, (struct msg_change){.to = STATE_WAITING, .reason = 99}),
              ERR_BAD_REQUEST);
    CHECK_INT(kit_figure(client, "ledger.skipped"), 1);

    kit_credit(worker, 1, 1 << 20); /* skipping what runs calls it back */
    uint64_t lease = caller_await(worker, MSG_TASK)->task.lease;
    CHECK_INT(change(client, (struct msg_change){.to = STATE_SKIPPED, .state = STATE_RUNNING}), 1);
    CHECK_INT(caller_await(worker, MSG_REVOKE)->revoke.lease, (long long)lease);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}
