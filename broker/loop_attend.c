/* loop_attend.c: questions that come, and answers that go, while a turn is committed. See
 * loop_parts.h.
 *
 * A commit waits for the disk, and makes the index of what the turn brought: tens of milliseconds
 * in which nothing that is asked depends on it, for questions are answered from the commit before.
 * LMDB wants a turn to be begun and ended by one thread, so for so long another one has the
 * sockets. ZeroMQ allows that, with a full fence between, which the lock is.
 */
#include "broker/loop_parts.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Nobody is kept ready for questions that do not come. */
enum { ATTENDED_MS = 1000 };

struct attendant {
    struct loop *loop;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    enum { RESTS, CALLED, ATTENDS, ENDS } state; /* ATTENDS: what is the loop's is the thread's */
    bool started;
    int call; /* an eventfd: the loop wants it back */
};

/* ---- In the thread ---- */

static void attend(struct attendant *a)
{
    struct loop *l = a->loop;
    struct wire_wait items[] = {
        {.fd = a->call}, readers_wait_item(l->readers), {.wire = l->router}};
    for (uint64_t called; !items[0].ready;) {
        wire_wait(items, held_is_full(&l->held) ? 2 : 3, -1);
        intake_questions(l);
        if (items[0].ready && read(a->call, &called, sizeof called) < 0 && errno != EAGAIN) return;
    }
}

static void *run(void *attendant)
{
    struct attendant *a = attendant;
    pthread_mutex_lock(&a->lock);
    while (a->state != ENDS) {
        if (a->state == CALLED) {
            a->state = ATTENDS;
            pthread_mutex_unlock(&a->lock);
            attend(a);
            pthread_mutex_lock(&a->lock);
            a->state = RESTS;
            pthread_cond_signal(&a->changed);
        }
        if (a->state == RESTS) pthread_cond_wait(&a->changed, &a->lock);
    }
    pthread_mutex_unlock(&a->lock);
    return NULL;
}

/* ---- In the loop ---- */

int attendant_open(struct loop *l, struct err *err)
{
    struct attendant *a = l->attendant = xcalloc(1, sizeof *a);
    a->loop = l;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->changed, NULL);
    a->call = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (a->call < 0) return fail_errno(err, 0, "cannot call a thread");
    if (pthread_create(&a->thread, NULL, run, a) != 0)
        return fail_errno(err, 0, "cannot start a thread for questions");
    a->started = true;
    return 0;
}

static void change(struct attendant *a, int state)
{
    pthread_mutex_lock(&a->lock);
    a->state = state;
    pthread_cond_broadcast(&a->changed);
    pthread_mutex_unlock(&a->lock);
}

void attendant_close(struct loop *l)
{
    struct attendant *a = l->attendant;
    if (!a) return;
    if (a->started) {
        change(a, ENDS);
        pthread_join(a->thread, NULL);
    }
    if (a->call >= 0) close(a->call);
    pthread_cond_destroy(&a->changed);
    pthread_mutex_destroy(&a->lock);
    free(a);
    l->attendant = NULL;
}

void attend_begin(struct loop *l)
{
    if (l->core && l->now_ms - l->asked_ms < ATTENDED_MS) change(l->attendant, CALLED);
}

/* It may not have come yet: then it need not. */
void attend_end(struct loop *l)
{
    struct attendant *a = l->attendant;
    uint64_t once = 1;
    pthread_mutex_lock(&a->lock);
    if (a->state == CALLED) a->state = RESTS;
    if (a->state == ATTENDS && write(a->call, &once, sizeof once) < 0)
        log_line(LOG_ERROR, "cannot call a thread: %s", strerror(errno));
    while (a->state == ATTENDS) pthread_cond_wait(&a->changed, &a->lock);
    pthread_mutex_unlock(&a->lock);
}
