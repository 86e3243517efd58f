/* id_test.c: hashes against published values, ids against their definition. */
#include "proto/id.h"
#include "tests/test.h"
#include <string.h>

static void check_sha256(const char *text, size_t len, const char *want)
{
    unsigned char sum[SHA256_LEN];
    char digits[2 * SHA256_LEN + 1];
    sha256(text, len, sum);
    hex_encode(sum, sizeof sum, digits);
    CHECK_TEXT(digits, want);
}

/* NIST, "Examples with Intermediate Values". */
TEST(sha256_agrees_with_the_standard)
{
    check_sha256("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_sha256("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    check_sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
                 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(a_stream_hashes_as_the_whole)
{
    unsigned char whole[SHA256_LEN], pieces[SHA256_LEN];
    struct sha256_stream *s = sha256_begin();
    sha256("abc", 3, whole);
    sha256_add(s, "a", 1);
    sha256_add(s, "", 0);
    sha256_add(s, "bc", 2);
    sha256_end(&s, pieces);
    CHECK(s == NULL);
    CHECK(memcmp(whole, pieces, sizeof whole) == 0);
}

TEST(a_document_id_is_made_of_place_and_content)
{
    unsigned char content[SHA256_LEN], id[DOC_ID_LEN], place[SHA256_LEN];
    sha256("text", 4, content);
    doc_id(view_of("news"), view_of("a/b.txt"), content, id);
    sha256("news\0a/b.txt", 12, place);
    CHECK(memcmp(id, place, 8) == 0);
    CHECK(memcmp(id + 8, content, 8) == 0);
    unsigned char other[DOC_ID_LEN];
    doc_id(view_of("newsa"), view_of("/b.txt"), content, other);
    CHECK(memcmp(id, other, 8) != 0); /* the NUL tells archive and source apart */
}

TEST(hexadecimal_reads_back)
{
    unsigned char bytes[4];
    char digits[9];
    hex_encode("\x00\x7f\x80\xff", 4, digits);
    CHECK_TEXT(digits, "007f80ff");
    CHECK_INT(hex_decode(view_of("007F80ff"), bytes, 4), 4);
    CHECK(memcmp(bytes, "\x00\x7f\x80\xff", 4) == 0);
    CHECK_INT(hex_decode(view_of(""), bytes, 4), 0);
    CHECK_INT(hex_decode(view_of("0"), bytes, 4), -1);
    CHECK_INT(hex_decode(view_of("0g"), bytes, 4), -1);
    CHECK_INT(hex_decode(view_of("0011223344"), bytes, 4), -1);
}
