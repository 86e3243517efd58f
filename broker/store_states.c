/* store_states.c: see store.h. A byte for each document tells its state and its reason.
 *
 * The byte is the state's number, or, for what failed or was skipped for a reason, REASONS_FROM +
 * the reason's number, for a reason tells its state (proto/tables.h). 0: no such document. The
 * ledger is counted from these bytes at open, and kept up with every change, so it cannot drift.
 */
#include "broker/store.h"
#include "broker/store_parts.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { REASONS_FROM = 8, REASON_MOST = 255 - REASONS_FROM };
enum { WINDOW_CHUNKS = 256, WINDOW_SKIPS = 65536 }; /* looked at by one store_window(), at most */

static unsigned char byte_of(enum state state, unsigned reason)
{
    assert((int)state > 0 && (int)state < REASONS_FROM && state != STATE_RUNNING &&
           reason <= REASON_MOST);
    if (reason == 0) return (unsigned char)state;
    assert(reason_state(reason) == state);
    return (unsigned char)(REASONS_FROM + reason);
}

static unsigned reason_of(unsigned char byte)
{
    return byte >= REASONS_FROM ? byte - REASONS_FROM : 0;
}

static enum state state_of(unsigned char byte)
{
    return byte >= REASONS_FROM ? reason_state(reason_of(byte)) : byte;
}

/* ---- The ledger ---- */

void states_count(struct states *states, struct txn *t)
{
    uint64_t zero = 0;
    struct view key = table_num(&zero), chunk;
    memset(states->bytes, 0, sizeof states->bytes);
    for (bool more = table_seek(t, TABLE_STATES, &key, &chunk); more;
         more = table_next(t, TABLE_STATES, &key, &chunk))
        for (size_t i = 0; i < chunk.len; i++) states->bytes[(unsigned char)chunk.at[i]]++;
    states->bytes[0] = 0;
}

void store_ledger(const struct store *s, struct store_ledger *out)
{
    *out = (struct store_ledger){0};
    for (unsigned byte = 1; byte < 256; byte++) {
        uint64_t count = s->states.bytes[byte];
        if (count == 0) continue;
        out->states[state_of((unsigned char)byte)] += count;
        out->reasons[reason_of((unsigned char)byte)] += count;
    }
    out->reasons[0] = 0;
}

/* ---- Chunks of a turn ---- */

/* The place in `changed` where chunk number is, or belongs. */
static size_t place_of(const struct states *states, uint64_t number)
{
    size_t low = 0, high = states->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (states->changed[middle]->number < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static struct states_chunk *changed_chunk(const struct states *states, uint64_t number)
{
    size_t i = place_of(states, number);
    bool there = i < states->count && states->changed[i]->number == number;
    return there ? states->changed[i] : NULL;
}

/* The bytes of a chunk as the reader sees them; NULL if there are none. */
static const unsigned char *chunk_bytes(struct store_read *r, uint64_t number)
{
    struct view value;
    if (r->turn_of) {
        struct states_chunk *chunk = changed_chunk(&r->turn_of->states, number);
        if (chunk) return chunk->at;
    }
    if (!table_get(r->txn, TABLE_STATES, table_num(&number), &value)) return NULL;
    if (value.len == STATES_CHUNK) return (const unsigned char *)value.at;
    txn_damaged(r->txn, "a chunk of states");
    return NULL;
}

static struct states_chunk *chunk_to_change(struct store *s, uint64_t number)
{
    struct states *states = &s->states;
    struct states_chunk *chunk = changed_chunk(states, number);
    if (chunk) return chunk;
    const unsigned char *old = chunk_bytes(&s->turn, number);
    chunk = xcalloc(1, sizeof *chunk);
    chunk->number = number;
    if (old) memcpy(chunk->at, old, STATES_CHUNK);
    if (states->count == states->room) {
        states->room = states->room ? 2 * states->room : 16;
        states->changed = xrealloc(states->changed, states->room * sizeof *states->changed);
    }
    size_t i = place_of(states, number);
    memmove(states->changed + i + 1, states->changed + i,
            (states->count - i) * sizeof *states->changed);
    states->changed[i] = chunk;
    states->count++;
    return chunk;
}

void store_set_state(struct store *s, uint64_t num, enum state state, unsigned reason)
{
    unsigned char *byte = &chunk_to_change(s, num / STATES_CHUNK)->at[num % STATES_CHUNK];
    if (*byte) s->states.bytes[*byte]--;
    *byte = byte_of(state, reason);
    s->states.bytes[*byte]++;
}

void states_begin(struct states *states)
{
    memcpy(states->bytes_before, states->bytes, sizeof states->bytes);
}

void states_write(struct states *states, struct txn *t)
{
    for (size_t i = 0; i < states->count; i++)
        table_put(t, TABLE_STATES, table_num(&states->changed[i]->number),
                  (struct view){(const char *)states->changed[i]->at, STATES_CHUNK});
}

void states_end(struct states *states, bool undone)
{
    for (size_t i = 0; i < states->count; i++) free(states->changed[i]);
    states->count = 0;
    if (undone) memcpy(states->bytes, states->bytes_before, sizeof states->bytes);
}

void states_free(struct states *states)
{
    states_end(states, false);
    free(states->changed);
    *states = (struct states){0};
}

/* ---- Reading ---- */

static unsigned char state_byte(struct store_read *r, uint64_t num)
{
    const unsigned char *chunk = chunk_bytes(r, num / STATES_CHUNK);
    return chunk ? chunk[num % STATES_CHUNK] : 0;
}

enum state store_state(struct store_read *r, uint64_t num, unsigned *reason)
{
    unsigned char byte = state_byte(r, num);
    if (reason) *reason = reason_of(byte);
    return state_of(byte);
}

/* The first number from `from` on, below `end`, whose byte is wanted; `end` if there is none. */
static uint64_t seek_byte(struct store_read *r, uint64_t from, uint64_t end, const bool wanted[256])
{
    while (from < end) {
        uint64_t stop = (from / STATES_CHUNK + 1) * STATES_CHUNK;
        const unsigned char *chunk = chunk_bytes(r, from / STATES_CHUNK);
        if (stop > end) stop = end;
        for (; chunk && from < stop; from++)
            if (wanted[chunk[from % STATES_CHUNK]]) return from;
        from = stop;
    }
    return end;
}

uint64_t store_next_in_state(struct store_read *r, uint64_t after, enum state state,
                             unsigned reason)
{
    bool wanted[256] = {false};
    for (unsigned byte = 1; byte < 256; byte++)
        wanted[byte] = (state == 0 || state_of((unsigned char)byte) == state) &&
                       (reason == 0 || reason_of((unsigned char)byte) == reason);
    uint64_t end = last_num(r) + 1, num = seek_byte(r, after + 1, end, wanted);
    return num < end ? num : 0;
}

/* Whether num has a retry record. *retry: the number of the first such record not below some number
 * that was asked before (all are asked in ascending order); 0 at first, UINT64_MAX at the end. */
static bool has_retry(struct store_read *r, uint64_t num, uint64_t *retry)
{
    if (*retry < num) {
        struct view key = table_num(&num), value;
        *retry = table_seek(r->txn, TABLE_RETRIES, &key, &value) ? table_num_of(key) : UINT64_MAX;
    }
    return *retry == num;
}

size_t store_window(struct store_read *r, uint64_t from, struct store_waiting *out, size_t room,
                    uint64_t *next)
{
    static const bool waiting[256] = {[STATE_WAITING] = true};
    uint64_t last = last_num(r), retry = 0, num = from;
    uint64_t end = (from / STATES_CHUNK + WINDOW_CHUNKS) * STATES_CHUNK;
    size_t count = 0, skips = 0;
    if (end > last + 1) end = last + 1;
    for (; count < room && skips < WINDOW_SKIPS; num++) {
        num = seek_byte(r, num, end, waiting);
        if (num >= end) break;
        struct msg_stored_doc doc;
        if (has_retry(r, num, &retry))
            skips++;
        else if (store_doc(r, num, &doc))
            out[count++] = (struct store_waiting){num, doc.length};
    }
    *next = num;
    return count;
}
