/* fuzz_message.c: any bytes as a header frame, and as a result: refused or understood, and what was
 * understood is written again as the same message. */
#include "proto/docline.h"
#include "proto/msg.h"
#include "tests/fuzz/fuzz.h"
#include <string.h>

const char *const fuzz_seeds[] = {
    "\x95\x01\x01\xa6"
    "client\xa5"
    "0.1.0\xa3"
    "h:1",
    "\x92\x04\x01",
    "\x91\x06",
    "\x94\x0a\x01\xa1"
    "a\x91\x96\xa1"
    "s\xc4\x01x\x04\x01\x04\x01",
    "\x93\x16\x01\x91\x9b\x01\x03\x01\xa1x\x01\x01\x01\x01\x01\x01\x01",
    "\x93\x17\x92\x01\x02\x01",
    "\x84\xaamedia_type\xaatext/plain\xa7"
    "charset\xa5utf-8\xa8"
    "articles\x90\xa5other\x90",
    NULL};

static void as_message(const uint8_t *bytes, size_t len)
{
    struct arena arena = {0};
    struct buf again = {0}, third = {0};
    struct msg msg, back;
    struct err err;
    if (msg_decode(bytes, len, &arena, &msg, &err) == 0) {
        MUST(msg_encode(&msg, &again, &err) == 0, "%s", err.text);
        MUST(msg_decode(again.at, again.len, &arena, &back, &err) == 0, "%s", err.text);
        MUST(msg_encode(&back, &third, &err) == 0, "%s", err.text);
        MUST(again.len == third.len && memcmp(again.at, third.at, third.len) == 0, "%s",
             msg_name(msg.number));
    } else {
        MUST(err.text[0], "refused without a word");
    }
    arena_free(&arena);
    buf_free(&again);
    buf_free(&third);
}

static void as_result(const uint8_t *bytes, size_t len)
{
    static const char zeros[32];
    struct msg_row row = {.doc = {zeros, 16}, .sha256 = {zeros, 32}, .state = STATE_DONE};
    struct buf line = {0};
    struct err err;
    if (docline(&row, (struct view){(const char *)bytes, len}, &line, &err) == 0)
        MUST(line.len && line.at[line.len - 1] == '\n' && !memchr(line.at, '\n', line.len - 1),
             "a document is one line");
    else
        MUST(line.len == 0, "half a line");
    buf_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    as_message(bytes, len);
    as_result(bytes, len);
    return 0;
}
