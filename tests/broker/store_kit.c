/* store_kit.c: see store_kit.h. */
#include "tests/broker/store_kit.h"
#include "tests/proto/dice.h"
#include <stdlib.h>
#include <string.h>

struct store *kit_open(void)
{
    struct store *s;
    struct err err;
    if (store_open("data", &s, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
    return s;
}

struct store *kit_reopen(struct store *s)
{
    store_close(&s);
    CHECK(s == NULL);
    return kit_open();
}

void kit_begin(struct store *s)
{
    struct err err;
    if (store_begin(s, 0, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
}

void kit_commit(struct store *s)
{
    struct err err;
    if (store_commit(s, &err) != STORE_COMMITTED) test_fail(__FILE__, __LINE__, "%s", err.text);
}

static char *content_bytes(uint64_t content, size_t length)
{
    char *bytes = xmalloc(length + 1);
    dice_bytes(&(struct dice){content}, bytes, length);
    return bytes;
}

static void content_hash(uint64_t content, size_t length, unsigned char hash[SHA256_LEN])
{
    char *bytes = content_bytes(content, length);
    sha256(bytes, length, hash);
    free(bytes);
}

struct store_match kit_match(struct store *s, const char *archive, const char *source,
                             uint64_t content, size_t length)
{
    struct store_match match;
    unsigned char hash[SHA256_LEN];
    content_hash(content, length, hash);
    store_match(s, view_of(archive), view_of(source), hash, &match);
    return match;
}

uint64_t kit_add(struct store *s, const char *archive, const char *source, uint64_t content,
                 size_t length, enum state state)
{
    struct store_match match = kit_match(s, archive, source, content, length);
    unsigned char hash[SHA256_LEN];
    content_hash(content, length, hash);
    struct msg_stored_doc doc = {.archive = view_of(archive),
                                 .source = view_of(source),
                                 .sha256 = {(char *)hash, sizeof hash},
                                 .bytes = length,
                                 .length = length,
                                 .submitted_ms = 1000 + content};
    char *bytes = content_bytes(content, length);
    uint64_t num = store_add(s, &match, &doc, (struct view){bytes, length}, state, 0);
    free(bytes);
    return num;
}

bool kit_body_is(struct store_read *r, uint64_t num, uint64_t content, size_t length)
{
    struct msg_stored_doc doc;
    if (!store_doc(r, num, &doc) || doc.length != length) return false;
    char *want = content_bytes(content, length), *got = xmalloc(length + 1);
    bool same = store_body(r, &doc, got) && memcmp(got, want, length) == 0;
    free(want);
    free(got);
    return same;
}
