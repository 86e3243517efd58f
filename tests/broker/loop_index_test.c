/* loop_index_test.c: what a worker sends for the index: taken, made again, or found to be false. */
#include "proto/pack.h"
#include "proto/part.h"
#include "tests/broker/loop_kit.h"
#include <signal.h>

/* All of the document is one word. */
static void cut_nothing(void *context, struct view text, char *before)
{
    before[0] = before[text.len] = 1;
}

/* How a worker makes the part of its result. */
typedef void part_maker(struct view result, struct view text, struct buf *out);

static void honest(struct view result, struct view text, struct buf *out)
{
    part_make(result, text, cut_nothing, NULL, out);
}

static void broken(struct view result, struct view text, struct buf *out)
{
    part_make(result, text, NULL, NULL, out);
    out->len--;
}

/* A part of another text, as long. */
static void lying(struct view result, struct view text, struct buf *out)
{
    struct buf other = {0};
    buf_add_view(&other, text);
    other.at[0] ^= 1;
    part_make(result, buf_view(&other), NULL, NULL, out);
    buf_free(&other);
}

static void no_part(struct view result, struct view text, struct buf *out) {}

static void work_one(struct caller *worker, part_maker *make)
{
    const struct msg *task = caller_await(worker, MSG_TASK);
    struct view text = worker->in.body;
    struct buf body = {0}, part = {0};
    struct msg_outcome outcome = {.num = task->task.jobs.at[0].num, .state = STATE_DONE};
    kit_one_article(text.len, &body);
    outcome.articles = 1;
    outcome.length = body.len;
    make(buf_view(&body), text, &part);
    outcome.part_length = part.len;
    buf_add_view(&body, buf_view(&part));
    kit_send_outcome(worker, task->task.lease, outcome, buf_view(&body));
    buf_free(&body);
    buf_free(&part);
}

/* What CHECK says of all pieces together. */
static struct msg_checked check_all(struct caller *client)
{
    struct msg ask = {.number = MSG_CHECK};
    struct msg_checked sum = {.more = 1};
    while (sum.more) {
        struct msg_checked m = caller_ask(client, &ask, MSG_CHECKED)->checked;
        sum.more = m.more;
        sum.articles += m.articles;
        sum.wrong += m.wrong;
        ask.check =
            (struct msg_check){.segment = m.segment, .ordinal = m.ordinal, .document = m.document};
    }
    return sum;
}

static uint64_t articles_with(struct caller *client, const char *query)
{
    struct msg ask = {.number = MSG_ASK};
    ask.ask.query = view_of(query);
    ask.ask.wanted = WANTED_COUNTS;
    return caller_ask(client, &ask, MSG_ANSWER)->answer.articles;
}

/* Three documents, "content of NAME-0" and so on, with parts made so. */
static void check_part(part_maker *make, uint64_t words, uint64_t wrong)
{
    enum { MANY = 3 };
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    kit_credit(worker, 1, 1 << 20);
    kit_submit(client, "doc", MANY, VERDICT_ACCEPTED);
    for (int i = 0; i < MANY; i++) work_one(worker, make);
    kit_await_figure(client, "ledger.done", MANY);
    CHECK_INT(articles_with(client, "\"ontent of doc\""), MANY);
    CHECK_INT(articles_with(client, "w:ontent"), words);
    struct msg_checked checked = check_all(client);
    CHECK(checked.articles >= MANY); /* those that were merged meanwhile are read twice */
    CHECK(wrong ? checked.wrong >= wrong : checked.wrong == 0);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_takes_the_part_of_a_worker)
{
    check_part(honest, 0, 0);
}

TEST(loop_makes_the_part_that_a_worker_leaves_out)
{
    check_part(no_part, 3, 0);
}

TEST(loop_makes_the_part_again_that_is_none)
{
    check_part(broken, 3, 0);
}

TEST(loop_finds_a_part_of_another_text)
{
    check_part(lying, 3, 3);
}
