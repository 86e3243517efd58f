/* flat.c: see flat.h. */
#include "client/export/flat.h"
#include "client/result.h"
#include "proto/docline.h"
#include "proto/id.h"
#include "proto/json.h"
#include "proto/pack.h"
#include "proto/records.h"
#include "proto/tables.h"
#include <assert.h>
#include <inttypes.h>
#include <string.h>

/* ---- The tables. The first columns, up to KEYS, are set by their number, the others by their name
 * in the map. ---- */

static const struct flat_column document_columns[] = {
    {"doc", FLAT_TEXT},
    {"archive", FLAT_TEXT},
    {"source", FLAT_TEXT},
    {"sha256", FLAT_TEXT},
    {"bytes", FLAT_INTEGER},
    {"state", FLAT_TEXT},
    {"reason", FLAT_TEXT},
    {"detail", FLAT_TEXT},
    {"duplicate_of", FLAT_TEXT},
    {"extractor", FLAT_TEXT},
    {"media_type", FLAT_TEXT},
    {"charset", FLAT_TEXT},
    {"charset_confidence", FLAT_REAL},
    {"damaged", FLAT_INTEGER},
    {"metadata", FLAT_TEXT},
    {"partial", FLAT_TEXT},
};
enum {
    DOCUMENT_DOC,
    DOCUMENT_ARCHIVE,
    DOCUMENT_SOURCE,
    DOCUMENT_SHA256,
    DOCUMENT_BYTES,
    DOCUMENT_STATE,
    DOCUMENT_REASON,
    DOCUMENT_DETAIL,
    DOCUMENT_DUPLICATE_OF,
    DOCUMENT_EXTRACTOR,
    DOCUMENT_KEYS
};

static const struct flat_column article_columns[] = {
    {"doc", FLAT_TEXT},      {"document_source", FLAT_TEXT}, {"article", FLAT_TEXT},
    {"start", FLAT_INTEGER}, {"end", FLAT_INTEGER},          {"text", FLAT_TEXT},
    {"kind", FLAT_TEXT},     {"title", FLAT_TEXT},           {"subtitle", FLAT_TEXT},
    {"byline", FLAT_TEXT},   {"source", FLAT_TEXT},          {"date", FLAT_TEXT},
    {"spans", FLAT_TEXT},
};
enum {
    ARTICLES_DOC,
    ARTICLES_SOURCE,
    ARTICLES_ARTICLE,
    ARTICLES_START,
    ARTICLES_END,
    ARTICLES_TEXT,
    ARTICLES_KEYS
};

static const struct flat_column record_columns[] = {{"doc", FLAT_TEXT},
                                                    {"document_source", FLAT_TEXT},
                                                    {"article", FLAT_TEXT},
                                                    {"origin_start", FLAT_INTEGER},
                                                    {"origin_end", FLAT_INTEGER},
                                                    {"kind", FLAT_TEXT},
                                                    {"text", FLAT_TEXT},
                                                    {"start", FLAT_INTEGER},
                                                    {"end", FLAT_INTEGER},
                                                    {"page", FLAT_INTEGER},
                                                    {"rule", FLAT_TEXT},
                                                    {"confidence", FLAT_REAL},
#define X(NAME, name) {name, FLAT_TEXT},
                                                    RECORD_FIELDS(X)
#undef X
};
enum {
    RECORDS_DOC,
    RECORDS_SOURCE,
    RECORDS_ARTICLE,
    RECORDS_ORIGIN_START,
    RECORDS_ORIGIN_END,
    RECORDS_KEYS
};

static const struct flat_column sentence_columns[] = {
    {"doc", FLAT_TEXT},      {"article", FLAT_TEXT}, {"sentence", FLAT_INTEGER},
    {"start", FLAT_INTEGER}, {"end", FLAT_INTEGER},  {"text", FLAT_TEXT},
};
enum {
    SENTENCE_DOC,
    SENTENCE_ARTICLE,
    SENTENCE_NUMBER,
    SENTENCE_START,
    SENTENCE_END,
    SENTENCE_TEXT
};

#define COLUMNS(columns) columns, sizeof columns / sizeof *columns
const struct flat_table flat_tables[FLAT_TABLE_COUNT] = {
    [FLAT_DOCUMENTS] = {"documents", COLUMNS(document_columns)},
    [FLAT_ARTICLES] = {"articles", COLUMNS(article_columns)},
    [FLAT_RECORDS] = {"records", COLUMNS(record_columns)},
    [FLAT_SENTENCES] = {"sentences", COLUMNS(sentence_columns)},
};
static_assert(sizeof record_columns / sizeof *record_columns <= FLAT_COLUMNS_MAX,
              "a row of the widest table has room");

int flat_table_by_name(const char *name)
{
    for (int i = 0; i < FLAT_TABLE_COUNT; i++)
        if (strcmp(flat_tables[i].name, name) == 0) return i;
    return -1;
}

/* ---- A document on its way through ---- */

struct flat {
    const struct msg_row *row;
    struct view canonical;
    unsigned tables; /* wanted */
    flat_take *take;
    void *context;
    struct err *err;
    struct view doc, article;                   /* keys: digits, id */
    struct buf text;                            /* of the article at hand */
    struct buf scratch[FLAT_COLUMNS_MAX];       /* what cells are put together in */
    struct flat_value values[FLAT_COLUMNS_MAX]; /* of the row at hand */
};

static struct flat_value of_text(struct view text)
{
    return (struct flat_value){.present = true, .text = text};
}

static struct flat_value of_number(uint64_t n)
{
    return (struct flat_value){.present = true, .integer = (int64_t)n};
}

static struct flat_value of_name(const char *name)
{
    return (struct flat_value){.present = name != NULL, .text = view_of(name ? name : "")};
}

/* ["甲","乙"] as 甲;乙, and [[1,2],[3,4]] as 1-2,3-4. */
static struct view join_list(struct buf *out, struct unpack *u, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        struct unpack_item item = unpack_next(u);
        if (item.type == UNPACK_STR) {
            if (i > 0) buf_add_char(out, ';');
            buf_add_view(out, item.bytes);
        } else if (item.type == UNPACK_ARRAY && item.number == 2) {
            uint64_t start = unpack_next(u).number, end = unpack_next(u).number;
            buf_format(out, "%s%" PRIu64 "-%" PRIu64, i > 0 ? "," : "", start, end);
        }
    }
    return buf_view(out);
}

/* What stands at *u as the text of a cell; *u is moved behind it. */
static struct flat_value read_text(struct unpack *u, struct buf *scratch)
{
    struct unpack before = *u;
    struct unpack_item item = unpack_next(u);
    scratch->len = 0;
    switch (item.type) {
    case UNPACK_STR: return of_text(item.bytes);
    case UNPACK_INT:
        buf_format(scratch, "%s%" PRIu64, item.negative ? "-" : "", item.number);
        break;
    case UNPACK_BOOL: return of_name(item.number ? "true" : "false");
    case UNPACK_ARRAY: return of_text(join_list(scratch, u, item.number));
    case UNPACK_NIL: return (struct flat_value){0};
    default: *u = before; json_from_pack(scratch, u);
    }
    return of_text(buf_view(scratch));
}

/* What stands at *u as a cell of this type; of another type, it is none. */
static struct flat_value read_value(struct unpack *u, enum flat_type type, struct buf *scratch)
{
    if (type == FLAT_TEXT) return read_text(u, scratch);
    struct unpack before = *u;
    struct unpack_item item = unpack_next(u);
    if (item.type == UNPACK_DOUBLE && type == FLAT_REAL)
        return (struct flat_value){.present = true, .real = item.real};
    if (item.type == UNPACK_INT && type == FLAT_INTEGER && !item.negative &&
        item.number <= INT64_MAX)
        return of_number(item.number);
    *u = before;
    unpack_skip(u);
    return (struct flat_value){0};
}

static size_t column_find(const struct flat_table *t, size_t from, struct view key)
{
    size_t c = from;
    while (c < t->count && !view_equal(view_of(t->columns[c].name), key)) c++;
    return c;
}

/* Fills the columns from `from` on by the names in the map at `map`. Its keys mostly come in the
 * order of the columns, so each is looked for behind the last one first. */
static void fill(struct flat *f, const struct flat_table *t, size_t from, struct unpack map)
{
    size_t next = from;
    struct unpack_item head = unpack_next(&map);
    for (size_t c = from; c < t->count; c++) f->values[c].present = false;
    for (uint64_t i = 0; head.type == UNPACK_MAP && i < head.number; i++) {
        struct view key = unpack_next(&map).bytes;
        size_t c = column_find(t, next, key);
        if (c == t->count) c = column_find(t, from, key);
        if (c == t->count) {
            unpack_skip(&map);
        } else {
            f->values[c] = read_value(&map, t->columns[c].type, &f->scratch[c]);
            next = c + 1;
        }
    }
}

static int give(struct flat *f, enum flat_table_number table)
{
    return f->take(f->context, table, f->values, f->err);
}

static int outside(struct flat *f)
{
    return fail(f->err, ERR_MALFORMED, "%.*s: a place in its result lies outside of its text",
                (int)f->row->source.len, f->row->source.at);
}

static bool lies_within(const struct flat *f, uint64_t start, uint64_t end)
{
    return start <= end && end <= f->canonical.len;
}

static int give_sentences(struct flat *f, struct unpack article)
{
    struct unpack at;
    uint64_t start, end, count = unpack_items(article, "sentences", &at);
    f->values[SENTENCE_DOC] = of_text(f->doc);
    f->values[SENTENCE_ARTICLE] = of_text(f->article);
    for (uint64_t i = 0; i < count; i++) {
        if (!unpack_span(&at, &start, &end) || !lies_within(f, start, end)) return outside(f);
        f->values[SENTENCE_NUMBER] = of_number(i + 1);
        f->values[SENTENCE_START] = of_number(start);
        f->values[SENTENCE_END] = of_number(end);
        f->values[SENTENCE_TEXT] = of_text((struct view){f->canonical.at + start, end - start});
        if (give(f, FLAT_SENTENCES) != 0) return -1;
    }
    return 0;
}

static int give_records(struct flat *f, struct unpack article)
{
    const struct flat_table *t = &flat_tables[FLAT_RECORDS];
    struct unpack at;
    uint64_t start, end, count = unpack_items(article, "records", &at);
    for (uint64_t i = 0; i < count; i++, unpack_skip(&at)) {
        struct unpack origin = at;
        bool has = unpack_find(&origin, "origin") && unpack_span(&origin, &start, &end);
        fill(f, t, RECORDS_KEYS, at);
        f->values[RECORDS_DOC] = of_text(f->doc);
        f->values[RECORDS_SOURCE] = of_text(f->row->source);
        f->values[RECORDS_ARTICLE] = of_text(f->article);
        f->values[RECORDS_ORIGIN_START] = has ? of_number(start) : (struct flat_value){0};
        f->values[RECORDS_ORIGIN_END] = has ? of_number(end) : (struct flat_value){0};
        if (give(f, FLAT_RECORDS) != 0) return -1;
    }
    return 0;
}

/* The article's text in reading order, a line end between its stretches; *start and *end enclose
 * them. */
static int read_spans(struct flat *f, struct unpack article, uint64_t *least, uint64_t *most)
{
    struct unpack at;
    uint64_t start, end, count = unpack_items(article, "spans", &at);
    f->text.len = 0;
    *least = count ? UINT64_MAX : 0;
    *most = 0;
    for (uint64_t i = 0; i < count; i++) {
        if (!unpack_span(&at, &start, &end) || !lies_within(f, start, end)) return outside(f);
        if (i > 0 && f->text.len > 0 && f->text.at[f->text.len - 1] != '\n')
            buf_add_char(&f->text, '\n');
        buf_add(&f->text, f->canonical.at + start, end - start);
        if (start < *least) *least = start;
        if (end > *most) *most = end;
    }
    return 0;
}

static int give_article(struct flat *f, struct unpack article)
{
    uint64_t start, end;
    if (read_spans(f, article, &start, &end) != 0) return -1;
    fill(f, &flat_tables[FLAT_ARTICLES], ARTICLES_KEYS, article);
    f->values[ARTICLES_DOC] = of_text(f->doc);
    f->values[ARTICLES_SOURCE] = of_text(f->row->source);
    f->values[ARTICLES_ARTICLE] = of_text(f->article);
    f->values[ARTICLES_START] = of_number(start);
    f->values[ARTICLES_END] = of_number(end);
    f->values[ARTICLES_TEXT] = of_text(buf_view(&f->text));
    return give(f, FLAT_ARTICLES);
}

static bool wants(const struct flat *f, enum flat_table_number table)
{
    return f->tables >> table & 1;
}

static int give_all_of_article(struct flat *f, struct unpack article)
{
    f->article = unpack_text(article, "id");
    if (wants(f, FLAT_ARTICLES) && give_article(f, article) != 0) return -1;
    if (wants(f, FLAT_RECORDS) && give_records(f, article) != 0) return -1;
    return wants(f, FLAT_SENTENCES) ? give_sentences(f, article) : 0;
}

/* Bytes as digits, in room; a cell that is empty if there are none. */
static struct flat_value of_hex(struct view bytes, char *room)
{
    if (bytes.len == 0 || bytes.len > SHA256_LEN) return (struct flat_value){0};
    hex_encode(bytes.at, bytes.len, room);
    return of_text(view_of(room));
}

static int give_document(struct flat *f, struct unpack result)
{
    char sha256[2 * SHA256_LEN + 1], other[2 * SHA256_LEN + 1];
    const struct msg_row *row = f->row;
    fill(f, &flat_tables[FLAT_DOCUMENTS], DOCUMENT_KEYS, result);
    f->values[DOCUMENT_DOC] = of_text(f->doc);
    f->values[DOCUMENT_ARCHIVE] = of_text(row->archive);
    f->values[DOCUMENT_SOURCE] = of_text(row->source);
    f->values[DOCUMENT_SHA256] = of_hex(row->sha256, sha256);
    f->values[DOCUMENT_BYTES] = of_number(row->bytes);
    f->values[DOCUMENT_STATE] = of_name(state_name((unsigned)row->state));
    f->values[DOCUMENT_REASON] = of_name(row->reason ? reason_name((unsigned)row->reason) : NULL);
    f->values[DOCUMENT_DETAIL] = of_text(row->detail);
    f->values[DOCUMENT_DETAIL].present = row->detail.len > 0;
    f->values[DOCUMENT_DUPLICATE_OF] = of_hex(row->duplicate_of, other);
    f->values[DOCUMENT_EXTRACTOR] = of_text(row->extractor);
    f->values[DOCUMENT_EXTRACTOR].present = row->extractor.len > 0;
    return give(f, FLAT_DOCUMENTS);
}

int flat_document(const struct msg_row *row, struct view result, struct view original,
                  unsigned tables, flat_take *take, void *context, struct err *err)
{
    char doc[2 * SHA256_LEN + 1];
    struct unpack at, map = unpack_of(result);
    if (docline_check_result(result, err) != 0) return -1;
    struct flat f = {.row = row,
                     .canonical = result_canonical(result, original),
                     .tables = tables,
                     .take = take,
                     .context = context,
                     .err = err};
    f.doc = of_hex(row->doc, doc).text;
    int status = wants(&f, FLAT_DOCUMENTS) ? give_document(&f, map) : 0;
    uint64_t count = unpack_items(map, "articles", &at);
    for (uint64_t i = 0; status == 0 && i < count; i++, unpack_skip(&at))
        status = give_all_of_article(&f, at);
    buf_free(&f.text);
    for (size_t i = 0; i < FLAT_COLUMNS_MAX; i++) buf_free(&f.scratch[i]);
    return status;
}
