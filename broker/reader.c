/* reader.c: see reader.h. Threads, and the line before them. */
#include "broker/reader.h"
#include "broker/index_directory.h"
#include "broker/reader_page.h"
#include "proto/log.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    HELD_BYTES = 16 << 20,
    HELD_LEAST = HELD_BYTES / QUESTIONS_MAX,
    CACHE_BYTES = 32 << 20,    /* of what was found out lately (ask_cache.h) */
    DIRECTORY_BYTES = 64 << 20 /* of what is asked of all articles (index_directory.h) */
};

struct reader { /* what is below `thread` is the thread's own while it runs */
    struct readers *all;
    char name[64];
    struct wire *near; /* the loop's end of the pair */
    bool started;
    pthread_t thread;
    struct wire *far;
    struct arena arena;
    struct page page;
};

struct readers {
    struct reader at[READERS_MAX];
    unsigned count;
    struct ask_cache *cache;
    struct index_directories *directories;
    pthread_mutex_t lock;          /* of what is below */
    pthread_cond_t some;           /* a thread may have something to do */
    struct question *first, *last; /* the line */
    size_t waiting;
    size_t held; /* bytes of answers that the loop has not fetched yet, about */
    bool ending;
};

/* ---- The line ---- */

static void enter_line(struct readers *r, struct question *q)
{
    q->next = NULL;
    if (r->last)
        r->last->next = q;
    else
        r->first = q;
    r->last = q;
    r->waiting++;
}

static struct question *leave_line(struct readers *r)
{
    struct question *q = r->first;
    r->first = q->next;
    if (!r->first) r->last = NULL;
    r->waiting--;
    return q;
}

/* The next question; NULL to end. The loop fetches answers once a turn: until then the threads go
 * on with what waits, but for so much memory only. */
static struct question *next_question(struct readers *r)
{
    struct question *q = NULL;
    pthread_mutex_lock(&r->lock);
    while (!r->ending && (!r->first || r->held >= HELD_BYTES))
        pthread_cond_wait(&r->some, &r->lock);
    if (!r->ending) q = leave_line(r);
    pthread_mutex_unlock(&r->lock);
    return q;
}

static size_t size_of(const struct question *q)
{
    size_t size = q->header.len + (q->body ? wire_body_len(q->body) : 0);
    return size > HELD_LEAST ? size : HELD_LEAST;
}

void question_free(struct question *q)
{
    buf_free(&q->header);
    wire_body_free(&q->body);
    free(q);
}

/* A pointer over the pair, to the loop. The pair has room for all that may be held. */
static void pass(struct reader *r, struct question *q)
{
    pthread_mutex_lock(&r->all->lock);
    r->all->held += size_of(q);
    pthread_mutex_unlock(&r->all->lock);
    wire_send(r->far, NULL, (struct view){(const char *)&q, sizeof q}, NULL);
}

/* False if there is none at the moment. */
static bool receive(struct wire *from, struct question **q)
{
    struct wire_in in;
    if (wire_recv(from, &in, NULL) <= 0) return false;
    memcpy(q, in.header.at, sizeof *q);
    wire_in_free(&in);
    return true;
}

/* ---- In the thread ---- */

static int page_fill(struct page *p, const struct msg *question, struct err *err)
{
    switch (question->number) {
    case MSG_LIST_DOCS: return page_list(p, question, err);
    case MSG_FETCH: return page_fetch(p, question, err);
    case MSG_ASK: return page_ask(p, question, err);
    case MSG_CHECK: return page_check(p, question, err);
    default: return fail(err, ERR_BAD_REQUEST, "%s is no question", msg_name(question->number));
    }
}

/* The answer is encoded while the page is held: there are views into the store in it. */
static int answer(struct page *p, const struct msg *question, struct buf *header, struct err *err)
{
    struct err fault;
    if (store_read_begin(p->read, err) != 0) return -1;
    int rc = page_fill(p, question, err);
    if (rc == 0) rc = msg_encode(&p->answer, header, err);
    if (store_read_end(p->read, &fault) != 0) rc = fail(err, ERR_STORE, "%s", fault.text);
    return rc;
}

static void refuse(struct question *q, uint64_t request, const struct err *err)
{
    struct msg msg = {.number = MSG_ERROR};
    q->refused = err->code ? err->code : ERR_STORE;
    q->header.len = 0;
    msg.error = (struct msg_error){(uint64_t)q->refused, request, view_of(err->text)};
    msg_encode(&msg, &q->header, NULL);
}

static void work(struct reader *r, struct question *q)
{
    struct err err = {0};
    struct msg question = {0};
    struct buf asked = q->header;
    q->header = (struct buf){0};
    arena_reset(&r->arena);
    r->page.answer = (struct msg){0};
    r->page.header = 0;
    page_documents_begin(&r->page);
    r->page.until_ms = clock_mono_ms() + ANSWER_MS;
    int rc = msg_decode(asked.at, asked.len, &r->arena, &question, &err);
    if (rc == 0) rc = answer(&r->page, &question, &q->header, &err);
    q->body = r->page.body;
    r->page.body = NULL;
    if (rc != 0) {
        wire_body_free(&q->body);
        refuse(q, question.list_docs.request, &err); /* the first field of each of them */
    }
    buf_free(&asked);
}

static void *run(void *reader)
{
    struct reader *r = reader;
    for (struct question *q; (q = next_question(r->all));) {
        work(r, q);
        pass(r, q); /* the loop's again */
    }
    return NULL;
}

/* ---- In the loop ---- */

static int open_one(struct reader *r, struct store *store, struct err *err)
{
    r->page.arena = &r->arena;
    r->page.cache = r->all->cache;
    r->page.index.directories = r->all->directories;
    snprintf(r->name, sizeof r->name, "inproc://reader-%p", (void *)r);
    r->near = wire_pair(r->name, true, err);
    if (!r->near) return -1;
    r->far = wire_pair(r->name, false, err);
    if (!r->far || store_read_open(store, &r->page.read, err) != 0) return -1;
    if (pthread_create(&r->thread, NULL, run, r) != 0)
        return fail_errno(err, 0, "cannot start a reading thread");
    r->started = true;
    return 0;
}

int readers_open(struct store *store, unsigned count, struct readers **out, struct err *err)
{
    struct readers *r = *out = xcalloc(1, sizeof *r);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->some, NULL);
    r->cache = ask_cache_open(CACHE_BYTES);
    r->directories = index_directories_open(DIRECTORY_BYTES);
    while (r->count < count && r->count < READERS_MAX) {
        struct reader *one = &r->at[r->count++];
        one->all = r;
        if (open_one(one, store, err) == 0) continue;
        readers_close(out);
        return -1;
    }
    return 0;
}

static void close_one(struct reader *r)
{
    struct question *q;
    if (r->started) {
        pthread_join(r->thread, NULL);
        while (receive(r->near, &q)) question_free(q);
    }
    store_read_close(&r->page.read);
    wire_close(&r->far, 0);
    wire_close(&r->near, 0);
    content_free(&r->page.content);
    page_documents_free(&r->page);
    index_close(&r->page.index);
    arena_free(&r->arena);
}

void readers_close(struct readers **at)
{
    struct readers *r = *at;
    if (!r) return;
    pthread_mutex_lock(&r->lock);
    r->ending = true;
    pthread_cond_broadcast(&r->some);
    pthread_mutex_unlock(&r->lock);
    for (unsigned i = 0; i < r->count; i++) close_one(&r->at[i]);
    while (r->first) question_free(leave_line(r));
    ask_cache_free(&r->cache);
    index_directories_free(&r->directories);
    pthread_cond_destroy(&r->some);
    pthread_mutex_destroy(&r->lock);
    free(r);
    *at = NULL;
}

bool readers_ask(struct readers *r, struct question *q)
{
    pthread_mutex_lock(&r->lock);
    bool taken = r->waiting < QUESTIONS_MAX;
    if (taken) enter_line(r, q);
    pthread_cond_signal(&r->some);
    pthread_mutex_unlock(&r->lock);
    return taken;
}

struct question *readers_answered(struct readers *r)
{
    struct question *q = NULL;
    for (unsigned i = 0; i < r->count && !q; i++)
        if (!receive(r->at[i].near, &q)) q = NULL;
    if (!q) return NULL;
    pthread_mutex_lock(&r->lock);
    r->held -= size_of(q);
    pthread_cond_broadcast(&r->some);
    pthread_mutex_unlock(&r->lock);
    return q;
}

int readers_wait_items(struct readers *r, struct wire_wait items[READERS_MAX])
{
    for (unsigned i = 0; i < r->count; i++) items[i] = (struct wire_wait){.wire = r->at[i].near};
    return (int)r->count;
}
