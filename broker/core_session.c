/* core_session.c: who is there.
 *
 *                  HELLO                    BYE, GONE, fatal ERROR, silence
 *     (nobody) ─────────────▶ CLIENT, WORKER ─────────────▶ (nobody)
 *        ▲  └ anything else:    │  ▲
 *        │    HELLO_FIRST       └──┘ HELLO: a new session; the old one's leases are lost
 *        └──── the same when HELLO is refused
 */
#include "broker/core_state.h"
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

/* A client that says nothing for so long is forgotten; it may say HELLO again at any time. */
#define CLIENT_IDLE_MS 600000

struct session *session_find(const struct core *core, uint32_t peer)
{
    return peer < core->sessions_room ? core->sessions[peer] : NULL;
}

static struct session_list *list_of(struct core *core, enum core_role role)
{
    return role == CORE_WORKER ? &core->workers : &core->clients;
}

static void list_append(struct session_list *list, struct session *s)
{
    s->previous = list->last;
    s->next = NULL;
    if (list->last)
        list->last->next = s;
    else
        list->first = s;
    list->last = s;
    list->count++;
}

static void list_remove(struct session_list *list, struct session *s)
{
    if (s->previous)
        s->previous->next = s->next;
    else
        list->first = s->next;
    if (s->next)
        s->next->previous = s->previous;
    else
        list->last = s->previous;
    list->count--;
}

void session_rotate(struct session_list *list)
{
    struct session *s = list->first;
    list_remove(list, s);
    list_append(list, s);
}

void session_free(struct session *s)
{
    buf_free(&s->name);
    buf_free(&s->extractor);
    free(s);
}

/* Its leases are lost. */
static void session_end(struct core *core, struct session *s)
{
    while (s->leases) lease_lose(core, s->leases);
    assert(s->held_docs == 0 && s->held_bytes == 0);
    list_remove(list_of(core, s->role), s);
    core->sessions[s->peer] = NULL;
    session_free(s);
}

static void end_peer(struct core *core, uint32_t peer)
{
    struct session *s = session_find(core, peer);
    if (s) session_end(core, s);
    effect_send(core, CORE_CLOSE, peer);
}

void session_refuse(struct core *core, uint32_t peer, uint64_t request, const struct err *err)
{
    struct core_effect *e = effect_send(core, CORE_SEND_ERROR, peer);
    e->error.request = request;
    e->error.code = (uint8_t)err->code;
    e->error.text = effect_text(core, view_of(err->text));
    core->out->refused = true;
    core->refused++;
    if (error_is_fatal((unsigned)err->code) || !session_find(core, peer)) end_peer(core, peer);
}

int session_check_extractor(const struct core *core, struct view extractor, struct err *err)
{
    struct view pinned = buf_view(&core->extractor);
    if (core->config.mixed || pinned.len == 0 || view_equal(pinned, extractor)) return 0;
    return fail(err, ERR_MIXED_EXTRACTORS,
                "extractor %.*s is at work in this run, this worker's is %.*s", (int)pinned.len,
                pinned.at, (int)extractor.len, extractor.at);
}

static int check_hello(const struct core *core, const struct core_event *event, struct err *err)
{
    if (event->hello.protocol != PROTOCOL_VERSION)
        return fail(err, ERR_WRONG_PROTOCOL, "this broker speaks protocol %d, the peer %" PRIu64,
                    PROTOCOL_VERSION, event->hello.protocol);
    if (event->hello.role == CORE_STRANGER)
        return fail(err, ERR_BAD_REQUEST, "the role is neither \"client\" nor \"worker\"");
    if (core->stopping) return fail(err, ERR_STOPPING, "the broker is stopping");
    if (event->hello.role == CORE_CLIENT) return 0;
    if (event->hello.extractor.len == 0)
        return fail(err, ERR_BAD_REQUEST, "a worker must name its extractor");
    return session_check_extractor(core, event->hello.extractor, err);
}

static void welcome(struct core *core, uint32_t peer)
{
    struct core_effect *e = effect_send(core, CORE_SEND_WELCOME, peer);
    e->welcome.docs = core->config.submit_docs;
    e->welcome.bytes = core->config.submit_bytes;
}

static void make_room(struct core *core, uint32_t peer)
{
    if (peer < core->sessions_room) return;
    size_t room = core->sessions_room ? core->sessions_room : 64;
    while (room <= peer) room *= 2;
    core->sessions = xrealloc(core->sessions, room * sizeof(struct session *));
    for (size_t i = core->sessions_room; i < room; i++) core->sessions[i] = NULL;
    core->sessions_room = room;
}

void session_hello(struct core *core, const struct core_event *event)
{
    struct session *old = session_find(core, event->peer);
    struct err err;
    if (old) session_end(core, old);
    if (check_hello(core, event, &err) != 0) {
        session_refuse(core, event->peer, 0, &err);
        return;
    }
    make_room(core, event->peer);
    struct session *s = xcalloc(1, sizeof *s);
    s->peer = event->peer;
    s->role = event->hello.role;
    s->children = event->hello.children ? event->hello.children : 1;
    s->heard_ms = core->clock_ms;
    buf_add_view(&s->name, event->hello.name);
    buf_add_view(&s->extractor, event->hello.extractor);
    core->sessions[s->peer] = s;
    list_append(list_of(core, s->role), s);
    welcome(core, s->peer);
}

void session_bye(struct core *core, const struct core_event *event)
{
    end_peer(core, event->peer);
}

void session_ping(struct core *core, const struct core_event *event)
{
    effect_send(core, CORE_SEND_PONG, event->peer)->token = event->token;
}

static void sweep_list(struct core *core, struct session_list *list, uint64_t limit_ms)
{
    for (struct session *s = list->first, *next; s; s = next) {
        next = s->next;
        if (core->clock_ms - s->heard_ms >= limit_ms) end_peer(core, s->peer);
    }
}

void session_sweep(struct core *core)
{
    if (core->clock_ms - core->swept_ms < SWEEP_MS) return;
    core->swept_ms = core->clock_ms;
    if (!BROKEN(SILENCE)) sweep_list(core, &core->workers, LIVENESS_MS);
    sweep_list(core, &core->clients, CLIENT_IDLE_MS);
}
