/* msg_test.c: every message and every field, from the shapes. */
#include "proto/msg.h"
#include "proto/pack.h"
#include "tests/proto/sample.h"
#include "tests/test.h"
#include <stdlib.h>
#include <string.h>

enum { SEEDS = 100 };

static int decode(const struct buf *b, struct arena *arena, struct msg *out, struct err *err)
{
    return msg_decode(b->at, b->len, arena, out, err);
}

static void check_round_trip(const struct msg *msg, struct arena *arena)
{
    const struct shape *shape = shape_of_message(msg->number);
    struct buf bytes = {0}, again = {0};
    struct err err = {0};
    struct msg got;
    if (msg_encode(msg, &bytes, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
    if (decode(&bytes, arena, &got, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
    CHECK_INT(got.number, msg->number);
    if (!sample_equal(shape, &msg->hello, &got.hello))
        test_fail(__FILE__, __LINE__, "%s does not read back the same", shape->name);
    sample_encode(&got, shape->count, &again);
    CHECK(view_equal(buf_view(&bytes), buf_view(&again)));
    buf_free(&bytes);
    buf_free(&again);
}

TEST(every_message_reads_back_as_written)
{
    struct arena arena = {0};
    for (const unsigned *n = sample_numbers; *n; n++)
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            struct dice dice = {*n * 1000 + seed};
            struct msg msg;
            sample_message(*n, &msg, &arena, &dice);
            check_round_trip(&msg, &arena);
            arena_reset(&arena);
        }
    arena_free(&arena);
}

TEST(every_record_reads_back_by_name)
{
    static const char *const names[] = {
#define STRUCT(NAME, name) #name,
#define MESSAGE(number, NAME, name)
#define FIELD(type, name, limit)
#define LIST(NAME, name, limit)
#define END
#include "proto/messages.def"
    };
    struct arena arena = {0};
    struct dice dice = {1};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buf bytes = {0};
        struct err err = {0};
        union {
            struct msg_row row; /* the largest */
            struct msg_hit hit;
        } in = {0}, out;
        const struct shape *shape = shape_of_record(names[i]);
        CHECK(shape && shape->size <= sizeof in);
        sample_fill(shape, &in, &arena, &dice);
        CHECK_INT(msg_record_encode(names[i], &in, &bytes, &err), 0);
        CHECK_INT(msg_record_decode(names[i], bytes.at, bytes.len, &arena, &out, &err), 0);
        CHECK(sample_equal(shape, &in, &out));
        buf_add_char(&bytes, 0);
        CHECK_INT(msg_record_decode(names[i], bytes.at, bytes.len, &arena, &out, &err), -1);
        CHECK_INT(msg_record_decode(names[i], bytes.at, 1, &arena, &out, &err), -1);
        buf_free(&bytes);
    }
    arena_free(&arena);
}

/* Calls `check` for every field of every message, also of the records in lists: `msg` is random but
 * has a list of one such record, and `record` is where the field lies. */
typedef void field_check(struct msg *msg, const struct shape_field *f, void *record,
                         struct arena *arena, struct dice *dice);

static void for_record_fields(struct msg *msg, const struct shape_field *list, field_check *check,
                              struct arena *arena, struct dice *dice)
{
    const struct shape *of = list->of();
    void *to = (char *)&msg->hello + list->offset;
    for (size_t i = 0; i < of->count; i++) {
        sample_set(list, &msg->hello, 1, arena, dice);
        check(msg, &of->fields[i], (void *)((struct shape_list *)to)->at, arena, dice);
    }
}

static void for_every_field(field_check *check)
{
    struct arena arena = {0};
    for (const unsigned *n = sample_numbers; *n; n++) {
        const struct shape *shape = shape_of_message(*n);
        struct dice dice = {*n};
        for (size_t i = 0; i < shape->count; i++) {
            const struct shape_field *f = &shape->fields[i];
            struct msg msg;
            sample_message(*n, &msg, &arena, &dice);
            if (f->type == TYPE_LIST) for_record_fields(&msg, f, check, &arena, &dice);
            check(&msg, f, &msg.hello, &arena, &dice);
            arena_reset(&arena);
        }
    }
    arena_free(&arena);
}

static void check_at_limit(struct msg *msg, const struct shape_field *f, void *record,
                           struct arena *arena, struct dice *dice)
{
    sample_set(f, record, f->limit, arena, dice);
    check_round_trip(msg, arena);
}

TEST(every_field_may_reach_its_limit)
{
    for_every_field(check_at_limit);
}

/* Both directions refuse, with this code, and name the field. */
static void check_refused(struct msg *msg, const struct shape_field *f, int code)
{
    const struct shape *shape = shape_of_message(msg->number);
    struct arena arena = {0};
    struct buf bytes = {0};
    struct err err = {0};
    struct msg got;
    buf_add_string(&bytes, "kept");
    if (msg_encode(msg, &bytes, &err) == 0)
        test_fail(__FILE__, __LINE__, "%s: %s was written", shape->name, f->name);
    CHECK_INT(err.code, code);
    CHECK(strstr(err.text, f->name));
    CHECK_TEXT(buf_string(&bytes), "kept");
    bytes.len = 0;
    sample_encode(msg, shape->count, &bytes);
    if (decode(&bytes, &arena, &got, &err) == 0)
        test_fail(__FILE__, __LINE__, "%s: %s was read", shape->name, f->name);
    CHECK_INT(err.code, code);
    CHECK(strstr(err.text, f->name));
    buf_free(&bytes);
    arena_free(&arena);
}

static void check_over_limit(struct msg *msg, const struct shape_field *f, void *record,
                             struct arena *arena, struct dice *dice)
{
    if (f->limit == UINT64_MAX) return;
    sample_set(f, record, f->limit + 1, arena, dice);
    check_refused(msg, f, ERR_OVER_LIMIT);
}

TEST(one_over_a_limit_is_refused)
{
    for_every_field(check_over_limit);
}

static void check_short_identity(struct msg *msg, const struct shape_field *f, void *record,
                                 struct arena *arena, struct dice *dice)
{
    if (f->type != TYPE_ID) return;
    sample_set(f, record, f->limit - 1, arena, dice);
    check_refused(msg, f, ERR_MALFORMED);
}

TEST(a_short_identity_is_refused)
{
    for_every_field(check_short_identity);
}

static void check_latin1(struct msg *msg, const struct shape_field *f, void *record,
                         struct arena *arena, struct dice *dice)
{
    if (f->type != TYPE_STR) return;
    struct buf bytes = {0};
    struct err err = {0};
    *(struct view *)((char *)record + f->offset) = view_of("caf\xe9");
    CHECK_INT(msg_encode(msg, &bytes, &err), -1);
    CHECK_INT(err.code, ERR_MALFORMED);
    CHECK(strstr(err.text, f->name));
    bytes.len = 0;
    sample_encode(msg, shape_of_message(msg->number)->count, &bytes);
    CHECK_INT(decode(&bytes, arena, msg, &err), -1);
    CHECK_INT(err.code, ERR_MALFORMED);
    buf_free(&bytes);
}

TEST(a_string_that_is_not_utf8_is_refused)
{
    for_every_field(check_latin1);
}

TEST(a_field_of_another_type_is_refused)
{
    struct arena arena = {0};
    for (const unsigned *n = sample_numbers; *n; n++) {
        const struct shape *shape = shape_of_message(*n);
        for (size_t i = 0; i < shape->count; i++) {
            struct dice dice = {*n};
            struct buf bytes = {0};
            struct err err = {0};
            struct msg msg;
            sample_message(*n, &msg, &arena, &dice);
            pack_array(&bytes, (uint32_t)i + 2);
            pack_u64(&bytes, *n);
            sample_pack_fields(shape, &msg.hello, i, &bytes);
            pack_bool(&bytes, true);
            CHECK_INT(decode(&bytes, &arena, &msg, &err), -1);
            CHECK_INT(err.code, ERR_MALFORMED);
            CHECK(strstr(err.text, shape->name) && strstr(err.text, shape->fields[i].name));
            buf_free(&bytes);
            arena_reset(&arena);
        }
    }
    arena_free(&arena);
}

TEST(fields_left_out_read_as_nothing_and_new_ones_are_passed_over)
{
    static const struct msg nothing;
    struct arena arena = {0};
    for (const unsigned *n = sample_numbers; *n; n++) {
        const struct shape *shape = shape_of_message(*n);
        struct dice dice = {*n};
        struct msg msg, got;
        struct buf bytes = {0};
        struct err err = {0};
        sample_message(*n, &msg, &arena, &dice);
        sample_encode(&msg, shape->count + 3, &bytes);
        CHECK_INT(decode(&bytes, &arena, &got, &err), 0);
        CHECK(sample_equal(shape, &msg.hello, &got.hello));
        bytes.len = 0;
        sample_encode(&msg, 0, &bytes);
        CHECK_INT(decode(&bytes, &arena, &got, &err), 0);
        CHECK(sample_equal(shape, &nothing.hello, &got.hello));
        buf_free(&bytes);
    }
    arena_free(&arena);
}

static void check_code(const char *bytes, size_t len, int code)
{
    struct arena arena = {0};
    struct err err = {0};
    struct msg got;
    CHECK_INT(msg_decode(bytes, len, &arena, &got, &err), -1);
    CHECK_INT(err.code, code);
    arena_free(&arena);
}

TEST(what_is_no_message_is_told_apart)
{
    check_code("", 0, ERR_MALFORMED);
    check_code("\x80", 1, ERR_MALFORMED);                 /* a map */
    check_code("\x90", 1, ERR_MALFORMED);                 /* no number */
    check_code("\x91\xa1x", 3, ERR_MALFORMED);            /* a name instead */
    check_code("\x91\xff", 2, ERR_MALFORMED);             /* a negative number */
    check_code("\x91\x63", 2, ERR_UNKNOWN_MESSAGE);       /* 99 */
    check_code("\x91\x06\x06", 3, ERR_MALFORMED);         /* something behind it */
    check_code("\x93\x0a\x01\xa1\xff", 5, ERR_MALFORMED); /* an archive that is not UTF-8 */
}

TEST(a_header_over_its_limit_is_not_written)
{
    static char source[MAX_SOURCE];
    static struct msg_offer offers[MAX_BATCH];
    struct msg msg = {.number = MSG_SUBMIT};
    struct buf bytes = {0};
    struct err err = {0};
    memset(source, 'x', sizeof source);
    for (int i = 0; i < MAX_BATCH; i++) offers[i].source = (struct view){source, sizeof source};
    msg.submit.offers.at = offers;
    msg.submit.offers.count = MAX_BATCH;
    CHECK_INT(msg_encode(&msg, &bytes, &err), -1);
    CHECK_INT(err.code, ERR_OVER_LIMIT);
    CHECK_INT(bytes.len, 0);
    msg.submit.offers.count = 1000;
    CHECK_INT(msg_encode(&msg, &bytes, &err), 0);
    buf_free(&bytes);
}

/* One byte asks a decoder for a node of 24. */
TEST(a_header_of_very_many_objects_is_refused)
{
    struct buf bytes = {0};
    pack_array(&bytes, MAX_OBJECTS);
    pack_u64(&bytes, MSG_PING);
    for (uint32_t i = 1; i < MAX_OBJECTS; i++) pack_nil(&bytes);
    check_code(bytes.at, bytes.len, ERR_OVER_LIMIT);
    buf_free(&bytes);
}

/* The decoder may refuse these bytes, or not; it must not read or write what is not its own, which
 * the sanitizers see. */
static void decode_any(const char *bytes, size_t len, struct arena *arena)
{
    struct err err;
    struct msg got;
    char *exact = xmalloc(len ? len : 1); /* so that one byte too far is noticed */
    memcpy(exact, bytes, len);
    if (msg_decode(exact, len, arena, &got, &err) == 0) {
        struct buf again = {0};
        CHECK(shape_of_message(got.number) != NULL);
        sample_encode(&got, shape_of_message(got.number)->count, &again);
        buf_free(&again);
    }
    free(exact);
    arena_reset(arena);
}

TEST(random_bytes_are_survived)
{
    struct arena arena = {0};
    for (uint64_t seed = 0; seed < 100000; seed++) {
        struct dice dice = {seed};
        char bytes[96];
        size_t len = dice_below(&dice, sizeof bytes);
        dice_bytes(&dice, bytes, len);
        if (len > 1 && seed % 2) { /* the beginning of a message */
            bytes[0] = (char)(0x90 | dice_below(&dice, 16));
            bytes[1] = (char)dice_below(&dice, 44);
        }
        decode_any(bytes, len, &arena);
    }
    arena_free(&arena);
}

TEST(mutated_messages_are_survived)
{
    struct arena arena = {0}, spare = {0};
    for (uint64_t seed = 0; seed < 30; seed++)
        for (const unsigned *n = sample_numbers; *n; n++) {
            struct dice dice = {seed << 8 | *n};
            struct msg msg;
            struct buf bytes = {0};
            sample_message(*n, &msg, &arena, &dice);
            sample_encode(&msg, shape_of_message(*n)->count, &bytes);
            for (int change = 0; change < 40; change++) {
                char *at = bytes.at + dice_below(&dice, bytes.len < 200 ? bytes.len : 200);
                char kept = *at;
                *at = (char)dice_roll(&dice);
                decode_any(bytes.at, bytes.len, &spare);
                if (change % 2) *at = kept;
            }
            buf_free(&bytes);
            arena_reset(&arena);
        }
    arena_free(&arena);
    arena_free(&spare);
}

TEST(a_message_cut_short_anywhere_is_refused)
{
    struct arena arena = {0}, spare = {0};
    for (const unsigned *n = sample_numbers; *n; n++) {
        struct dice dice = {*n};
        struct msg msg, got;
        struct buf bytes = {0};
        struct err err;
        sample_message(*n, &msg, &arena, &dice);
        sample_encode(&msg, shape_of_message(*n)->count, &bytes);
        for (size_t len = 0; len < bytes.len && len < 3000; len++) {
            CHECK_INT(msg_decode(bytes.at, len, &spare, &got, &err), -1);
            CHECK_INT(err.code, ERR_MALFORMED);
        }
        buf_free(&bytes);
    }
    arena_free(&arena);
    arena_free(&spare);
}
