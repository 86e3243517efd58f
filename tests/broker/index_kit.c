/* index_kit.c: see index_kit.h. */
#include "tests/broker/index_kit.h"
#include "broker/index_directory.h"
#include "broker/index_large.h"
#include "broker/index_slice.h"
#include "broker/store_parts.h"
#include "proto/check.h"
#include "proto/fold.h"
#include "proto/pack.h"
#include <stdlib.h>
#include <string.h>

void index_kit_open(struct index_kit *k, const char *const *letters, uint64_t seed)
{
    enum { ROOM = 1 << 16 };
    *k = (struct index_kit){.store = kit_open(), .dice = {seed}, .letters = letters};
    k->directories = index_directories_open(dice_below(&k->dice, ROOM));
}

void index_kit_reopen(struct index_kit *k)
{
    k->store = kit_reopen(k->store);
}

void index_kit_close(struct index_kit *k)
{
    index_directories_free(&k->directories);
    store_close(&k->store);
    free(k->docs);
}

/* ---- Documents ---- */

static struct view letter(struct index_kit *k)
{
    size_t count = 0;
    while (k->letters[count]) count++;
    return view_of(k->letters[dice_below(&k->dice, count)]);
}

void index_kit_letters(struct index_kit *k, struct buf *out, size_t most)
{
    for (size_t left = dice_below(&k->dice, most + 1); left > 0; left--)
        buf_add_view(out, letter(k));
}

/* A word ends behind each third byte: far from Chinese, but easy to tell. */
static void cut(void *context, struct view text, char *before)
{
    for (size_t i = 0; i <= text.len; i += 3) before[i] = 1;
}

static void model_add(struct kit_article *a, struct view text)
{
    const char *at = text.at, *end = at + text.len;
    while (at < end) {
        a->words[a->length] = (at - text.at) % 3 == 0;
        a->points[a->length++] = fold_char(fold_read(&at, end));
    }
}

static void model_separator(struct kit_article *a)
{
    a->words[a->length] = 1;
    a->points[a->length++] = PART_SEPARATOR;
}

static void pack_field(struct buf *result, struct kit_article *a, const char *key, struct view text)
{
    pack_string(result, key);
    pack_str(result, text);
    model_add(a, text);
    model_separator(a);
}

static void pack_byline(struct buf *result, struct kit_article *a, struct view name, int names)
{
    pack_string(result, "byline");
    pack_array(result, (uint32_t)names);
    for (int i = 0; i < names; i++) {
        pack_str(result, name);
        if (i > 0) model_separator(a);
        model_add(a, name);
    }
    model_separator(a);
}

/* The spans of an article: pieces at the end of canonical, which grows by them. */
static void pack_spans(struct index_kit *k, struct buf *result, struct buf *canonical,
                       struct kit_article *a)
{
    uint32_t spans = (uint32_t)dice_below(&k->dice, 3);
    pack_string(result, "spans");
    pack_array(result, spans);
    for (uint32_t i = 0; i < spans; i++) {
        size_t start = canonical->len;
        do index_kit_letters(k, canonical, KIT_LENGTH / 4);
        while (canonical->len == start);
        pack_array(result, 2);
        pack_u64(result, start);
        pack_u64(result, canonical->len);
        if (i > 0) model_separator(a);
        model_add(a, (struct view){canonical->at + start, canonical->len - start});
        index_kit_letters(k, canonical, 2); /* what belongs to no article */
    }
    model_separator(a);
}

static void pack_article(struct index_kit *k, struct buf *result, struct buf *canonical,
                         struct kit_article *a)
{
    struct buf name = {0};
    *a = (struct kit_article){0};
    index_kit_letters(k, &name, 12);
    pack_map(result, 5);
    pack_spans(k, result, canonical, a);
    pack_field(result, a, "title", buf_view(&name));
    pack_field(result, a, "subtitle", (struct view){0});
    pack_byline(result, a, buf_view(&name), (int)dice_below(&k->dice, 3));
    pack_field(result, a, "source", buf_view(&name));
    a->words[a->length] = 1;
    buf_free(&name);
}

/* Gives the document new articles, in the index and in the model. */
static void index_articles(struct index_kit *k, struct kit_doc *d)
{
    struct buf result = {0}, canonical = {0}, bytes = {0};
    struct index_part part;
    struct err err;
    d->count = (uint32_t)dice_below(&k->dice, KIT_ARTICLES + 1);
    d->done = true;
    pack_map(&result, 1);
    pack_string(&result, "articles");
    pack_array(&result, d->count);
    for (uint32_t i = 0; i < d->count; i++) pack_article(k, &result, &canonical, &d->articles[i]);
    CHECK_INT(check_whole(result.at, result.len, NULL), 0);
    bool any = part_make(buf_view(&result), buf_view(&canonical), cut, NULL, &bytes);
    CHECK_INT(any, d->count > 0);
    if (any) {
        if (part_read(buf_view(&bytes), &part, &err) != 0)
            test_fail(__FILE__, __LINE__, "%s", err.text);
        index_add(k->store, d->num, &part);
    }
    buf_free(&result);
    buf_free(&canonical);
    buf_free(&bytes);
}

void index_kit_add(struct index_kit *k)
{
    char source[32];
    if (k->count == k->room) {
        k->room = k->room ? 2 * k->room : 64;
        k->docs = xrealloc(k->docs, k->room * sizeof *k->docs);
    }
    struct kit_doc *d = &k->docs[k->count++];
    snprintf(source, sizeof source, "s%zu", k->count);
    d->num = kit_add(k->store, "a", source, k->count, 20, STATE_DONE);
    index_articles(k, d);
}

void index_kit_drop(struct index_kit *k, size_t at)
{
    struct kit_doc *d = &k->docs[at];
    if (!d->done) return;
    d->done = false;
    store_set_state(k->store, d->num, STATE_SKIPPED, REASON_SUPERSEDED);
    index_drop(k->store, d->num);
}

void index_kit_again(struct index_kit *k, size_t at)
{
    struct kit_doc *d = &k->docs[at];
    index_kit_drop(k, at);
    store_set_state(k->store, d->num, STATE_DONE, 0);
    index_articles(k, d);
}

/* ---- Large documents ---- */

void index_kit_large(struct index_kit *k, int turns)
{
    for (bool more = true; more && turns > 0; turns--) {
        kit_begin(k->store);
        more = index_large_step(k->store, 1 + dice_below(&k->dice, 300));
        kit_commit(k->store);
    }
}

/* ---- Compaction ---- */

static void write_slice(struct index_kit *k, struct index_slice *slice)
{
    kit_begin(k->store);
    index_slice_write(k->store, slice);
    index_clean(k->store, 5);
    kit_commit(k->store);
    index_slice_end(slice, true);
}

void index_kit_compact(struct index_kit *k, int slices, bool crash)
{
    struct index_slice slice = {.idle = dice_below(&k->dice, 2)};
    struct index_view view = {0};
    struct index_merge *merge = NULL;
    struct store_read *r;
    struct err err;
    CHECK_INT(store_read_open(k->store, &r, &err), 0);
    for (; slices > 0; slices--) {
        CHECK_INT(store_read_begin(r, &err), 0);
        index_open(&view, r);
        if (!merge) index_slice_begin(&slice, &view, 4096, &merge);
        bool last = merge && merge_step(merge, &view, &slice.entries, &slice.head);
        CHECK_INT(store_read_end(r, &err), 0);
        if (!merge || (last && slices == 1 && crash)) break;
        slice.kind = last ? SLICE_LAST : SLICE_MORE;
        write_slice(k, &slice);
        if (last) merge_free(&merge);
    }
    merge_free(&merge);
    store_read_close(&r);
    index_close(&view);
    buf_free(&slice.entries);
}
