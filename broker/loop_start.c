/* loop_start.c: the core, made from what the store holds: at start, and after a turn that was
 * undone. The work of the run before shows as lease records: what they name counts as tried once
 * more, unless it was this very process that went back. */
#include "broker/loop_parts.h"
#include <string.h>

void start_core(struct loop *l)
{
    struct store_read *turn = store_turn(l->store);
    struct store_ledger ledger;
    struct core_config config = {
        .submit_docs = l->options->window_docs,
        .submit_bytes = l->options->window_bytes,
        .mixed = l->options->mixed,
    };
    struct core_start start = {
        .next_num = store_next_num(l->store),
        .next_lease = store_next_lease_id(l->store),
        .extractor = store_extractor(turn),
    };
    _Static_assert(CORE_STATES == STORE_STATES, "both count by enum state");
    store_ledger(l->store, &ledger);
    memcpy(start.states, ledger.states, sizeof start.states);
    memcpy(start.reasons, ledger.reasons, sizeof start.reasons);
    l->core = core_new(&config, &start, l->now_ms);
    l->leftovers = true;
    struct core_event event = {.kind = CORE_DISK, .full = l->disk.full};
    apply(l, &event, NULL);
}

static void leftover(struct loop *l, uint64_t lease, const uint64_t *nums, size_t count)
{
    struct store_read *turn = store_turn(l->store);
    struct core_found found[MAX_BATCH];
    struct core_retry retries[MAX_BATCH];
    struct core_event event = {.kind = CORE_LEFTOVER};
    for (size_t i = 0; i < count; i++) {
        struct store_found f = store_found(turn, nums[i]);
        struct msg_stored_retry r;
        found[i] = found_of(&f);
        retries[i] = (struct core_retry){0};
        if (store_retry(turn, nums[i], &r)) retries[i] = retry_of(nums[i], &r);
    }
    event.leftover.lease = lease;
    event.leftover.found = found;
    event.leftover.retry = retries;
    event.leftover.count = count;
    event.leftover.undone = l->undone;
    apply(l, &event, NULL);
}

void start_leftovers(struct loop *l)
{
    uint64_t nums[MAX_BATCH], lease = 0;
    size_t count, documents = 0;
    while ((lease = store_next_lease(store_turn(l->store), lease, nums, &count)) != 0) {
        leftover(l, lease, nums, count);
        documents += count;
    }
    if (documents > 0)
        log_line(LOG_INFO, "%zu documents were leased when the store was last written", documents);
    l->leftovers = l->undone = false;
}
