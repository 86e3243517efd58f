/* loop_fair_test.c: nobody waits for who asks for much, and each gets answers in the order of what
 * they said. */
#include "tests/broker/loop_kit.h"
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const struct view nothing;

/* ---- Long questions and short ones ---- */

static void submit(struct caller *client, const char *source, struct view content)
{
    kit_send_offer(client, "a", kit_offer(source, content), content);
}

/* Documents with so many places of "x" that to find them all takes long. */
enum { LONG_DOCUMENTS = 2 };

static void bring_long_documents(struct caller *client)
{
    enum { LONG = 3 << 20 };
    struct caller *worker = caller_hello("worker");
    struct buf text = {0}, result = {0};
    kit_one_article(LONG, &result);
    buf_reserve(&text, LONG);
    memset(text.at, 'x', LONG);
    text.len = LONG;
    for (int i = 0; i < LONG_DOCUMENTS; i++) {
        char name[] = {(char)('a' + i), '\0'};
        text.at[0] = name[0];
        kit_credit(worker, 1, 2 * LONG);
        submit(client, name, buf_view(&text));
        kit_answer(worker, caller_await(worker, MSG_TASK), buf_view(&result));
        kit_await_figure(client, "ledger.done", (uint64_t)i + 1);
    }
    buf_free(&text);
    buf_free(&result);
    caller_free(worker);
}

static void ask(struct caller *client, const char *query)
{
    struct msg msg = {.number = MSG_ASK};
    msg.ask = (struct msg_ask){.query = view_of(query), .wanted = WANTED_COUNTS};
    caller_send(client, &msg, nothing);
}

/* Long ones are asked first, each another. In one line the short one would be begun when all but
 * the last of them are done, in so many threads. */
static void check_short_one_overtakes(int threads)
{
    static const char *const long_ones[] = {"x", "xx", "xxx"};
    enum { LONG_ONES = sizeof long_ones / sizeof *long_ones };
    pid_t broker = kit_broker(threads == 1 ? "--readers 1" : "--readers 2");
    struct caller *client = caller_hello("client");
    bring_long_documents(client);
    int before = 0;
    for (int i = 0; i < LONG_ONES; i++) ask(client, long_ones[i]);
    ask(client, "none");
    for (uint64_t asked = client->request; caller_await(client, MSG_ANSWER);) {
        if (client->msg.answer.request == asked) break;
        CHECK_INT(client->msg.answer.articles, LONG_DOCUMENTS);
        before++;
    }
    CHECK(before + threads <= LONG_ONES);
    for (; before < LONG_ONES; before++)
        CHECK_INT(caller_await(client, MSG_ANSWER)->answer.articles, LONG_DOCUMENTS);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_lets_a_short_question_overtake_long_ones_in_one_thread)
{
    check_short_one_overtakes(1);
}

TEST(loop_lets_a_short_question_overtake_long_ones_in_two_threads)
{
    check_short_one_overtakes(2);
}

/* ---- The order of what one says ---- */

/* Whoever asks without waiting for the answer to what they said before sees what came of it, though
 * others' questions are answered while it is committed. */
TEST(loop_answers_from_behind_what_the_same_peer_said_before)
{
    enum { ROUNDS = 200 };
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *other = caller_hello("client");
    for (uint64_t i = 0; i < ROUNDS; i++) {
        struct msg list = {.number = MSG_LIST_DOCS, .list_docs = {.after = i}};
        char name[32];
        snprintf(name, sizeof name, "doc %d", (int)i);
        ask(other, "none");
        submit(client, name, view_of(name));
        caller_send(client, &list, nothing);
        caller_await(other, MSG_ANSWER);
        ask(other, "none");
        CHECK_INT(caller_await(client, MSG_LISTED)->listed.rows.count, 1);
        caller_await(other, MSG_ANSWER);
    }
    caller_free(other);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}
