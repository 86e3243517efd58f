/* loop_index.c: a document that became DONE goes into the index, one that is DONE no more leaves
 * it.
 */
#include "broker/index_large.h"
#include "broker/index_renew.h"
#include "broker/loop_parts.h"
#include <inttypes.h>

/* The part that the worker sent, if it is one and has as many articles as the result. */
static bool read_part(struct loop *l, uint64_t num, const struct answered *a,
                      struct index_part *part)
{
    struct err err = {0};
    if (a->part.len == 0) return false;
    if (part_read(a->part, part, &err) == 0 && part->articles == a->articles) return true;
    log_limited(&l->bad_parts, LOG_WARN, "the part of document %" PRIu64 " is made again: %s", num,
                err.code ? err.text : "it has other articles");
    return false;
}

/* For a worker that sends none, or a bad one: without the boundaries of words. */
static bool make_part(struct loop *l, uint64_t num, struct index_part *part)
{
    struct store_read *turn = store_turn(l->store);
    struct view result, canonical;
    l->part.len = 0;
    return content_result(&l->content, turn, num, &result) &&
           content_canonical(&l->content, turn, num, result, &canonical) &&
           part_make(result, canonical, NULL, NULL, &l->part) &&
           part_read(buf_view(&l->part), part, NULL) == 0;
}

void index_forget(struct loop *l)
{
    enum { KEPT = 16 << 20 };
    if (l->part.room > KEPT) buf_free(&l->part);
    if (l->content.result.room + l->content.original.room + l->content.stored.room > KEPT)
        content_free(&l->content);
}

void index_document(struct loop *l, uint64_t num, const struct answered *a)
{
    struct index_part part;
    if (a->articles == 0) return;
    if (l->disk.full) {
        index_postpone(l->store, num); /* the room is for results */
        return;
    }
    if (read_part(l, num, a, &part) || make_part(l, num, &part)) index_add(l->store, num, &part);
    index_forget(l);
}

/* ---- Later: large documents, and old ones ---- */

/* Documents that a turn looks at, and bytes of parts that it makes. */
enum { OLD_DOCUMENTS = 1024, OLD_BYTES = 1 << 20 };

static size_t add_made(struct loop *l, uint64_t num)
{
    struct index_part part;
    if (!make_part(l, num, &part)) return 0;
    index_add(l->store, num, &part);
    return part.bytes.len;
}

static void index_old_documents(struct loop *l, size_t *bytes)
{
    for (int i = 0; i < OLD_DOCUMENTS && *bytes < OLD_BYTES && index_old(l->store) > 0; i++) {
        if (index_old_is_due(l->store)) *bytes += add_made(l, index_old(l->store));
        index_old_done(l->store);
        if (index_old(l->store) == 0) log_line(LOG_INFO, "all documents are indexed");
    }
}

static void index_postponed_documents(struct loop *l, size_t *bytes)
{
    for (uint64_t num; *bytes < OLD_BYTES && (num = index_postponed(l->store)) != 0;) {
        index_resume(l->store, num);
        *bytes += add_made(l, num);
    }
}

/* True while there may be more. */
static bool renew_documents(struct loop *l, size_t *bytes)
{
    struct index_part part;
    uint64_t num;
    for (int i = 0; i < OLD_DOCUMENTS && *bytes < OLD_BYTES; i++) {
        if (!index_renew_due(l->store, &num)) return false;
        if (num == 0) continue;
        bool made = make_part(l, num, &part);
        index_renew_add(l->store, made ? &part : NULL);
        if (made) *bytes += part.bytes.len;
    }
    return true;
}

void index_later(struct loop *l)
{
    size_t bytes = 0;
    if (l->disk.full) return;
    index_postponed_documents(l, &bytes);
    bool large = index_large_step(l->store, INDEX_LARGE_PAIRS);
    l->compaction.unclean |= large;
    l->later = large || index_postponed(l->store) != 0;
    l->later |= renew_documents(l, &bytes);
    index_old_documents(l, &bytes);
    index_forget(l);
}
