/* members.c: see members.h. */
#include "workers/format/members.h"
#include "proto/limits.h"
#include "workers/format/format.h"
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

enum { MEMBERS_MAX = 65536, CHUNK = 1 << 16 };

struct reading {
    struct document *d;
    struct archive *zip;
    struct members *out;
    struct buf bytes; /* of the member under way */
    size_t total;
    unsigned *reason;
    struct err *err;
};

static enum stage_verdict refuse_large(struct reading *r)
{
    return format_refuse(r->reason, REASON_BOMB, r->err,
                         "it expands to more than %d bytes or %d members", MAX_DOCUMENT,
                         MEMBERS_MAX);
}

static enum stage_verdict refuse_damaged(struct reading *r)
{
    const char *why = archive_error_string(r->zip);
    return format_refuse(r->reason, REASON_DAMAGED, r->err, "damaged: %s", why ? why : "no zip");
}

static void keep(struct reading *r, struct view name)
{
    struct members *m = r->out;
    if (m->count == m->room) {
        uint32_t room = m->room ? 2 * m->room : 16;
        struct member *grown = arena_alloc(r->d->arena, room * sizeof *grown);
        if (m->count) memcpy(grown, m->at, m->count * sizeof *grown);
        m->at = grown;
        m->room = room;
    }
    m->at[m->count++] = (struct member){
        {arena_copy(r->d->arena, name.at, name.len), name.len},
        {arena_copy(r->d->arena, r->bytes.at, r->bytes.len), r->bytes.len},
    };
}

static enum stage_verdict read_member(struct reading *r, struct view name,
                                      const struct budget *budget)
{
    ssize_t n;
    r->bytes.len = 0;
    do {
        if (budget_over(budget, r->d)) return STAGE_PARTIAL;
        buf_reserve(&r->bytes, CHUNK);
        n = archive_read_data(r->zip, r->bytes.at + r->bytes.len, CHUNK);
        if (n < 0) return refuse_damaged(r);
        r->bytes.len += (size_t)n;
        r->total += (size_t)n;
        if (r->total > MAX_DOCUMENT) return refuse_large(r);
    } while (n > 0);
    keep(r, name);
    return STAGE_GO_ON;
}

static enum stage_verdict read_all(struct reading *r, bool (*wanted)(struct view name),
                                   const struct budget *budget)
{
    struct archive_entry *entry;
    int status;
    for (uint32_t n = 0; (status = archive_read_next_header(r->zip, &entry)) != ARCHIVE_EOF; n++) {
        if (status < ARCHIVE_WARN) return refuse_damaged(r);
        if (n >= MEMBERS_MAX) return refuse_large(r);
        if (budget_over(budget, r->d)) return STAGE_PARTIAL;
        const char *name = archive_entry_pathname(entry);
        if (!name || !wanted(view_of(name))) continue;
        if (archive_entry_is_encrypted(entry))
            return format_refuse(r->reason, REASON_ENCRYPTED, r->err, "%s is encrypted", name);
        enum stage_verdict verdict = read_member(r, view_of(name), budget);
        if (verdict != STAGE_GO_ON) return verdict;
    }
    return STAGE_GO_ON;
}

static int by_name(const void *a, const void *b)
{
    return view_compare(((const struct member *)a)->name, ((const struct member *)b)->name);
}

enum stage_verdict members_read(struct document *d, bool (*wanted)(struct view name),
                                const struct budget *budget, struct members *out, unsigned *reason,
                                struct err *err)
{
    struct reading r = {d, archive_read_new(), out, {0}, 0, reason, err};
    enum stage_verdict verdict = STAGE_GO_ON;
    archive_read_support_format_zip(r.zip);
    archive_read_set_options(r.zip, "hdrcharset=UTF-8");
    if (archive_read_open_memory(r.zip, d->bytes.at, d->bytes.len) != ARCHIVE_OK)
        verdict = refuse_damaged(&r);
    else
        verdict = read_all(&r, wanted, budget);
    if (out->count) qsort(out->at, out->count, sizeof *out->at, by_name);
    archive_read_free(r.zip);
    buf_free(&r.bytes);
    return verdict;
}

struct view members_find(const struct members *m, struct view name)
{
    struct member key = {.name = name};
    if (m->count == 0) return (struct view){0};
    struct member *found = bsearch(&key, m->at, m->count, sizeof key, by_name);
    return found ? found->bytes : (struct view){0};
}
