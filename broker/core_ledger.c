/* core_ledger.c: the states of documents.
 *
 *     WAITING ──── TASK ────▶ RUNNING ──── result ────▶ DONE, FAILED, SKIPPED
 *        ▲                       │
 *        └── lost, died, late … ─┘ (until it has had its share: FAILED)
 *
 * A document comes as WAITING; as DUPLICATE when another one stands for its content; as FAILED or
 * SKIPPED when it is offered without content (core_submit.c). Then it moves
 *
 *     from WAITING to RUNNING                       lease_open       given to a worker
 *     from RUNNING to DONE, FAILED, SKIPPED         ledger_finish    it was told what became of it
 *     from RUNNING to WAITING                       ledger_retry, _spare, _return, _leftover
 *     from any state to SKIPPED(superseded)         ledger_take      there is a new version
 *     from there to WAITING                         ledger_revive    that version returned
 *     from there to DUPLICATE, FAILED, SKIPPED      ledger_take      the same, as it would come now
 *     from any other state to DUPLICATE             ledger_take      a copy with a lesser name came
 *     from DUPLICATE to WAITING                     ledger_revive    its holder was superseded
 *     from FAILED, SKIPPED to WAITING               ledger_revive    by hand
 *     from WAITING, RUNNING, FAILED to SKIPPED      ledger_take      by hand
 *     from FAILED, SKIPPED to FAILED, SKIPPED       ledger_take      offered without content again
 */
#include "broker/core_state.h"
#include <assert.h>

#define BIT(NAME) (1u << STATE_##NAME)

/* From each state, where a document may go. */
static const uint8_t moves[CORE_STATES] = {
    [STATE_WAITING] = BIT(RUNNING) | BIT(SKIPPED) | BIT(DUPLICATE),
    [STATE_RUNNING] = BIT(WAITING) | BIT(DONE) | BIT(FAILED) | BIT(SKIPPED) | BIT(DUPLICATE),
    [STATE_DONE] = BIT(SKIPPED) | BIT(DUPLICATE),
    [STATE_FAILED] = BIT(WAITING) | BIT(FAILED) | BIT(SKIPPED) | BIT(DUPLICATE),
    [STATE_SKIPPED] = BIT(WAITING) | BIT(FAILED) | BIT(SKIPPED) | BIT(DUPLICATE),
    [STATE_DUPLICATE] = BIT(WAITING) | BIT(SKIPPED),
};

/* RUNNING is never stored. */
static uint8_t stored(uint8_t state)
{
    return state == STATE_RUNNING ? STATE_WAITING : state;
}

static void count(struct core *core, uint8_t state, uint8_t reason, int by)
{
    core->states[stored(state)] += (uint64_t)(int64_t)by;
    if (state == STATE_FAILED || state == STATE_SKIPPED)
        core->reasons[reason] += (uint64_t)(int64_t)by;
}

/* Every change of a state comes through here, but for that of a new document (ledger_put). */
struct move {
    uint64_t num;
    uint8_t from, from_reason, to, reason;
    const struct core_retry *history; /* NULL = none */
    int32_t outcome;                  /* of those in the RESULT at hand; -1 = none */
};

static void make_move(struct core *core, const struct move *move)
{
    assert(moves[move->from] & (1u << move->to));
    count(core, move->from, move->from_reason, -1);
    count(core, move->to, move->reason, +1);
    struct core_effect *e = effect_add(core, CORE_SET_STATE);
    e->set.num = move->num;
    e->set.from = stored(move->from);
    e->set.state = move->to;
    e->set.reason = move->reason;
    e->set.outcome = move->outcome;
    if (!move->history) return;
    e->set.attempts = move->history->attempts;
    e->set.deaths = move->history->deaths;
    e->set.exit_status = move->history->exit_status;
    e->set.exit_signal = move->history->exit_signal;
}

void ledger_put(struct core *core, uint64_t num, uint8_t state, uint8_t reason)
{
    count(core, state, reason, +1);
    if (BROKEN(PUT) && num % 8 == 0) return;
    struct core_effect *e = effect_add(core, CORE_PUT_DOCUMENT);
    e->put.num = num;
    e->put.state = state;
    e->put.reason = reason;
}

static void put_record(struct core *core, struct document *d)
{
    d->recorded = true;
    effect_add(core, CORE_PUT_RETRY)->retry = d->retry;
}

static void delete_record(struct core *core, uint64_t num)
{
    effect_add(core, CORE_DELETE_RETRY)->num = num;
}

/* Ends a document's waiting or running, and returns which of the two it was. Its record may be on
 * disk alone, where memory had no room for it: then it is deleted unseen. */
static uint8_t stop_waiting(struct core *core, uint64_t num)
{
    struct document *d = table_find(&core->documents, num);
    if (!d) {
        if (!queue_drop_new(core, num)) delete_record(core, num);
        return STATE_WAITING;
    }
    if (d->recorded) delete_record(core, num);
    bool leased = d->place == PLACE_LEASED;
    if (leased)
        lease_void(core, d);
    else
        queue_drop_retry(core, d);
    document_free(core, d);
    return leased ? STATE_RUNNING : STATE_WAITING;
}

void ledger_take(struct core *core, const struct core_found *found, uint8_t to, uint8_t reason)
{
    uint8_t from = found->state;
    struct document *d = table_find(&core->documents, found->num);
    bool keep = BROKEN(VOID) && d && d->place == PLACE_LEASED;
    if (from == STATE_WAITING && !keep) from = stop_waiting(core, found->num);
    make_move(core, &(struct move){.num = found->num,
                                   .from = from,
                                   .from_reason = found->reason,
                                   .to = to,
                                   .reason = reason,
                                   .outcome = -1});
}

void ledger_revive(struct core *core, const struct core_found *found)
{
    make_move(core, &(struct move){.num = found->num,
                                   .from = found->state,
                                   .from_reason = found->reason,
                                   .to = STATE_WAITING,
                                   .outcome = -1});
    struct document *d = document_new(core, found->num, found->bytes);
    d->retry.behind = core->next_num;
    d->retry.lease = core->next_lease - 1;
    put_record(core, d);
    queue_add_retry(core, d);
}

void ledger_finish(struct core *core, struct document *d, uint8_t state, uint8_t reason,
                   int32_t outcome)
{
    if (d->recorded) delete_record(core, d->retry.num);
    if (outcome >= 0) core->stored++;
    make_move(core, &(struct move){.num = d->retry.num,
                                   .from = STATE_RUNNING,
                                   .to = state,
                                   .reason = reason,
                                   .history = &d->retry,
                                   .outcome = outcome});
    document_free(core, d);
}

static bool exhausted(const struct core_retry *r)
{
    return r->attempts >= MAX_ATTEMPTS || r->timeouts >= MAX_TIMEOUTS ||
           (r->deaths >= MAX_DEATHS && !BROKEN(DEATH));
}

/* A document is hardly to blame for the first worker it is lost with: it goes to the front. Any
 * other retry goes behind all that is there. */
static uint64_t place_of(const struct core *core, const struct core_retry *r)
{
    bool front = r->reason == REASON_LOST && r->attempts + r->spared == 1;
    return front || BROKEN(BACK) ? 0 : core->next_num;
}

static void back_to_queue(struct core *core, struct document *d)
{
    core->retries++;
    put_record(core, d);
    queue_add_retry(core, d);
}

void ledger_retry(struct core *core, struct document *d, uint8_t reason, int32_t outcome)
{
    struct core_retry *r = &d->retry;
    r->reason = reason;
    if (reason == REASON_DIED) r->deaths++;
    if (reason == REASON_TIMEOUT) r->timeouts++;
    if (exhausted(r)) {
        ledger_finish(core, d, STATE_FAILED, reason, outcome);
        return;
    }
    r->behind = place_of(core, r);
    back_to_queue(core, d);
}

void ledger_spare(struct core *core, struct document *d)
{
    struct core_retry *r = &d->retry;
    if (r->spared >= MAX_SPARED || BROKEN(DEAF)) {
        ledger_retry(core, d, REASON_LOST, -1);
        return;
    }
    r->reason = REASON_LOST;
    r->attempts--;
    r->spared++;
    r->behind = place_of(core, r);
    back_to_queue(core, d);
}

void ledger_return(struct core *core, struct document *d)
{
    d->retry.attempts--; /* and its place is as before */
    back_to_queue(core, d);
}

/* A crash came between the lease and its result: what still waits was tried once more. Where only a
 * turn was undone (`counts` is false) it is as if it were given back. */
static struct core_retry leftover_record(const struct core *core, uint64_t lease,
                                         const struct core_found *found,
                                         const struct core_retry *record, bool counts)
{
    struct core_retry r = *record;
    r.num = found->num;
    r.bytes = found->bytes;
    r.lease = lease;
    if (!counts) return r;
    if (!BROKEN(LEFTOVER)) r.attempts++;
    r.reason = REASON_LOST;
    r.behind = place_of(core, &r);
    return r;
}

static void leftover_document(struct core *core, uint64_t lease, const struct core_found *found,
                              const struct core_retry *record, bool counts)
{
    if (found->num == 0 || found->state != STATE_WAITING) return;
    bool counted = record->num != 0 && record->lease >= lease; /* or put back since */
    if (counted && !BROKEN(RECOUNT)) return;
    struct core_retry r = leftover_record(core, lease, found, record, counts);
    stop_waiting(core, r.num); /* it may have been read in the meantime */
    if (!exhausted(&r)) {
        effect_add(core, CORE_PUT_RETRY)->retry = r;
        queue_read_retries(core);
        return;
    }
    make_move(core, &(struct move){.num = r.num,
                                   .from = STATE_RUNNING,
                                   .to = STATE_FAILED,
                                   .reason = REASON_LOST,
                                   .history = &r,
                                   .outcome = -1});
}

void ledger_leftover(struct core *core, const struct core_event *event)
{
    for (size_t i = 0; i < event->leftover.count; i++)
        leftover_document(core, event->leftover.lease, &event->leftover.found[i],
                          &event->leftover.retry[i], !event->leftover.undone);
    effect_add(core, CORE_DELETE_LEASE)->lease = event->leftover.lease;
}
