/* compactor.c: see compactor.h. */
#include "broker/compactor.h"
#include "broker/index_slice.h"
#include "broker/packer.h"
#include "proto/log.h"
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct compactor { /* what is below `thread` is the thread's own while it runs */
    char name[64];
    struct wire *near; /* the loop's end of the pair */
    bool started, held;
    struct index_slice slice; /* of whoever holds it */
    pthread_t thread;
    struct wire *far;
    struct store_read *read;
    struct index_view view;
    struct index_merge *merge; /* under way, or NULL */
    struct packer *packer;
    struct mover mover;
};

/* A pointer over a pair: NULL ends the thread. */
static void pass(struct wire *to, struct index_slice *slice)
{
    wire_send(to, NULL, (struct view){(const char *)&slice, sizeof slice}, NULL);
}

static bool receive(struct wire *from, struct index_slice **slice)
{
    struct wire_in in;
    if (wire_recv(from, &in, NULL) <= 0) return false;
    memcpy(slice, in.header.at, sizeof *slice);
    wire_in_free(&in);
    return true;
}

/* ---- In the thread ---- */

static int make_slice(struct compactor *c, struct err *err)
{
    struct index_slice *slice = &c->slice;
    bool last = false;
    if (store_read_begin(c->read, err) != 0) return -1;
    index_open(&c->view, c->read);
    if (!c->merge) index_slice_begin(slice, &c->view, MERGE_SLICE, &c->merge);
    if (c->merge) last = merge_step(c->merge, &c->view, &slice->entries, &slice->head);
    if (store_read_end(c->read, err) != 0) return -1;
    slice->kind = !c->merge ? SLICE_NOTHING : last ? SLICE_LAST : SLICE_MORE;
    if (last) merge_free(&c->merge);
    return 0;
}

static int make_packed(struct compactor *c, struct err *err)
{
    bool any;
    if (packer_step(c->packer, &c->slice.packed, &any, err) != 0) return -1;
    if (any) c->slice.kind = SLICE_PACKED;
    return 0;
}

static int make_moves(struct compactor *c, struct err *err)
{
    if (store_read_begin(c->read, err) != 0) return -1;
    if (mover_step(&c->mover, c->read->txn, &c->slice.moves)) c->slice.kind = SLICE_MOVED;
    return store_read_end(c->read, err);
}

/* What comes next, each when there is nothing left of what is before it, and all but the merges
 * when nobody brings documents. */
static int make(struct compactor *c, struct err *err)
{
    struct index_slice *slice = &c->slice;
    int rc = make_slice(c, err);
    if (rc == 0 && slice->kind == SLICE_NOTHING && slice->idle) rc = make_packed(c, err);
    if (rc != 0 || slice->kind != SLICE_NOTHING || !slice->idle) {
        mover_restart(&c->mover);
        return rc;
    }
    return make_moves(c, err);
}

static void work(struct compactor *c)
{
    struct index_slice *slice = &c->slice;
    struct err err;
    bool lost = slice->kind != SLICE_NOTHING && !slice->written;
    if (!lost && make(c, &err) == 0) return;
    if (!lost) log_line(LOG_WARN, "the store cannot be made smaller: %s", err.text);
    merge_free(&c->merge);
    packer_restart(c->packer);
    slice->kind = slice->number && !slice->kept ? SLICE_GIVE_UP : SLICE_NOTHING;
    slice->entries.len = 0;
}

static void *run(void *compactor)
{
    struct compactor *c = compactor;
    struct index_slice *slice = NULL;
    do {
        struct wire_wait item = {.wire = c->far};
        wire_wait(&item, 1, -1);
        if (!receive(c->far, &slice)) continue;
        if (slice) work(c);
        if (slice) pass(c->far, slice); /* the loop's again */
    } while (slice);
    return NULL;
}

/* ---- In the loop ---- */

int compactor_open(struct store *store, struct compactor **out, struct err *err)
{
    struct compactor *c = *out = xcalloc(1, sizeof *c);
    snprintf(c->name, sizeof c->name, "inproc://compactor-%p", (void *)c);
    c->held = true;
    c->near = wire_pair(c->name, true, err);
    if (c->near) c->far = wire_pair(c->name, false, err);
    if (c->far && store_read_open(store, &c->read, err) == 0) {
        c->packer = packer_open(c->read);
        c->started = pthread_create(&c->thread, NULL, run, c) == 0;
        if (c->started) return 0;
        fail_errno(err, 0, "cannot start the compactor");
    }
    compactor_close(out);
    return -1;
}

void compactor_close(struct compactor **at)
{
    struct compactor *c = *at;
    if (!c) return;
    if (c->started) {
        pass(c->near, NULL);
        pthread_join(c->thread, NULL);
    }
    merge_free(&c->merge);
    packer_free(&c->packer);
    mover_free(&c->mover);
    index_close(&c->view);
    store_read_close(&c->read);
    wire_close(&c->far, 0);
    wire_close(&c->near, 0);
    buf_free(&c->slice.entries);
    packed_slice_free(&c->slice.packed);
    moves_free(&c->slice.moves);
    free(c);
    *at = NULL;
}

struct index_slice *compactor_slice(struct compactor *c)
{
    struct index_slice *slice = NULL;
    if (c->held || !receive(c->near, &slice)) return NULL;
    c->held = true;
    return slice;
}

void compactor_go_on(struct compactor *c, bool idle)
{
    c->slice.idle = idle;
    c->held = false;
    pass(c->near, &c->slice);
}

bool compactor_is_held(const struct compactor *c)
{
    return c->held;
}

struct wire_wait compactor_wait_item(struct compactor *c)
{
    return (struct wire_wait){.wire = c->near};
}
