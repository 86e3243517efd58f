#include "client/session.h"
#include "proto/log.h"
#include "tests/client/fake_broker.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct place here;
static struct session *session;
static struct reply reply;
static struct err err;

static int open_session(uint64_t patience_ms)
{
    place_told(&here, "ipc://broker.ipc", NULL);
    return session_open(&session, &here, patience_ms, &err);
}

static int ask_status(void)
{
    struct msg msg = {MSG_STATUS, .status = {.request = 0}};
    return session_ask(session, &msg, MSG_STATUS_IS, &reply, &err);
}

static void must(int result)
{
    if (result != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
}

TEST(session_asks_and_is_answered)
{
    struct fake_broker f = {.max_document = 4711};
    fake_broker_start(&f);
    must(open_session(5000));
    CHECK_INT(session_welcome(session)->max_document, 4711);
    CHECK_INT(session_epoch(session), 1);
    must(ask_status());
    must(ask_status());
    CHECK_INT(reply_request(&reply.msg), 2);
    reply_free(&reply);
    session_close(&session);
    CHECK(session == NULL);
    fake_broker_stop(&f);
}

TEST(session_without_a_broker_says_where_it_looked)
{
    CHECK_INT(open_session(300), -1);
    CHECK(session == NULL);
    CHECK(strstr(err.text, "no answer from the broker at ipc://broker.ipc"));
    CHECK(strstr(err.text, "--broker"));
}

TEST(session_refuses_a_bad_endpoint)
{
    place_told(&here, "nonsense", NULL);
    CHECK_INT(session_open(&session, &here, 300, &err), -1);
    CHECK(strstr(err.text, "cannot connect to nonsense"));
}

TEST(session_waits_while_the_broker_is_busy)
{
    struct fake_broker f = {.busy_until = 4};
    fake_broker_start(&f);
    must(open_session(5000));
    must(ask_status());
    CHECK_INT(f.requests, 4);
    fake_broker_stop(&f);
}

TEST(session_ends_on_a_fatal_refusal)
{
    struct fake_broker f = {.refuse_hello = ERR_WRONG_PROTOCOL};
    fake_broker_start(&f);
    CHECK_INT(open_session(5000), -1);
    CHECK_INT(err.code, ERR_WRONG_PROTOCOL);
    CHECK(strstr(err.text, "the peers speak different protocol versions"));
    fake_broker_stop(&f);
}

/* The broker is another one behind the same endpoint: it knows nobody. */
TEST(session_survives_another_broker)
{
    struct fake_broker first = {0}, second = {0};
    fake_broker_start(&first);
    must(open_session(20000));
    must(ask_status());
    fake_broker_stop(&first);
    fake_broker_start(&second);
    must(ask_status());
    CHECK_INT(session_epoch(session), 2);
    CHECK_INT(second.hellos, 1);
    fake_broker_stop(&second);
}

TEST(session_loses_patience)
{
    struct fake_broker f = {0};
    fake_broker_start(&f);
    must(open_session(1500));
    fake_broker_stop(&f);
    uint64_t start = clock_mono_ms();
    CHECK_INT(ask_status(), -1);
    CHECK(clock_mono_ms() - start >= 1500);
    CHECK(strstr(err.text, "no answer from the broker"));
}

TEST(session_finds_a_private_broker_by_its_file)
{
    struct fake_broker f = {.endpoint = "ipc://data/socket"};
    CHECK(mkdir("data", 0700) == 0);
    fake_broker_start(&f);
    FILE *file = fopen("data/endpoint", "w");
    CHECK(file && fputs("ipc://data/socket\n", file) >= 0 && fclose(file) == 0);
    must(place_private(&here, "data", true, &err));
    must(session_open(&session, &here, 5000, &err));
    must(ask_status());
    CHECK_TEXT(place_name(&here), "ipc://data/socket");
    CHECK_INT(here.broker, 0);
    fake_broker_stop(&f);
}

/* The program is found in PATH here, and is one that ends at once. */
TEST(session_tells_why_a_private_broker_does_not_start)
{
    FILE *file = fopen("garner-broker", "w");
    CHECK(file && fputs("#!/bin/sh\necho one; echo the store is spoilt >&2; exit 3\n", file) >= 0);
    CHECK(fclose(file) == 0 && chmod("garner-broker", 0755) == 0);
    CHECK(setenv("PATH", ".:/usr/bin:/bin", 1) == 0);
    CHECK(place_private(&here, "data", false, &err) == -1);
    CHECK(strstr(err.text, "there is no store in data"));
    must(place_private(&here, "data", true, &err));
    CHECK_INT(session_open(&session, &here, 5000, &err), -1);
    CHECK_TEXT(err.text, "the broker of data ended with status 3; the last line of "
                         "data/broker.log: the store is spoilt");
}

TEST(session_tells_what_a_private_broker_says_itself)
{
    FILE *file = fopen("garner-broker", "w");
    CHECK(file && fputs("#!/bin/sh\necho 2026-11-23T04:00:48.063Z error garner-broker: it is "
                        "spoilt: all >&2; exit 2\n",
                        file) >= 0);
    CHECK(fclose(file) == 0 && chmod("garner-broker", 0755) == 0);
    CHECK(setenv("PATH", ".:/usr/bin:/bin", 1) == 0);
    must(place_private(&here, "data", true, &err));
    CHECK_INT(session_open(&session, &here, 5000, &err), -1);
    CHECK_TEXT(err.text, "the broker of data does not run: it is spoilt: all");
}
