/* part_rows.c: reading the rows of part_records.h, which may come from anybody. */
#include "proto/amount.h"
#include "proto/leb.h"
#include "proto/part_records.h"
#include <endian.h>
#include <string.h>

enum { POINT_MOST = 1 << 30 };

static bool take_number(struct view *v, uint64_t most, uint32_t *n)
{
    uint64_t value;
    if (!leb_take(v, most, &value)) return false;
    *n = (uint32_t)value;
    return true;
}

bool part_rows_begin(struct view *records, uint32_t *rows)
{
    return take_number(records, PART_ROWS_MOST, rows);
}

static bool take_about(struct view *v, struct part_row *row)
{
    uint32_t away;
    if (!take_number(v, POINT_MOST, &away) || !take_number(v, POINT_MOST, &row->about_length))
        return false;
    bool before = away & 1;
    uint32_t points = away / 2 + before;
    if (before && points > row->start) return false;
    row->about = before ? row->start - points : row->start + points;
    return true;
}

static bool take_key(struct view *v, struct view *key)
{
    uint32_t len;
    if (!take_number(v, KEY_MOST + 1, &len) || len == 0 || len > v->len) return false;
    *key = (struct view){v->at, len};
    v->at += len;
    v->len -= len;
    return true;
}

bool part_rows_next(struct view *records, struct part_row *row)
{
    if (records->len == 0) return false;
    unsigned char head = (unsigned char)records->at[0];
    *row = (struct part_row){.kind = (enum record_kind)row_kind(head)};
    records->at++;
    records->len--;
    if (row->kind >= RECORD_KIND_COUNT || !take_number(records, POINT_MOST, &row->start) ||
        !take_number(records, POINT_MOST, &row->length))
        return false;
    for (int i = 0; head & ROW_HAS_LINKS && i < RECORD_LINKS; i++)
        if (!take_number(records, PART_ROWS_MOST, &row->links[i])) return false;
    if (head & ROW_HAS_ABOUT && !take_about(records, row)) return false;
    if (!take_number(records, ROW_KEYS_MOST, &row->keys)) return false;
    for (uint32_t i = 0; i < row->keys; i++)
        if (!take_key(records, &row->key[i])) return false;
    return true;
}

static bool is_article_whole(struct view *records)
{
    struct part_row row;
    uint32_t rows;
    if (!part_rows_begin(records, &rows) || rows == 0) return false;
    for (uint32_t i = 0; i < rows; i++) {
        if (!part_rows_next(records, &row)) return false;
        for (int l = 0; l < RECORD_LINKS; l++)
            if (row.links[l] >= rows) return false;
    }
    return true;
}

int part_records_check(struct view records, uint32_t articles, struct err *err)
{
    if (records.len == 0) return 0;
    for (uint32_t i = 0; i < articles; i++)
        if (!is_article_whole(&records))
            return fail(err, ERR_MALFORMED, "the records of article %u of the part are damaged", i);
    if (records.len == 0) return 0;
    return fail(err, ERR_MALFORMED, "%zu bytes behind the records of a part", records.len);
}

/* ---- Keys ---- */

static uint64_t big_endian(const char *at, int bytes)
{
    uint64_t n = 0;
    memcpy((char *)&n + sizeof n - bytes, at, (size_t)bytes);
    return be64toh(n);
}

bool key_days(struct view key, int32_t *from, int32_t *to)
{
    if (key.len != 9 || key.at[0] != KEY_DATE) return false;
    *from = (int32_t)((uint32_t)big_endian(key.at + 1, 4) ^ UINT32_C(0x80000000));
    *to = (int32_t)((uint32_t)big_endian(key.at + 5, 4) ^ UINT32_C(0x80000000));
    return true;
}

bool key_amount_behind(struct view key, size_t shared, size_t unit, uint64_t *amount)
{
    if (key.len != unit + 10 || shared < unit + 2) return false;
    *amount = big_endian(key.at + key.len - 8, 8);
    return true;
}

bool key_amount(struct view key, struct view *unit, uint64_t *amount)
{
    if (key.len < 10 || key.at[0] != KEY_QUANTITY || key.at[key.len - 9] != '\0') return false;
    if (unit) *unit = (struct view){key.at + 1, key.len - 10};
    *amount = big_endian(key.at + key.len - 8, 8);
    return true;
}
