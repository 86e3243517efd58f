/* parquet.c: a flat table as a Parquet file.
 *
 * Rows are held back column by column until a row group is full, so memory is bounded. A column of
 * a group is one data page (version 1): a bit a row that tells whether the value is there, then the
 * values that are, plain, the whole squeezed by zstd where that saves anything. All columns are
 * optional; texts are byte arrays annotated as strings.
 * Source: Apache Parquet format, https://parquet.apache.org/docs/file-format/ and parquet.thrift,
 * whose field ids stand in the calls below. Numbers are stored lowest byte first,
 * as this program's machines keep them.
 */
#include "client/export/sink.h"
#include "client/export/thrift.h"
#include "proto/leb.h"
#include "proto/squeeze.h"
#include "proto/version.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { GROUP_BYTES = 32 << 20, GROUP_ROWS = 1 << 17 };

/* Numbers of parquet.thrift */
enum { TYPE_INT64 = 2, TYPE_DOUBLE = 5, TYPE_BYTE_ARRAY = 6 };
enum { REPETITION_OPTIONAL = 1, CONVERTED_UTF8 = 0, ENCODING_PLAIN = 0, ENCODING_RLE = 3 };
enum { CODEC_UNCOMPRESSED = 0, CODEC_ZSTD = 6, PAGE_DATA = 0, FORMAT_VERSION = 1 };
static const char magic[] = "PAR1";

static const int32_t types[] = {
    [FLAT_TEXT] = TYPE_BYTE_ARRAY,
    [FLAT_INTEGER] = TYPE_INT64,
    [FLAT_REAL] = TYPE_DOUBLE,
};

struct column {
    struct buf present; /* a bit a row, the first row in the lowest bit */
    struct buf values;
};

struct parquet {
    struct flat_writer writer;
    struct stream *out;
    const struct flat_table *table;
    struct column columns[FLAT_COLUMNS_MAX];
    uint32_t rows; /* in this group */
    size_t held;   /* bytes in this group */
    uint64_t all_rows;
    struct buf groups; /* RowGroup structs for the foot */
    size_t group_count;
    struct buf page, squeezed, head;
};

/* ---- A row group ---- */

/* What the foot tells of a column chunk. */
struct chunk {
    int64_t offset, whole, stored; /* bytes: of the page with its head, before and after zstd */
    int32_t codec;
};

static void add_u32(struct buf *out, uint32_t n)
{
    unsigned char bytes[4] = {(unsigned char)n, (unsigned char)(n >> 8), (unsigned char)(n >> 16),
                              (unsigned char)(n >> 24)};
    buf_add(out, bytes, sizeof bytes);
}

/* The levels as one bit-packed run of the RLE hybrid, behind their length in bytes. */
static void add_levels(struct buf *out, const struct buf *present)
{
    struct buf head = {0};
    leb_add(&head, (uint64_t)present->len << 1 | 1); /* groups of eight values */
    add_u32(out, (uint32_t)(head.len + present->len));
    buf_add_view(out, buf_view(&head));
    buf_add_view(out, buf_view(present));
    buf_free(&head);
}

static void make_page_head(struct parquet *p, const struct chunk *c, size_t stored)
{
    p->head.len = 0;
    struct thrift page = {.out = &p->head};
    thrift_i32(&page, 1, PAGE_DATA);
    thrift_i32(&page, 2, (int32_t)p->page.len);
    thrift_i32(&page, 3, (int32_t)stored);
    struct thrift data = thrift_struct(&page, 5);
    thrift_i32(&data, 1, (int32_t)p->rows);
    thrift_i32(&data, 2, ENCODING_PLAIN);
    thrift_i32(&data, 3, ENCODING_RLE);
    thrift_i32(&data, 4, ENCODING_RLE);
    thrift_end(&data);
    thrift_end(&page);
}

static int write_chunk(struct parquet *p, struct column *column, struct chunk *c, struct err *err)
{
    p->page.len = p->squeezed.len = 0;
    add_levels(&p->page, &column->present);
    buf_add_view(&p->page, buf_view(&column->values));
    c->codec = squeeze(buf_view(&p->page), &p->squeezed) == ENCODING_ZSTD ? CODEC_ZSTD
                                                                          : CODEC_UNCOMPRESSED;
    make_page_head(p, c, p->squeezed.len);
    c->offset = (int64_t)stream_offset(p->out);
    c->whole = (int64_t)(p->head.len + p->page.len);
    c->stored = (int64_t)(p->head.len + p->squeezed.len);
    column->present.len = column->values.len = 0;
    if (stream_write(p->out, buf_view(&p->head), err) != 0) return -1;
    return stream_write(p->out, buf_view(&p->squeezed), err);
}

static void add_chunk(struct parquet *p, size_t column, const struct chunk *c)
{
    struct buf *out = &p->groups;
    struct thrift chunk = {.out = out};
    thrift_i64(&chunk, 2, c->offset);
    struct thrift meta = thrift_struct(&chunk, 3);
    thrift_i32(&meta, 1, types[p->table->columns[column].type]);
    thrift_list(&meta, 2, THRIFT_I32, 2);
    thrift_item_i32(out, ENCODING_PLAIN);
    thrift_item_i32(out, ENCODING_RLE);
    thrift_list(&meta, 3, THRIFT_BINARY, 1);
    thrift_item_text(out, view_of(p->table->columns[column].name));
    thrift_i32(&meta, 4, c->codec);
    thrift_i64(&meta, 5, p->rows);
    thrift_i64(&meta, 6, c->whole);
    thrift_i64(&meta, 7, c->stored);
    thrift_i64(&meta, 9, c->offset);
    thrift_end(&meta);
    thrift_end(&chunk);
}

static int write_group(struct parquet *p, struct err *err)
{
    struct chunk chunks[FLAT_COLUMNS_MAX];
    int64_t whole = 0;
    if (p->rows == 0) return 0;
    for (size_t c = 0; c < p->table->count; c++) {
        if (write_chunk(p, &p->columns[c], &chunks[c], err) != 0) return -1;
        whole += chunks[c].whole;
    }
    struct thrift group = {.out = &p->groups};
    thrift_list(&group, 1, THRIFT_STRUCT, p->table->count);
    for (size_t c = 0; c < p->table->count; c++) add_chunk(p, c, &chunks[c]);
    thrift_i64(&group, 2, whole);
    thrift_i64(&group, 3, p->rows);
    thrift_end(&group);
    p->group_count++;
    p->all_rows += p->rows;
    p->rows = 0;
    p->held = 0;
    return 0;
}

/* ---- A row ---- */

static void add_present(struct column *column, uint32_t row, bool present)
{
    if (row % 8 == 0) buf_add_char(&column->present, 0);
    if (present) column->present.at[row / 8] = (char)(column->present.at[row / 8] | 1 << row % 8);
}

static void add_value(struct column *column, enum flat_type type, const struct flat_value *v)
{
    struct buf *out = &column->values;
    switch (type) {
    case FLAT_TEXT:
        add_u32(out, (uint32_t)v->text.len);
        buf_add_view(out, v->text);
        break;
    case FLAT_INTEGER: buf_add(out, &v->integer, sizeof v->integer); break;
    case FLAT_REAL: buf_add(out, &v->real, sizeof v->real); break;
    }
}

static int parquet_row(struct flat_writer *w, const struct flat_value *values, struct err *err)
{
    struct parquet *p = (struct parquet *)w;
    if (p->all_rows == 0 && p->rows == 0 && stream_write(p->out, view_of(magic), err) != 0)
        return -1;
    for (size_t c = 0; c < p->table->count; c++) {
        struct column *column = &p->columns[c];
        size_t before = column->values.len;
        add_present(column, p->rows, values[c].present);
        if (values[c].present) add_value(column, p->table->columns[c].type, &values[c]);
        p->held += column->values.len - before;
    }
    p->rows++;
    return p->rows == GROUP_ROWS || p->held >= GROUP_BYTES ? write_group(p, err) : 0;
}

/* ---- The foot ---- */

static void add_schema(struct parquet *p, struct thrift *foot)
{
    const struct flat_table *t = p->table;
    thrift_list(foot, 2, THRIFT_STRUCT, t->count + 1);
    struct thrift root = {.out = foot->out};
    thrift_text(&root, 4, view_of(t->name));
    thrift_i32(&root, 5, (int32_t)t->count);
    thrift_end(&root);
    for (size_t c = 0; c < t->count; c++) {
        struct thrift element = {.out = foot->out};
        thrift_i32(&element, 1, types[t->columns[c].type]);
        thrift_i32(&element, 3, REPETITION_OPTIONAL);
        thrift_text(&element, 4, view_of(t->columns[c].name));
        if (t->columns[c].type == FLAT_TEXT) {
            thrift_i32(&element, 6, CONVERTED_UTF8);
            struct thrift logical = thrift_struct(&element, 10); /* union: STRING */
            struct thrift string = thrift_struct(&logical, 1);
            thrift_end(&string);
            thrift_end(&logical);
        }
        thrift_end(&element);
    }
}

/* The trailer, as pairs that every reader shows. */
static void add_counts(struct thrift *foot, const struct doctally *counts)
{
    const struct {
        const char *key;
        uint64_t count;
    } pairs[] = {{"documents", counts->documents},
                 {"articles", counts->articles},
                 {"records", counts->records}};
    thrift_list(foot, 5, THRIFT_STRUCT, sizeof pairs / sizeof *pairs);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char digits[24];
        snprintf(digits, sizeof digits, "%" PRIu64, pairs[i].count);
        struct thrift pair = {.out = foot->out};
        thrift_text(&pair, 1, view_of(pairs[i].key));
        thrift_text(&pair, 2, view_of(digits));
        thrift_end(&pair);
    }
}

static int parquet_end(struct flat_writer *w, const struct doctally *counts, struct err *err)
{
    struct parquet *p = (struct parquet *)w;
    if (write_group(p, err) != 0) return -1;
    if (p->all_rows == 0 && stream_write(p->out, view_of(magic), err) != 0) return -1;
    p->head.len = 0;
    struct thrift foot = {.out = &p->head};
    thrift_i32(&foot, 1, FORMAT_VERSION);
    add_schema(p, &foot);
    thrift_i64(&foot, 3, (int64_t)p->all_rows);
    thrift_list(&foot, 4, THRIFT_STRUCT, p->group_count);
    buf_add_view(&p->head, buf_view(&p->groups));
    add_counts(&foot, counts);
    thrift_text(&foot, 6, view_of("garner " GARNER_VERSION));
    thrift_end(&foot);
    add_u32(&p->head, (uint32_t)p->head.len);
    buf_add_string(&p->head, magic);
    return stream_write(p->out, buf_view(&p->head), err);
}

static void parquet_free(struct flat_writer *w)
{
    struct parquet *p = (struct parquet *)w;
    for (size_t c = 0; c < FLAT_COLUMNS_MAX; c++) {
        buf_free(&p->columns[c].present);
        buf_free(&p->columns[c].values);
    }
    buf_free(&p->groups);
    buf_free(&p->page);
    buf_free(&p->squeezed);
    buf_free(&p->head);
    free(p);
}

struct flat_writer *parquet_writer(struct stream *out, const struct flat_table *table)
{
    struct parquet *p = xcalloc(1, sizeof *p);
    p->writer = (struct flat_writer){parquet_row, parquet_end, parquet_free};
    p->out = out;
    p->table = table;
    return &p->writer;
}
