/* thrift.c: see thrift.h. */
#include "client/export/thrift.h"
#include "proto/leb.h"

static void add_zigzag(struct buf *out, int64_t n)
{
    leb_add(out, ((uint64_t)n << 1) ^ (uint64_t)(n >> 63));
}

/* The distance to the field before, where it has room; all ids here are that near. */
static void add_field(struct thrift *t, int id, enum thrift_type type)
{
    buf_add_char(t->out, (char)((id - t->last) << 4 | (int)type));
    t->last = id;
}

void thrift_i32(struct thrift *t, int id, int32_t n)
{
    add_field(t, id, THRIFT_I32);
    add_zigzag(t->out, n);
}

void thrift_i64(struct thrift *t, int id, int64_t n)
{
    add_field(t, id, THRIFT_I64);
    add_zigzag(t->out, n);
}

void thrift_text(struct thrift *t, int id, struct view text)
{
    add_field(t, id, THRIFT_BINARY);
    thrift_item_text(t->out, text);
}

struct thrift thrift_struct(struct thrift *t, int id)
{
    add_field(t, id, THRIFT_STRUCT);
    return (struct thrift){.out = t->out};
}

void thrift_end(struct thrift *t)
{
    buf_add_char(t->out, 0);
}

void thrift_list(struct thrift *t, int id, enum thrift_type type, size_t count)
{
    add_field(t, id, THRIFT_LIST);
    if (count < 15) {
        buf_add_char(t->out, (char)(count << 4 | type));
    } else {
        buf_add_char(t->out, (char)(0xf0 | type));
        leb_add(t->out, count);
    }
}

void thrift_item_i32(struct buf *out, int32_t n)
{
    add_zigzag(out, n);
}

void thrift_item_text(struct buf *out, struct view text)
{
    leb_add(out, text.len);
    buf_add_view(out, text);
}
