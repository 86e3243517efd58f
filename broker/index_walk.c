/* index_walk.c: see index_walk.h. */
#include "broker/index_walk.h"
#include <stddef.h>
#include <string.h>

void walk_open(struct index_walk *w, struct index_view *v, const struct index_segment *s)
{
    *w = (struct index_walk){.view = v, .segment = s, .chunk = UINT32_MAX};
}

static void enter(struct index_walk *w)
{
    struct index_key key = index_key(w->segment->number, FAMILY_STARTS, (struct view){0});
    w->entered = true;
    w->directory = index_directory(w->view, w->segment);
    if (!w->directory) index_get(w->view->read->txn, &key, &w->starts);
}

/* ---- Rows ---- */

/* Goes to a chunk of rows; false if it has none. */
static bool enter_chunk(struct index_walk *w, uint32_t chunk)
{
    if (w->chunk == chunk) return w->rows.len > 0;
    w->chunk = chunk;
    bool there = index_rows(w->view->read->txn, w->segment->number, chunk * INDEX_ROWS, &w->rows);
    if (!there) w->rows = (struct view){0};
    return there;
}

static bool row_at(const struct index_walk *w, uint32_t number, struct index_row *row)
{
    size_t at = number * sizeof *row;
    if (at + sizeof *row > w->rows.len) return false;
    memcpy(row, w->rows.at + at, sizeof *row);
    return true;
}

bool walk_row(struct index_walk *w, struct index_row *row)
{
    return enter_chunk(w, w->ordinal / INDEX_ROWS) && row_at(w, w->ordinal % INDEX_ROWS, row);
}

bool walk_article(struct index_walk *w, struct index_article *out)
{
    return enter_chunk(w, w->ordinal / INDEX_ROWS) && index_row_at(w->rows, w->ordinal, out);
}

/* ---- Where articles begin ---- */

/* Of a chunk of rows, by number. */
static uint32_t start_of_chunk(const struct index_walk *w, uint32_t chunk)
{
    uint32_t start;
    if ((chunk + 1) * sizeof start > w->starts.len) return UINT32_MAX;
    memcpy(&start, w->starts.at + chunk * sizeof start, sizeof start);
    return start;
}

/* Of an article of the chunk at hand, or the first one behind it. */
static uint32_t start_of_row(const struct index_walk *w, uint32_t number)
{
    uint32_t start;
    size_t at = number * sizeof(struct index_row) + offsetof(struct index_row, start);
    if (at + sizeof start > w->rows.len) return start_of_chunk(w, w->chunk + 1);
    memcpy(&start, w->rows.at + at, sizeof start);
    return start;
}

/* The last of `from`, from + 1 … below end that does not begin behind the position. Mostly it is
 * near: by steps that double, then by halves. Inlined, with the function that it is called with. */
static inline uint32_t last_not_behind(const struct index_walk *w,
                                       uint32_t (*start)(const struct index_walk *, uint32_t),
                                       uint32_t from, uint32_t end, uint32_t position)
{
    uint32_t low = from, high = from + 1, step = 1;
    while (high < end && start(w, high) <= position) {
        low = high;
        high = end - high > step ? high + step : end;
        step *= 2;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (start(w, middle) <= position)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* ---- Articles ---- */

static bool go_by_row(struct index_walk *w, uint32_t ordinal)
{
    struct index_row row;
    w->ordinal = ordinal;
    w->any = walk_row(w, &row);
    if (!w->any) return false;
    w->start = row.start;
    w->text = row.text;
    w->end = start_of_row(w, ordinal % INDEX_ROWS + 1);
    return true;
}

static bool go_by_directory(struct index_walk *w, uint32_t ordinal)
{
    w->any = true;
    w->ordinal = ordinal;
    w->start = w->directory->starts[ordinal];
    w->end = w->directory->starts[ordinal + 1];
    w->text = w->directory->texts[ordinal];
    return true;
}

bool walk_go(struct index_walk *w, uint32_t ordinal)
{
    if (!w->entered) enter(w);
    if (ordinal >= w->segment->articles) return w->any = false;
    return w->directory ? go_by_directory(w, ordinal) : go_by_row(w, ordinal);
}

static bool to_by_row(struct index_walk *w, uint32_t position)
{
    uint32_t at = w->any ? w->ordinal : 0, chunk = at / INDEX_ROWS;
    uint32_t chunks = w->segment->articles / INDEX_ROWS + (w->segment->articles % INDEX_ROWS > 0);
    chunk = last_not_behind(w, start_of_chunk, chunk, chunks, position);
    if (!enter_chunk(w, chunk)) return w->any = false;
    uint32_t first = chunk * INDEX_ROWS, count = (uint32_t)(w->rows.len / sizeof(struct index_row));
    uint32_t row = last_not_behind(w, start_of_row, at > first ? at - first : 0, count, position);
    return w->any = walk_go(w, first + row) && w->start <= position && position < w->end;
}

bool walk_to_row(struct index_walk *w, uint32_t position)
{
    if (!w->entered) enter(w);
    if (position >= w->segment->length) return w->any = false;
    if (w->directory) return walk_to(w, position);
    return (w->any && position < w->end) || to_by_row(w, position);
}

unsigned walk_zone_behind(struct index_walk *w, uint32_t position)
{
    struct index_row row;
    if (position < w->start) return ZONES;
    uint32_t point = position - w->start;
    unsigned zone = w->directory ? directory_zone(w->directory, w->ordinal, point) : ZONE_UNKNOWN;
    if (zone <= ZONES) return zone;
    if (!walk_row(w, &row)) return ZONES;
    uint32_t start = row.text + 1;
    for (unsigned z = 1; z < ZONES; z++) {
        if (point < start) return ZONES;
        if (point - start < row.others[z - 1]) return z;
        start += row.others[z - 1] + 1u;
    }
    return ZONES;
}
