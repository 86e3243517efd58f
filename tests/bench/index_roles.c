/* index_roles.c: see index_roles.h. */
#include "tests/bench/index_roles.h"
#include "proto/id.h"
#include "proto/part.h"
#include "proto/squeeze.h"
#include "tests/bench/bench_kit.h"
#include "tests/bench/index_result.h"
#include "tests/bench/list.h"
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    CREDIT_DOCS = 256, /* little, so that leases are answered before they are missed */
    CREDIT_BYTES = 1 << 20,
    BATCH = 256,
    BATCH_BYTES = 256 << 10,
};

struct index_shared *index_shared;
struct index_list index_files, index_questions;

void index_share(void)
{
    index_shared =
        mmap(NULL, sizeof *index_shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (index_shared == MAP_FAILED) bench_die("mmap", "refused");
}

static void wait_for(atomic_bool *sign)
{
    atomic_fetch_add(&index_shared->ready, 1);
    while (!atomic_load(sign)) usleep(500);
}

void index_wait(void)
{
    wait_for(&index_shared->go);
}

void index_wait_to_ask(void)
{
    wait_for(&index_shared->asking);
}

/* ---- Offering ---- */

struct batch {
    struct msg_offer offers[BATCH];
    unsigned char hashes[BATCH][SHA256_LEN];
    struct buf body;
    size_t count;
};

static void add_file(struct batch *b, const char *path)
{
    struct buf text = list_file(path);
    struct msg_offer *o = &b->offers[b->count];
    size_t before = b->body.len;
    sha256(text.at, text.len, b->hashes[b->count]);
    *o = (struct msg_offer){.source = view_of(path),
                            .sha256 = {(char *)b->hashes[b->count], SHA256_LEN},
                            .bytes = text.len};
    o->encoding = (uint64_t)squeeze(buf_view(&text), &b->body);
    o->length = b->body.len - before;
    b->count++;
    atomic_fetch_add(&index_shared->bytes, text.len);
    buf_free(&text);
}

static void send_batch(struct bench_peer *p, struct batch *b)
{
    struct msg msg = {.number = MSG_SUBMIT};
    struct wire_body *body = wire_body_new(b->body.len);
    memcpy(wire_body_at(body), b->body.at, b->body.len);
    msg.submit.archive = view_of("bench");
    msg.submit.offers.at = b->offers;
    msg.submit.offers.count = b->count;
    bench_send(p, &msg, body);
    b->count = b->body.len = 0;
}

void index_produce(void)
{
    static struct batch b;
    struct bench_peer p = bench_open("client");
    uint64_t window = p.msg.welcome.window_docs, sent = 0, acknowledged = 0;
    index_wait();
    while (acknowledged < index_files.count) {
        while (sent < index_files.count && sent - acknowledged + BATCH <= window) {
            while (b.count < BATCH && b.body.len < BATCH_BYTES && sent < index_files.count)
                add_file(&b, index_files.at[sent++]);
            send_batch(&p, &b);
        }
        bench_await(&p, MSG_SUBMITTED);
        acknowledged += p.msg.submitted.verdicts.len;
    }
    for (;;) bench_take(&p, HEARTBEAT_MS);
}

/* ---- The workers ---- */

static void answer(const struct msg_job *job, struct view stored, struct msg_outcome *o,
                   struct buf *results)
{
    static struct buf text, result;
    size_t before = results->len;
    text.len = result.len = 0;
    if (expand((int)job->encoding, stored, MAX_DOCUMENT, &text, NULL) != 0)
        bench_die("a document", "does not expand");
    buf_string(&text);
    index_result_make(buf_view(&text), o, &result);
    o->encoding = (uint64_t)squeeze(buf_view(&result), results);
    o->length = results->len - before;
    part_make(buf_view(&result), buf_view(&text), NULL, NULL, results);
    o->part_length = results->len - before - o->length;
}

void index_work(void)
{
    bench_work(CREDIT_DOCS, CREDIT_BYTES, index_wait, answer);
}
