/* loop_ask_test.c: ASK, from its hits to what is too much of it. */
#include "broker/audit.h"
#include "broker/index_format.h"
#include "proto/id.h"
#include "tests/broker/loop_kit.h"
#include <signal.h>
#include <stddef.h>
#include <string.h>

static const struct view nothing;

struct span {
    uint64_t start, end;
};

static void pack_article(struct buf *b, const char *id, const char *title, struct span first,
                         struct span second)
{
    uint32_t spans = second.end ? 2 : 1;
    pack_map(b, 4);
    pack_string(b, "id");
    pack_string(b, id);
    pack_string(b, "title");
    pack_string(b, title);
    pack_string(b, "date");
    pack_string(b, "2021-03-05");
    pack_string(b, "spans");
    pack_array(b, spans);
    for (uint32_t i = 0; i < spans; i++) {
        pack_array(b, 2);
        pack_u64(b, i ? second.start : first.start);
        pack_u64(b, i ? second.end : first.end);
    }
}

/* A result with two articles: a1 twice, around a2. */
static struct buf result_with(struct span a1, struct span a2, struct span a1_again,
                              const char *canonical)
{
    struct buf b = {0};
    pack_map(&b, canonical ? 2 : 1);
    if (canonical) {
        pack_string(&b, "canonical");
        pack_bin(&b, view_of(canonical));
    }
    pack_string(&b, "articles");
    pack_array(&b, 2);
    pack_article(&b, "a1", "大会开幕", a1, a1_again);
    pack_article(&b, "a2", "简讯", a2, (struct span){0, 0});
    return b;
}

static struct msg query_of(const char *query, uint64_t limit)
{
    struct msg msg = {.number = MSG_ASK};
    msg.ask.query = view_of(query);
    msg.ask.wanted = WANTED_ARTICLES;
    msg.ask.order = ORDER_NEWEST;
    msg.ask.limit = limit;
    return msg;
}

static const struct msg_answer *search(struct caller *client, const char *query)
{
    struct msg msg = query_of(query, MAX_BATCH);
    return &caller_ask(client, &msg, MSG_ANSWER)->answer;
}

static void work_one(struct caller *worker, struct buf result)
{
    kit_answer(worker, caller_await(worker, MSG_TASK), buf_view(&result));
    buf_free(&result);
}

TEST(loop_searches_articles)
{
    /*                     0      6      12         18     24     30 */
    static const char text[] = "东镇\n西镇"
                               "北镇"
                               "东镇东镇";
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    kit_credit(worker, 1, 1 << 20);
    kit_submit_one(client, "a", "s", text);
    work_one(worker,
             result_with((struct span){0, 13}, (struct span){13, 19}, (struct span){19, 31}, NULL));
    kit_await_figure(client, "ledger.done", 1);

    const struct msg_answer *hits = search(client, "东镇");
    CHECK_INT(hits->hits.count, 1);
    CHECK_INT(hits->documents, 1);
    CHECK_INT(hits->next.len, 0);
    const struct msg_hit *hit = hits->hits.at;
    CHECK(kit_text_is(hit->archive, "a") && kit_text_is(hit->source, "s"));
    CHECK(kit_text_is(hit->article, "a1") && kit_text_is(hit->title, "大会开幕"));
    CHECK(kit_text_is(hit->date, "2021-03-05"));
    CHECK_INT(hit->count, 3);
    CHECK_INT(hit->start, 0);
    CHECK(kit_text_is(hit->snippet, "东镇 西镇")); /* its own span only, on one line */
    CHECK_INT(hit->marks.count, 2);
    CHECK_INT(hit->marks.at[0], 0);
    CHECK_INT(hit->marks.at[1], 6);

    hits = search(client, "镇");
    CHECK_INT(hits->hits.count, 2);
    CHECK_INT(hits->hits.at[0].count, 4);
    CHECK_INT(hits->hits.at[0].marks.count, 4);
    CHECK(kit_text_is(hits->hits.at[1].article, "a2"));
    CHECK_INT(hits->hits.at[1].start, 16);
    struct msg one = query_of("镇", 1);
    hits = &caller_ask(client, &one, MSG_ANSWER)->answer;
    CHECK_INT(hits->hits.count, 1);
    CHECK_INT(hits->articles, 2);
    CHECK(hits->next.len > 0);
    CHECK_INT(search(client, "西镇北")->hits.count, 0); /* in no article as a whole */
    CHECK_INT(search(client, "\"镇\n西\"")->hits.count, 1);
    CHECK_INT(search(client, "南镇")->hits.count, 0);
    caller_send(client, &(struct msg){.number = MSG_ASK}, nothing);
    CHECK_INT(caller_refusal(client), ERR_BAD_REQUEST);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* Around a place stand thirty characters on either side, whole ones. */
/* ---- A segment that is damaged ---- */

/* The first article is said to begin behind the beginning of the second one. */
static void move_first_article(void)
{
    struct env *e;
    struct err err;
    struct index_key first = index_key(0, FAMILY_ARTICLES, (struct view){0});
    struct view key = key_view(&first), rows;
    char copy[PAGE_BYTES];
    uint32_t second;
    CHECK_INT(env_open("data", MAP_LEAST, &e, &err), 0);
    CHECK_INT(env_begin(e, 0, &err), 0);
    CHECK(table_seek(env_turn(e), TABLE_INDEX, &key, &rows) && rows.len <= sizeof copy);
    memcpy(copy, rows.at, rows.len);
    const size_t at = offsetof(struct index_row, start);
    memcpy(&second, copy + sizeof(struct index_row) + at, sizeof second);
    second += 8;
    memcpy(copy + at, &second, sizeof second);
    table_put(env_turn(e), TABLE_INDEX, key, (struct view){copy, rows.len});
    CHECK_INT(env_commit(e, &err), STORE_COMMITTED);
    env_close(&e);
}

static void ignore(const char *flaw) {}

TEST(loop_checks_articles_that_are_in_no_order)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    struct audit found;
    struct err err;
    kit_credit(worker, 1, 1 << 20);
    kit_submit_one(client, "a", "s", "东镇西镇东镇西镇北镇");
    work_one(worker,
             result_with((struct span){0, 12}, (struct span){12, 24}, (struct span){24, 30}, NULL));
    kit_await_figure(client, "ledger.done", 1);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
    move_first_article();
    CHECK_INT(audit_store("data", ignore, &found, &err), 0);
    CHECK(found.flaws > 0);
    broker = kit_broker("");
    client = caller_hello("client");
    search(client, "东镇");
    search(client, "镇 NOT 北");
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_cuts_snippets_between_characters)
{
    struct buf text = {0};
    char wanted[1024] = "";
    for (int i = 0; i < 100; i++) buf_add_string(&text, "前");
    buf_add_string(&text, "word");
    for (int i = 0; i < 100; i++) buf_add_string(&text, "后");
    for (int i = 0; i < 30; i++) strcat(wanted, "前");
    strcat(wanted, "word");
    for (int i = 0; i < 30; i++) strcat(wanted, "后");
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    kit_credit(worker, 1, 1 << 20);
    kit_submit_one(client, "a", "s", "bytes in some other charset");
    work_one(worker, result_with((struct span){0, text.len}, (struct span){0, 0},
                                 (struct span){0, 0}, buf_string(&text)));
    kit_await_figure(client, "ledger.done", 1);
    const struct msg_answer *hits = search(client, "word");
    CHECK_INT(hits->hits.count, 1);
    CHECK_INT(hits->hits.at[0].start, 300);
    CHECK(kit_text_is(hits->hits.at[0].snippet, wanted));
    CHECK_INT(hits->hits.at[0].marks.at[0], 90);
    CHECK_INT(hits->hits.at[0].marks.at[1], 94);
    CHECK_INT(search(client, "charset")->hits.count, 0); /* the canonical text is another */
    buf_free(&text);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* As many hits as a message may carry, in a document whose name is as long as may be: more than a
 * header holds. */
TEST(loop_searches_within_the_limits_of_a_message)
{
    enum { MANY = 1000, PIECE = 40 };
    static char source[MAX_SOURCE + 1], text[MANY * PIECE + 1];
    struct buf result = {0};
    memset(source, 's', MAX_SOURCE);
    memset(text, 'x', MANY * PIECE);
    pack_map(&result, 1);
    pack_string(&result, "articles");
    pack_array(&result, MANY);
    for (uint64_t i = 0; i < MANY; i++) {
        char id[16];
        snprintf(id, sizeof id, "a%d", (int)i + 1);
        pack_article(&result, id, "title", (struct span){i * PIECE, (i + 1) * PIECE},
                     (struct span){0, 0});
    }
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    kit_credit(worker, 1, 1 << 20);
    kit_submit_one(client, "a", source, text);
    work_one(worker, result);
    kit_await_figure(client, "ledger.done", 1);
    struct msg msg = query_of("xxx", MAX_BATCH);
    unsigned char after[MAX_NAME];
    size_t found = 0, pages = 0;
    do {
        const struct msg_answer *hits = &caller_ask(client, &msg, MSG_ANSWER)->answer;
        CHECK(hits->hits.count > 0 && hits->hits.count < MANY);
        CHECK_INT(hits->articles, MANY);
        found += hits->hits.count;
        pages++;
        memcpy(after, hits->next.at, hits->next.len);
        msg.ask.after = (struct view){(const char *)after, hits->next.len};
    } while (msg.ask.after.len > 0);
    CHECK_INT(found, MANY);
    CHECK(pages > 1);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_searches_page_by_page)
{
    enum { MANY = 50 };
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    struct msg msg = query_of("content", 8);
    unsigned char last[DOC_ID_LEN] = {0}, after[MAX_NAME];
    int found = 0, pages = 0;
    kit_credit(worker, 1, 1 << 20);
    kit_submit(client, "doc", MANY, VERDICT_ACCEPTED);
    for (int i = 0; i < MANY; i++)
        work_one(worker, result_with((struct span){0, 9}, (struct span){9, 10},
                                     (struct span){10, kit_content("doc", i).len}, NULL));
    kit_await_figure(client, "ledger.done", MANY);
    do {
        const struct msg_answer *hits = &caller_ask(client, &msg, MSG_ANSWER)->answer;
        CHECK(hits->hits.count <= 8);
        for (size_t i = 0; i < hits->hits.count; i++, found++) {
            CHECK(memcmp(hits->hits.at[i].doc.at, last, DOC_ID_LEN) > 0);
            memcpy(last, hits->hits.at[i].doc.at, DOC_ID_LEN);
        }
        memcpy(after, hits->next.at, hits->next.len);
        msg.ask.after = (struct view){(const char *)after, hits->next.len};
        pages++;
    } while (msg.ask.after.len);
    CHECK_INT(found, MANY);
    CHECK(pages >= MANY / 8);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* ---- Too many questions ---- */

TEST(loop_refuses_too_many_questions_at_once)
{
    /* More than may wait, and fewer than a peer's queue surely holds: half of ZMQ_SNDHWM, as the
     * reader's end tells only every so many how far it has come. */
    enum { MANY = 3000, AT_ONCE = 400 };
    pid_t broker = kit_broker("--readers 1");
    struct caller *client = caller_hello("client");
    struct msg list = {.number = MSG_LIST_DOCS, .list_docs = {.limit = MAX_BATCH}};
    int answers = 0, busy = 0;
    for (int i = 0; i < 5; i++) {
        char name[16];
        snprintf(name, sizeof name, "doc%d", i);
        kit_submit(client, name, 200, VERDICT_ACCEPTED);
    }
    for (int sent = 0; sent < MANY || answers < MANY;) {
        struct wire_in in;
        if (sent < MANY && sent - answers < AT_ONCE) {
            caller_send(client, &list, nothing);
            sent++;
        } else {
            struct wire_wait item = {.wire = client->wire};
            CHECK(wire_wait(&item, 1, 10000) == 1);
        }
        while (wire_recv(client->wire, &in, NULL) > 0) {
            bool is_error = in.header.at[1] == MSG_ERROR;
            if (is_error) CHECK_INT(in.header.at[2], ERR_BUSY);
            if (is_error || in.header.at[1] == MSG_LISTED) answers++;
            busy += is_error;
            wire_in_free(&in);
        }
    }
    CHECK(busy > 0 && busy < MANY);
    CHECK_INT(kit_figure(client, "refused.busy"), busy);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}
