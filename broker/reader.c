/* reader.c: see reader.h. Threads, and the lines before them. */
#include "broker/reader.h"
#include "broker/index_directory.h"
#include "broker/reader_pace.h"
#include "broker/reader_page.h"
#include "proto/log.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    HELD_BYTES = 16 << 20,
    HELD_LEAST = HELD_BYTES / QUESTIONS_MAX,
    KEPT_BYTES = 64 << 20,     /* of what questions came to, for their next pages (ask_kept.h) */
    CACHE_BYTES = 128 << 20,   /* of what was found out lately (ask_cache.h) */
    DIRECTORY_BYTES = 64 << 20 /* of what is asked of all articles (index_directory.h) */
};

struct reader { /* what is below `thread` is the thread's own while it runs */
    struct readers *all;
    bool started;
    pthread_t thread;
    struct arena arena;
    struct page page;
};

struct readers {
    struct reader at[READERS_MAX];
    unsigned count;
    struct ask_cache *cache;
    struct ask_keeper *keeper;
    struct index_directories *directories;
    int call;             /* an eventfd: somebody is answered */
    pthread_mutex_t lock; /* of what is below */
    pthread_cond_t some;  /* a thread may have something to do */
    struct line {
        struct question *first, *last;
    } lines[2], answered; /* [true]: of those that take long */
    atomic_uint waiting;  /* in both lines */
    struct pace pace;
    unsigned long_ones;  /* threads that are at one of these */
    unsigned brief_ones; /* taken since the last long one */
    size_t held;         /* bytes of answers that the loop has not fetched yet, about */
    bool ending;
};

/* ---- The lines ---- */

static void line_add(struct line *line, struct question *q)
{
    q->next = NULL;
    if (line->last)
        line->last->next = q;
    else
        line->first = q;
    line->last = q;
}

/* NULL if there is none. */
static struct question *line_take(struct line *line)
{
    struct question *q = line->first;
    if (!q) return NULL;
    line->first = q->next;
    if (!line->first) line->last = NULL;
    return q;
}

static uint64_t time_us(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static void wait_in_line(struct readers *r, struct question *q)
{
    q->since_us = time_us(CLOCK_MONOTONIC);
    line_add(&r->lines[q->takes_long], q);
    atomic_fetch_add(&r->waiting, 1);
}

/* The line to take from; NULL if there is nothing that may be begun. One long question is always
 * under way where there are threads for both; one thread alone begins one behind so many short
 * ones, or when there are none. */
static struct line *due(struct readers *r)
{
    enum { SHORT_BEFORE_LONG = 16 };
    struct line *brief = &r->lines[false], *lengthy = &r->lines[true];
    unsigned most = r->count > 1 ? r->count - 1 : 1;
    bool may = lengthy->first && r->long_ones < most;
    bool must = r->count > 1 ? r->long_ones == 0 : r->brief_ones >= SHORT_BEFORE_LONG;
    if (may && (must || !brief->first)) return lengthy;
    return brief->first ? brief : NULL;
}

static void wait_so_long(struct readers *r, uint64_t us)
{
    uint64_t until = time_us(CLOCK_MONOTONIC) + us;
    struct timespec t = {(time_t)(until / 1000000), (long)(until % 1000000) * 1000};
    pthread_cond_timedwait(&r->some, &r->lock, &t);
}

/* False: it has waited for a while, and is to be asked again. */
static bool may_begin(struct readers *r)
{
    struct line *line = r->held < HELD_BYTES ? due(r) : NULL;
    uint64_t now = time_us(CLOCK_MONOTONIC);
    uint64_t wait = line ? pace_wait_us(&r->pace, now, line->first->since_us) : 0;
    if (!line) pthread_cond_wait(&r->some, &r->lock);
    if (wait > 0) wait_so_long(r, wait);
    return line && wait == 0;
}

/* The next question; NULL to end. The loop fetches answers once a turn: until then the threads go
 * on with what waits, but for so much memory only. */
static struct question *next_question(struct readers *r)
{
    struct question *q = NULL;
    pthread_mutex_lock(&r->lock);
    while (!r->ending && !may_begin(r)) continue;
    if (!r->ending) {
        q = line_take(due(r));
        atomic_fetch_sub(&r->waiting, 1);
        r->long_ones += q->takes_long;
        r->brief_ones = q->takes_long ? 0 : r->brief_ones + 1;
    }
    pthread_mutex_unlock(&r->lock);
    return q;
}

/* It takes long: its turn comes later. */
static void put_off(struct readers *r, struct question *q, uint64_t took_us)
{
    pthread_mutex_lock(&r->lock);
    pace_pay(&r->pace, time_us(CLOCK_MONOTONIC), took_us);
    q->takes_long = true;
    wait_in_line(r, q);
    pthread_cond_broadcast(&r->some);
    pthread_mutex_unlock(&r->lock);
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

/* To the loop, which is called for the first of those that wait for it. */
static void pass(struct readers *r, struct question *q, uint64_t took_us)
{
    uint64_t once = 1;
    pthread_mutex_lock(&r->lock);
    pace_pay(&r->pace, time_us(CLOCK_MONOTONIC), took_us);
    r->held += size_of(q);
    if (q->takes_long) {
        r->long_ones--;
        pthread_cond_broadcast(&r->some);
    }
    if (!r->answered.first && write(r->call, &once, sizeof once) < 0)
        log_line(LOG_ERROR, "cannot call the loop: %s", strerror(errno));
    line_add(&r->answered, q);
    pthread_mutex_unlock(&r->lock);
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

static void begin_page(struct reader *r, const struct question *q)
{
    struct page *p = &r->page;
    uint64_t now = clock_mono_ms();
    arena_reset(&r->arena);
    p->answer = (struct msg){0};
    p->header = 0;
    p->until_ms = now + ANSWER_MS;
    p->soon_ms = now + ANSWER_SOON_MS;
    p->short_only = !q->takes_long;
    page_documents_begin(p);
}

/* False if it takes too long to be answered now. */
static bool work(struct reader *r, struct question *q)
{
    struct err err = {0};
    struct msg question = {0};
    struct buf asked = q->header, header = {0};
    begin_page(r, q);
    int rc = msg_decode(asked.at, asked.len, &r->arena, &question, &err);
    if (rc == 0) rc = answer(&r->page, &question, &header, &err);
    q->body = r->page.body;
    r->page.body = NULL;
    if (rc == PAGE_LATER) return false;
    q->header = header;
    if (rc != 0) {
        wire_body_free(&q->body);
        refuse(q, question.list_docs.request, &err); /* the first field of each of them */
    }
    buf_free(&asked);
    return true;
}

/* So far above the loop's own: where more wants to run than there are processors, a reading thread
 * has 0.64 of the time that the loop has (sched(7): each step is a quarter). Linux takes it as the
 * calling thread's alone; refused, it changes nothing. */
enum { NICENESS = 2 };

static void give_way(void)
{
    setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + NICENESS);
}

static void *run(void *reader)
{
    struct reader *r = reader;
    give_way();
    for (struct question *q; (q = next_question(r->all));) {
        uint64_t before = time_us(CLOCK_THREAD_CPUTIME_ID);
        bool done = work(r, q);
        uint64_t took = time_us(CLOCK_THREAD_CPUTIME_ID) - before;
        if (done)
            pass(r->all, q, took); /* the loop's again */
        else
            put_off(r->all, q, took);
    }
    return NULL;
}

/* ---- In the loop ---- */

static int open_one(struct reader *r, struct store *store, struct err *err)
{
    r->page.arena = &r->arena;
    r->page.cache = r->all->cache;
    r->page.keeper = r->all->keeper;
    r->page.waiting = &r->all->waiting;
    r->page.index.directories = r->all->directories;
    if (store_read_open(store, &r->page.read, err) != 0) return -1;
    if (pthread_create(&r->thread, NULL, run, r) != 0)
        return fail_errno(err, 0, "cannot start a reading thread");
    r->started = true;
    return 0;
}

/* Threads that wait for some time do so by the clock that never goes back. */
static void open_line(struct readers *r)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->some, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

int readers_open(struct store *store, unsigned count, struct readers **out, struct err *err)
{
    struct readers *r = *out = xcalloc(1, sizeof *r);
    open_line(r);
    r->pace = pace_of((unsigned)sysconf(_SC_NPROCESSORS_ONLN));
    r->cache = ask_cache_open(CACHE_BYTES);
    r->keeper = ask_keeper_open(KEPT_BYTES);
    r->directories = index_directories_open(DIRECTORY_BYTES);
    r->count = count < READERS_MAX ? count : READERS_MAX; /* before a thread looks at it */
    r->call = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (r->call < 0) {
        fail_errno(err, 0, "cannot be called by a reading thread");
        readers_close(out);
        return -1;
    }
    for (unsigned i = 0; i < r->count; i++) {
        r->at[i].all = r;
        if (open_one(&r->at[i], store, err) == 0) continue;
        readers_close(out);
        return -1;
    }
    return 0;
}

static void close_one(struct reader *r)
{
    if (r->started) pthread_join(r->thread, NULL);
    store_read_close(&r->page.read);
    content_free(&r->page.content);
    page_documents_free(&r->page);
    index_close(&r->page.index);
    arena_free(&r->arena);
}

static void drop_line(struct line *line)
{
    for (struct question *q; (q = line_take(line));) question_free(q);
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
    drop_line(&r->lines[false]);
    drop_line(&r->lines[true]);
    drop_line(&r->answered);
    if (r->call >= 0) close(r->call);
    ask_cache_free(&r->cache);
    ask_keeper_free(&r->keeper);
    index_directories_free(&r->directories);
    pthread_cond_destroy(&r->some);
    pthread_mutex_destroy(&r->lock);
    free(r);
    *at = NULL;
}

bool readers_ask(struct readers *r, struct question *q)
{
    pthread_mutex_lock(&r->lock);
    bool taken = atomic_load(&r->waiting) < QUESTIONS_MAX;
    if (taken) wait_in_line(r, q);
    pthread_cond_signal(&r->some);
    pthread_mutex_unlock(&r->lock);
    return taken;
}

void readers_document(struct readers *r)
{
    pthread_mutex_lock(&r->lock);
    pace_document(&r->pace, time_us(CLOCK_MONOTONIC));
    pthread_mutex_unlock(&r->lock);
}

/* Threads wait for the loop only where it has that much to fetch. */
static void let_go(struct readers *r, const struct question *q)
{
    bool full = r->held >= HELD_BYTES;
    r->held -= size_of(q);
    if (full && r->held < HELD_BYTES) pthread_cond_broadcast(&r->some);
}

struct question *readers_answered(struct readers *r)
{
    uint64_t calls;
    pthread_mutex_lock(&r->lock);
    struct question *q = line_take(&r->answered);
    if (q) let_go(r, q);
    if (q && !r->answered.first && read(r->call, &calls, sizeof calls) < 0)
        log_line(LOG_ERROR, "cannot be called by a reading thread: %s", strerror(errno));
    pthread_mutex_unlock(&r->lock);
    return q;
}

struct wire_wait readers_wait_item(const struct readers *r)
{
    return (struct wire_wait){.fd = r->call};
}
