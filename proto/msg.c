/* msg.c: see msg.h. One function a field type and direction; shape.h says which applies. */
#include "proto/msg.h"
#include "proto/check.h"
#include "proto/pack.h"
#include "proto/shape.h"
#include "proto/utf8.h"
#include <assert.h>
#include <inttypes.h>
#include <msgpack.h>
#include <string.h>

/* The message or record being read or written, for the texts of errors and for what they need. */
struct codec {
    const struct shape *shape;
    struct arena *arena; /* decoding */
    struct buf *out;     /* encoding */
    struct err *err;
};

static int over_limit(const struct codec *c, const struct shape_field *f, uint64_t value)
{
    return fail(c->err, ERR_OVER_LIMIT, "%s: %s is %" PRIu64 ", more than %" PRIu64, c->shape->name,
                f->name, value, f->limit);
}

/* 0 if a field of this length is allowed: an identity has its one length, or none. */
static int check_length(const struct codec *c, const struct shape_field *f, size_t len)
{
    if (len > f->limit) return over_limit(c, f, len);
    if (f->type == TYPE_ID && len != 0 && len != f->limit)
        return fail(c->err, ERR_MALFORMED, "%s: %s is %zu bytes long, not %" PRIu64, c->shape->name,
                    f->name, len, f->limit);
    return 0;
}

static int wrong_type(const struct codec *c, const struct shape_field *f, const char *wanted)
{
    return fail(c->err, ERR_MALFORMED, "%s: %s is not %s", c->shape->name, f->name, wanted);
}

/* Decoding */

static int decode_u64(const struct codec *c, const struct shape_field *f, const msgpack_object *o,
                      void *to)
{
    if (o->type != MSGPACK_OBJECT_POSITIVE_INTEGER) return wrong_type(c, f, "an unsigned integer");
    if (o->via.u64 > f->limit) return over_limit(c, f, o->via.u64);
    *(uint64_t *)to = o->via.u64;
    return 0;
}

static int decode_str(const struct codec *c, const struct shape_field *f, const msgpack_object *o,
                      void *to)
{
    if (o->type != MSGPACK_OBJECT_STR) return wrong_type(c, f, "a string");
    *(struct view *)to = (struct view){o->via.str.ptr, o->via.str.size};
    return check_length(c, f, o->via.str.size);
}

static int decode_bin(const struct codec *c, const struct shape_field *f, const msgpack_object *o,
                      void *to)
{
    if (o->type != MSGPACK_OBJECT_BIN) return wrong_type(c, f, "bytes");
    *(struct view *)to = (struct view){o->via.bin.ptr, o->via.bin.size};
    return check_length(c, f, o->via.bin.size);
}

/* Checks that *o is a list not too long and allots its items, zeroed. */
static int decode_list_head(const struct codec *c, const struct shape_field *f,
                            const msgpack_object *o, size_t item, void **items, void *to)
{
    if (o->type != MSGPACK_OBJECT_ARRAY) return wrong_type(c, f, "a list");
    size_t count = o->via.array.size;
    if (count > f->limit) return over_limit(c, f, count);
    *items = arena_alloc(c->arena, count * item);
    memset(*items, 0, count * item);
    *(struct shape_list *)to = (struct shape_list){*items, count};
    return 0;
}

static int decode_u64s(const struct codec *c, const struct shape_field *f, const msgpack_object *o,
                       void *to)
{
    static const struct shape_field any = {.name = "an item", .limit = UINT64_MAX};
    void *items = NULL;
    if (decode_list_head(c, f, o, sizeof(uint64_t), &items, to) != 0) return -1;
    for (size_t i = 0; i < o->via.array.size; i++)
        if (decode_u64(c, &any, &o->via.array.ptr[i], (uint64_t *)items + i) != 0) return -1;
    return 0;
}

static int decode_fields(const struct codec *c, const msgpack_object *objects, size_t count,
                         void *record);

static int decode_list(const struct codec *c, const struct shape_field *f, const msgpack_object *o,
                       void *to)
{
    struct codec inner = {f->of(), c->arena, NULL, c->err};
    void *items = NULL;
    if (decode_list_head(c, f, o, inner.shape->size, &items, to) != 0) return -1;
    for (size_t i = 0; i < o->via.array.size; i++) {
        const msgpack_object *item = &o->via.array.ptr[i];
        if (item->type != MSGPACK_OBJECT_ARRAY) return wrong_type(c, f, "a list of lists");
        if (decode_fields(&inner, item->via.array.ptr, item->via.array.size,
                          (char *)items + i * inner.shape->size) != 0)
            return -1;
    }
    return 0;
}

/* Reads the fields that are there into a zeroed record: fewer than the table has are right, and so
 * are more. */
static int decode_fields(const struct codec *c, const msgpack_object *objects, size_t count,
                         void *record)
{
    static int (*const decode[])(const struct codec *, const struct shape_field *,
                                 const msgpack_object *, void *) = {
        [TYPE_U64] = decode_u64, [TYPE_STR] = decode_str,   [TYPE_BIN] = decode_bin,
        [TYPE_ID] = decode_bin,  [TYPE_U64S] = decode_u64s, [TYPE_LIST] = decode_list,
    };
    for (size_t i = 0; i < count && i < c->shape->count; i++) {
        const struct shape_field *f = &c->shape->fields[i];
        if (decode[f->type](c, f, &objects[i], (char *)record + f->offset) != 0) return -1;
    }
    return 0;
}

/* Unpacks checked bytes, of which the strings in *object are views, into a zone of its own, which
 * the caller destroys. */
static int unpack_object(const void *bytes, size_t len, msgpack_zone *zone, msgpack_object *object,
                         struct err *err)
{
    size_t at = 0;
    if (!msgpack_zone_init(zone, MSGPACK_ZONE_CHUNK_SIZE)) out_of_memory("unpack a message");
    msgpack_unpack_return got = msgpack_unpack(bytes, len, &at, zone, object);
    if (got == MSGPACK_UNPACK_NOMEM_ERROR) out_of_memory("unpack a message");
    if (got != MSGPACK_UNPACK_SUCCESS)
        return fail(err, ERR_MALFORMED, "the decoder refused what the check had passed");
    if (object->type != MSGPACK_OBJECT_ARRAY) return fail(err, ERR_MALFORMED, "not a list");
    return 0;
}

static int decode_message(const msgpack_object *o, struct arena *arena, struct msg *out,
                          struct err *err)
{
    const msgpack_object *items = o->via.array.ptr;
    size_t count = o->via.array.size;
    if (count == 0 || items->type != MSGPACK_OBJECT_POSITIVE_INTEGER)
        return fail(err, ERR_MALFORMED, "a message does not begin with its number");
    struct codec c = {shape_of_message(items->via.u64), arena, NULL, err};
    if (!c.shape)
        return fail(err, ERR_UNKNOWN_MESSAGE, "no message has the number %" PRIu64, items->via.u64);
    *out = (struct msg){.number = (enum msg_number)items->via.u64};
    return decode_fields(&c, items + 1, count - 1, &out->hello);
}

int msg_decode(const void *header, size_t len, struct arena *arena, struct msg *out,
               struct err *err)
{
    if (len > MAX_HEADER)
        return fail(err, ERR_OVER_LIMIT, "a header of %zu bytes, more than %d", len, MAX_HEADER);
    if (check_header(header, len, err) != 0) return -1;
    msgpack_zone zone;
    msgpack_object object;
    int rc = unpack_object(header, len, &zone, &object, err);
    if (rc == 0) rc = decode_message(&object, arena, out, err);
    msgpack_zone_destroy(&zone);
    return rc;
}

int msg_record_decode(const char *name, const void *bytes, size_t len, struct arena *arena,
                      void *record, struct err *err)
{
    struct codec c = {shape_of_record(name), arena, NULL, err};
    assert(c.shape);
    if (check_whole(bytes, len, err) != 0) return -1;
    msgpack_zone zone;
    msgpack_object object;
    memset(record, 0, c.shape->size);
    int rc = unpack_object(bytes, len, &zone, &object, err);
    if (rc == 0) rc = decode_fields(&c, object.via.array.ptr, object.via.array.size, record);
    msgpack_zone_destroy(&zone);
    return rc;
}

/* Encoding */

static int encode_u64(const struct codec *c, const struct shape_field *f, const void *from)
{
    uint64_t value = *(const uint64_t *)from;
    pack_u64(c->out, value);
    return value > f->limit ? over_limit(c, f, value) : 0;
}

static int encode_str(const struct codec *c, const struct shape_field *f, const void *from)
{
    const struct view *text = from;
    if (check_length(c, f, text->len) != 0) return -1;
    if (!utf8_valid(*text)) return wrong_type(c, f, "UTF-8");
    pack_str(c->out, *text);
    return 0;
}

static int encode_bin(const struct codec *c, const struct shape_field *f, const void *from)
{
    const struct view *bytes = from;
    if (check_length(c, f, bytes->len) != 0) return -1;
    pack_bin(c->out, *bytes);
    return 0;
}

static int encode_u64s(const struct codec *c, const struct shape_field *f, const void *from)
{
    const struct u64_list *list = from;
    if (list->count > f->limit) return over_limit(c, f, list->count);
    pack_array(c->out, (uint32_t)list->count);
    for (size_t i = 0; i < list->count; i++) pack_u64(c->out, list->at[i]);
    return 0;
}

static int encode_fields(const struct codec *c, const void *record);

static int encode_list(const struct codec *c, const struct shape_field *f, const void *from)
{
    const struct shape_list *list = from;
    struct codec inner = {f->of(), NULL, c->out, c->err};
    if (list->count > f->limit) return over_limit(c, f, list->count);
    pack_array(c->out, (uint32_t)list->count);
    for (size_t i = 0; i < list->count; i++) {
        pack_array(c->out, (uint32_t)inner.shape->count);
        if (encode_fields(&inner, (const char *)list->at + i * inner.shape->size) != 0) return -1;
    }
    return 0;
}

static int encode_fields(const struct codec *c, const void *record)
{
    static int (*const encode[])(const struct codec *, const struct shape_field *, const void *) = {
        [TYPE_U64] = encode_u64, [TYPE_STR] = encode_str,   [TYPE_BIN] = encode_bin,
        [TYPE_ID] = encode_bin,  [TYPE_U64S] = encode_u64s, [TYPE_LIST] = encode_list,
    };
    for (const struct shape_field *f = c->shape->fields; f->name; f++)
        if (encode[f->type](c, f, (const char *)record + f->offset) != 0) return -1;
    return 0;
}

int msg_encode(const struct msg *msg, struct buf *out, struct err *err)
{
    struct codec c = {shape_of_message(msg->number), NULL, out, err};
    size_t before = out->len;
    assert(c.shape);
    pack_array(out, (uint32_t)c.shape->count + 1);
    pack_u64(out, msg->number);
    int rc = encode_fields(&c, &msg->hello);
    if (rc == 0 && out->len - before > MAX_HEADER)
        rc = fail(err, ERR_OVER_LIMIT, "%s: a header of %zu bytes, more than %d", c.shape->name,
                  out->len - before, MAX_HEADER);
    if (rc != 0) out->len = before;
    return rc;
}

int msg_record_encode(const char *name, const void *record, struct buf *out, struct err *err)
{
    struct codec c = {shape_of_record(name), NULL, out, err};
    size_t before = out->len;
    assert(c.shape);
    pack_array(out, (uint32_t)c.shape->count);
    int rc = encode_fields(&c, record);
    if (rc != 0) out->len = before;
    return rc;
}

const char *msg_name(unsigned number)
{
    const struct shape *shape = shape_of_message(number);
    return shape ? shape->name : "?";
}
