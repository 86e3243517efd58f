/* core_submit.c: what comes into the ledger, and what is changed by hand.
 *
 * Of all documents with one (archive, source) one is current, the last offered; the others are
 * SKIPPED(superseded). Of all current documents with one content the one whose (archive, source) is
 * least in byte order holds it; the others are DUPLICATE of it. So both do not depend on the order
 * in which the sources came.
 */
#include "broker/core_state.h"
#include <assert.h>
#include <inttypes.h>

static bool is_superseded(const struct core_found *f)
{
    return f->num != 0 && f->state == STATE_SKIPPED && f->reason == REASON_SUPERSEDED;
}

/* What the session offered in this turn; what it offered before is answered. */
static bool is_over_window(struct core *core, struct session *s, const struct core_event *event)
{
    if (s->offered_turn != core->turn) s->offered_docs = s->offered_bytes = 0;
    s->offered_turn = core->turn;
    return s->offered_docs > 0 &&
           (s->offered_docs + event->submit.docs > core->config.submit_docs ||
            s->offered_bytes + event->submit.bytes > core->config.submit_bytes);
}

static void answer(struct core *core)
{
    struct core_effect *e = effect_send(core, CORE_SEND_SUBMITTED, core->submit.peer);
    e->submitted.request = core->submit.request;
    e->submitted.verdicts =
        effect_text(core, (struct view){core->submit.verdicts, core->submit.docs});
}

static int check_submit(struct core *core, struct session *s, const struct core_event *event,
                        struct err *err)
{
    if (core->stopping) return fail(err, ERR_STOPPING, "the broker is stopping");
    if (core->disk_full)
        return fail(err, ERR_DISK_FULL, "the store's disk is full; try again when there is room");
    if (!is_over_window(core, s, event)) return 0;
    return fail(err, ERR_OVER_WINDOW,
                "more than %" PRIu64 " documents or %" PRIu64 " bytes offered and not answered yet",
                core->config.submit_docs, core->config.submit_bytes);
}

void submit_begin(struct core *core, const struct core_event *event)
{
    struct session *s = session_find(core, event->peer);
    struct err err;
    assert(event->submit.docs <= MAX_BATCH);
    if (check_submit(core, s, event, &err) != 0) {
        session_refuse(core, s->peer, event->submit.request, &err);
        return;
    }
    s->offered_docs += event->submit.docs;
    s->offered_bytes += event->submit.bytes;
    core->submit.peer = s->peer;
    core->submit.request = event->submit.request;
    core->submit.docs = event->submit.docs;
    core->submit.done = 0;
    if (event->submit.docs == 0) answer(core);
}

/* The current version makes way. If it held its content, the least of its copies holds it now. */
static void supersede(struct core *core, const struct core_found *current,
                      const struct core_found *heir)
{
    if (BROKEN(SUPERSEDE)) return;
    ledger_take(core, current, STATE_SKIPPED, REASON_SUPERSEDED);
    if (heir->num != 0 && !BROKEN(HEIR)) ledger_revive(core, heir);
}

/* Puts the offered document into the ledger in the state told. */
static void put(struct core *core, const struct core_event *event, uint8_t state)
{
    uint64_t num = core->next_num++;
    ledger_put(core, num, state, event->offer.reason);
    queue_add_new(core, num, event->offer.bytes, state == STATE_WAITING);
}

/* The same for an old version that was offered again. */
static void bring_back(struct core *core, const struct core_event *event, uint8_t state)
{
    const struct core_found *same = &event->offer.same;
    effect_add(core, CORE_REVIVE)->num = same->num;
    if (state == STATE_WAITING)
        ledger_revive(core, same);
    else
        ledger_take(core, same, state, event->offer.reason);
}

/* The offered document becomes the current version of its source. Whether it waits, or another
 * document stands for it, or it for another one, is told by where their names stand. */
static enum verdict admit(struct core *core, const struct core_event *event)
{
    const struct core_found *current = &event->offer.current, *holder = &event->offer.holder;
    bool is_copy = holder->num != 0 && !event->offer.before_holder;
    uint8_t reason = event->offer.reason;
    uint8_t state = reason    ? (uint8_t)reason_state(reason)
                    : is_copy ? STATE_DUPLICATE
                              : STATE_WAITING;
    if (event->offer.same.num != 0)
        bring_back(core, event, state);
    else
        put(core, event, state);
    if (current->num != 0) supersede(core, current, &event->offer.heir);
    if (reason) return VERDICT_RECORDED;
    if (is_copy) return VERDICT_DUPLICATE;
    if (holder->num != 0) ledger_take(core, holder, STATE_DUPLICATE, REASON_NONE);
    return current->num != 0 ? VERDICT_NEW_VERSION : VERDICT_ACCEPTED;
}

/* Already there. Why it could not be read may have changed; what was skipped by hand stays so. */
static enum verdict known(struct core *core, const struct core_event *event)
{
    const struct core_found *same = &event->offer.same;
    uint8_t reason = event->offer.reason;
    if (reason == REASON_NONE || reason == same->reason || same->reason == REASON_OPERATOR)
        return VERDICT_KNOWN;
    ledger_take(core, same, (uint8_t)reason_state(reason), reason);
    return VERDICT_RECORDED;
}

void submit_offer(struct core *core, const struct core_event *event)
{
    const struct core_found *same = &event->offer.same;
    bool is_current = same->num != 0 && !is_superseded(same);
    assert(core->submit.done < core->submit.docs);
    enum verdict v = is_current ? known(core, event) : admit(core, event);
    core->submit.verdicts[core->submit.done++] = (char)v;
    if (core->submit.done == core->submit.docs) answer(core);
}

/* By hand: retry what failed or was skipped, skip what waits, runs or failed. */
static bool may_change(const struct core_event *event)
{
    const struct core_found *f = &event->change.found;
    if (is_superseded(f)) return false;
    if (event->change.to == STATE_WAITING)
        return event->change.has_content && (f->state == STATE_FAILED || f->state == STATE_SKIPPED);
    if (event->change.to == STATE_SKIPPED)
        return f->state == STATE_WAITING || f->state == STATE_FAILED;
    return false;
}

void submit_change(struct core *core, const struct core_event *event)
{
    const struct core_found *f = &event->change.found;
    if (!may_change(event)) return;
    session_find(core, event->peer)->changed++;
    if (event->change.to == STATE_WAITING)
        ledger_revive(core, f);
    else
        ledger_take(core, f, STATE_SKIPPED, REASON_OPERATOR);
}

void submit_change_end(struct core *core, const struct core_event *event)
{
    struct session *s = session_find(core, event->peer);
    struct core_effect *e = effect_send(core, CORE_SEND_CHANGED, event->peer);
    e->changed.request = event->request;
    e->changed.documents = s->changed;
    s->changed = 0;
}
