/* fake_broker.c: see fake_broker.h. */
#include "tests/client/fake_broker.h"
#include "proto/id.h"
#include "proto/log.h"
#include "proto/pack.h"
#include "proto/squeeze.h"
#include "proto/wire.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DOCUMENTS_MAX = 65536, PENDING_MAX = 4096 };

/* A SUBMIT that was not answered yet. */
struct pending {
    struct wire_id from;
    uint64_t request, docs, bytes;
    unsigned char verdicts[MAX_BATCH];
};

struct fake_state {
    struct wire *wire;
    bool knows_peer;
    struct pending pending[PENDING_MAX];
    size_t pending_count;
    uint64_t answer_ms; /* when the next may be answered */
    char *sources[DOCUMENTS_MAX];
    size_t source_count;
};

static void complain(struct fake_broker *f, const char *what)
{
    if (!f->wrong[0]) snprintf(f->wrong, sizeof f->wrong, "%s", what);
}

static void say(struct fake_broker *f, const struct wire_id *to, const struct msg *msg,
                struct view body)
{
    struct buf header = {0};
    struct err err = {0};
    struct wire_body *b = body.len ? wire_body_new(body.len) : NULL;
    if (b) memcpy(wire_body_at(b), body.at, body.len);
    if (msg_encode(msg, &header, &err) != 0) complain(f, err.text);
    wire_send(f->state->wire, to, buf_view(&header), &b);
    buf_free(&header);
}

static void refuse(struct fake_broker *f, const struct wire_id *to, unsigned code, uint64_t request)
{
    struct msg msg = {MSG_ERROR, .error = {.code = code, .request = request}};
    msg.error.text = view_of(error_sentence(code));
    say(f, to, &msg, (struct view){0});
}

static void welcome(struct fake_broker *f, const struct wire_id *to)
{
    struct msg msg = {MSG_WELCOME, .welcome = {.protocol = PROTOCOL_VERSION}};
    f->hellos++;
    if (f->refuse_hello) {
        refuse(f, to, f->refuse_hello, 0);
        return;
    }
    f->state->knows_peer = true;
    msg.welcome.version = view_of("fake");
    msg.welcome.store = (struct view){"0123456789abcdef", 16};
    msg.welcome.window_docs = f->window_docs;
    msg.welcome.window_bytes = f->window_bytes;
    msg.welcome.max_document = f->max_document;
    say(f, to, &msg, (struct view){0});
}

static int compare_sources(const void *key, const void *item)
{
    return strcmp(key, *(char *const *)item);
}

/* Where source is, or belongs, in the sorted list. */
static size_t place_of(const struct fake_state *s, const char *source)
{
    size_t from = 0, to = s->source_count;
    while (from < to) {
        size_t middle = (from + to) / 2;
        if (compare_sources(source, &s->sources[middle]) > 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

/* Keeps the source; false if it was there. */
static bool keep(struct fake_broker *f, const char *source)
{
    struct fake_state *s = f->state;
    size_t at = place_of(s, source);
    if (at < s->source_count && strcmp(s->sources[at], source) == 0) return false;
    if (s->source_count == DOCUMENTS_MAX) abort();
    memmove(s->sources + at + 1, s->sources + at, (s->source_count - at) * sizeof *s->sources);
    s->sources[at] = strdup(source);
    s->source_count++;
    f->documents++;
    return true;
}

static void check_content(struct fake_broker *f, const struct msg_offer *o, struct view stored)
{
    unsigned char hash[SHA256_LEN];
    struct buf raw = {0};
    struct err err = {0};
    if (expand((int)o->encoding, stored, MAX_DOCUMENT, &raw, &err) != 0) complain(f, err.text);
    if (raw.len != o->bytes) complain(f, "an offer's bytes is not its document's length");
    sha256(raw.at, raw.len, hash);
    if (o->sha256.len != SHA256_LEN || memcmp(o->sha256.at, hash, SHA256_LEN) != 0)
        complain(f, "an offer's sha256 is not that of its bytes");
    buf_free(&raw);
}

static unsigned char take_offer(struct fake_broker *f, const struct msg_offer *o,
                                struct view stored)
{
    char source[MAX_SOURCE + 1] = {0};
    memcpy(source, o->source.at, o->source.len);
    if (o->reason == 0)
        check_content(f, o, stored);
    else if (o->length != 0 || o->detail.len == 0)
        complain(f, "a refused offer with a body, or without a word");
    bool is_new = keep(f, source);
    if (is_new && o->reason) f->refused[o->reason]++;
    if (!is_new) f->offered_again++;
    return !is_new ? VERDICT_KNOWN : o->reason ? VERDICT_RECORDED : VERDICT_ACCEPTED;
}

static void check_window(struct fake_broker *f)
{
    struct fake_state *s = f->state;
    uint64_t docs = 0, bytes = 0;
    if (s->pending_count < 2) return;
    for (size_t i = 0; i < s->pending_count; i++) {
        docs += s->pending[i].docs;
        bytes += s->pending[i].bytes;
    }
    if (docs > f->most_docs) f->most_docs = docs;
    if (bytes > f->most_bytes) f->most_bytes = bytes;
    if (docs > f->window_docs || bytes > f->window_bytes)
        complain(f, "more than the window allows");
}

static void take_submit(struct fake_broker *f, const struct wire_in *in, const struct msg_submit *m)
{
    struct fake_state *s = f->state;
    if (s->pending_count == PENDING_MAX) abort();
    struct pending *p = &s->pending[s->pending_count++];
    *p = (struct pending){.from = in->from, .request = m->request, .docs = m->offers.count};
    p->bytes = in->body.len;
    if (m->offers.count == 0) complain(f, "a SUBMIT without offers");
    size_t at = 0;
    for (size_t i = 0; i < m->offers.count; i++) {
        const struct msg_offer *o = &m->offers.at[i];
        if (o->length > in->body.len - at)
            complain(f, "a body that is too short");
        else
            p->verdicts[i] = take_offer(f, o, (struct view){in->body.at + at, o->length});
        at += o->length;
    }
    if (at != in->body.len) complain(f, "a body that is too long");
    check_window(f);
}

/* Goes away with all that was sent to it. */
static void vanish(struct fake_broker *f)
{
    struct fake_state *s = f->state;
    struct err err = {0};
    wire_close(&s->wire, 0);
    s->pending_count = 0;
    s->knows_peer = false;
    usleep(1000 * f->deaf_ms);
    s->wire = wire_router();
    if (wire_bind(s->wire, f->endpoint, &err) != 0) complain(f, err.text);
}

/* What a SUBMIT meets; false if it is lost. */
static void meet_submit(struct fake_broker *f, const struct wire_in *in, const struct msg_submit *m)
{
    unsigned n = ++f->submits;
    if (f->refuse_submit) {
        refuse(f, &in->from, f->refuse_submit, m->request);
    } else if (n < f->full_until) {
        refuse(f, &in->from, ERR_DISK_FULL, m->request);
    } else if (n < f->busy_until) {
        refuse(f, &in->from, ERR_BUSY, m->request);
    } else if (n == f->forgets_at) {
        f->state->knows_peer = false;
        f->state->pending_count = 0;
        refuse(f, &in->from, ERR_HELLO_FIRST, m->request);
    } else if (n != f->vanishes_at) {
        take_submit(f, in, m);
    }
}

static void answer_status(struct fake_broker *f, const struct wire_id *to, uint64_t request)
{
    struct buf body = {0};
    struct msg msg = {MSG_STATUS_IS, .status_is = {.request = request}};
    if (++f->requests < f->busy_until) {
        refuse(f, to, ERR_BUSY, request);
        return;
    }
    pack_map(&body, 0);
    say(f, to, &msg, buf_view(&body));
    buf_free(&body);
}

static void take_message(struct fake_broker *f, const struct wire_in *in, const struct msg *msg)
{
    struct msg pong = {MSG_PONG, .pong = {.token = 0}};
    if (msg->number == MSG_HELLO)
        welcome(f, &in->from);
    else if (!f->state->knows_peer && msg->number != MSG_BYE)
        refuse(f, &in->from, ERR_HELLO_FIRST, 0);
    else if (msg->number == MSG_PING)
        say(f, &in->from, &pong, (struct view){0});
    else if (msg->number == MSG_STATUS)
        answer_status(f, &in->from, msg->status.request);
    else if (msg->number == MSG_SUBMIT)
        meet_submit(f, in, &msg->submit);
}

static void answer_oldest(struct fake_broker *f)
{
    struct fake_state *s = f->state;
    struct pending *p = &s->pending[0];
    struct msg msg = {MSG_SUBMITTED, .submitted = {.request = p->request}};
    msg.submitted.verdicts = (struct view){(const char *)p->verdicts, p->docs};
    say(f, &p->from, &msg, (struct view){0});
    memmove(p, p + 1, --s->pending_count * sizeof *p);
    s->answer_ms = clock_mono_ms() + f->slow_ms;
}

static void take_messages(struct fake_broker *f)
{
    struct wire_in in;
    struct err err = {0};
    struct msg msg;
    struct arena arena = {0};
    unsigned before = f->submits;
    while (wire_recv(f->state->wire, &in, &err) == 1) {
        if (msg_decode(in.header.at, in.header.len, &arena, &msg, &err) != 0)
            complain(f, err.text);
        else
            take_message(f, &in, &msg);
        wire_in_free(&in);
        arena_reset(&arena);
        if (f->vanishes_at && before < f->vanishes_at && f->submits >= f->vanishes_at) {
            vanish(f);
            break;
        }
    }
    arena_free(&arena);
}

static void *run(void *arg)
{
    struct fake_broker *f = arg;
    struct fake_state *s = f->state;
    while (!f->stop) {
        struct wire_wait item = {.wire = s->wire};
        wire_wait(&item, 1, s->pending_count ? 1 : 20);
        take_messages(f);
        while (s->pending_count > 0 && clock_mono_ms() >= s->answer_ms) answer_oldest(f);
    }
    wire_close(&s->wire, 100);
    return NULL;
}

void fake_broker_start(struct fake_broker *f)
{
    struct err err;
    if (!f->endpoint) f->endpoint = "ipc://broker.ipc";
    if (!f->window_docs) f->window_docs = 10000;
    if (!f->window_bytes) f->window_bytes = 64 << 20;
    if (!f->max_document) f->max_document = MAX_DOCUMENT;
    f->state = calloc(1, sizeof *f->state);
    f->state->wire = wire_router(); /* bound before anybody connects; used by the thread alone */
    if (wire_bind(f->state->wire, f->endpoint, &err) != 0)
        test_fail(__FILE__, __LINE__, "%s", err.text);
    CHECK(pthread_create(&f->thread, NULL, run, f) == 0);
}

void fake_broker_stop(struct fake_broker *f)
{
    f->stop = true;
    CHECK(pthread_join(f->thread, NULL) == 0);
    CHECK_TEXT(f->wrong, "");
}

int fake_broker_has(const struct fake_broker *f, const char *source)
{
    size_t at = place_of(f->state, source);
    return at < f->state->source_count && strcmp(f->state->sources[at], source) == 0;
}
