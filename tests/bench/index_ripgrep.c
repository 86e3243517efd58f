/* index_ripgrep.c: the half of index_ask.h that is put beside ripgrep. */
#include "proto/fold.h"
#include "tests/bench/bench_kit.h"
#include "tests/bench/index_ask.h"
#include "tests/bench/index_roles.h"
#include "tests/bench/list.h"
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void index_fold(const char *directory)
{
    struct buf folded = {0};
    for (size_t i = 0; i < index_files.count; i++) {
        char path[PATH_MAX];
        struct buf text = list_file(index_files.at[i]);
        folded.len = 0;
        fold_text(buf_view(&text), &folded);
        snprintf(path, sizeof path, "%s/%zu", directory, i);
        FILE *out = fopen(path, "w");
        if (!out || fwrite(folded.at, 1, folded.len, out) != folded.len || fclose(out) != 0)
            bench_die(path, "cannot be written");
        buf_free(&text);
    }
    buf_free(&folded);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(index_files.at[*(const uint32_t *)a], index_files.at[*(const uint32_t *)b]);
}

/* The number of the file that a document was made of. */
static uint32_t file_of(const uint32_t *sorted, struct view source)
{
    size_t low = 0, high = index_files.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view_compare(view_of(index_files.at[sorted[middle]]), source) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == index_files.count || !view_equal(view_of(index_files.at[sorted[low]]), source))
        bench_die("a document", "is of no file");
    return sorted[low];
}

/* Fills in the numbers of the documents that have the text. */
static void find_documents(struct index_view *v, const char *text, struct buf *found)
{
    uint32_t points[INDEX_TEXT_MOST];
    struct index_text wanted = {
        .at = points, .zones = 1u << ZONE_TEXT | 1u << ZONE_TITLE, .once = true};
    wanted.count = (uint32_t)fold_points(view_of(text), points);
    uint64_t last = 0;
    found->len = 0;
    for (size_t i = 0; i < v->count; i++) {
        struct index_find *f = index_find_open(v, &v->at[i], &wanted);
        struct index_hit hit;
        for (uint32_t from = 0; index_next(f, from, &hit); from = hit.ordinal + 1) {
            if (hit.article.doc != last) buf_add(found, &hit.article.doc, sizeof hit.article.doc);
            last = hit.article.doc;
        }
        index_find_close(&f);
    }
}

static void print_files(struct store_read *r, const uint32_t *sorted, const struct buf *found)
{
    for (size_t i = 0; i < found->len; i += sizeof(uint64_t)) {
        struct msg_stored_doc doc;
        uint64_t num;
        memcpy(&num, found->at + i, sizeof num);
        if (!store_doc(r, num, &doc)) bench_die("a document", "is not there");
        printf("%s%" PRIu32, i ? " " : "", file_of(sorted, doc.source));
    }
    putchar('\n');
}

void index_find_files(void)
{
    struct store_read *r;
    struct store *s = index_open_store(&r);
    struct index_view v = {0};
    struct buf found = {0};
    struct err err;
    double took = 0;
    uint32_t *sorted = xmalloc(index_files.count * sizeof *sorted);
    for (uint32_t i = 0; i < index_files.count; i++) sorted[i] = i;
    qsort(sorted, index_files.count, sizeof *sorted, by_name);
    if (store_read_begin(r, &err) != 0) bench_die("read", err.text);
    index_open(&v, r);
    for (size_t i = 0; i < index_questions.count; i++) {
        double began = bench_now();
        find_documents(&v, index_questions.at[i], &found);
        took += bench_now() - began;
        print_files(r, sorted, &found);
    }
    printf("%.3f\n", 1e3 * took);
    store_read_end(r, &err);
    free(sorted);
    buf_free(&found);
    index_close(&v);
    store_read_close(&r);
    store_close(&s);
}
