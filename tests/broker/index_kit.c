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

static void add_letters(struct index_kit *k, struct buf *out, size_t most)
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
        do add_letters(k, canonical, KIT_LENGTH / 4);
        while (canonical->len == start);
        pack_array(result, 2);
        pack_u64(result, start);
        pack_u64(result, canonical->len);
        if (i > 0) model_separator(a);
        model_add(a, (struct view){canonical->at + start, canonical->len - start});
        add_letters(k, canonical, 2); /* what belongs to no article */
    }
    model_separator(a);
}

static void pack_article(struct index_kit *k, struct buf *result, struct buf *canonical,
                         struct kit_article *a)
{
    struct buf name = {0};
    *a = (struct kit_article){0};
    add_letters(k, &name, 12);
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

/* ---- Asking ---- */

struct question {
    uint32_t points[16], count;
    bool whole_words;
};

static void random_question(struct index_kit *k, struct question *q)
{
    struct buf text = {0};
    do add_letters(k, &text, 12);
    while (text.len == 0);
    q->count = (uint32_t)fold_points((struct view){text.at, text.len}, q->points);
    buf_free(&text);
}

static void question_of(struct index_kit *k, const struct kit_article *a, struct question *q)
{
    uint32_t at = (uint32_t)dice_below(&k->dice, a->length);
    uint32_t most = 1 + (uint32_t)dice_below(&k->dice, 12);
    for (q->count = 0; q->count < most && at < a->length; at++)
        if (a->points[at] != PART_SEPARATOR) q->points[q->count++] = a->points[at];
}

static void ask(struct index_kit *k, struct question *q)
{
    *q = (struct question){.whole_words = dice_below(&k->dice, 4) == 0};
    if (k->count > 0 && dice_below(&k->dice, 4) > 0) {
        const struct kit_doc *d = &k->docs[dice_below(&k->dice, k->count)];
        if (d->count > 0) question_of(k, &d->articles[dice_below(&k->dice, d->count)], q);
    }
    if (q->count == 0) random_question(k, q);
}

/* How often the text stands in the article, by comparing each place. */
static uint32_t places_in(const struct kit_article *a, const struct question *q)
{
    uint32_t count = 0;
    for (uint32_t at = 0; at + q->count <= a->length; at++) {
        if (memcmp(a->points + at, q->points, q->count * sizeof *q->points) != 0) continue;
        count += !q->whole_words || (a->words[at] && a->words[at + q->count]);
    }
    return count;
}

struct answer { /* of the index: an article, and how often */
    uint64_t doc;
    uint32_t index, count;
};

static size_t ask_index(struct index_view *v, const struct question *q, struct answer *out,
                        size_t room)
{
    struct index_text text = {
        .at = q->points,
        .count = q->count,
        .whole_words = q->whole_words,
        .zones = (1u << ZONES) - 1,
    };
    size_t count = 0;
    for (size_t i = 0; i < v->count; i++) {
        struct index_find *f = index_find_open(v, &v->at[i], &text);
        struct index_hit hit = {.ordinal = 0};
        for (uint32_t from = 0; index_next(f, from, &hit); from = hit.ordinal + 1) {
            if (count == room) test_fail(__FILE__, __LINE__, "more hits than articles");
            out[count++] = (struct answer){hit.article.doc, hit.article.index, hit.count};
        }
        index_find_close(&f);
    }
    return count;
}

/* Of all articles that were given at once those that live. */
struct standings {
    struct index_view *view;
    const struct index_segment *segment;
    struct buf at; /* struct index_standing */
};

static void add_standings(void *to, const struct index_standing *found, size_t count)
{
    struct standings *s = to;
    struct index_article a;
    for (; count > 0; count--, found++) {
        CHECK(index_article(s->view, s->segment, found->ordinal, &a));
        CHECK_INT(found->length, a.length[ZONE_TEXT]);
        if (index_is_live(s->view, &a)) buf_add(&s->at, found, sizeof *found);
    }
}

/* The same articles, given at once and counted: in some zones. */
static void check_each(struct index_view *v, const struct index_segment *s,
                       const struct index_text *text)
{
    struct standings found = {.view = v, .segment = s};
    struct index_find *f = index_find_open(v, s, text);
    index_each(f, add_standings, &found);
    index_find_close(&f);
    f = index_find_open(v, s, text);
    struct index_hit hit = {.ordinal = 0};
    const struct index_standing *at = (const struct index_standing *)(const void *)found.at.at;
    size_t wanted = found.at.len / sizeof *at, count = 0;
    for (uint32_t from = 0; index_next(f, from, &hit); from = hit.ordinal + 1, count++) {
        if (count == wanted) test_fail(__FILE__, __LINE__, "fewer articles at once");
        CHECK_INT(at[count].ordinal, hit.ordinal);
        CHECK_INT(at[count].places, hit.count);
        CHECK_INT(at[count].heads, hit.heads);
    }
    CHECK_INT(wanted, count);
    CHECK_INT(index_count(v, s, text), count);
    index_find_close(&f);
    buf_free(&found.at);
}

/* The same places, whether they are asked for one after the other or by leaps. */
static void check_leaps(struct index_kit *k, struct index_view *v, const struct index_segment *s,
                        const struct index_text *text)
{
    struct index_find *all = index_find_open(v, s, text), *some = index_find_open(v, s, text);
    uint32_t most = 1 + (uint32_t)dice_below(&k->dice, UINT64_C(1) << dice_below(&k->dice, 12));
    uint32_t place = 0, found = 0, from = 0;
    bool any = index_find_next(all, 0, &place), there = true;
    while (there && from < s->length) {
        while (any && place < from) any = index_find_next(all, place + 1, &place);
        there = index_find_next(some, from, &found);
        CHECK_INT(there, any);
        if (there) CHECK_INT(found, place);
        from += (uint32_t)dice_below(&k->dice, most + 1) + (most == 1);
    }
    index_find_close(&all);
    index_find_close(&some);
}

static void check_ways(struct index_kit *k, struct index_view *v, const struct question *q)
{
    static const unsigned zones[] = {INDEX_USUAL_ZONES, 1u << ZONE_TEXT, 1u << ZONE_TITLE};
    struct index_text text = {.at = q->points, .count = q->count, .whole_words = q->whole_words};
    text.zones = zones[dice_below(&k->dice, sizeof zones / sizeof *zones)];
    text.once = dice_below(&k->dice, 2);
    for (size_t i = 0; i < v->count; i++) {
        check_each(v, &v->at[i], &text);
        check_leaps(k, v, &v->at[i], &text);
    }
}

static uint32_t count_of(const struct answer *at, size_t count, uint64_t doc, uint32_t index)
{
    for (size_t i = 0; i < count; i++)
        if (at[i].doc == doc && at[i].index == index) return at[i].count;
    return 0;
}

void index_kit_compare(struct index_kit *k, struct store_read *r, int times)
{
    size_t room = KIT_ARTICLES * k->count + 1;
    struct answer *found = xcalloc(room, sizeof *found);
    struct index_view view = {0};
    struct question q;
    index_open(&view, r);
    for (; times > 0; times--) {
        view.directories = dice_below(&k->dice, 4) > 0 ? k->directories : NULL;
        ask(k, &q);
        size_t count = ask_index(&view, &q, found, room), wanted = 0;
        for (size_t i = 0; i < k->count; i++)
            for (uint32_t a = 0; k->docs[i].done && a < k->docs[i].count; a++) {
                uint32_t places = places_in(&k->docs[i].articles[a], &q);
                wanted += places > 0;
                CHECK_INT(count_of(found, count, k->docs[i].num, a), places);
            }
        CHECK_INT(count, wanted);
        check_ways(k, &view, &q);
    }
    index_close(&view);
    free(found);
}
