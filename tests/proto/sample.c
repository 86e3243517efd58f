/* sample.c: see sample.h. */
#include "tests/proto/sample.h"
#include "proto/pack.h"
#include <string.h>

const unsigned sample_numbers[] = {
#define STRUCT(NAME, name)
#define MESSAGE(number, NAME, name) number,
#define FIELD(type, name, limit)
#define LIST(NAME, name, limit)
#define END
#include "proto/messages.def"
    0,
};

/* Text of exactly len bytes, of characters of one and three bytes. */
static char *random_text(size_t len, struct arena *arena, struct dice *dice)
{
    static const char *const wide[] = {"网", "格", "化", "管", "理", "—"};
    char *text = arena_alloc(arena, len + 1);
    for (size_t at = 0; at < len;) {
        if (len - at >= 3 && dice_below(dice, 3) == 0) {
            memcpy(text + at, wide[dice_below(dice, 6)], 3);
            at += 3;
        } else {
            text[at++] = (char)(' ' + dice_below(dice, 95));
        }
    }
    return text;
}

static char *random_bytes(size_t len, struct arena *arena, struct dice *dice)
{
    char *bytes = arena_alloc(arena, len + 1);
    dice_bytes(dice, bytes, len);
    return bytes;
}

static void set_numbers(void *to, uint64_t count, struct arena *arena, struct dice *dice)
{
    uint64_t *items = arena_alloc(arena, count * sizeof *items);
    for (uint64_t i = 0; i < count; i++) items[i] = dice_roll(dice) >> dice_below(dice, 64);
    *(struct u64_list *)to = (struct u64_list){items, count};
}

static void set_list(const struct shape *of, void *to, uint64_t count, struct arena *arena,
                     struct dice *dice)
{
    char *items = arena_alloc(arena, count * of->size);
    memset(items, 0, count * of->size);
    for (uint64_t i = 0; count <= 8 && i < count; i++)
        sample_fill(of, items + i * of->size, arena, dice);
    *(struct shape_list *)to = (struct shape_list){items, count};
}

void sample_set(const struct shape_field *f, void *record, uint64_t n, struct arena *arena,
                struct dice *dice)
{
    void *to = (char *)record + f->offset;
    switch (f->type) {
    case TYPE_U64: *(uint64_t *)to = n; break;
    case TYPE_STR: *(struct view *)to = (struct view){random_text(n, arena, dice), n}; break;
    case TYPE_BIN:
    case TYPE_ID: *(struct view *)to = (struct view){random_bytes(n, arena, dice), n}; break;
    case TYPE_U64S: set_numbers(to, n, arena, dice); break;
    case TYPE_LIST: set_list(f->of(), to, n, arena, dice); break;
    }
}

/* A size that is often nothing, often small, and sometimes all that is allowed. */
static uint64_t random_size(const struct shape_field *f, struct dice *dice)
{
    bool many = f->type == TYPE_LIST || f->type == TYPE_U64S;
    if (f->type == TYPE_ID) return dice_below(dice, 2) * f->limit;
    if (f->type == TYPE_U64) {
        uint64_t n = dice_roll(dice) >> dice_below(dice, 64);
        return n > f->limit ? f->limit : n;
    }
    switch (dice_below(dice, 8)) {
    case 0: return 0;
    case 1: return many ? 1 : f->limit;
    default: return dice_below(dice, many ? 6 : f->limit < 300 ? f->limit : 300);
    }
}

void sample_fill(const struct shape *shape, void *record, struct arena *arena, struct dice *dice)
{
    for (const struct shape_field *f = shape->fields; f->name; f++)
        sample_set(f, record, random_size(f, dice), arena, dice);
}

void sample_message(unsigned number, struct msg *msg, struct arena *arena, struct dice *dice)
{
    *msg = (struct msg){.number = (enum msg_number)number};
    sample_fill(shape_of_message(number), &msg->hello, arena, dice);
}

static bool lists_equal(const struct shape_field *f, const struct shape_list *a,
                        const struct shape_list *b)
{
    if (a->count != b->count) return false;
    if (f->type == TYPE_U64S)
        return a->count == 0 || memcmp(a->at, b->at, a->count * sizeof(uint64_t)) == 0;
    const struct shape *of = f->of();
    for (size_t i = 0; i < a->count; i++)
        if (!sample_equal(of, (const char *)a->at + i * of->size,
                          (const char *)b->at + i * of->size))
            return false;
    return true;
}

static bool fields_equal(const struct shape_field *f, const void *a, const void *b)
{
    if (f->type == TYPE_U64) return *(const uint64_t *)a == *(const uint64_t *)b;
    if (f->type == TYPE_LIST || f->type == TYPE_U64S) return lists_equal(f, a, b);
    return view_equal(*(const struct view *)a, *(const struct view *)b);
}

bool sample_equal(const struct shape *shape, const void *a, const void *b)
{
    for (const struct shape_field *f = shape->fields; f->name; f++)
        if (!fields_equal(f, (const char *)a + f->offset, (const char *)b + f->offset))
            return false;
    return true;
}

static void pack_list(const struct shape_field *f, const struct shape_list *list, struct buf *out)
{
    pack_array(out, (uint32_t)list->count);
    for (size_t i = 0; i < list->count; i++) {
        if (f->type == TYPE_U64S) {
            pack_u64(out, ((const uint64_t *)list->at)[i]);
            continue;
        }
        const struct shape *of = f->of();
        pack_array(out, (uint32_t)of->count);
        sample_pack_fields(of, (const char *)list->at + i * of->size, of->count, out);
    }
}

static void pack_field(const struct shape_field *f, const void *from, struct buf *out)
{
    switch (f->type) {
    case TYPE_U64: pack_u64(out, *(const uint64_t *)from); break;
    case TYPE_STR: pack_str(out, *(const struct view *)from); break;
    case TYPE_BIN:
    case TYPE_ID: pack_bin(out, *(const struct view *)from); break;
    case TYPE_U64S:
    case TYPE_LIST: pack_list(f, from, out); break;
    }
}

void sample_pack_fields(const struct shape *shape, const void *record, size_t count,
                        struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct shape_field *f = &shape->fields[i];
        if (i < shape->count)
            pack_field(f, (const char *)record + f->offset, out);
        else
            pack_nil(out);
    }
}

void sample_encode(const struct msg *msg, size_t count, struct buf *out)
{
    pack_array(out, (uint32_t)count + 1);
    pack_u64(out, msg->number);
    sample_pack_fields(shape_of_message(msg->number), &msg->hello, count, out);
}
