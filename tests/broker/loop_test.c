/* loop_test.c: the broker from outside: what it acknowledged stays, work is given out and comes
 * back, and it ends as it should. */
#include "proto/log.h"
#include "proto/squeeze.h"
#include "tests/broker/loop_kit.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct view nothing;

/* ---- Durable ---- */

TEST(loop_keeps_what_it_acknowledged)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    kit_submit(client, "doc", 20, VERDICT_ACCEPTED);
    CHECK_INT(kit_broker_kill(broker, SIGKILL), -SIGKILL);
    caller_free(client);

    broker = kit_broker("");
    client = caller_hello("client");
    CHECK_INT(kit_figure(client, "ledger.submitted"), 20);
    CHECK_INT(kit_figure(client, "ledger.waiting"), 20);
    kit_submit(client, "doc", 20, VERDICT_KNOWN);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* The result is there after a kill, as it was sent, and the document is not given out again. */
TEST(loop_keeps_results)
{
    struct msg fetch = {.number = MSG_FETCH};
    char result[] = "\x81\xa1x\x07"; /* {"x": 7} */
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    kit_submit(client, "doc", 1, VERDICT_ACCEPTED);
    kit_credit(worker, 10, 1 << 20);
    const struct msg *task = caller_await(worker, MSG_TASK);
    CHECK_INT(task->task.jobs.count, 1);
    CHECK_INT(task->task.jobs.at[0].attempt, 1);
    CHECK(view_equal(task->task.jobs.at[0].source, view_of("doc-0")));
    CHECK(view_equal(worker->in.body, kit_content("doc", 0)));
    kit_answer(worker, task, view_of(result));
    kit_await_figure(client, "ledger.done", 1);
    kit_broker_kill(broker, SIGKILL);
    caller_free(client);
    caller_free(worker);

    broker = kit_broker("");
    client = caller_hello("client");
    CHECK_INT(kit_figure(client, "ledger.done"), 1);
    fetch.fetch.parts = PART_RESULT | PART_ORIGINAL;
    const struct msg *fetched = caller_ask(client, &fetch, MSG_FETCHED);
    CHECK_INT(fetched->fetched.rows.count, 1);
    const struct msg_row *row = fetched->fetched.rows.at;
    CHECK_INT(row->state, STATE_DONE);
    CHECK_INT(row->attempts, 1);
    CHECK(view_equal(row->extractor, view_of("x1")));
    struct view original = kit_content("doc", 0), body = client->in.body;
    CHECK_INT(row->original_length, (long long)original.len);
    CHECK_INT(row->result_length, (long long)strlen(result));
    CHECK_INT(body.len, (long long)(original.len + strlen(result)));
    CHECK(memcmp(body.at, original.at, original.len) == 0);
    CHECK(memcmp(body.at + original.len, result, strlen(result)) == 0);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* What was leased when the broker was killed is tried again, and counted. */
TEST(loop_gives_out_again_what_was_leased_at_a_crash)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    kit_submit(client, "doc", 1, VERDICT_ACCEPTED);
    kit_credit(worker, 10, 1 << 20);
    caller_await(worker, MSG_TASK);
    kit_broker_kill(broker, SIGKILL);
    caller_free(client);
    caller_free(worker);

    broker = kit_broker("");
    worker = caller_hello("worker");
    kit_credit(worker, 10, 1 << 20);
    const struct msg *task = caller_await(worker, MSG_TASK);
    CHECK_INT(task->task.jobs.at[0].attempt, 2);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* A body larger than a turn takes in, and than a submitter's window. */
TEST(loop_takes_a_large_document)
{
    enum { LONG = 40 << 20 };
    char *bytes = xmalloc(LONG);
    struct view content = {bytes, LONG};
    memset(bytes, 'x', LONG);
    pid_t broker = kit_broker("--window-bytes 1M");
    struct caller *client = caller_hello("client");
    kit_send_offer(client, "a", kit_offer("long", content), content);
    CHECK_INT(caller_await(client, MSG_SUBMITTED)->submitted.verdicts.at[0], VERDICT_ACCEPTED);
    struct caller *worker = caller_hello("worker"); /* which is silent, and lost soon */
    kit_credit(worker, 1, 1);                       /* one document may exceed the bytes */
    caller_await(worker, MSG_TASK);
    CHECK(view_equal(worker->in.body, content));
    caller_free(client);
    caller_free(worker);
    free(bytes);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* A copy is sent as the first one came: that is what a worker's credit is held against. */
TEST(loop_counts_the_bytes_that_it_sends)
{
    enum { LONG = 5000 };
    char bytes[LONG];
    struct view content = {bytes, LONG};
    struct buf squeezed = {0};
    memset(bytes, 'x', LONG);
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    kit_send_offer(client, "b", kit_offer("long", content), content);
    kit_submit_one(client, "b", "short", "short");
    struct msg_offer copy = kit_offer("copy", content);
    copy.encoding = (uint64_t)squeeze(content, &squeezed);
    copy.length = squeezed.len;
    kit_send_offer(client, "a", copy, buf_view(&squeezed));
    kit_await_figure(client, "ledger.duplicate", 1);
    kit_credit(worker, 2, LONG / 2);
    caller_await(worker, MSG_TASK);
    CHECK_INT(worker->in.body.len, 5);
    CHECK_INT(kit_figure(client, "ledger.running"), 1);
    CHECK_INT(kit_figure(client, "ledger.waiting"), 1);
    buf_free(&squeezed);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* ---- Work comes back ---- */

TEST(loop_ignores_a_late_result)
{
    struct msg fetch = {.number = MSG_FETCH, .fetch = {.parts = PART_RESULT}};
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    struct caller *early = caller_hello("worker"), *late = caller_hello("worker");
    kit_submit(client, "doc", 1, VERDICT_ACCEPTED);
    kit_credit(late, 1, 1 << 20);
    caller_await(late, MSG_TASK);
    struct msg_job job = late->msg.task.jobs.at[0];
    struct msg task = {.number = MSG_TASK, .task.lease = late->msg.task.lease};
    task.task.jobs.at = &job;
    task.task.jobs.count = 1;
    caller_say_hello(late, "worker", "x1", PROTOCOL_VERSION); /* the lease is lost with it */
    kit_credit(early, 1, 1 << 20);
    kit_answer(early, caller_await(early, MSG_TASK), view_of("\x81\xa1x\x01"));
    kit_await_figure(client, "ledger.done", 1);
    caller_await(late, MSG_WELCOME);
    kit_answer(late, &task, view_of("\x81\xa1x\x02"));
    caller_ask(late, &(struct msg){.number = MSG_PING, .ping = {5}}, MSG_PONG);
    CHECK_INT(kit_figure(client, "ledger.done"), 1);
    caller_ask(client, &fetch, MSG_FETCHED);
    CHECK(view_equal(client->in.body, view_of("\x81\xa1x\x01")));
    caller_free(client);
    caller_free(early);
    caller_free(late);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* A worker whose process has died is found by sending to it, before its silence tells. */
TEST(loop_notices_at_once_that_a_worker_is_gone)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    struct caller *dying = caller_hello("worker"), *other = caller_hello("worker");
    kit_submit(client, "doc", 1, VERDICT_ACCEPTED);
    kit_credit(dying, 1, 1 << 20);
    caller_await(dying, MSG_TASK);
    kit_credit(other, 1, 1 << 20);
    uint64_t died = clock_mono_ms();
    caller_free(dying);
    caller_await(other, MSG_TASK);
    CHECK(clock_mono_ms() - died < LIVENESS_MS);
    caller_free(client);
    caller_free(other);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_gives_out_again_what_a_silent_worker_held)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    struct caller *silent = caller_hello("worker"), *other = caller_hello("worker");
    kit_submit(client, "doc", 1, VERDICT_ACCEPTED);
    kit_credit(silent, 1, 1 << 20);
    caller_await(silent, MSG_TASK);
    kit_credit(other, 1, 1 << 20);
    uint64_t since = clock_mono_ms();
    caller_await(other, MSG_TASK); /* which answers PING meanwhile; the silent one does not */
    CHECK(clock_mono_ms() - since < LIVENESS_MS + 1500);
    CHECK(kit_log_says("worker test left"));
    caller_send(silent, &(struct msg){.number = MSG_CREDIT}, nothing);
    CHECK_INT(caller_refusal(silent), ERR_HELLO_FIRST);
    caller_free(client);
    caller_free(silent);
    caller_free(other);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* Nothing is kept without bound for who does not read; the others do not notice. */
TEST(loop_drops_a_peer_that_does_not_read)
{
    pid_t broker = kit_broker("");
    struct caller *deaf = caller_hello("client"), *client = caller_hello("client");
    struct msg status = {.number = MSG_STATUS};
    for (int i = 0; i < 200000 && !kit_log_says("does not read"); i++) {
        struct buf header = {0};
        struct view frame;
        CHECK(msg_encode(&status, &header, NULL) == 0);
        frame = buf_view(&header);
        while (wire_send(deaf->wire, NULL, frame, NULL) != 0) usleep(1000);
        buf_free(&header);
        if (i % 1000 == 0) CHECK_INT(kit_figure(client, "ledger.submitted"), 0);
    }
    CHECK(kit_log_says("does not read"));
    caller_free(deaf);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* ---- Beginning and end ---- */

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

TEST(loop_tells_its_peers_that_it_stops)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    CHECK(exists("data/endpoint"));
    kill(broker, SIGTERM);
    CHECK_INT(caller_refusal(client), ERR_STOPPING);
    CHECK_INT(caller_refusal(worker), ERR_STOPPING);
    CHECK_INT(kit_broker_end(broker), 0);
    CHECK(!exists("data/endpoint"));
    caller_free(client);
    caller_free(worker);
}

TEST(loop_stops_when_a_client_asks)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *other = caller_hello("client");
    kit_submit(client, "doc", 3, VERDICT_ACCEPTED);
    caller_ask(client, &(struct msg){.number = MSG_STOP}, MSG_STOPPING);
    CHECK_INT(client->msg.stopping.request, (long long)client->request);
    CHECK_INT(caller_refusal(other), ERR_STOPPING);
    CHECK_INT(kit_broker_end(broker), 0);
    caller_free(client);
    caller_free(other);
}

TEST(loop_starts_over_the_remains_of_a_killed_one)
{
    pid_t broker = kit_broker("");
    caller_free(caller_hello("client"));
    kit_broker_kill(broker, SIGKILL);
    CHECK(exists("data/endpoint") && exists("data/broker.ipc"));
    broker = kit_broker("");
    caller_free(caller_hello("client"));
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_has_a_store_for_itself)
{
    char pid[32];
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    CHECK_INT(kit_broker_end(kit_broker("")), 2);
    snprintf(pid, sizeof pid, "%d", (int)broker);
    CHECK(kit_log_says(pid));
    CHECK_INT(kit_figure(client, "ledger.submitted"), 0); /* the first goes on */
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

enum { LINGER_MS = 300 };

/* It ends by itself when nobody was there for so long. */
static pid_t lingering_broker(void)
{
    char option[32];
    snprintf(option, sizeof option, "--linger %ums", LINGER_MS * test_time_factor());
    return kit_broker(option);
}

TEST(loop_ends_by_itself_when_nobody_is_there)
{
    pid_t broker = lingering_broker();
    struct caller *client = caller_hello("client");
    usleep(2500 * LINGER_MS * test_time_factor());
    CHECK_INT(kit_figure(client, "ledger.submitted"), 0); /* somebody is there */
    caller_send(client, &(struct msg){.number = MSG_BYE}, nothing);
    CHECK_INT(kit_broker_end(broker), 0);
    caller_free(client);
}

/* What it wrote would go with it. What stands in its place by now is another broker's. */
TEST(loop_ends_when_its_directory_was_removed)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    CHECK(rename("data/endpoint", "kept") == 0 && system("rm -r data") == 0);
    CHECK(mkdir("data", 0700) == 0 && rename("kept", "data/endpoint") == 0);
    fclose(fopen("data/broker.ipc", "w"));
    CHECK_INT(kit_broker_end(broker), 2);
    CHECK(kit_log_says("the store in data was removed"));
    CHECK(exists("data/endpoint") && exists("data/broker.ipc"));
    caller_free(client);
}

/* A client that was killed says no BYE. */
TEST(loop_ends_by_itself_when_the_last_one_was_killed)
{
    pid_t broker = lingering_broker();
    caller_free(caller_hello("client"));
    CHECK_INT(kit_broker_end(broker), 0);
}

TEST(loop_listens_where_its_path_is_too_long_for_a_socket)
{
    char dir[160], line[256] = "";
    memset(dir, 'd', sizeof dir);
    dir[sizeof dir - 1] = '\0';
    CHECK(mkdir(dir, 0700) == 0 && chdir(dir) == 0);
    pid_t broker = kit_broker("");
    while (!exists("data/endpoint")) usleep(2000);
    FILE *f = fopen("data/endpoint", "r");
    CHECK(f && fgets(line, sizeof line, f));
    fclose(f);
    line[strcspn(line, "\n")] = '\0';
    CHECK(strncmp(line, "ipc://@garner-", 14) == 0);
    struct caller *caller = caller_at(line);
    caller_say_hello(caller, "client", "", PROTOCOL_VERSION);
    caller_await(caller, MSG_WELCOME);
    caller_free(caller);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_says_what_is_wrong_with_its_options)
{
    CHECK_INT(kit_broker_end(kit_broker("--listen nowhere:7")), 2);
    CHECK(kit_log_says("nowhere:7"));
    CHECK_INT(kit_broker_end(kit_broker("--readers 0")), 2);
    CHECK(kit_log_says("--readers: 0 is not between 1 and 16"));
    CHECK_INT(kit_broker_end(kit_broker("--data /proc/nowhere/at/all")), 2);
    CHECK(kit_log_says("/proc/nowhere/at/all"));
}
