/* index_format_test.c: an index that an older version made is made anew, and says the same.
 *
 * index2.hex is data.mdb of format 2 as fill() left it, compressed by zstd. It is never made again.
 * When the index changes, the new one gets a file of its own beside it (docs/store.md). To make
 * that file, KEEP_STORE=FILE build/tests/test-broker index_says_what_was_put_into_it, then zstd -19
 * and xxd -i.
 */
#include "broker/index.h"
#include "broker/index_renew.h"
#include "broker/index_slice.h"
#include "proto/fold.h"
#include "proto/pack.h"
#include "proto/squeeze.h"
#include "tests/broker/store_kit.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const unsigned char format2[] = {
#include "tests/broker/index2.hex"
};

static const char *const texts[] = {
    "松溪镇投资三十亿元，修建公路两条。",
    "ＡＢ公司在松溪镇修建水库。",
    "雲嶺村與松溪鎮同時修建学校三十所。",
};
enum { DOCUMENTS = sizeof texts / sizeof *texts, DROPPED = 2 };

/* A word has two characters, for all are three bytes long. */
static void cut(void *context, struct view text, char *before)
{
    for (size_t i = 0; i <= text.len; i += 6) before[i] = 1;
}

static void make_part(const char *text, part_cutter *cutter, struct buf *bytes,
                      struct index_part *part)
{
    struct buf result = {0};
    struct err err;
    pack_map(&result, 1);
    pack_string(&result, "articles");
    pack_array(&result, 1);
    pack_map(&result, 2);
    pack_string(&result, "title");
    pack_string(&result, text);
    pack_string(&result, "spans");
    pack_array(&result, 1);
    pack_array(&result, 2);
    pack_u64(&result, 0);
    pack_u64(&result, strlen(text));
    bytes->len = 0;
    CHECK(part_make(buf_view(&result), view_of(text), cutter, NULL, bytes));
    CHECK_INT(part_read(buf_view(bytes), part, &err), 0);
    buf_free(&result);
}

/* Three documents, of which the second is DONE no more. */
static void fill(struct store *s)
{
    struct buf bytes = {0};
    struct index_part part;
    char source[8];
    kit_begin(s);
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        snprintf(source, sizeof source, "s%u", i);
        uint64_t num = kit_add(s, "a", source, i + 1, 20, STATE_DONE);
        make_part(texts[i], cut, &bytes, &part);
        index_add(s, num, &part);
    }
    kit_commit(s);
    kit_begin(s);
    store_set_state(s, DROPPED, STATE_SKIPPED, REASON_SUPERSEDED);
    index_drop(s, DROPPED);
    kit_commit(s);
    buf_free(&bytes);
}

/* The documents that have the text, a bit each. */
static uint64_t documents_with(struct index_view *v, const char *text, bool whole_words)
{
    uint32_t points[16];
    struct index_text wanted = {
        .at = points, .zones = INDEX_USUAL_ZONES, .whole_words = whole_words};
    struct index_hit hit;
    uint64_t found = 0;
    wanted.count = (uint32_t)fold_points(view_of(text), points);
    for (size_t i = 0; i < v->count; i++) {
        struct index_find *f = index_find_open(v, &v->at[i], &wanted);
        for (uint32_t from = 0; index_next(f, from, &hit); from = hit.ordinal + 1)
            found |= UINT64_C(1) << hit.article.doc;
        index_find_close(&f);
    }
    return found;
}

static void check_all(struct store *s)
{
    struct index_view v = {0};
    struct store_read *r;
    struct err err;
    CHECK_INT(store_read_open(s, &r, &err), 0);
    CHECK_INT(store_read_begin(r, &err), 0);
    index_open(&v, r);
    CHECK_INT(documents_with(&v, "松溪鎮", false), 1 << 1 | 1 << 3);
    CHECK_INT(documents_with(&v, "三十", false), 1 << 1 | 1 << 3);
    CHECK_INT(documents_with(&v, "村", false), 1 << 3);
    CHECK_INT(documents_with(&v, "三十亿元，修建公路", false), 1 << 1);
    CHECK_INT(documents_with(&v, "水库", false), 0);
    CHECK_INT(documents_with(&v, "松溪", true), 1 << 1 | 1 << 3);
    CHECK_INT(documents_with(&v, "三十", true), 0);
    CHECK_INT(documents_with(&v, "建学", true), 1 << 3);
    index_close(&v);
    CHECK_INT(store_read_end(r, &err), 0);
    store_read_close(&r);
}

TEST(index_says_what_was_put_into_it)
{
    struct store *s = kit_open();
    struct buf command = {0};
    fill(s);
    check_all(s);
    s = kit_reopen(s);
    check_all(s);
    store_close(&s);
    if (!getenv("KEEP_STORE")) return;
    buf_format(&command, "cp data/data.mdb '%s'", getenv("KEEP_STORE"));
    CHECK(system(buf_string(&command)) == 0);
    buf_free(&command);
}

static void open_file(const void *bytes, size_t len)
{
    struct buf file = {0};
    struct err err;
    CHECK(mkdir("data", 0700) == 0);
    CHECK_INT(expand(ENCODING_ZSTD, (struct view){bytes, len}, 1 << 20, &file, &err), 0);
    int fd = open("data/data.mdb", O_WRONLY | O_CREAT, 0600);
    CHECK(fd >= 0 && write(fd, file.at, file.len) == (ssize_t)file.len && close(fd) == 0);
    buf_free(&file);
}

/* As the loop does: without a model, so the words must be those of the old index. */
static void renew(struct store *s, uint64_t *renewed)
{
    struct buf bytes = {0};
    struct index_part part;
    uint64_t num;
    while (index_renew_due(s, &num)) {
        if (num == 0) continue;
        CHECK(num <= DOCUMENTS);
        *renewed |= UINT64_C(1) << num;
        make_part(texts[num - 1], NULL, &bytes, &part);
        index_renew_add(s, &part);
    }
    buf_free(&bytes);
}

TEST(index_of_format_2_is_made_anew)
{
    uint64_t renewed = 0;
    open_file(format2, sizeof format2);
    struct store *s = kit_reopen(kit_open());
    kit_begin(s);
    renew(s, &renewed);
    CHECK_INT(renewed, 1 << 1 | 1 << 3);
    kit_commit(s);
    check_all(s);
    kit_begin(s);
    while (index_clean(s, 100)) continue;
    kit_commit(s);
    s = kit_reopen(s);
    check_all(s);
    kit_begin(s);
    CHECK(!index_renew_due(s, &renewed));
    store_abort(s);
    store_close(&s);
}
