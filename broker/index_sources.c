/* index_sources.c: see index_sources.h. */
#include "broker/index_sources.h"
#include <stdlib.h>
#include <string.h>

/* ---- What moves where ---- */

const struct index_gap *source_gap(const struct index_source *s, uint32_t position)
{
    uint32_t low = 0, high = s->gap_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (s->gaps[middle].start <= position)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? &s->gaps[low - 1] : NULL;
}

bool source_moved(const struct index_source *s, uint32_t position, uint32_t *moved)
{
    const struct index_gap *g = s->gap_count ? source_gap(s, position) : NULL;
    if (g && position < g->end) return false;
    uint32_t gone = g ? g->before + (g->end - g->start) : 0;
    *moved = s->position + position - gone;
    return true;
}

uint32_t source_move(const struct index_source *s, uint32_t *positions, uint32_t count)
{
    uint32_t left = 0;
    if (s->gap_count == 0) {
        for (uint32_t i = 0; i < count; i++) positions[i] += s->position;
        return count;
    }
    for (uint32_t i = 0; i < count; i++) left += source_moved(s, positions[i], &positions[left]);
    return left;
}

uint32_t source_first(const struct index_source *s, uint32_t moved)
{
    uint32_t low = 0, high = s->gap_count, local = moved > s->position ? moved - s->position : 0;
    while (low < high) { /* the gaps whose place is not behind */
        uint32_t middle = low + (high - low) / 2;
        if (s->gaps[middle].start - s->gaps[middle].before <= local)
            low = middle + 1;
        else
            high = middle;
    }
    const struct index_gap *g = low > 0 ? &s->gaps[low - 1] : NULL;
    return g ? local + g->before + (g->end - g->start) : local;
}

/* ---- The entry ---- */

struct stored_source {
    uint64_t number;
    uint32_t position, gaps;
};

void sources_put(struct index_writer *w, const struct index_sources *sources)
{
    struct buf value = {0};
    uint64_t count = sources->count;
    buf_add(&value, &count, sizeof count);
    for (uint32_t i = 0; i < sources->count; i++) {
        const struct index_source *s = &sources->at[i];
        buf_add(&value, &(struct stored_source){s->number, s->position, s->gap_count},
                sizeof(struct stored_source));
    }
    for (uint32_t i = 0; i < sources->count; i++)
        buf_add(&value, sources->at[i].gaps, sources->at[i].gap_count * sizeof(struct index_gap));
    index_put(w, FAMILY_SOURCES, (struct view){0}, buf_view(&value));
    buf_free(&value);
}

/* value: behind the number of sources. */
static struct index_sources *read_sources(struct view value, uint32_t count)
{
    struct index_sources *s = xcalloc(1, sizeof *s);
    struct stored_source stored;
    size_t heads = count * sizeof stored, used = 0, room = value.len - heads;
    s->at = xcalloc(count, sizeof *s->at);
    s->gaps = xmalloc(room + 1);
    memcpy(s->gaps, value.at + heads, room);
    for (; s->count < count; s->count++) {
        memcpy(&stored, value.at + s->count * sizeof stored, sizeof stored);
        if (stored.gaps > room / sizeof *s->gaps - used) break;
        s->at[s->count] =
            (struct index_source){stored.number, stored.position, stored.gaps, s->gaps + used};
        used += stored.gaps;
    }
    if (s->count < count) sources_free(&s);
    return s;
}

struct index_sources *sources_read(struct txn *t, uint64_t segment)
{
    struct index_key key = index_key(segment, FAMILY_SOURCES, (struct view){0});
    struct view value;
    uint64_t count;
    if (!index_get(t, &key, &value) || value.len < sizeof count) return NULL;
    memcpy(&count, value.at, sizeof count);
    value = (struct view){value.at + sizeof count, value.len - sizeof count};
    return count > 0 && count <= SOURCES_MOST && count <= value.len / sizeof(struct stored_source)
               ? read_sources(value, (uint32_t)count)
               : NULL;
}

void sources_free(struct index_sources **at)
{
    struct index_sources *s = *at;
    if (!s) return;
    free(s->at);
    free(s->gaps);
    free(s);
    *at = NULL;
}

/* ---- The lists of a segment ---- */

uint32_t lists_count(const struct index_segment *s)
{
    return s->sources ? 1 + s->sources->count : 1;
}

struct index_lists lists_at(const struct index_segment *s, uint32_t i)
{
    if (!s->sources) return (struct index_lists){s->number, 0, UINT64_MAX, NULL};
    if (i == 0) return (struct index_lists){s->number, 0, s->bound, NULL};
    const struct index_source *source = &s->sources->at[i - 1];
    return (struct index_lists){source->number, s->bound, UINT64_MAX, source};
}
