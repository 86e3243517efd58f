/* reader_select.c: see reader_select.h. */
#include "broker/reader_select.h"
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ID_DIGITS = 2 * DOC_ID_LEN, ID_DIGITS_MIN = 4, ID_SOURCE_LEN = 8 };

/* ---- By name ---- */

/* What was found so far for a name. */
struct choice {
    uint64_t num;
    size_t count;
    char first[ID_DIGITS + 1], second[ID_DIGITS + 1]; /* ids, to tell a person */
};

static void choose(struct choice *c, uint64_t num, const unsigned char id[DOC_ID_LEN])
{
    if (c->count < 2) hex_encode(id, DOC_ID_LEN, c->count == 0 ? c->first : c->second);
    if (c->count++ == 0) c->num = num;
}

static bool is_current(struct store_read *r, uint64_t num)
{
    unsigned reason = 0;
    return store_state(r, num, &reason) != STATE_SKIPPED || reason != REASON_SUPERSEDED;
}

static bool is_of_source(struct store_read *r, uint64_t num, struct view archive,
                         struct view source)
{
    struct msg_stored_doc doc;
    return store_doc(r, num, &doc) && view_equal(doc.archive, archive) &&
           view_equal(doc.source, source);
}

/* The versions of a source stand together: the first half of their ids is the same. */
static void choose_in_archive(struct store_read *r, struct view archive, struct view source,
                              struct choice *c)
{
    static const unsigned char least[SHA256_LEN];
    unsigned char from[DOC_ID_LEN], id[DOC_ID_LEN];
    doc_id(archive, source, least, from);
    for (uint64_t num; (num = store_next_by_id(r, from, id)) != 0;) {
        if (memcmp(id, from, ID_SOURCE_LEN) != 0) return;
        if (is_of_source(r, num, archive, source) && is_current(r, num)) {
            choose(c, num, id);
            return;
        }
        memcpy(from, id, DOC_ID_LEN);
        if (!id_after(from)) return;
    }
}

static void choose_by_source(struct store_read *r, struct view source, struct choice *c)
{
    char name[MAX_ARCHIVE];
    struct view archive = {0}, after = {0};
    while (store_next_archive(r, after, &archive)) {
        memcpy(name, archive.at, archive.len);
        after = (struct view){name, archive.len};
        choose_in_archive(r, after, source, c);
    }
}

static bool lower_digits(struct view text, char digits[ID_DIGITS + 1])
{
    if (text.len < ID_DIGITS_MIN || text.len > ID_DIGITS) return false;
    for (size_t i = 0; i < text.len; i++) {
        if (!isxdigit((unsigned char)text.at[i])) return false;
        digits[i] = (char)tolower((unsigned char)text.at[i]);
    }
    digits[text.len] = '\0';
    return true;
}

static void choose_by_id(struct store_read *r, struct view beginning, struct choice *c)
{
    char digits[ID_DIGITS + 1], least[ID_DIGITS + 1], found[ID_DIGITS + 1];
    unsigned char from[DOC_ID_LEN], id[DOC_ID_LEN];
    if (!lower_digits(beginning, digits)) return;
    memset(least, '0', ID_DIGITS);
    memcpy(least, digits, beginning.len);
    hex_decode((struct view){least, ID_DIGITS}, from, DOC_ID_LEN);
    for (uint64_t num; c->count < 2 && (num = store_next_by_id(r, from, id)) != 0;) {
        hex_encode(id, DOC_ID_LEN, found);
        if (memcmp(found, digits, beginning.len) != 0) return;
        choose(c, num, id);
        memcpy(from, id, DOC_ID_LEN);
        if (!id_after(from)) return;
    }
}

uint64_t select_document(struct store_read *r, struct view select, struct err *err)
{
    struct choice c = {0};
    int len = select.len < 200 ? (int)select.len : 200;
    choose_by_source(r, select, &c);
    if (c.count == 0) choose_by_id(r, select, &c);
    if (c.count == 1) return c.num;
    if (c.count == 0)
        fail(err, ERR_NOT_FOUND,
             "no document has the source \"%.*s\", nor an id that begins so (4 digits at least)",
             len, select.at);
    else
        fail(err, ERR_AMBIGUOUS, "\"%.*s\" is more than one document: %s, %s%s", len, select.at,
             c.first, c.second, c.count > 2 ? " …" : "");
    return 0;
}

bool id_after(unsigned char id[DOC_ID_LEN])
{
    for (int i = DOC_ID_LEN - 1; i >= 0; i--)
        if (++id[i] != 0) return true;
    return false;
}

/* ---- Running ---- */

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

void running_read(struct store_read *r, struct running *out)
{
    uint64_t nums[MAX_BATCH], lease = 0;
    size_t count, room = 0;
    *out = (struct running){0};
    while ((lease = store_next_lease(r, lease, nums, &count)) != 0) {
        if (out->count + count > room) {
            room = 2 * (out->count + count);
            out->nums = xrealloc(out->nums, room * sizeof *nums);
        }
        memcpy(out->nums + out->count, nums, count * sizeof *nums);
        out->count += count;
    }
    if (out->count > 0) qsort(out->nums, out->count, sizeof *nums, by_number);
}

void running_free(struct running *running)
{
    free(running->nums);
    *running = (struct running){0};
}

/* The first above `after`; 0 if there is none. */
static uint64_t running_next(const struct running *running, uint64_t after)
{
    size_t low = 0, high = running->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (running->nums[middle] <= after)
            low = middle + 1;
        else
            high = middle;
    }
    return low < running->count ? running->nums[low] : 0;
}

bool running_has(const struct running *running, uint64_t num)
{
    return running_next(running, num - 1) == num;
}

/* A lease record names what it named at first; some of that may be done. */
static uint64_t next_running(struct store_read *r, const struct running *running, uint64_t after)
{
    unsigned reason;
    uint64_t num = running_next(running, after);
    while (num != 0 && store_state(r, num, &reason) != STATE_WAITING)
        num = running_next(running, num);
    return num;
}

static uint64_t next_waiting(struct store_read *r, const struct running *running, uint64_t after)
{
    uint64_t num = store_next_in_state(r, after, STATE_WAITING, 0);
    while (num != 0 && running_has(running, num))
        num = store_next_in_state(r, num, STATE_WAITING, 0);
    return num;
}

int check_filter(uint64_t state, uint64_t reason, struct err *err)
{
    if (state != 0 && state_by_name(state_name((unsigned)state)) != state)
        return fail(err, ERR_BAD_REQUEST, "no state has the number %" PRIu64, state);
    if (reason != 0 && reason_state((unsigned)reason) == 0)
        return fail(err, ERR_BAD_REQUEST, "no reason has the number %" PRIu64, reason);
    return 0;
}

uint64_t select_next(struct store_read *r, const struct running *running, uint64_t after,
                     unsigned state, unsigned reason)
{
    if (state == STATE_RUNNING) return reason ? 0 : next_running(r, running, after);
    if (state == STATE_WAITING) return reason ? 0 : next_waiting(r, running, after);
    return store_next_in_state(r, after, (enum state)state, reason);
}
