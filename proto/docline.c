/* docline.c: see docline.h. The order of the keys is part of the contract. */
#include "proto/docline.h"
#include "proto/check.h"
#include "proto/json.h"
#include "proto/pack.h"
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

/* What the result says under this key, if it says anything. */
static void add_from(struct buf *out, const char *key, struct view result)
{
    struct unpack u = unpack_of(result);
    if (!unpack_find(&u, key)) return;
    add_key(out, key);
    json_from_pack(out, &u);
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
    if (docline_check_result(result, err) != 0) return -1;
    buf_add_string(out, "{\"type\":\"document\"");
    add_hex(out, "doc", row->doc);
    add_text(out, "archive", row->archive);
    add_text(out, "source", row->source);
    add_hex(out, "sha256", row->sha256);
    add_number(out, "bytes", row->bytes);
    add_from(out, "media_type", result);
    add_from(out, "charset", result);
    add_from(out, "charset_confidence", result);
    add_from(out, "damaged", result);
    add_from(out, "metadata", result);
    add_state(out, row);
    add_from(out, "partial", result);
    add_from(out, "articles", result);
    add_from(out, "other", result);
    buf_add_string(out, "}\n");
    return 0;
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
