/* docline.c: see docline.h. The order of the keys is part of the contract. */
#include "proto/docline.h"
#include "proto/base64.h"
#include "proto/check.h"
#include "proto/json.h"
#include "proto/pack.h"
#include "proto/squeeze.h"
#include "proto/utf8.h"
#include <assert.h>
#include <inttypes.h>

int docline_check_result(struct view result, struct err *err)
{
    struct unpack u = unpack_of(result);
    if (result.len == 0) return 0;
    if (check_whole(result.at, result.len, err) != 0) return -1;
    if (unpack_next(&u).type != UNPACK_MAP) return fail(err, ERR_MALFORMED, "a result is no map");
    return 0;
}

static void add_key(struct buf *out, const char *key)
{
    buf_add_string(out, ",\"");
    buf_add_string(out, key);
    buf_add_string(out, "\":");
}

static void add_text(struct buf *out, const char *key, struct view text)
{
    add_key(out, key);
    json_string(out, text);
}

static void add_number(struct buf *out, const char *key, uint64_t number)
{
    add_key(out, key);
    buf_format(out, "%" PRIu64, number);
}

/* Bytes that a row may lack (then nothing is added), as hexadecimal digits. */
static void add_hex(struct buf *out, const char *key, struct view bytes)
{
    char digits[2 * SHA256_LEN + 1];
    if (bytes.len == 0 || bytes.len > SHA256_LEN) return;
    hex_encode(bytes.at, bytes.len, digits);
    add_text(out, key, view_of(digits));
}

/* What a line takes from the result, in the order of the line. */
static const char *const result_keys[] = {"media_type", "charset", "charset_confidence", "damaged",
                                          "metadata",   "partial", "articles",           "other"};
enum { RESULT_KEYS = sizeof result_keys / sizeof *result_keys, KEYS_BEFORE_STATE = 5 };

/* Where each of them stands; at is NULL for those that it does not have. One pass over the result,
 * most of which is behind "articles". */
static void find_keys(struct view result, struct unpack found[RESULT_KEYS])
{
    struct unpack u = unpack_of(result);
    struct unpack_item map = unpack_next(&u);
    for (int k = 0; k < RESULT_KEYS; k++) found[k] = (struct unpack){0};
    for (uint64_t i = 0; map.type == UNPACK_MAP && i < map.number; i++, unpack_skip(&u)) {
        struct view key = unpack_next(&u).bytes;
        for (int k = 0; k < RESULT_KEYS; k++)
            if (!found[k].at && view_equal(key, view_of(result_keys[k]))) found[k] = u;
    }
}

static void add_found(struct buf *out, struct unpack found[RESULT_KEYS], int from, int to)
{
    for (int k = from; k < to; k++) {
        if (!found[k].at) continue;
        add_key(out, result_keys[k]);
        json_from_pack(out, &found[k]);
    }
}

static void add_state(struct buf *out, const struct msg_row *row)
{
    add_text(out, "state", view_of(state_name((unsigned)row->state)));
    if (row->reason) add_text(out, "reason", view_of(reason_name((unsigned)row->reason)));
    if (row->detail.len) add_text(out, "detail", row->detail);
    add_hex(out, "duplicate_of", row->duplicate_of);
    if (row->extractor.len) add_text(out, "extractor", row->extractor);
}

int docline(const struct msg_row *row, struct view result, struct buf *out, struct err *err)
{
    struct unpack found[RESULT_KEYS];
    if (docline_check_result(result, err) != 0) return -1;
    buf_add_string(out, "{\"type\":\"document\"");
    add_hex(out, "doc", row->doc);
    add_text(out, "archive", row->archive);
    add_text(out, "source", row->source);
    add_hex(out, "sha256", row->sha256);
    add_number(out, "bytes", row->bytes);
    find_keys(result, found);
    add_found(out, found, 0, KEYS_BEFORE_STATE);
    add_state(out, row);
    add_found(out, found, KEYS_BEFORE_STATE, RESULT_KEYS);
    buf_add_string(out, "}\n");
    return 0;
}

static void add_base64(struct buf *out, const char *key, struct view bytes)
{
    add_key(out, key);
    buf_add_char(out, '"');
    base64_encode(out, bytes);
    buf_add_char(out, '"');
}

/* Takes off the brace and the newline that docline() wrote, for a key to follow. */
static void reopen(struct buf *out)
{
    assert(out->len > 2);
    out->len -= 2;
}

void docline_add_text(struct buf *out, struct view result, struct view original)
{
    struct unpack u = unpack_of(result);
    bool converted = result.len && unpack_find(&u, "canonical");
    struct view canonical = converted ? unpack_next(&u).bytes : original;
    bool is_text = utf8_valid(canonical);
    reopen(out);
    if (is_text) add_text(out, "canonical", canonical);
    if (converted || !is_text) add_base64(out, "original", original);
    buf_add_string(out, "}\n");
}

void docline_add_part(struct buf *out, struct view part)
{
    struct buf squeezed = {0};
    if (part.len == 0) return;
    buf_add_char(&squeezed, ENCODING_RAW);
    squeezed.at[0] = (char)squeeze(part, &squeezed);
    reopen(out);
    add_base64(out, "index", buf_view(&squeezed));
    buf_add_string(out, "}\n");
    buf_free(&squeezed);
}

void doctally_add(struct doctally *t, const struct msg_row *row, struct view line)
{
    if (!t->sha) t->sha = sha256_begin();
    sha256_add(t->sha, line.at, line.len);
    t->documents++;
    t->articles += row->articles;
    t->records += row->records;
}

void doctally_end(struct doctally *t, struct buf *out)
{
    unsigned char sum[SHA256_LEN];
    if (!t->sha) t->sha = sha256_begin();
    sha256_end(&t->sha, sum);
    buf_add_string(out, "{\"type\":\"trailer\"");
    add_number(out, "documents", t->documents);
    add_number(out, "articles", t->articles);
    add_number(out, "records", t->records);
    add_hex(out, "sha256", (struct view){(const char *)sum, sizeof sum});
    buf_add_string(out, "}\n");
    *t = (struct doctally){0};
}
