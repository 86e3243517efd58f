/* org_test.c: where names of organisations end, and what only looks like such an end. */
#include "tests/test.h"
#include "tests/workers/extracting.h"

static void expect_orgs(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct extracting x = extracting_text(texts[i], "");
        const struct record *r = extracting_record(&x, x.marked);
        if (!r) test_fail(__FILE__, __LINE__, "not found: %s", texts[i]);
        CHECK_INT(r->kind, RECORD_ORG);
        extracting_free(&x);
    }
}

static void expect_none(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct extracting x = extracting_text(texts[i], "");
        const struct record *r = extracting_kind(&x, RECORD_ORG);
        if (r) test_fail(__FILE__, __LINE__, "%s: %s", texts[i], extracting_text_of(&x, r));
        extracting_free(&x);
    }
}
#define EXPECT_ORGS(texts) expect_orgs(texts, sizeof(texts) / sizeof *(texts))
#define EXPECT_NONE(texts) expect_none(texts, sizeof(texts) / sizeof *(texts))

TEST(figures_behind_an_organisation_count_it_or_its_people)
{
    static const char *const named[] = {
        "〖云岭县律师协会〗15名律师到场",
        "〖云岭县农机局〗5日发布通知",
        "〖云岭县林业局〗2021年造林三千亩",
    };
    static const char *const counted[] = {
        "全乡有农民合作社83个",
        "村办公司12家",
        "新建村级服务中心20余处",
    };
    EXPECT_ORGS(named);
    EXPECT_NONE(counted);
}

TEST(a_department_is_no_ministry)
{
    static const char *const named[] = {"日前,〖公安部〗下发通知"};
    static const char *const none[] = {"据公安部门统计", "经财政部门批准", "外交部门前站着人"};
    EXPECT_ORGS(named);
    EXPECT_NONE(none);
}

TEST(schools_have_numbers)
{
    static const char *const named[] = {"与〖清岭二中〗结对", "来自〖清岭五中〗的学生"};
    static const char *const none[] = {"学习五中全会精神", "他是三中队的队员", "十之八九在其中"};
    EXPECT_ORGS(named);
    EXPECT_NONE(none);
}

TEST(centres_are_called_by_their_number)
{
    static const char *const named[] = {
        "拨打后由〖市12345热线服务中心〗转办",
        "〖云岭县110指挥中心〗接到电话",
    };
    static const char *const none[] = {"覆盖全省2500多家村卫生室", "在市中心4日的集会上"};
    EXPECT_ORGS(named);
    EXPECT_NONE(none);
}

TEST(quotations_that_are_no_part_of_an_organisation)
{
    static const char *const named[] = {"“路修好了,心里就踏实。”〖清水社区党委〗书记说"};
    static const char *const none[] = {"推行“就近办、马上办、一次办”",
                                       "愁“白天没处办、晚上没空办”"};
    EXPECT_ORGS(named);
    EXPECT_NONE(none);
}

TEST(villages_that_are_towns)
{
    static const char *const named[] = {
        "日前,〖柳村镇人民政府〗通知",
        "〖柳村镇综合信息指挥室〗接到来电",
        "〖云岭县公安局柳村派出所〗以“进村”为契机",
        "请〖县畜牧站〗的人来讲课",
    };
    static const char *const none[] = {"各乡镇人民政府", "建成综合文化站12个"};
    EXPECT_ORGS(named);
    EXPECT_NONE(none);
}
