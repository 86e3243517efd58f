/* loop_refuse_test.c: which sessions and messages the broker refuses, and that it lives on. */
#include "broker/peers.h"
#include "proto/log.h"
#include "tests/broker/loop_kit.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct view nothing;

static int refusal_of(struct caller *c, struct msg *msg, struct view body)
{
    caller_send(c, msg, body);
    return caller_refusal(c);
}

/* ---- Sessions ---- */

TEST(loop_wants_hello_first)
{
    pid_t broker = kit_broker("");
    struct caller *stranger = caller_new();
    struct msg submit = {.number = MSG_SUBMIT};
    CHECK_INT(refusal_of(stranger, &submit, nothing), ERR_HELLO_FIRST);
    CHECK_INT(stranger->msg.error.request, (long long)stranger->request);
    caller_say_hello(stranger, "client", "", PROTOCOL_VERSION);
    caller_await(stranger, MSG_WELCOME);
    CHECK_INT(kit_figure(stranger, "ledger.submitted"), 0);
    CHECK_INT(kit_figure(stranger, "refused.hello-first"), 1);
    caller_send(stranger, &(struct msg){.number = MSG_BYE}, nothing);
    usleep(1000 * STRANGER_MS);
    CHECK_INT(refusal_of(stranger, &(struct msg){.number = MSG_PONG}, nothing), ERR_HELLO_FIRST);
    caller_free(stranger);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* A flood of a stranger's is counted, and answered now and then. */
TEST(loop_does_not_answer_each_of_a_strangers_messages)
{
    enum { FLOOD = 2000 };
    pid_t broker = kit_broker("");
    struct caller *stranger = caller_new(), *client = caller_hello("client");
    struct wire_in in;
    uint64_t began = clock_mono_ms(), answers = 0;
    CHECK_INT(refusal_of(stranger, &(struct msg){.number = MSG_BYE}, nothing), ERR_HELLO_FIRST);
    for (int i = 1; i < FLOOD; i++) {
        static const char bye[] = "\x91\x06";
        while (wire_send(stranger->wire, NULL, view_of(bye), NULL) != 0) usleep(100);
    }
    kit_await_figure(client, "refused.hello-first", FLOOD);
    uint64_t windows = (clock_mono_ms() - began) / STRANGER_MS + 1;
    for (; wire_recv(stranger->wire, &in, NULL) > 0; wire_in_free(&in)) answers++;
    CHECK(answers <= windows);
    caller_free(stranger);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_refuses_another_protocol_and_names_both)
{
    pid_t broker = kit_broker("");
    struct caller *c = caller_new();
    caller_say_hello(c, "client", "", 77);
    CHECK_INT(caller_refusal(c), ERR_WRONG_PROTOCOL);
    char *text = strndup(c->msg.error.text.at, c->msg.error.text.len);
    CHECK(strstr(text, "77") && strstr(text, "protocol 1"));
    free(text);
    usleep(1000 * STRANGER_MS);
    CHECK_INT(refusal_of(c, &(struct msg){.number = MSG_STATUS}, nothing), ERR_HELLO_FIRST);
    caller_free(c);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_refuses_a_role_and_an_extractor_that_do_not_fit)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    struct caller *c = caller_new();
    caller_say_hello(c, "king", "", PROTOCOL_VERSION);
    CHECK_INT(caller_refusal(c), ERR_BAD_REQUEST);
    kit_submit(client, "doc", 1, VERDICT_ACCEPTED);
    kit_credit(worker, 1, 1 << 20);
    caller_await(worker, MSG_TASK); /* pins x1 */
    caller_say_hello(c, "worker", "x2", PROTOCOL_VERSION);
    CHECK_INT(caller_refusal(c), ERR_MIXED_EXTRACTORS);
    caller_free(client);
    caller_free(worker);
    caller_free(c);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_lets_extractors_mix_when_told)
{
    pid_t broker = kit_broker("--mixed");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    struct caller *c = caller_new();
    kit_submit(client, "doc", 1, VERDICT_ACCEPTED);
    kit_credit(worker, 1, 1 << 20);
    caller_await(worker, MSG_TASK);
    caller_say_hello(c, "worker", "x2", PROTOCOL_VERSION);
    caller_await(c, MSG_WELCOME);
    caller_free(client);
    caller_free(worker);
    caller_free(c);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* ---- Roles and frames ---- */

TEST(loop_refuses_what_is_not_for_the_role)
{
    static const enum msg_number of_workers[] = {MSG_CREDIT, MSG_RESULT, MSG_HEARTBEAT};
    static const enum msg_number of_clients[] = {MSG_SUBMIT, MSG_STATUS, MSG_LIST_DOCS, MSG_FETCH,
                                                 MSG_ASK,    MSG_CHANGE, MSG_STOP};
    static const enum msg_number of_brokers[] = {MSG_WELCOME, MSG_ERROR, MSG_TASK, MSG_STOPPING};
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    for (size_t i = 0; i < sizeof of_workers / sizeof *of_workers; i++)
        CHECK_INT(refusal_of(client, &(struct msg){.number = of_workers[i]}, nothing),
                  ERR_WRONG_ROLE);
    for (size_t i = 0; i < sizeof of_clients / sizeof *of_clients; i++) {
        CHECK_INT(refusal_of(worker, &(struct msg){.number = of_clients[i]}, nothing),
                  ERR_WRONG_ROLE);
        CHECK_INT(worker->msg.error.request, (long long)worker->request);
    }
    for (size_t i = 0; i < sizeof of_brokers / sizeof *of_brokers; i++)
        CHECK_INT(refusal_of(client, &(struct msg){.number = of_brokers[i]}, nothing),
                  ERR_OUT_OF_STATE);
    CHECK_INT(refusal_of(client, &(struct msg){.number = MSG_STATUS}, view_of("a body")),
              ERR_MALFORMED);
    CHECK_INT(kit_figure(client, "refused.wrong-role"), 10);
    CHECK_INT(kit_figure(client, "refused.out-of-state"), 4);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_refuses_headers_that_are_none)
{
    static const struct {
        const char *bytes;
        size_t len;
        int code;
    } headers[] = {
        {"", 0, ERR_MALFORMED},                       /* nothing */
        {"\xc1", 1, ERR_MALFORMED},                   /* the byte that is never used */
        {"\x81\x01\x02", 3, ERR_MALFORMED},           /* a map */
        {"\x90", 1, ERR_MALFORMED},                   /* no number */
        {"\x91\x04\x00", 3, ERR_MALFORMED},           /* a byte left over */
        {"\xdd\xff\xff\xff\xff", 5, ERR_MALFORMED},   /* four billion items in five bytes */
        {"\x92\x04\xa1x", 4, ERR_MALFORMED},          /* PING with a string */
        {"\x91\xcd\x03\xe7", 4, ERR_UNKNOWN_MESSAGE}, /* 999 */
        {"\x93\x14\xcf\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12, ERR_OVER_LIMIT},
    };
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        caller_send_raw(client, (struct view){headers[i].bytes, headers[i].len}, nothing);
        CHECK_INT(caller_refusal(client), headers[i].code);
    }
    CHECK_INT(kit_figure(client, "refused.malformed"), 7);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* Whatever bytes come in whatever number: the broker answers the next question. */
TEST_WITHIN(loop_survives_noise, 60)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *noisy = caller_new();
    uint32_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        char bytes[64];
        seed = seed * 1664525 + 1013904223;
        size_t len = (seed >> 8) % sizeof bytes;
        for (size_t j = 0; j < len; j++) {
            seed = seed * 1664525 + 1013904223;
            bytes[j] = (char)(seed >> 24);
        }
        if (seed >> 31) { /* a message of no fields: some there are, and one of them is STOP */
            bytes[0] = '\x91';
            bytes[1] = (char)(seed >> 16 & 0x7f);
            if (bytes[1] == MSG_STOP) continue;
            len = 2;
        }
        struct wire_in in;
        while (wire_recv(noisy->wire, &in, NULL) > 0) wire_in_free(&in);
        if (i == 10000) caller_say_hello(noisy, "client", "", PROTOCOL_VERSION);
        while (wire_send(noisy->wire, NULL, (struct view){bytes, len}, NULL) != 0) usleep(100);
    }
    kit_submit(client, "doc", 3, VERDICT_ACCEPTED);
    CHECK(kit_figure(client, "refused.malformed") > 1000);
    CHECK(kit_figure(client, "refused.unknown-message") > 100);
    caller_free(noisy);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}
