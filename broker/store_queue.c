/* store_queue.c: see store.h. Outcomes, and what the queue must remember: retries, leases,
 * extractor. */
#include "broker/store.h"
#include "broker/store_packed.h"
#include <string.h>

#define EXTRACTOR "extractor"

/* ---- Outcomes ---- */

void store_put_outcome(struct store *s, uint64_t num, const struct msg_stored_outcome *outcome,
                       struct view result)
{
    struct msg_stored_outcome whole = *outcome;
    whole.length = result.len;
    whole.packed = whole.dictionary = 0;
    unpacked_again(s, num);
    put_record(s, TABLE_OUTCOMES, num, "stored_outcome", &whole, result);
}

bool store_outcome(struct store_read *r, uint64_t num, struct msg_stored_outcome *out,
                   struct view *result)
{
    return get_record(r, TABLE_OUTCOMES, num, "stored_outcome", out, result);
}

bool store_result(struct store_read *r, uint64_t num, const struct msg_stored_outcome *outcome,
                  char *out)
{
    struct msg_stored_outcome kept;
    struct view result;
    if (outcome->packed)
        return unpack(r, PACKED_RESULT, num,
                      &(struct packed){outcome->packed, outcome->dictionary, outcome->length}, 0,
                      outcome->length, out);
    if (!store_outcome(r, num, &kept, &result) || result.len != outcome->length) return false;
    if (result.len) memcpy(out, result.at, result.len);
    return true;
}

void store_drop_outcome(struct store *s, uint64_t num)
{
    unpacked_again(s, num);
    table_drop(s->turn.txn, TABLE_OUTCOMES, table_num(&num));
}

/* ---- Retries ---- */

void store_put_retry(struct store *s, uint64_t num, const struct msg_stored_retry *retry)
{
    put_record(s, TABLE_RETRIES, num, "stored_retry", retry, (struct view){0});
}

void store_drop_retry(struct store *s, uint64_t num)
{
    table_drop(s->turn.txn, TABLE_RETRIES, table_num(&num));
}

bool store_retry(struct store_read *r, uint64_t num, struct msg_stored_retry *out)
{
    return get_record(r, TABLE_RETRIES, num, "stored_retry", out, NULL);
}

/* The first record of a table above `after`: its key, 0 if there is none. */
static uint64_t next_record(struct store_read *r, enum table table, uint64_t after,
                            const char *name, void *record)
{
    uint64_t from = after + 1;
    struct view key = table_num(&from), value;
    if (!table_seek(r->txn, table, &key, &value)) return 0;
    uint64_t num = table_num_of(key);
    return read_record(r, value, name, record, NULL) ? num : 0;
}

uint64_t store_next_retry(struct store_read *r, uint64_t after, struct msg_stored_retry *out)
{
    return next_record(r, TABLE_RETRIES, after, "stored_retry", out);
}

/* ---- Leases ---- */

uint64_t store_next_lease_id(const struct store *s)
{
    return s->now.next_lease;
}

void store_put_lease(struct store *s, uint64_t id, const uint64_t *nums, size_t count)
{
    const struct msg_stored_lease lease = {.nums = {nums, count}};
    put_record(s, TABLE_LEASES, id, "stored_lease", &lease, (struct view){0});
    if (id >= s->now.next_lease) s->now.next_lease = id + 1;
}

void store_drop_lease(struct store *s, uint64_t id)
{
    table_drop(s->turn.txn, TABLE_LEASES, table_num(&id));
}

uint64_t store_next_lease(struct store_read *r, uint64_t after, uint64_t nums[MAX_BATCH],
                          size_t *count)
{
    struct msg_stored_lease lease;
    uint64_t id = next_record(r, TABLE_LEASES, after, "stored_lease", &lease);
    *count = id ? lease.nums.count : 0;
    if (*count) memcpy(nums, lease.nums.at, *count * sizeof *nums);
    return id;
}

/* ---- Extractor ---- */

struct view store_extractor(struct store_read *r)
{
    struct view value;
    return table_get(r->txn, TABLE_META, view_of(EXTRACTOR), &value) ? value : (struct view){0};
}

void store_pin_extractor(struct store *s, struct view version)
{
    table_put(s->turn.txn, TABLE_META, view_of(EXTRACTOR), version);
}
