/* docline_read.c: see docline_read.h. */
#include "proto/docline_read.h"
#include "proto/base64.h"
#include "proto/docline.h"
#include "proto/id.h"
#include "proto/json_pack.h"
#include "proto/json_read.h"
#include "proto/pack.h"
#include "proto/squeeze.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The keys of a line; those of the result stand in the order in which a worker packs them. */
#define LINE_KEYS(X)                                                                               \
    X(TYPE, "type")                                                                                \
    X(DOC, "doc")                                                                                  \
    X(ARCHIVE, "archive")                                                                          \
    X(SOURCE, "source")                                                                            \
    X(SHA256, "sha256")                                                                            \
    X(BYTES, "bytes")                                                                              \
    X(STATE, "state")                                                                              \
    X(REASON, "reason")                                                                            \
    X(DETAIL, "detail")                                                                            \
    X(DUPLICATE_OF, "duplicate_of")                                                                \
    X(EXTRACTOR, "extractor")                                                                      \
    X(ORIGINAL, "original")                                                                        \
    X(INDEX, "index")                                                                              \
    X(MEDIA_TYPE, "media_type")                                                                    \
    X(CHARSET, "charset")                                                                          \
    X(CHARSET_CONFIDENCE, "charset_confidence")                                                    \
    X(DAMAGED, "damaged")                                                                          \
    X(METADATA, "metadata")                                                                        \
    X(CANONICAL, "canonical")                                                                      \
    X(ARTICLES, "articles")                                                                        \
    X(OTHER, "other")                                                                              \
    X(PARTIAL, "partial")

enum line_key {
#define X(NAME, name) LINE_##NAME,
    LINE_KEYS(X)
#undef X
        LINE_KEY_COUNT
};
enum { FIRST_OF_RESULT = LINE_MEDIA_TYPE };

static const char *const key_names[] = {
#define X(NAME, name) name,
    LINE_KEYS(X)
#undef X
};

/* A line under way: the values of its keys as they stand there, empty where it has none. */
struct line {
    struct view text, values[LINE_KEY_COUNT];
    struct docline_read *out;
    struct err *err;
};

static int find_key(struct view quoted)
{
    struct view name;
    if (!json_inside(quoted, &name)) return -1;
    for (int k = 0; k < LINE_KEY_COUNT; k++)
        if (view_equal(name, view_of(key_names[k]))) return k;
    return -1;
}

static int split(struct line *l)
{
    struct json_object o = {.text = l->text};
    struct json_member m;
    int got;
    while ((got = json_object_next(&o, &m)) == 1) {
        int key = find_key(m.key);
        if (key < 0)
            return fail(l->err, ERR_MALFORMED, "no line has a key %.*s",
                        m.key.len < 40 ? (int)m.key.len : 40, m.key.at);
        if (l->values[key].len)
            return fail(l->err, ERR_MALFORMED, "it has \"%s\" twice", key_names[key]);
        l->values[key] = m.value;
    }
    if (got < 0) return fail(l->err, ERR_MALFORMED, "it is no whole JSON object");
    if (o.at < l->text.len) return fail(l->err, ERR_MALFORMED, "something follows the object");
    if (view_equal(l->values[LINE_TYPE], view_of("\"document\""))) return 0;
    return fail(l->err, ERR_MALFORMED, "it is no line of a document");
}

/* ---- The row ---- */

/* A string's text, in the arena; empty where there is none. */
static struct view text_of(struct line *l, enum line_key key)
{
    struct buf text = {0};
    struct view copy = {0}, inside;
    if (json_inside(l->values[key], &inside) && json_text(l->values[key], &text) && text.len)
        copy = (struct view){arena_copy(&l->out->arena, text.at, text.len), text.len};
    buf_free(&text);
    return copy;
}

/* Bytes written as digits: `len` of them, or nothing. */
static struct view bytes_of(struct line *l, enum line_key key, size_t len)
{
    unsigned char bytes[SHA256_LEN];
    struct view digits;
    if (!json_inside(l->values[key], &digits) || digits.len != 2 * len) return (struct view){0};
    if (hex_decode(digits, bytes, sizeof bytes) != (int)len) return (struct view){0};
    return (struct view){arena_copy(&l->out->arena, bytes, len), len};
}

/* 20 digits are the most that fit. */
static uint64_t number_of(struct line *l, enum line_key key)
{
    char digits[21] = "";
    struct view v = l->values[key];
    if (v.len > 0 && v.len < sizeof digits) memcpy(digits, v.at, v.len);
    return strtoull(digits, NULL, 10);
}

static unsigned named(struct line *l, enum line_key key, unsigned (*by_name)(const char *name))
{
    struct view name = text_of(l, key);
    return name.len ? by_name(name.at) : 0; /* arena_copy() puts a NUL behind it */
}

static bool is_name(struct view name, size_t most)
{
    return name.len > 0 && name.len <= most && !memchr(name.at, '\0', name.len);
}

static int check_row(const struct msg_row *row, struct err *err)
{
    if (!is_name(row->archive, MAX_ARCHIVE) || !is_name(row->source, MAX_SOURCE))
        return fail(err, ERR_MALFORMED, "its archive or its source has no name that can be");
    if (row->extractor.len > MAX_NAME || row->detail.len > MAX_DETAIL)
        return fail(err, ERR_OVER_LIMIT, "its extractor or its detail is too long");
    if (row->doc.len == 0 || row->sha256.len == 0)
        return fail(err, ERR_MALFORMED, "its id or its sha256 is none");
    if (row->state < STATE_DONE)
        return fail(err, ERR_MALFORMED, "its state is none that a document ends in");
    bool reasoned = row->state == STATE_FAILED || row->state == STATE_SKIPPED;
    if (reason_state((unsigned)row->reason) == (reasoned ? row->state : 0)) return 0;
    return fail(err, ERR_MALFORMED, "its state and its reason do not go together");
}

static int read_row(struct line *l)
{
    static const char no_content[SHA256_LEN];
    struct msg_row *row = &l->out->row;
    *row = (struct msg_row){
        .doc = bytes_of(l, LINE_DOC, DOC_ID_LEN),
        .archive = text_of(l, LINE_ARCHIVE),
        .source = text_of(l, LINE_SOURCE),
        .sha256 = bytes_of(l, LINE_SHA256, SHA256_LEN),
        .bytes = number_of(l, LINE_BYTES),
        .state = named(l, LINE_STATE, state_by_name),
        .reason = named(l, LINE_REASON, reason_by_name),
        .detail = text_of(l, LINE_DETAIL),
        .duplicate_of = bytes_of(l, LINE_DUPLICATE_OF, DOC_ID_LEN),
        .extractor = text_of(l, LINE_EXTRACTOR),
    };
    l->out->has_content = row->sha256.len && memcmp(row->sha256.at, no_content, SHA256_LEN) != 0;
    return check_row(row, l->err);
}

/* ---- The document's bytes ---- */

static int read_base64(struct line *l, enum line_key key, struct buf *out)
{
    struct view digits;
    if (json_inside(l->values[key], &digits) && base64_decode(out, digits)) return 0;
    return fail(l->err, ERR_MALFORMED, "\"%s\" is not base64", key_names[key]);
}

static int read_part(struct line *l)
{
    struct docline_read *d = l->out;
    if (l->values[LINE_INDEX].len == 0) return 0;
    if (read_base64(l, LINE_INDEX, &d->packed) != 0) return -1;
    if (d->packed.len == 0) return fail(l->err, ERR_MALFORMED, "\"index\" is empty");
    struct view stored = {d->packed.at + 1, d->packed.len - 1};
    if (expand(d->packed.at[0], stored, MAX_RESULT, &d->unpacked, l->err) != 0) return -1;
    d->part = buf_view(&d->unpacked);
    return 0;
}

static int read_texts(struct line *l)
{
    struct docline_read *d = l->out;
    struct view canonical = l->values[LINE_CANONICAL], original = l->values[LINE_ORIGINAL], inside;
    if (canonical.len && !(json_inside(canonical, &inside) && json_text(canonical, &d->canonical)))
        return fail(l->err, ERR_MALFORMED, "\"canonical\" is no string");
    if (original.len && read_base64(l, LINE_ORIGINAL, &d->bytes) != 0) return -1;
    d->original = buf_view(original.len ? &d->bytes : &d->canonical);
    if (!d->has_content || canonical.len || original.len) return read_part(l);
    return fail(l->err, ERR_BAD_REQUEST, "it has no text; have it written --with-text");
}

static int check_identity(struct line *l)
{
    const struct docline_read *d = l->out;
    unsigned char hash[SHA256_LEN] = {0}, id[DOC_ID_LEN];
    if (d->has_content) sha256(d->original.at, d->original.len, hash);
    doc_id(d->row.archive, d->row.source, hash, id);
    if (d->original.len > MAX_DOCUMENT)
        return fail(l->err, ERR_OVER_LIMIT, "its document has more than %d bytes", MAX_DOCUMENT);
    if (memcmp(hash, d->row.sha256.at, sizeof hash) != 0 ||
        (d->has_content && d->original.len != d->row.bytes))
        return fail(l->err, ERR_MALFORMED, "its text is not of this length and sha256");
    if (memcmp(id, d->row.doc.at, sizeof id) != 0)
        return fail(l->err, ERR_MALFORMED, "its id does not stand for archive, source and content");
    if (d->has_content || (d->row.reason && !l->values[LINE_MEDIA_TYPE].len)) return 0;
    return fail(l->err, ERR_MALFORMED, "it has no content, and no reason for that");
}

/* ---- The result ---- */

/* The text is bytes in the result, and only there if it is not the document. */
static void pack_canonical(struct line *l)
{
    pack_string(&l->out->result, key_names[LINE_CANONICAL]);
    pack_bin(&l->out->result, buf_view(&l->out->canonical));
}

static int pack_value(struct line *l, enum line_key key)
{
    struct buf *out = &l->out->result;
    struct err why;
    if (key == LINE_CHARSET_CONFIDENCE) { /* a float, also where it was written as 1 */
        char digits[32] = "";
        struct view v = l->values[key];
        if (v.len < sizeof digits) memcpy(digits, v.at, v.len);
        pack_string(out, key_names[key]);
        pack_double(out, strtod(digits, NULL));
        return 0;
    }
    pack_string(out, key_names[key]);
    if (json_to_pack(l->values[key], out, &why) == 0) return 0;
    return fail(l->err, ERR_MALFORMED, "in \"%s\": %s", key_names[key], why.text);
}

static int read_result(struct line *l)
{
    struct docline_read *d = l->out;
    uint32_t count = 0;
    if (l->values[LINE_MEDIA_TYPE].len == 0) return 0;
    if (l->values[LINE_ORIGINAL].len == 0) l->values[LINE_CANONICAL] = (struct view){0};
    size_t opened = pack_open_map(&d->result);
    for (int k = FIRST_OF_RESULT; k < LINE_KEY_COUNT; k++) {
        if (l->values[k].len == 0) continue;
        count++;
        if (k == LINE_CANONICAL)
            pack_canonical(l);
        else if (pack_value(l, (enum line_key)k) != 0)
            return -1;
    }
    pack_close_tight(&d->result, opened, count);
    if (d->result.len > MAX_RESULT)
        return fail(l->err, ERR_OVER_LIMIT, "its result has more than %d bytes", MAX_RESULT);
    if (result_check(&d->check, buf_view(&d->result), d->original, l->err) != 0) return -1;
    d->row.articles = d->check.articles;
    d->row.records = d->check.records;
    return 0;
}

/* What was read gives the line again, up to the text that it may have behind. */
static int check_same(struct line *l)
{
    struct docline_read *d = l->out;
    if (docline(&d->row, buf_view(&d->result), &d->again, l->err) != 0) return -1;
    size_t len = d->again.len - 2, at = 0; /* without the brace and the newline */
    if (l->text.len > len && memcmp(d->again.at, l->text.at, len) == 0) return 0;
    while (at < len && at < l->text.len && d->again.at[at] == l->text.at[at]) at++;
    return fail(l->err, ERR_MALFORMED, "garner would not write it so, from byte %zu on", at + 1);
}

static void clear(struct docline_read *d)
{
    d->result.len = d->canonical.len = d->bytes.len = 0;
    d->packed.len = d->unpacked.len = d->again.len = 0;
    d->original = d->part = (struct view){0};
    arena_reset(&d->arena);
}

int docline_read(struct docline_read *d, struct view line, struct err *err)
{
    struct line l = {.text = line, .out = d, .err = err};
    clear(d);
    if (split(&l) != 0 || read_row(&l) != 0 || read_texts(&l) != 0) return -1;
    if (check_identity(&l) != 0 || read_result(&l) != 0) return -1;
    if (d->row.state == STATE_DONE && d->result.len == 0)
        return fail(err, ERR_MALFORMED, "it is done, and has no result");
    return check_same(&l);
}

void docline_read_free(struct docline_read *d)
{
    struct buf *const bufs[] = {&d->result, &d->canonical, &d->bytes,
                                &d->packed, &d->unpacked,  &d->again};
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) buf_free(bufs[i]);
    arena_free(&d->arena);
    result_check_free(&d->check);
    *d = (struct docline_read){0};
}

bool docline_is_trailer(struct view line)
{
    static const char start[] = "{\"type\":\"trailer\"";
    return line.len >= sizeof start - 1 && memcmp(line.at, start, sizeof start - 1) == 0;
}
