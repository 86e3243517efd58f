/* loop_fetch_test.c: FETCH: documents in order, the ones that are meant, and who does not read
 * them. */
#include "proto/id.h"
#include "tests/broker/loop_kit.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct view nothing;

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
    kit_submit_one(client, "a", "one", "first");
    kit_submit_one(client, "a", "two", "second");
    kit_submit_one(client, "a", "two", "second, again"); /* a version that supersedes it */
    kit_submit_one(client, "b", "one", "of another archive");
    kit_submit_one(client, "b", "beef", "a source that could be the beginning of an id");

    const struct msg_fetched *f = &fetch_selected(client, "two")->fetched;
    CHECK_INT(f->rows.count, 1);
    CHECK_INT(f->rows.at[0].bytes, 13);
    CHECK_INT(f->rows.at[0].state, STATE_WAITING);
    hex_encode(f->rows.at[0].doc.at, DOC_ID_LEN, id);
    f = &fetch_selected(client, id)->fetched;
    CHECK(f->rows.count == 1 && kit_text_is(f->rows.at[0].source, "two"));
    CHECK_INT(f->rows.at[0].bytes, 13);
    id[17] = '\0'; /* half a byte beyond what both versions have */
    CHECK_INT(fetch_selected(client, id)->fetched.rows.count, 1);
    id[16] = '\0';
    CHECK_INT(fetch_refusal(client, id), ERR_AMBIGUOUS);
    CHECK_INT(fetch_refusal(client, "one"), ERR_AMBIGUOUS);
    CHECK_INT(fetch_refusal(client, "none"), ERR_NOT_FOUND);
    CHECK_INT(fetch_refusal(client, "ffffffffffffffffffffffffffffffff"), ERR_NOT_FOUND);
    f = &fetch_selected(client, "beef")->fetched;
    CHECK(f->rows.count == 1 && kit_text_is(f->rows.at[0].source, "beef"));
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}

TEST(loop_tells_which_document_stands_for_a_duplicate)
{
    pid_t broker = kit_broker("");
    struct caller *client = caller_hello("client");
    kit_submit_one(client, "a", "z", "the same");
    kit_submit_one(client, "a", "b", "the same"); /* sorts before: takes over */
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
    CHECK(kit_text_is(client->in.body, "the same"));
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
    kit_work_all(client, worker, MANY);
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
    kit_submit_one(deaf, "a", "large", content);
    for (uint64_t asked = 0; asked < ROUNDS * A_ROUND; asked += A_ROUND) {
        fetch_blindly(deaf, A_ROUND);
        kit_figure(other, "refused.busy"); /* a turn has passed */
        usleep(10000);
    }
    while (kit_figure(other, "refused.busy") < ROUNDS) usleep(1000);
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
    kit_submit_one(client, "a", "large", content);
    for (int round = 0; round < ROUNDS; round++) {
        fetch_blindly(client, 1);
        caller_await(client, MSG_FETCHED);
        CHECK_INT(client->in.body.len, BYTES);
    }
    free(content);
    caller_free(client);
    CHECK_INT(kit_broker_kill(broker, SIGTERM), 0);
}
