/* sim_edge.c: packets become events, effects are applied or parked: what broker/loop*.c does. */
#include "tests/sim/sim.h"
#include <stdio.h>
#include <string.h>

/* ---- Effects out ---- */

static void park(struct sim *s, const struct core_effect *e, struct packet packet)
{
    struct broker *b = &s->broker;
    if (b->parcel_count == b->parcel_room) {
        b->parcel_room = b->parcel_room ? 2 * b->parcel_room : 64;
        b->parcels = xrealloc(b->parcels, b->parcel_room * sizeof *b->parcels);
    }
    packet.link = b->seats[e->peer].link;
    b->parcels[b->parcel_count++] = (struct parcel){b->turn, packet};
}

static void send_welcome(struct sim *s, const struct core_effect *e)
{
    s->broker.seats[e->peer].session = ++s->broker.sessions;
    park(s, e, (struct packet){.kind = P_WELCOME});
}

static void send_error(struct sim *s, const struct core_effect *e)
{
    park(s, e,
         (struct packet){.kind = P_ERROR, .code = e->error.code, .request = e->error.request});
}

static void send_pong(struct sim *s, const struct core_effect *e)
{
    park(s, e, (struct packet){.kind = P_PONG});
}

static void send_submitted(struct sim *s, const struct core_effect *e)
{
    const struct packet *submit = s->broker.packet;
    law(s, e->submitted.verdicts.len == submit->docs, "there is a verdict for each offer");
    park(s, e,
         (struct packet){.kind = P_SUBMITTED,
                         .request = e->submitted.request,
                         .docs = submit->docs,
                         .offers = submit->offers,
                         .verdicts = arena_copy(&s->arena, e->submitted.verdicts.at,
                                                e->submitted.verdicts.len)});
}

static void send_task(struct sim *s, const struct core_effect *e)
{
    struct core_job *jobs = arena_alloc(&s->arena, e->task.count * sizeof *jobs);
    memcpy(jobs, e->task.jobs, e->task.count * sizeof *jobs);
    park(s, e,
         (struct packet){
             .kind = P_TASK, .lease = e->task.lease, .docs = e->task.count, .jobs = jobs});
}

static void send_revoke(struct sim *s, const struct core_effect *e)
{
    park(s, e, (struct packet){.kind = P_REVOKE, .lease = e->lease});
}

static void send_changed(struct sim *s, const struct core_effect *e)
{
    park(s, e, (struct packet){.kind = P_CHANGED, .request = e->changed.request});
}

static void close_seat(struct sim *s, const struct core_effect *e)
{
    struct broker *b = &s->broker;
    b->number_of[b->seats[e->peer].link] = 0;
    b->seats[e->peer] = (struct seat){0};
}

static void apply(struct sim *s, const struct core_effect *e)
{
    static void (*const sends[])(struct sim *, const struct core_effect *) = {
        [CORE_SEND_WELCOME] = send_welcome, [CORE_SEND_ERROR] = send_error,
        [CORE_SEND_PONG] = send_pong,       [CORE_SEND_SUBMITTED] = send_submitted,
        [CORE_SEND_TASK] = send_task,       [CORE_SEND_REVOKE] = send_revoke,
        [CORE_SEND_CHANGED] = send_changed, [CORE_CLOSE] = close_seat,
    };
    if (e->kind < CORE_SEND_WELCOME)
        disk_apply(s, e);
    else if (e->kind <= CORE_CLOSE)
        sends[e->kind](s, e);
}

static void answer_window(struct sim *s, const struct core_effect *want)
{
    uint32_t room = want->want.max < DOCS ? want->want.max : DOCS;
    struct core_waiting *at = arena_alloc(&s->arena, room * sizeof *at);
    struct core_event event = {.kind = CORE_WINDOW};
    event.window.from = want->want.from;
    event.window.at = at;
    event.window.count = disk_window(s, want->want.from, room, at, &event.window.next);
    edge_feed(s, &event);
}

static void answer_retries(struct sim *s, const struct core_effect *want)
{
    uint32_t room = want->want.max < DOCS ? want->want.max : DOCS;
    struct core_retry *at = arena_alloc(&s->arena, room * sizeof *at);
    struct core_event event = {.kind = CORE_RETRIES};
    event.retries.after = want->want.from;
    event.retries.at = at;
    event.retries.count = disk_retries(s, want->want.from, room, at, &event.retries.next);
    edge_feed(s, &event);
}

void edge_feed(struct sim *s, const struct core_event *event)
{
    struct broker *b = &s->broker;
    struct core_effect wants[4];
    size_t want_count = 0;
    law_time(s);
    core_step(b->core, event, broker_now(s), &b->effects);
    for (size_t i = 0; i < b->effects.count; i++) {
        const struct core_effect *e = &b->effects.at[i];
        trace_effect(s, e);
        law_effect(s, event, e);
        apply(s, e);
        if (e->kind > CORE_CLOSE) wants[want_count++] = *e;
        law(s, want_count < 4, "no more is wanted at once than a window and retries");
    }
    law_step(s);
    for (size_t i = 0; i < want_count; i++)
        if (wants[i].kind == CORE_WANT_WINDOW)
            answer_window(s, &wants[i]);
        else
            answer_retries(s, &wants[i]);
}

/* ---- Packets in ---- */

static uint32_t seat_of(struct sim *s, uint32_t link)
{
    struct broker *b = &s->broker;
    if (b->number_of[link] != 0) return b->number_of[link];
    uint32_t number = 1; /* the lowest that is free, so that numbers are used again at once */
    while (b->seats[number].link != 0) number++;
    law(s, number < NUMBERS, "sessions that ended are closed");
    if (number >= b->seat_count) b->seat_count = number + 1;
    b->seats[number] = (struct seat){.link = link};
    return b->number_of[link] = number;
}

static void take_hello(struct sim *s, struct core_event *event, const struct packet *p)
{
    char extractor[16];
    if (p->extractor && s->broker.leftovers_due) return; /* no worker is let in */
    snprintf(extractor, sizeof extractor, "x%u", p->extractor);
    s->broker.seats[event->peer].session = 0;
    s->broker.seats[event->peer].extractor = p->extractor;
    s->broker.seats[event->peer].credit_docs = s->broker.seats[event->peer].credit_bytes = 0;
    event->kind = CORE_HELLO;
    event->hello.protocol = PROTOCOL_VERSION;
    event->hello.role = p->extractor ? CORE_WORKER : CORE_CLIENT;
    event->hello.name = view_of("peer");
    event->hello.extractor = p->extractor ? view_of(extractor) : view_of("");
    event->hello.children = p->children;
    edge_feed(s, event);
}

static void take_bye(struct sim *s, struct core_event *event, const struct packet *p)
{
    event->kind = CORE_BYE;
    edge_feed(s, event);
}

static void take_credit(struct sim *s, struct core_event *event, const struct packet *p)
{
    s->broker.seats[event->peer].credit_docs = p->docs;
    s->broker.seats[event->peer].credit_bytes = p->bytes;
    event->kind = CORE_CREDIT;
    event->credit.docs = p->docs;
    event->credit.bytes = p->bytes;
    edge_feed(s, event);
}

static void take_heartbeat(struct sim *s, struct core_event *event, const struct packet *p)
{
    event->kind = CORE_HEARTBEAT;
    event->heartbeat.leases = p->leases;
    event->heartbeat.count = p->docs;
    edge_feed(s, event);
}

static void take_result(struct sim *s, struct core_event *event, const struct packet *p)
{
    event->kind = CORE_RESULT;
    event->result.lease = p->lease;
    event->result.outcomes = p->outcomes;
    event->result.count = p->docs;
    edge_feed(s, event);
    law_heard(s, event->peer, p);
}

static void take_submit(struct sim *s, struct core_event *event, const struct packet *p)
{
    event->kind = CORE_SUBMIT;
    event->submit.request = p->request;
    event->submit.docs = p->docs;
    event->submit.bytes = p->bytes;
    edge_feed(s, event);
    if (s->broker.effects.refused) return;
    for (size_t i = 0; i < p->docs; i++) {
        struct core_event offer = {.kind = CORE_OFFER, .peer = event->peer};
        s->broker.offer = i;
        disk_offer(s, &p->offers[i], &offer);
        s->working.latest[p->offers[i].name] = p->offers[i];
        edge_feed(s, &offer);
    }
}

/* An operator's hand falls on about a quarter of the documents. */
static void take_change(struct sim *s, struct core_event *event, const struct packet *p)
{
    uint32_t number = event->peer;
    for (uint64_t n = 1; n < s->working.next_num && s->broker.seats[number].session; n++) {
        if ((n * 2654435761u ^ p->request * 40503u) % 4 != 0) continue;
        struct core_event change = {.kind = CORE_CHANGE, .peer = number};
        change.change.to = p->to;
        change.change.has_content = s->working.docs[n].content != 0;
        change.change.found = disk_found(s, n);
        edge_feed(s, &change);
    }
    event->kind = CORE_CHANGE_END;
    event->request = p->request;
    edge_feed(s, event);
}

void edge_packet(struct sim *s, const struct packet *packet)
{
    static void (*const takes[])(struct sim *, struct core_event *, const struct packet *) = {
        [P_HELLO] = take_hello,         [P_BYE] = take_bye,       [P_CREDIT] = take_credit,
        [P_HEARTBEAT] = take_heartbeat, [P_RESULT] = take_result, [P_SUBMIT] = take_submit,
        [P_CHANGE] = take_change,
    };
    struct core_event event = {.peer = seat_of(s, packet->link)};
    trace_packet(s, "taken in", packet);
    s->broker.packet = packet;
    takes[packet->kind](s, &event, packet);
    s->broker.packet = NULL;
}

void edge_leftovers(struct sim *s)
{
    while (s->working.record_count > 0) {
        const struct record r = s->working.records[0];
        struct core_found *found = arena_alloc(&s->arena, r.count * sizeof *found);
        struct core_retry *retry = arena_alloc(&s->arena, r.count * sizeof *retry);
        for (size_t i = 0; i < r.count; i++) {
            found[i] = disk_found(s, r.jobs[i].num);
            retry[i] = s->working.docs[r.jobs[i].num].retry;
        }
        struct core_event event = {.kind = CORE_LEFTOVER};
        event.leftover.lease = r.lease;
        event.leftover.found = found;
        event.leftover.retry = retry;
        event.leftover.count = r.count;
        event.leftover.undone = s->broker.undone;
        edge_feed(s, &event);
        law(s, s->working.record_count == 0 || s->working.records[0].lease != r.lease,
            "a lease left over by a crash is dealt with once");
    }
    s->broker.leftovers_due = false;
    law_step(s);
}
