/* sim_oracle.c: how it must end, told from what was submitted alone. */
#include "tests/sim/sim.h"

bool at_rest(const struct sim *s)
{
    if (faulty(s) || !s->broker.core) return false;
    for (uint32_t i = 0; i < s->peer_count; i++)
        if (!s->peers[i].is_worker && !client_is_done(&s->peers[i])) return false;
    for (uint64_t n = 1; n < s->committed.next_num; n++)
        if (s->committed.docs[n].state == STATE_WAITING) return false;
    return s->committed.record_count == 0 && s->committed.extractor == 0;
}

static const struct doc *current_of(struct sim *s, uint32_t name)
{
    const struct doc *current = NULL;
    for (uint64_t n = 1; n < s->committed.next_num; n++) {
        const struct doc *d = &s->committed.docs[n];
        if (d->name != name || (d->state == STATE_SKIPPED && d->reason == REASON_SUPERSEDED))
            continue;
        law(s, !current, "name %u has one current version", name);
        current = d;
    }
    return current;
}

/* Whether a name below stands for the same content. */
static bool has_lesser(const struct sim *s, const struct offer *o)
{
    for (uint32_t name = 0; name < o->name; name++) {
        const struct offer *other = &s->committed.latest[name];
        if (other->bytes && other->content == o->content) return true;
    }
    return false;
}

/* The ends that are right for a content that was worked on. */
static bool is_end(const struct sim *s, const struct doc *d)
{
    bool done = d->state == STATE_DONE, failed = d->state == STATE_FAILED;
    if (failed && d->reason == REASON_LOST) return d->tries >= 10 && !s->weather.slow;
    switch (nature_of(d->content)) {
    case GOOD: return done;
    case POISON: return failed && d->reason == REASON_DIED;
    case HANGS: return failed && d->reason == REASON_TIMEOUT;
    case FLAKY: return done || (failed && d->reason == REASON_DIED);
    case BINARY: return d->state == STATE_SKIPPED && d->reason == REASON_BINARY;
    case BAD_TEXT: return failed && d->reason == REASON_BAD_CHARSET;
    case BAD_OUTPUT: return done || (failed && d->reason == REASON_BAD_RESULT);
    }
    return false;
}

/* Has a worker lied in this world? Then it may have told anything of what it held. */
static bool may_be_lies(const struct sim *s, const struct doc *d)
{
    bool by_worker = d->state == STATE_DONE || d->state == STATE_FAILED ||
                     (d->state == STATE_SKIPPED && d->reason != REASON_OPERATOR &&
                      d->reason != REASON_SUPERSEDED);
    return s->weather.lie > 0 && by_worker;
}

static void judge(struct sim *s, const struct offer *o)
{
    const struct doc *d = current_of(s, o->name);
    law(s, d && d->content == o->content, "name %u is at the content offered last, %u", o->name,
        o->content);
    if (d->by_hand) return;
    if (o->content == 0)
        law(s, d->state == reason_state(o->reason) && d->reason == o->reason,
            "name %u was recorded as %s", o->name, reason_name(o->reason));
    else if (has_lesser(s, o))
        law(s, d->state == STATE_DUPLICATE, "name %u is a duplicate, not %s", o->name,
            state_name(d->state));
    else
        law(s, is_end(s, d) || may_be_lies(s, d),
            "name %u, content %u, stands for its content: %s(%s)", o->name, o->content,
            state_name(d->state), reason_name(d->reason));
}

/* In an orderly world what each name was offered last is in the programs of the clients. */
static void judge_order(struct sim *s)
{
    struct offer last[NAMES] = {0};
    for (uint32_t i = 0; i < s->peer_count; i++)
        for (size_t r = 0; r < s->peers[i].request_count; r++) {
            const struct packet *p = &s->peers[i].requests[r];
            for (size_t k = 0; k < p->docs; k++) last[p->offers[k].name] = p->offers[k];
        }
    for (uint32_t name = 0; name < s->names; name++)
        law(s,
            last[name].content == s->committed.latest[name].content &&
                last[name].reason == s->committed.latest[name].reason,
            "what name %u was offered last is what is known of it", name);
}

/* Every (name, content) that was offered is there once. */
static void judge_presence(struct sim *s, const struct offer *o)
{
    unsigned found = 0;
    for (uint64_t n = 1; n < s->committed.next_num; n++)
        found += s->committed.docs[n].name == o->name && s->committed.docs[n].content == o->content;
    law(s, found == 1, "name %u, content %u is in the ledger once, not %u times", o->name,
        o->content, found);
}

void oracle(struct sim *s)
{
    for (uint32_t i = 0; i < s->peer_count; i++)
        for (size_t r = 0; r < s->peers[i].request_count; r++)
            for (size_t k = 0; k < s->peers[i].requests[r].docs; k++)
                judge_presence(s, &s->peers[i].requests[r].offers[k]);
    for (uint32_t name = 0; name < s->names; name++) {
        if (s->committed.latest[name].bytes)
            judge(s, &s->committed.latest[name]);
        else
            law(s, !current_of(s, name), "name %u was never offered", name);
    }
    if (s->weather.orderly) judge_order(s);
}
