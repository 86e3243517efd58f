/* core_table.c: a map from numbers to pointers: open addressing, linear probing, no tombstones. */
#include "broker/core_state.h"
#include <assert.h>
#include <stdlib.h>

#define FIRST_ROOM 64

/* Fibonacci hashing (Knuth, The Art of Computer Programming 3, 6.4): numbers that follow each other
 * spread evenly. */
static size_t home(const struct table *t, uint64_t key)
{
    return (size_t)((key * 0x9E3779B97F4A7C15u) >> 32) & (t->room - 1);
}

/* Where key is, or the free row where it would go. */
static size_t seek(const struct table *t, uint64_t key)
{
    size_t i = home(t, key);
    while (t->rows[i].key != 0 && t->rows[i].key != key) i = (i + 1) & (t->room - 1);
    return i;
}

static void grow(struct table *t)
{
    struct table old = *t;
    t->room = old.room ? old.room * 2 : FIRST_ROOM;
    t->rows = xcalloc(t->room, sizeof *t->rows);
    for (size_t i = 0; i < old.room; i++)
        if (old.rows[i].key != 0) t->rows[seek(t, old.rows[i].key)] = old.rows[i];
    free(old.rows);
}

void *table_find(const struct table *t, uint64_t key)
{
    if (t->count == 0 || key == 0) return NULL;
    return t->rows[seek(t, key)].value;
}

void table_add(struct table *t, uint64_t key, void *value)
{
    assert(key != 0 && value != NULL);
    if (t->count >= t->room / 2) grow(t);
    struct table_row *row = &t->rows[seek(t, key)];
    assert(row->key == 0);
    *row = (struct table_row){key, value};
    t->count++;
}

/* Rows behind the hole move into it when it lies on the way from their home to where they are. */
void table_remove(struct table *t, uint64_t key)
{
    if (!table_find(t, key)) return;
    size_t mask = t->room - 1, hole = seek(t, key);
    for (size_t i = (hole + 1) & mask; t->rows[i].key != 0; i = (i + 1) & mask) {
        size_t way = (i - home(t, t->rows[i].key)) & mask;
        if (way < ((i - hole) & mask)) continue;
        t->rows[hole] = t->rows[i];
        hole = i;
    }
    t->rows[hole] = (struct table_row){0, NULL};
    t->count--;
}

void table_free(struct table *t)
{
    free(t->rows);
    *t = (struct table){0};
}
