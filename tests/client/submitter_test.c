#include "client/feed.h"
#include "client/submitter.h"
#include "tests/client/fake_broker.h"
#include "tests/client/files.h"
#include "tests/test.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct place here;
static struct session *session;
static struct reply reply;
static struct err err;

static void must(int result)
{
    if (result != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
}

/* One turn of the conversation; all replies are the submitter's. */
static int turn(struct submitter *sub, bool flush)
{
    submitter_push(sub, flush);
    int wait_ms = submitter_wait_ms(sub);
    int got = session_receive(session, wait_ms < 0 ? 1000 : wait_ms, &reply, &err);
    return got > 0 ? submitter_take(sub, &reply, &err) : got;
}

static void offer_text(struct submitter *sub, unsigned number, size_t len)
{
    struct intake in = {0};
    char source[32];
    snprintf(source, sizeof source, "%06u.txt", number);
    while (in.bytes.len < len) buf_format(&in.bytes, "第%u号通知,共%d件。", number, rand());
    in.length = in.bytes.len;
    submitter_offer(sub, view_of(source), &in);
    intake_free(&in);
}

/* Offers `count` documents of about len bytes and waits for all verdicts. */
static struct submitter *submit(struct fake_broker *f, unsigned count, size_t len)
{
    fake_broker_start(f);
    place_told(&here, f->endpoint, NULL);
    must(session_open(&session, &here, 20000, &err));
    struct submitter *sub = submitter_new(session, view_of("news"));
    for (unsigned i = 0; i < count; i++) {
        while (!submitter_has_room(sub))
            if (turn(sub, false) < 0) return sub;
        offer_text(sub, i, len);
        submitter_push(sub, false);
    }
    while (!submitter_is_idle(sub))
        if (turn(sub, true) < 0) return sub;
    return sub;
}

static void all_arrived(struct fake_broker *f, struct submitter *sub, unsigned count)
{
    const struct submitter_counts *c = submitter_counts(sub);
    CHECK_INT(c->offered, count);
    CHECK_INT(c->answered, count);
    CHECK_INT(c->verdicts[VERDICT_ACCEPTED] + c->verdicts[VERDICT_KNOWN], count);
    CHECK_INT(f->documents, count);
    fake_broker_stop(f);
    CHECK(fake_broker_has(f, "000000.txt"));
}

TEST(submitter_packs_small_documents)
{
    struct fake_broker f = {0};
    struct submitter *sub = submit(&f, 5000, 200);
    CHECK(f.submits >= 5000 * 4 / MAX_BATCH && f.submits < 100);
    all_arrived(&f, sub, 5000);
    submitter_free(&sub);
    CHECK(sub == NULL);
}

TEST(submitter_keeps_within_the_window)
{
    struct fake_broker f = {.window_docs = 600, .slow_ms = 10};
    struct submitter *sub = submit(&f, 4000, 100);
    CHECK(f.most_docs > 256);
    all_arrived(&f, sub, 4000);
}

TEST(submitter_keeps_within_the_window_of_bytes)
{
    struct fake_broker f = {.window_bytes = 3 << 20, .slow_ms = 400 * test_time_factor()};
    struct submitter *sub = submit(&f, 80, 200000);
    CHECK(f.most_bytes > 1 << 20);
    all_arrived(&f, sub, 80);
}

TEST(submitter_sends_what_is_larger_than_the_window_alone)
{
    struct fake_broker f = {.window_bytes = 1000, .slow_ms = 1};
    struct submitter *sub = submit(&f, 20, 300000);
    CHECK_INT(f.most_docs, 0);
    all_arrived(&f, sub, 20);
}

TEST(submitter_survives_a_broker_that_forgets)
{
    struct fake_broker f = {.forgets_at = 5, .slow_ms = 10};
    struct submitter *sub = submit(&f, 6000, 100);
    CHECK_INT(f.hellos, 2);
    all_arrived(&f, sub, 6000);
}

TEST(submitter_survives_a_broker_that_is_away)
{
    struct fake_broker f = {.vanishes_at = 6, .deaf_ms = 700, .slow_ms = 10};
    struct submitter *sub = submit(&f, 6000, 100);
    CHECK(f.hellos >= 2);
    CHECK(submitter_counts(sub)->verdicts[VERDICT_KNOWN] == f.offered_again);
    all_arrived(&f, sub, 6000);
}

TEST(submitter_waits_for_a_full_disk)
{
    struct fake_broker f = {.full_until = 4};
    struct submitter *sub = submit(&f, 300, 100);
    CHECK(submitter_stalled(sub) == NULL);
    all_arrived(&f, sub, 300);
}

TEST(submitter_says_what_it_waits_for)
{
    struct fake_broker f = {.full_until = UINT32_MAX};
    fake_broker_start(&f);
    place_told(&here, f.endpoint, NULL);
    must(session_open(&session, &here, 20000, &err));
    struct submitter *sub = submitter_new(session, view_of("news"));
    offer_text(sub, 1, 100);
    while (!submitter_stalled(sub)) CHECK(turn(sub, true) >= 0);
    CHECK_TEXT(submitter_stalled(sub), "the store's disk is full; new documents are refused");
    CHECK(submitter_wait_ms(sub) > 0);
    submitter_push(sub, true);
    CHECK_INT(f.submits, 1);
    fake_broker_stop(&f);
}

TEST(submitter_waits_for_a_busy_broker)
{
    struct fake_broker f = {.busy_until = 3};
    struct submitter *sub = submit(&f, 300, 100);
    all_arrived(&f, sub, 300);
}

TEST(submitter_ends_on_a_refusal_that_stays)
{
    struct fake_broker f = {.refuse_submit = ERR_OVER_LIMIT};
    struct submitter *sub = submit(&f, 10, 100);
    CHECK(!submitter_is_idle(sub));
    CHECK_INT(err.code, ERR_OVER_LIMIT);
    CHECK_TEXT(err.text, "a field or frame is over its limit");
    fake_broker_stop(&f);
}

static bool refused_options(struct feed_options options, const char *why)
{
    char *path = ".";
    struct feed feed;
    bool refused = feed_open(&feed, session, &path, 1, &options, NULL, &err) != 0;
    feed_close(&feed);
    return refused && strstr(err.text, why);
}

TEST(feed_refuses_options_that_mean_nothing)
{
    struct fake_broker f = {0};
    fake_broker_start(&f);
    place_told(&here, f.endpoint, NULL);
    must(session_open(&session, &here, 20000, &err));
    CHECK(refused_options((struct feed_options){.text_field = ""}, "--text-field"));
    CHECK(refused_options((struct feed_options){.text_field = "a\"b"}, "without quotes"));
    CHECK(refused_options((struct feed_options){.id_field = "id"}, "goes with --text-field"));
    CHECK(refused_options((struct feed_options){.separator = ""}, "1 to 128 bytes"));
    CHECK(refused_options((struct feed_options){.separator = "a\\q"}, "are known"));
    CHECK(refused_options((struct feed_options){.separator = "a\\x4"}, "are known"));
    CHECK(refused_options((struct feed_options){.separator = "a\\"}, "are known"));
    fake_broker_stop(&f);
}

TEST(feed_takes_containers_apart)
{
    char *path = "lines";
    struct fake_broker f = {0};
    struct feed feed;
    struct feed_options options = {.text_field = "t", .separator = "\\x7c\\n"};
    make_folder("lines");
    make_file("lines/a.jsonl", "{\"t\": \"one\"}\n{\"t\": \"two\"}\n");
    make_file("lines/b.txt", "one|\ntwo|\n");
    fake_broker_start(&f);
    place_told(&here, f.endpoint, NULL);
    must(session_open(&session, &here, 20000, &err));
    must(feed_open(&feed, session, &path, 1, &options, NULL, &err));
    while (!feed_is_through(&feed)) CHECK(feed_turn(&feed, session, 100, &reply, &err) == 0);
    feed_close(&feed);
    fake_broker_stop(&f);
    CHECK_INT(f.documents, 6);
    CHECK_INT(f.refused[REASON_CONTAINER], 2);
    CHECK(fake_broker_has(&f, "a.jsonl!/1") && fake_broker_has(&f, "b.txt!/2"));
}

/* Every kind of bad input at once, from the folder to the broker. */
TEST(feed_brings_everything_to_the_broker)
{
    char *path = "top";
    struct fake_broker f = {.max_document = 1 << 20};
    struct feed feed;
    make_folder("top");
    make_file("top/good.txt", "东溪镇调解纠纷12件。");
    make_file("top/name\xff.txt", "text");
    make_file("top/empty", "");
    make_bytes("top/nul", "\0\0\0\0", 4);
    make_link("loop", "top/loop");
    make_link("nowhere", "top/dangling");
    make_link("/proc/self/mem", "top/unreadable");
    CHECK(mkfifo("top/pipe", 0600) == 0);
    int fd = open("top/huge", O_CREAT | O_WRONLY, 0600);
    CHECK(fd >= 0 && ftruncate(fd, 200 << 20) == 0);
    fake_broker_start(&f);
    place_told(&here, f.endpoint, NULL);
    must(session_open(&session, &here, 20000, &err));
    must(feed_open(&feed, session, &path, 1, &(struct feed_options){0}, NULL, &err));
    while (!feed_is_through(&feed)) CHECK(feed_turn(&feed, session, 100, &reply, &err) == 0);
    CHECK_INT(submitter_counts(feed.submitter)->answered, 9);
    CHECK_INT(submitter_counts(feed.submitter)->verdicts[VERDICT_RECORDED], 6);
    feed_close(&feed);
    fake_broker_stop(&f);
    CHECK_INT(f.documents, 9);
    CHECK(fake_broker_has(&f, "good.txt") && fake_broker_has(&f, "name%FF.txt"));
    CHECK_INT(f.refused[REASON_EMPTY], 1);
    CHECK_INT(f.refused[REASON_LINK_LOOP], 1);
    CHECK_INT(f.refused[REASON_NOT_A_FILE], 2);
    CHECK_INT(f.refused[REASON_UNREADABLE], 1);
    CHECK_INT(f.refused[REASON_TOO_LARGE], 1);
}
