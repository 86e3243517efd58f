/* loop_ask_test.c: questions to the broker, and changes by hand. */
#include "proto/id.h"
#include "proto/log.h"
#include "tests/broker/loop_kit.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct view nothing;

static bool text_is(struct view text, const char *want)
{
    return view_equal(text, view_of(want));
}

/* Offers one document with content of its own. */
static void submit_one(struct caller *client, const char *archive, const char *source,
                       const char *content)
{
    unsigned char hash[SHA256_LEN];
    struct msg msg = {.number = MSG_SUBMIT};
    size_t len = strlen(content);
    sha256(content, len, hash);
    struct msg_offer offer = {.source = view_of(source),
                              .sha256 = {(char *)hash, SHA256_LEN},
                              .bytes = len,
                              .length = len};
    msg.submit.archive = view_of(archive);
    msg.submit.offers.at = &offer;
    msg.submit.offers.count = 1;
    caller_send(client, &msg, view_of(content));
    caller_await(client, MSG_SUBMITTED);
}

static void work_all(struct caller *client, struct caller *worker, size_t documents)
{
    kit_credit(worker, 100, 1 << 20);
    while (documents > 0) documents -= kit_work(worker);
    kit_await_figure(client, "ledger.running", 0);
}

/* ---- FETCH ---- */

/* All pages: rows ascend by id, each once, with its own content. Returns how many there were. */
static int fetch_all(struct caller *client, const char *name, uint64_t max_bytes, int *pages)
{
    struct msg msg = {.number = MSG_FETCH};
    unsigned char last[DOC_ID_LEN] = {0};
    int rows = 0;
    msg.fetch.parts = PART_ORIGINAL;
    msg.fetch.max_bytes = max_bytes;
    for (*pages = 0;; ++*pages) {
        const struct msg_fetched *page = &caller_ask(client, &msg, MSG_FETCHED)->fetched;
        const char *at = client->in.body.at;
        for (size_t i = 0; i < page->rows.count; i++, rows++) {
            const struct msg_row *row = &page->rows.at[i];
            int number = atoi(row->source.at + strlen(name) + 1);
            struct view content = kit_content(name, number);
            CHECK(rows == 0 || memcmp(row->doc.at, last, DOC_ID_LEN) > 0);
            CHECK_INT(row->original_length, (long long)content.len);
            CHECK(memcmp(at, content.at, content.len) == 0);
            at += content.len;
            memcpy(last, row->doc.at, DOC_ID_LEN);
        }
        CHECK(at == client->in.body.at + client->in.body.len);
        CHECK(client->in.body.len <= max_bytes || page->rows.count == 1);
        if (page->next.len == 0) return rows;
        msg.fetch.after = (struct view){(char *)last, DOC_ID_LEN};
        CHECK(view_equal(page->next, msg.fetch.after));
    }
}

TEST(loop_fetches_in_order_of_id)
{
    int pages;
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    CHECK_INT(fetch_all(client, "doc", 100, &pages), 0);
    kit_submit(client, "doc", 700, VERDICT_ACCEPTED);
    CHECK_INT(fetch_all(client, "doc", 1 << 20, &pages), 700);
    CHECK(pages < 50); /* one, unless the machine is busy */
    CHECK_INT(fetch_all(client, "doc", 100, &pages), 700);
    CHECK(pages > 100);
    kit_broker_kill(broker, SIGKILL);
    caller_free(client);
    broker = kit_broker("");
    client = caller_hello("client");
    CHECK_INT(fetch_all(client, "doc", 1000, &pages), 700);
    CHECK_INT(fetch_all(client, "doc", 1, &pages), 700); /* each alone */
    CHECK_INT(pages, 699);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

static const struct msg *fetch_selected(struct caller *client, const char *select)
{
    struct msg msg = {.number = MSG_FETCH};
    msg.fetch.select = view_of(select);
    return caller_ask(client, &msg, MSG_FETCHED);
}

static int fetch_refusal(struct caller *client, const char *select)
{
    struct msg msg = {.number = MSG_FETCH};
    msg.fetch.select = view_of(select);
    caller_send(client, &msg, nothing);
    int code = caller_refusal(client);
    CHECK_INT(client->msg.error.request, (long long)client->request);
    return code;
}

TEST(loop_finds_the_document_that_is_meant)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    char id[2 * DOC_ID_LEN + 1];
    submit_one(client, "a", "one", "first");
    submit_one(client, "a", "two", "second");
    submit_one(client, "a", "two", "second, again"); /* a version that supersedes it */
    submit_one(client, "b", "one", "of another archive");
    submit_one(client, "b", "beef", "a source that could be the beginning of an id");

    const struct msg_fetched *f = &fetch_selected(client, "two")->fetched;
    CHECK_INT(f->rows.count, 1);
    CHECK_INT(f->rows.at[0].bytes, 13);
    CHECK_INT(f->rows.at[0].state, STATE_WAITING);
    hex_encode(f->rows.at[0].doc.at, DOC_ID_LEN, id);
    f = &fetch_selected(client, id)->fetched;
    CHECK(f->rows.count == 1 && text_is(f->rows.at[0].source, "two"));
    CHECK_INT(f->rows.at[0].bytes, 13);
    id[17] = '\0'; /* half a byte beyond what both versions have */
    CHECK_INT(fetch_selected(client, id)->fetched.rows.count, 1);
    id[16] = '\0';
    CHECK_INT(fetch_refusal(client, id), ERR_AMBIGUOUS);
    CHECK_INT(fetch_refusal(client, "one"), ERR_AMBIGUOUS);
    CHECK_INT(fetch_refusal(client, "none"), ERR_NOT_FOUND);
    CHECK_INT(fetch_refusal(client, "ffffffffffffffffffffffffffffffff"), ERR_NOT_FOUND);
    f = &fetch_selected(client, "beef")->fetched;
    CHECK(f->rows.count == 1 && text_is(f->rows.at[0].source, "beef"));
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_tells_which_document_stands_for_a_duplicate)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    submit_one(client, "a", "z", "the same");
    submit_one(client, "a", "b", "the same"); /* sorts before: takes over */
    struct msg fetch = {.number = MSG_FETCH, .fetch = {.select = view_of("b")}};
    unsigned char holder[DOC_ID_LEN];
    const struct msg_row *row = caller_ask(client, &fetch, MSG_FETCHED)->fetched.rows.at;
    CHECK_INT(row->state, STATE_WAITING);
    memcpy(holder, row->doc.at, DOC_ID_LEN);
    fetch.fetch.select = view_of("z");
    fetch.fetch.parts = PART_ORIGINAL;
    row = caller_ask(client, &fetch, MSG_FETCHED)->fetched.rows.at;
    CHECK_INT(row->state, STATE_DUPLICATE);
    CHECK(view_equal(row->duplicate_of, (struct view){(char *)holder, DOC_ID_LEN}));
    CHECK(text_is(client->in.body, "the same"));
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* Of many documents in a TASK each gets its own result. */
TEST(loop_stores_each_result_with_its_document)
{
    enum { MANY = 60 };
    struct msg msg = {.number = MSG_FETCH, .fetch = {.parts = PART_RESULT}};
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client"), *worker = caller_hello("worker");
    kit_submit(client, "doc", MANY, VERDICT_ACCEPTED);
    work_all(client, worker, MANY);
    const struct msg_fetched *page = &caller_ask(client, &msg, MSG_FETCHED)->fetched;
    CHECK_INT(page->rows.count, MANY);
    struct unpack u = unpack_of(client->in.body);
    for (size_t i = 0; i < MANY; i++) {
        struct view content = kit_content("doc", atoi(page->rows.at[i].source.at + 4));
        struct unpack result = u;
        CHECK(unpack_find(&result, "canonical"));
        CHECK(view_equal(unpack_next(&result).bytes, content));
        unpack_skip(&u);
    }
    CHECK(u.at == u.end);
    caller_free(client);
    caller_free(worker);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

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
    work_all(client, worker, 30);
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

/* ---- ASK ---- */

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
    submit_one(client, "a", "s", text);
    work_one(worker,
             result_with((struct span){0, 13}, (struct span){13, 19}, (struct span){19, 31}, NULL));
    kit_await_figure(client, "ledger.done", 1);

    const struct msg_answer *hits = search(client, "东镇");
    CHECK_INT(hits->hits.count, 1);
    CHECK_INT(hits->documents, 1);
    CHECK_INT(hits->next.len, 0);
    const struct msg_hit *hit = hits->hits.at;
    CHECK(text_is(hit->archive, "a") && text_is(hit->source, "s"));
    CHECK(text_is(hit->article, "a1") && text_is(hit->title, "大会开幕"));
    CHECK(text_is(hit->date, "2021-03-05"));
    CHECK_INT(hit->count, 3);
    CHECK_INT(hit->start, 0);
    CHECK(text_is(hit->snippet, "东镇 西镇")); /* its own span only, on one line */
    CHECK_INT(hit->marks.count, 2);
    CHECK_INT(hit->marks.at[0], 0);
    CHECK_INT(hit->marks.at[1], 6);

    hits = search(client, "镇");
    CHECK_INT(hits->hits.count, 2);
    CHECK_INT(hits->hits.at[0].count, 4);
    CHECK_INT(hits->hits.at[0].marks.count, 4);
    CHECK(text_is(hits->hits.at[1].article, "a2"));
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
    submit_one(client, "a", "s", "bytes in some other charset");
    work_one(worker, result_with((struct span){0, text.len}, (struct span){0, 0},
                                 (struct span){0, 0}, buf_string(&text)));
    kit_await_figure(client, "ledger.done", 1);
    const struct msg_answer *hits = search(client, "word");
    CHECK_INT(hits->hits.count, 1);
    CHECK_INT(hits->hits.at[0].start, 300);
    CHECK(text_is(hits->hits.at[0].snippet, wanted));
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
    submit_one(client, "a", source, text);
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
    enum { MANY = 3000, AT_ONCE = 600 }; /* more than may wait, fewer than a peer's queue holds */
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

/* Sends FETCH for all there is, without reading an answer. */
static void fetch_blindly(struct caller *c, int times)
{
    struct msg fetch = {.number = MSG_FETCH, .fetch = {.parts = PART_ORIGINAL}};
    for (int i = 0; i < times; i++) caller_send(c, &fetch, nothing);
}

static uint64_t peak_memory(pid_t pid)
{
    char path[64], line[128];
    unsigned long kib = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "r");
    CHECK(f);
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "VmHWM: %lu", &kib) == 1) break;
    fclose(f);
    return (uint64_t)kib << 10;
}

/* Its answers would pile up in the broker's memory, a thousand times the longest document. */
TEST(loop_gives_no_more_answers_to_who_does_not_read)
{
    enum { BYTES = 16 << 20, ROUNDS = 20, A_ROUND = 4 };
    pid_t broker = kit_broker("");
    struct caller *deaf = caller_hello("client"), *other = caller_hello("client");
    char *content = malloc(BYTES + 1);
    memset(content, 'x', BYTES);
    content[BYTES] = '\0';
    submit_one(deaf, "a", "large", content);
    for (uint64_t asked = 0; asked < ROUNDS * A_ROUND; asked += A_ROUND) {
        fetch_blindly(deaf, A_ROUND);
        kit_figure(other, "refused.busy"); /* a turn has passed */
        usleep(10000);
    }
    for (int i = 0; i < 5000 && kit_figure(other, "refused.busy") < ROUNDS; i++) usleep(1000);
    CHECK(kit_figure(other, "refused.busy") >= ROUNDS);
    CHECK(test_sanitized() || peak_memory(broker) < (uint64_t)ROUNDS * BYTES);
    free(content);
    caller_free(deaf);
    caller_free(other);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

/* Who reads, and answers PING, may ask for ever. */
TEST(loop_gives_all_answers_to_who_reads)
{
    enum { BYTES = 16 << 20, ROUNDS = 12 };
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    char *content = malloc(BYTES + 1);
    memset(content, 'x', BYTES);
    content[BYTES] = '\0';
    submit_one(client, "a", "large", content);
    for (int round = 0; round < ROUNDS; round++) {
        fetch_blindly(client, 1);
        caller_await(client, MSG_FETCHED);
        CHECK_INT(client->in.body.len, BYTES);
    }
    free(content);
    caller_free(client);
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
    submit_one(client, "b", "copy", "content of doc-7\n");
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
