/* initiative_test.c: initiatives: what is one, where it begins and ends, what it is called, what it
 * stands for. */
#include "tests/test.h"
#include "tests/workers/extracting.h"

struct expected {
    const char *text, *name, *type;
};

static void check_initiative(const struct expected *e)
{
    struct extracting x = extracting_text(e->text, "");
    const struct record *r = extracting_record(&x, x.marked);
    if (!r) test_fail(__FILE__, __LINE__, "not found: %s", e->text);
    CHECK_INT(r->kind, RECORD_INITIATIVE);
    CHECK_TEXT(extracting_field(r, FIELD_NAME), e->name);
    CHECK_TEXT(extracting_field(r, FIELD_TYPE), e->type);
    extracting_free(&x);
}
#define CHECK_INITIATIVES(rows)                                                                    \
    for (size_t i = 0; i < sizeof(rows) / sizeof *(rows); i++) check_initiative(&rows[i])

TEST(quoted_names_have_their_heads)
{
    static const struct expected rows[] = {
        {"全面推行〖“板凳议事”工作法〗,", "“板凳议事”工作法", "mechanism"},
        {"实施〖“清渠润田”行动〗。", "“清渠润田”行动", "programme"},
        {"建成〖“云上柳河”服务平台〗,", "“云上柳河”服务平台", "platform"},
        {"组建〖“银杏”志愿服务队〗,", "“银杏”志愿服务队", "team"},
        {"探索〖“村支部+果园+农户”的共富模式〗,", "“村支部+果园+农户”的共富模式", "mechanism"},
        {"举办〖“书香柳河”主题征文活动〗。", "“书香柳河”主题征文活动", "programme"},
        {"落实〖“四必到”措施〗", "四必到", "mechanism"},
    };
    CHECK_INITIATIVES(rows);
}

TEST(quoted_names_are_known_by_form_and_surroundings)
{
    static const struct expected rows[] = {
        {"打造了〖“口袋花园”〗,", "口袋花园", "mechanism"},
        {"以〖“我为街坊办实事”〗为主题,", "我为街坊办实事", "slogan"},
        {"采取〖“2+3+N”〗,", "2+3+N", "mechanism"},
        {"构建〖“1357”治理体系〗,", "“1357”治理体系", "mechanism"},
        {"践行〖“五问五帮”〗。", "五问五帮", "mechanism"},
        {"推行“早提醒”“晚巡查”〖“周讲评”〗等制度", "周讲评", "mechanism"},
    };
    CHECK_INITIATIVES(rows);
}

TEST(names_without_quotation_marks_begin_behind_a_verb)
{
    static const struct expected rows[] = {
        {"全市实施〖河塘清淤护岸工程〗,", "河塘清淤护岸工程", "programme"},
        {"建立〖企业诉求直办机制〗。", "企业诉求直办机制", "mechanism"},
        {"积极推进〖校园食堂明厨亮灶行动〗,", "校园食堂明厨亮灶行动", "programme"},
        {"搭建了〖柳河农产品直播平台〗。", "柳河农产品直播平台", "platform"},
        {"严格落实〖巷长制〗,", "巷长制", "mechanism"},
        {"实施古井修缮工程、〖老街亮化工程〗。", "老街亮化工程", "programme"},
    };
    CHECK_INITIATIVES(rows);
}

TEST(numbers_make_names)
{
    static const struct expected rows[] = {
        {"严格落实〖三问一评〗,", "三问一评", "mechanism"},
        {"这是〖两访三送活动〗的第一站", "两访三送活动", "programme"},
        {"推行“出题、议题、解题”的〖三步工作法〗,", "三步工作法", "mechanism"},
    };
    CHECK_INITIATIVES(rows);
}

TEST(what_a_document_is_about_is_known_in_the_text)
{
    struct extracting x = extracting_text("印发《校园书香行动实施方案》。校园书香行动启动了。", "");
    CHECK_INT(x.records.count, 2);
    CHECK_INT(x.records.at[0].kind, RECORD_DOCUMENT);
    CHECK_TEXT(extracting_text_of(&x, &x.records.at[1]), "校园书香行动");
    CHECK_INT(x.records.at[1].kind, RECORD_INITIATIVE);
    extracting_free(&x);
}

/* In each of these texts there is no initiative. */
TEST(plain_quotations_and_nouns_are_none)
{
    static const char *const texts[] = {
        "他说:“我们一定把路修好。”",
        "荣获“优秀教师”称号",
        "被评为“先进集体”。",
        "破除“等靠要”思想",
        "牵住“牛鼻子”,打造“加速度”",
        "增强“四个意识”、坚定“四个自信”",
        "完善各项工作机制。",
        "建立相关制度,参加有关活动。",
        "印发《“三亮三比”活动方案》",
        "营造“人人参与”的良好氛围",
        "发生“5·12”地震",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct extracting x = extracting_text(texts[i], "");
        const struct record *r = extracting_kind(&x, RECORD_INITIATIVE);
        if (r) test_fail(__FILE__, __LINE__, "%s: %s", texts[i], extracting_text_of(&x, r));
        extracting_free(&x);
    }
}

static void check_expansion(const char *text, const char *expansion)
{
    struct extracting x = extracting_text(text, "");
    const struct record *r = extracting_record(&x, x.marked);
    if (!r) test_fail(__FILE__, __LINE__, "not found: %s", text);
    CHECK_TEXT(extracting_field(r, FIELD_FULL_TEXT), expansion);
    extracting_free(&x);
}

TEST(expansions_are_found)
{
    check_expansion("建设〖“三有”〗(有场所、有队伍、有制度)小区", "有场所、有队伍、有制度");
    check_expansion("推行〖“三亮”〗,即亮身份、亮职责、亮承诺。", "亮身份、亮职责、亮承诺");
    check_expansion("围绕学习制度、值班制度、回访制度〖“三项制度”〗,",
                    "学习制度、值班制度、回访制度");
    check_expansion("推行〖“三亮”〗,很受欢迎。", "");
}

TEST(names_may_be_broken_over_lines)
{
    struct extracting x = extracting_text("推行〖“板凳\n议事”工作法〗,", "");
    const struct record *r = extracting_record(&x, x.marked);
    CHECK(r);
    CHECK_TEXT(extracting_field(r, FIELD_NAME), "“板凳议事”工作法");
    extracting_free(&x);
}

TEST(speech_may_name_some)
{
    static const struct expected rows[] = {
        {"“我们的〖‘红枫叶’调解队〗天天都在。”队长说。", "‘红枫叶’调解队", "team"},
        {"“今年要实施〖老街亮化工程〗。”镇长说。", "老街亮化工程", "programme"},
    };
    CHECK_INITIATIVES(rows);
}

TEST(variants_are_one_initiative)
{
    static const char text[] = "开展“敲门送暖”。“敲门送暖”行动很好,敲门送暖常态化。";
    struct extracting x = extracting_text(text, "");
    CHECK_INT(x.records.count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        CHECK_TEXT(extracting_field(&x.records.at[i], FIELD_NAME), "“敲门送暖”行动");
    }
    CHECK_TEXT(extracting_text_of(&x, &x.records.at[0]), "“敲门送暖”");
    CHECK_TEXT(extracting_text_of(&x, &x.records.at[1]), "“敲门送暖”行动");
    CHECK_TEXT(extracting_text_of(&x, &x.records.at[2]), "敲门送暖");
    extracting_check(&x);
    extracting_free(&x);
}

TEST(figures_in_names_are_none)
{
    struct extracting x = extracting_text("启动〖百村千户帮扶计划〗,帮扶了300户。", "");
    const struct record *r = extracting_record(&x, x.marked);
    CHECK(r && r->kind == RECORD_INITIATIVE);
    CHECK(extracting_record(&x, "300户"));
    CHECK_INT(x.records.count, 2);
    extracting_free(&x);
}

/* The five-year plan is not the programme that is named after it. */
TEST(a_plain_quotation_is_known_with_its_head_only)
{
    struct extracting x = extracting_text("实施〖“十四五”育林工程〗。“十四五”期间要育林。", "");
    unsigned found = 0;
    for (uint32_t i = 0; i < x.records.count; i++)
        found += x.records.at[i].kind == RECORD_INITIATIVE;
    CHECK_INT(found, 1);
    CHECK(extracting_record(&x, x.marked));
    extracting_free(&x);
}

TEST(what_stands_behind_a_quotation_weighs)
{
    static const struct expected rows[] = {
        {"把〖“六上门”〗作为重要抓手,", "六上门", "mechanism"},
        {"开展〖“假苗”问题专项清理行动〗,", "“假苗”问题专项清理行动", "programme"},
        {"设有〖“柳河说事”茶馆〗,", "“柳河说事”茶馆", "platform"},
        {"推出〖“柳河采茶”消费季〗。", "“柳河采茶”消费季", "programme"},
    };
    static const char *const none[] = {"使“三难”变成“三易”", "“第六车间”开工", "推行“假苗”问题",
                                       "创建第三个研发中心"};
    CHECK_INITIATIVES(rows);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct extracting x = extracting_text(none[i], "");
        if (extracting_kind(&x, RECORD_INITIATIVE))
            test_fail(__FILE__, __LINE__, "found: %s", none[i]);
        extracting_free(&x);
    }
}

TEST(a_count_behind_a_conjunction_begins_a_name)
{
    static const struct expected rows[] = {
        {"建成采摘园和一个〖茶叶全程标准化示范区〗。", "茶叶全程标准化示范区", "programme"},
    };
    CHECK_INITIATIVES(rows);
}

TEST(clauses_that_are_aimed_at_are_no_name)
{
    static const char *const texts[] = {
        "坚持“河清、岸绿、人和”的发展思路,",
        "围绕“粮油之乡、书画之乡”发展定位,",
        "逐步形成“镇村联动、干群同心”工作格局。",
    };
    static const struct expected rows[] = {
        {"坚持〖“一河一策、一岸一景”的思路〗,", "一河一策、一岸一景", "mechanism"},
        {"形成〖“1+6”工作格局〗。", "1+6", "mechanism"},
        {"临河街道推广〖“晒谷场”〗,当月见效。", "晒谷场", "mechanism"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct extracting x = extracting_text(texts[i], "");
        if (extracting_kind(&x, RECORD_INITIATIVE))
            test_fail(__FILE__, __LINE__, "found: %s", texts[i]);
        extracting_free(&x);
    }
    CHECK_INITIATIVES(rows);
}
