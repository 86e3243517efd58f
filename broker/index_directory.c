/* index_directory.c: see index_directory.h. */
#include "broker/index_directory.h"
#include "broker/index_format.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct index_directories {
    pthread_mutex_t lock;
    size_t room, used; /* bytes */
    struct index_directory **at;
    size_t count, size;
};

enum { FIELDS = 5, BEHIND = 2 /* starts that are behind all positions */ };

/* No block has UINT32_MAX, behind which no article begins: a damaged list may have it as a place.
 */
static uint32_t blocks_of(const struct index_segment *s)
{
    const uint32_t most = UINT32_MAX - BLOCK_POSITIONS;
    return (s->length < most ? s->length : most) / BLOCK_POSITIONS + 1;
}

static uint32_t bases_of(const struct index_segment *s)
{
    return blocks_of(s) / BASE_BLOCKS + 1;
}

size_t index_directory_bytes(const struct index_segment *s)
{
    size_t numbers = (size_t)FIELDS * s->articles + BEHIND + bases_of(s);
    return sizeof(struct index_directory) + numbers * sizeof(uint32_t) +
           blocks_of(s) * sizeof(uint16_t) + s->articles * sizeof(struct directory_heads);
}

/* ---- One ---- */

struct filling {
    struct index_directory *directory;
    uint32_t *starts, *texts, *dates, *documents, *ids, *bases;
    uint16_t *offsets;
    struct directory_heads *heads;
    uint32_t document; /* of the last one */
    uint64_t num;
};

static struct filling begin(const struct index_segment *s)
{
    size_t count = s->articles;
    struct index_directory *d = xmalloc(index_directory_bytes(s));
    struct filling f = {.directory = d, .starts = d->room};
    f.texts = f.starts + count + BEHIND;
    f.dates = f.texts + count;
    f.documents = f.dates + count;
    f.ids = f.documents + count;
    f.bases = f.ids + count;
    f.offsets = (uint16_t *)(f.bases + bases_of(s));
    f.heads = (struct directory_heads *)(void *)(f.offsets + blocks_of(s));
    atomic_init(&d->holders, 1);
    d->segment = s->number;
    d->bytes = index_directory_bytes(s);
    d->count = 0;
    d->blocks = blocks_of(s);
    d->starts = f.starts;
    d->texts = f.texts;
    d->dates = f.dates;
    d->documents = f.documents;
    d->ids = f.ids;
    d->bases = f.bases;
    d->offsets = f.offsets;
    d->heads = f.heads;
    return f;
}

static uint8_t head_of(const struct index_row *row, enum zone zone)
{
    uint16_t length = row->others[zone - 1];
    return length < HEAD_LONG ? (uint8_t)length : HEAD_LONG;
}

static void add_row(struct filling *f, const struct index_row *row)
{
    uint32_t i = f->directory->count++;
    f->document += row->doc != f->num;
    f->num = row->doc;
    f->starts[i] = row->start;
    f->texts[i] = row->text;
    f->dates[i] = row->date;
    f->documents[i] = f->document;
    f->ids[i] = (uint32_t)(row->id >> 32);
    f->heads[i] = (struct directory_heads){head_of(row, ZONE_TITLE), head_of(row, ZONE_SUBTITLE)};
}

/* An article has eight positions at least, so no offset is too large. */
static void add_blocks(struct filling *f)
{
    const struct index_directory *d = f->directory;
    uint32_t article = 0, base = 0;
    for (uint32_t block = 0; block < d->blocks; block++) {
        while (article + 1 < d->count && f->starts[article + 1] / BLOCK_POSITIONS < block)
            article++;
        if (block % BASE_BLOCKS == 0) f->bases[block / BASE_BLOCKS] = base = article;
        f->offsets[block] = (uint16_t)(article - base);
    }
}

/* Whether so many articles are there: nothing is to be taken up for what a damaged list says. */
static bool are_there(struct txn *t, const struct index_segment *s)
{
    struct index_key key = index_key(s->number, FAMILY_STARTS, (struct view){0});
    struct view starts;
    return s->articles > 0 && index_get(t, &key, &starts) &&
           starts.len / sizeof(uint32_t) > (s->articles - 1) / INDEX_ROWS;
}

/* The next rows: false if they are not there, or do not ascend. */
static bool add_rows(struct filling *f, struct txn *t, const struct index_segment *s)
{
    struct view rows;
    struct index_row row;
    uint32_t first = f->directory->count, most = s->articles - first;
    uint32_t count = most < INDEX_ROWS ? most : INDEX_ROWS;
    if (!index_rows(t, s->number, first, &rows) || rows.len < count * sizeof row) return false;
    for (uint32_t i = 0; i < count; i++) {
        memcpy(&row, rows.at + i * sizeof row, sizeof row);
        if (first + i > 0 && row.start <= f->starts[first + i - 1]) return false;
        add_row(f, &row);
    }
    return true;
}

static struct index_directory *make(struct txn *t, const struct index_segment *s)
{
    if (!are_there(t, s)) return NULL;
    struct filling f = begin(s);
    while (f.directory->count < s->articles) {
        if (add_rows(&f, t, s)) continue;
        free(f.directory);
        return NULL;
    }
    for (unsigned i = 0; i < BEHIND; i++) f.starts[s->articles + i] = UINT32_MAX;
    add_blocks(&f);
    return f.directory;
}

static struct index_directory *hold(struct index_directory *d)
{
    atomic_fetch_add(&d->holders, 1);
    return d;
}

void index_directory_leave(const struct index_directory **at)
{
    struct index_directory *d = (struct index_directory *)*at;
    *at = NULL;
    if (d && atomic_fetch_sub(&d->holders, 1) == 1) free(d);
}

/* ---- All ---- */

struct index_directories *index_directories_open(size_t bytes)
{
    struct index_directories *d = xcalloc(1, sizeof *d);
    pthread_mutex_init(&d->lock, NULL);
    d->room = bytes;
    return d;
}

static void drop(struct index_directories *d, size_t i)
{
    const struct index_directory *dropped = d->at[i];
    d->used -= dropped->bytes;
    d->at[i] = d->at[--d->count];
    index_directory_leave(&dropped);
}

void index_directories_free(struct index_directories **at)
{
    struct index_directories *d = *at;
    if (!d) return;
    while (d->count > 0) drop(d, 0);
    pthread_mutex_destroy(&d->lock);
    free(d->at);
    free(d);
    *at = NULL;
}

static int by_number(const void *a, const void *b)
{
    const struct index_segment *x = a, *y = b;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* The list is in the order of numbers. */
static struct index_segment *in_list(const struct index_view *v, uint64_t number)
{
    struct index_segment wanted = {.number = number};
    return v->count ? bsearch(&wanted, v->at, v->count, sizeof wanted, by_number) : NULL;
}

static struct index_directory *kept(struct index_directories *d, uint64_t number)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->at[i]->segment == number) return hold(d->at[i]);
    return NULL;
}

static bool fits(struct index_directories *d, const struct index_view *v, size_t bytes)
{
    for (size_t i = d->count; i-- > 0;)
        if (!in_list(v, d->at[i]->segment)) drop(d, i);
    return d->room - d->used >= bytes;
}

static void add(struct index_directories *d, struct index_directory *added)
{
    if (d->count == d->size) {
        d->size = d->size ? 2 * d->size : 64;
        d->at = xrealloc(d->at, d->size * sizeof(*d->at));
    }
    d->at[d->count++] = hold(added);
    d->used += added->bytes;
}

/* Two threads may have made the same; the first one's stays. What found no room meanwhile is its
 * maker's alone. */
static struct index_directory *keep(struct index_directories *d, const struct index_view *v,
                                    struct index_directory *made)
{
    pthread_mutex_lock(&d->lock);
    struct index_directory *other = kept(d, made->segment);
    if (!other && fits(d, v, made->bytes)) add(d, made);
    pthread_mutex_unlock(&d->lock);
    if (!other) return made;
    free(made);
    return other;
}

/* It is made without the lock. */
static struct index_directory *find(struct index_directories *d, const struct index_view *v,
                                    const struct index_segment *s)
{
    pthread_mutex_lock(&d->lock);
    struct index_directory *found = kept(d, s->number);
    bool due = !found && fits(d, v, index_directory_bytes(s));
    pthread_mutex_unlock(&d->lock);
    if (due) found = make(v->read->txn, s);
    return due && found ? keep(d, v, found) : found;
}

const struct index_directory *index_directory(struct index_view *v, const struct index_segment *s)
{
    struct index_segment *at = v->directories ? in_list(v, s->number) : NULL;
    if (!at || v->read->turn_of) return NULL;
    if (!at->directory) at->directory = find(v->directories, v, s);
    return at->directory;
}
