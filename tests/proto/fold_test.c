/* fold_test.c: one code point for one, twice is once, and what people expect. */
#include "proto/fold.h"
#include "tests/test.h"

static void check_folds(const char *text, const char *wanted)
{
    struct buf out = {0};
    fold_text(view_of(text), &out);
    CHECK_TEXT(buf_string(&out), wanted);
    buf_free(&out);
}

TEST(fold_knows_width_case_and_script)
{
    check_folds("ＡＢＣ　１２３", "abc 123");
    check_folds("貴州省貴陽市雲巖區", "贵州省贵阳市云岩区");
    check_folds("Ärzte ΑΒΓ Жук", "ärzte αβγ жук");
    check_folds("“引号”、《书名》。", "“引号”、《书名》。");
    check_folds("", "");
}

TEST(fold_twice_is_fold_once)
{
    for (uint32_t c = 0; c < 0x110000; c++) CHECK_INT(fold_char(fold_char(c)), fold_char(c));
    CHECK_INT(fold_char(0x110000), 0x110000);
}

TEST(fold_gives_one_for_one)
{
    static const char text[] = "a\xc3\xa4\xe9\x99\xbd\xf0\x9f\x98\x80\xff\xe9\x99";
    uint32_t points[sizeof text];
    struct buf out = {0};
    CHECK_INT(fold_points(view_of(text), points), 7);
    CHECK_INT(points[2], 0x9633);
    CHECK_INT(points[3], 0x1f600);
    CHECK_INT(points[4], 0xfffd); /* what is no UTF-8, byte for byte */
    CHECK_INT(points[6], 0xfffd);
    CHECK_INT(fold_text(view_of(text), &out), 7);
    buf_free(&out);
}

TEST(fold_seeks_by_the_lowest_bits_of_a_form)
{
    static const char text[] = "ab\xe9\x99\xbd\xff"
                               "Z";
    const char *end = text + sizeof text - 1, *at = text;
    CHECK(fold_seek(&at, end, UINT64_C(1) << 0x9633 % 64)); /* 陽 is 阳 */
    CHECK_INT(at - text, 2);
    CHECK(fold_seek(&at, end, UINT64_C(1) << 'z' % 64));
    CHECK_INT(at - text, 6);
    at = text;
    CHECK(fold_seek(&at, end, UINT64_MAX) && at == text);
    CHECK(!fold_seek(&at, end, UINT64_C(1) << 'q' % 64) && at == end);
    CHECK(!fold_seek(&at, end, UINT64_MAX));
}
