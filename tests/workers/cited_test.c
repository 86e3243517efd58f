/* cited_test.c: titles, numbers of documents, provisions of laws. */
#include "tests/test.h"
#include "tests/workers/extracting.h"

static void check_cited(const char *text, const char *title, const char *number)
{
    extracting_expect(text, RECORD_DOCUMENT, FIELD_TITLE, title);
    extracting_expect(text, RECORD_DOCUMENT, FIELD_NUMBER, number);
}

TEST(titles_stand_in_their_marks)
{
    check_cited("印发〖《古镇保护条例》〗的通知", "古镇保护条例", "");
    check_cited("〖《关于印发〈古镇保护条例〉的通知》〗", "关于印发〈古镇保护条例〉的通知", "");
    check_cited("〖《关于修改《古镇条例》的决定》〗", "关于修改《古镇条例》的决定", "");
    check_cited("见〖《古镇保护\n条例》〗。", "古镇保护条例", "");
    check_cited("据〖《青山日报》〗报道", "青山日报", "");
}

TEST(numbers_of_documents_have_many_brackets)
{
    check_cited("根据〖青政发〔2019〕12号〗文件", "", "青政发〔2019〕12号");
    check_cited("按照〖青政办发[2019]12号〗", "", "青政办发[2019]12号");
    check_cited("依据〖财综(2019)12号〗", "", "财综(2019)12号");
    check_cited("(〖青水发\uFF082019\uFF0912号〗)", "", "青水发\uFF082019\uFF0912号");
    check_cited("以〖青政发【2019】第12号〗公布", "", "青政发【2019】第12号");
    check_cited("(〖青组通字〔xx〕24号〗)", "", "青组通字〔xx〕24号");
}

TEST(a_number_beside_a_title_belongs_to_it)
{
    check_cited("〖《绿地办法》(青政发〔2019〕12号)〗施行", "绿地办法", "青政发〔2019〕12号");
    check_cited("〖《绿地办法》〗(以下简称办法)", "绿地办法", "");
    check_cited("〖《绿地办法》〗(2019年版)", "绿地办法", "");
}

TEST(provisions_belong_to_their_law)
{
    struct extracting x = extracting_text("依据〖《行道树法》第十二条第三款〗处罚", "");
    const struct record *r = extracting_record(&x, x.marked);
    CHECK(r);
    CHECK_TEXT(extracting_field(r, FIELD_TITLE), "行道树法");
    CHECK_TEXT(extracting_field(r, FIELD_FULL), "行道树法第十二条第三款");
    extracting_free(&x);
    check_cited("〖《行道树法》〗第一次修订", "行道树法", "");
}

TEST(marks_that_do_not_close_are_no_titles)
{
    static const char *const texts[] = {
        "《没有结束的标题", "《》",        "《 》",      "水位〉警戒线》",
        "见图〔2019〕所示", "〔2019〕3号", "(2019)3号楼"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct extracting x = extracting_text(texts[i], "");
        const struct record *r = extracting_kind(&x, RECORD_DOCUMENT);
        if (r) test_fail(__FILE__, __LINE__, "%s: %s", texts[i], extracting_text_of(&x, r));
        extracting_free(&x);
    }
}

TEST(the_inner_of_two_open_titles_is_found)
{
    check_cited("《甲〖《古镇保护条例》〗", "古镇保护条例", "");
}

TEST(a_short_title_stands_for_the_long_one)
{
    struct extracting x =
        extracting_text("印发《关于种树的意见》(以下简称《意见》)。《意见》指出", "");
    uint32_t documents = 0;
    for (uint32_t i = 0; i < x.records.count; i++) {
        if (x.records.at[i].kind != RECORD_DOCUMENT) continue;
        CHECK_TEXT(extracting_field(&x.records.at[i], FIELD_TITLE), "关于种树的意见");
        documents++;
    }
    CHECK_INT(documents, 3);
    extracting_free(&x);
    check_cited("印发《关于种树的意见》。〖《意见》〗指出", "意见", "");
}
