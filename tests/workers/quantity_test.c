/* quantity_test.c: figures: what is one, where it begins and ends, what it says. */
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include <string.h>

struct expected {
    const char *text, *value, *unit, *more; /* more: approx, min, max, or "from..to" */
};

static void check_figure(const struct expected *e)
{
    struct extracting x = extracting_text(e->text, "");
    const struct record *r = extracting_record(&x, x.marked);
    if (!r) test_fail(__FILE__, __LINE__, "not found: %s", e->text);
    CHECK_INT(r->kind, RECORD_QUANTITY);
    CHECK_TEXT(extracting_field(r, FIELD_VALUE), e->value);
    CHECK_TEXT(extracting_field(r, FIELD_UNIT), e->unit);
    if (strcmp(e->more, "approx") == 0) {
        CHECK_TEXT(extracting_field(r, FIELD_APPROX), "true");
    } else if (strstr(e->more, "..")) {
        CHECK_TEXT(extracting_field(r, FIELD_RANGE), e->more);
    } else {
        CHECK_TEXT(extracting_field(r, FIELD_BOUND), e->more);
    }
    extracting_free(&x);
}

static void check_figures(const struct expected *e, size_t count)
{
    for (size_t i = 0; i < count; i++) check_figure(&e[i]);
}
#define CHECK_FIGURES(rows) check_figures(rows, sizeof(rows) / sizeof *(rows))

/* In each of these texts there is no quantity. */
static void check_none(const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct extracting x = extracting_text(texts[i], "");
        const struct record *r = extracting_kind(&x, RECORD_QUANTITY);
        if (r) test_fail(__FILE__, __LINE__, "%s: %s", texts[i], extracting_text_of(&x, r));
        extracting_free(&x);
    }
}
#define CHECK_NONE(texts) check_none(texts, sizeof(texts) / sizeof *(texts))

TEST(figures_have_values_and_units)
{
    static const struct expected rows[] = {
        {"全年投入〖3.5亿元〗", "350000000", "元", ""},
        {"成功率为〖83.87%〗;", "0.8387", "%", ""},
        {"下降〖0.6个百分点〗", "0.6", "百分点", ""},
        {"绿化〖40.6公顷〗", "40.6", "公顷", ""},
        {"栽树〖两万三千棵〗", "23000", "棵", ""},
        {"历时〖18个月〗建成", "18", "月", ""},
        {"装机〖50千瓦〗", "50", "千瓦", ""},
        {"单价〖18元/公斤〗", "18", "元/公斤", ""},
        {"每公斤〖18元〗", "18", "元/公斤", ""},
        {"每人〖18元〗", "18", "元", ""},
        {"气温〖-5℃〗", "-5", "℃", ""},
        {"同比增长〖-3.5%〗", "-0.035", "%", ""},
        {"净利润〖－1.2亿元〗", "-120000000", "元", ""},
        {"海拔〖-154.31米〗", "-154.31", "米", ""},
        {"最低〖零下12度〗", "-12", "度", ""},
        {"产量是前年的〖2.5倍〗", "2.5", "倍", ""},
        {"吞吐〖12万TEU〗", "120000", "标箱", ""},
        {"由〖8个人〗起步", "8", "人", ""},
        {"共〖\uFF11\uFF12\uFF0E\uFF15\uFF05〗", "0.125", "%", ""},
        {"每间〖300 平方米〗", "300", "平方米", ""},
    };
    CHECK_FIGURES(rows);
}

TEST(words_around_a_figure_belong_to_it)
{
    static const struct expected rows[] = {
        {"聘请〖近100名〗律师", "100", "名", "approx"},
        {"发放〖80余份〗", "80", "份", "approx"},
        {"投入〖30万余元〗建成", "300000", "元", "approx"},
        {"〖3个多月〗来", "3", "月", "approx"},
        {"人口〖超过45万人〗", "450000", "人", "min"},
        {"配备〖2名以上〗干部", "2", "名", "min"},
        {"请假〖1天及以上〗的", "1", "天", "min"},
        {"占地〖不到20亩〗", "20", "亩", "max"},
        {"占地〖约莫20亩〗", "20", "亩", "approx"},
        {"每村〖3组〗队员", "3", "组", ""},
        {"〖7天内〗办结", "7", "天", "max"},
        {"售价〖20元左右〗", "20", "元", "approx"},
        {"聚集〖上千人〗", "1000", "人", "min"},
        {"带动〖近百家〗企业", "100", "家", "approx"},
        {"来了〖数十名〗游客", "10", "名", "approx"},
    };
    CHECK_FIGURES(rows);
}

TEST(ranges_have_both_ends)
{
    static const struct expected rows[] = {
        {"售价〖19-20元〗", "19", "元", "19..20"},
        {"需要〖三至五天〗", "3", "天", "3..5"},
        {"提高〖3~5个百分点〗", "3", "百分点", "3..5"},
        {"投资〖10-20万元〗", "100000", "元", "100000..200000"},
        {"价格高出〖0.5元至1元〗", "0.5", "元", "0.5..1"},
        {"增长〖百分之三到百分之五〗", "0.03", "%", "0.03..0.05"},
        {"来了〖三四十人〗", "30", "人", "30..40"},
        {"从〖8500到3万港元〗", "8500", "港元", "8500..30000"},
        {"借〖十八至三十万日元〗", "180000", "日元", "180000..300000"},
    };
    CHECK_FIGURES(rows);
}

TEST(fractions_and_ratios)
{
    static const struct expected rows[] = {
        {"〖百分之三十五点六〗的村", "0.356", "%", ""},
        {"〖千分之五〗", "0.005", "‰", ""},
        {"占〖4/5以上〗", "0.8", "", "min"},
        {"占〖四分之三〗", "0.75", "", ""},
        {"有〖八成〗的群众", "0.8", "成", ""},
        {"师生比〖1:20〗", "0.05", "", ""},
    };
    CHECK_FIGURES(rows);
}

TEST(two_units_make_one_figure)
{
    static const struct expected rows[] = {
        {"单价〖3元5角〗", "3.5", "元", ""},        {"历时〖2小时30分〗", "2.5", "小时", ""},
        {"历时〖2小时20分钟〗", "140", "分钟", ""}, {"开销〖123元1角1分〗", "123.11", "元", ""},
        {"为期〖一个半月〗", "1.5", "月", ""},      {"孩子〖三岁半〗", "3.5", "岁", ""},
        {"每〖半年〗一查", "0.5", "年", ""},
    };
    CHECK_FIGURES(rows);
}

TEST(spoken_figures_count_tenths)
{
    static const struct expected rows[] = {
        {"一斤〖三块二〗", "3.2", "块钱", ""},
        {"每度〖五角三分〗", "5.3", "角", ""},
        {"涨了〖两毛五〗", "2.5", "角", ""},
        {"〖三块零四〗", "3.04", "块钱", ""},
        {"只要〖一块二〗", "1.2", "块钱", ""},
        {"宽〖三米九〗", "3.9", "米", ""},
        {"占〖九成五〗", "0.95", "成", ""},
        {"降〖三成半〗", "0.35", "成", ""},
        {"〖五块六到五块七毛八〗", "5.6", "块钱", "5.6..5.78"},
        {"重〖三斤八两〗", "3.8", "斤", ""},
        {"花了〖几十万块〗", "100000", "块钱", "approx"},
        {"拿出〖两个亿〗", "200000000", "", ""},
        {"工期〖90日〗", "90", "日", ""},
    };
    CHECK_FIGURES(rows);
}

TEST(mixed_fractions)
{
    static const struct expected rows[] = {
        {"〖一又二分之一〗", "1.5", "", ""},
        {"用〖2又3/4〗杯", "2.75", "", ""},
        {"取〖四分之一公升〗", "0.25", "升", ""},
        {"长〖一又四分之一公里〗", "1.25", "公里", ""},
    };
    CHECK_FIGURES(rows);
}

TEST(currencies_before_the_number_count)
{
    static const struct expected rows[] = {
        {"融资〖US$3.5 billion〗", "3500000000", "美元", ""},
        {"合〖HKD 300〗", "300", "港元", ""},
        {"票价〖₩5000〗", "5000", "韩元", ""},
        {"月薪〖15k元〗", "15000", "元", ""},
        {"借〖三万元欧元〗", "30000", "欧元", ""},
        {"共〖1万(含)-5万元〗", "10000", "元", "10000..50000"},
        {"花〖两千印度卢比〗", "2000", "印度卢比", ""},
        {"售价〖¥5.5〗,", "5.5", "元", ""},
        {"售价〖$120〗", "120", "美元", ""},
        {"出资〖港币2960元〗", "2960", "港元", ""},
        {"人民币〖5万元〗", "50000", "元", ""},
    };
    CHECK_FIGURES(rows);
}

TEST(measures_convert_to_base_units)
{
    struct extracting x = extracting_text("复垦3亩,长2公里,用时1.5小时", "");
    const struct record *r = extracting_record(&x, "3亩");
    CHECK(r);
    CHECK_TEXT(extracting_field(r, FIELD_DIMENSION), "area");
    CHECK_TEXT(extracting_field(r, FIELD_BASE_VALUE), "2000");
    CHECK_TEXT(extracting_field(r, FIELD_BASE_UNIT), "平方米");
    CHECK_TEXT(extracting_field(extracting_record(&x, "2公里"), FIELD_BASE_VALUE), "2000");
    CHECK_TEXT(extracting_field(extracting_record(&x, "1.5小时"), FIELD_BASE_VALUE), "5400");
    extracting_free(&x);
}

TEST(figures_say_what_they_count_and_when)
{
    struct extracting x =
        extracting_text("2020年4月,聘请14名退休教师、化解纠纷20起。建成3个站。", "");
    const struct record *date = extracting_kind(&x, RECORD_DATE);
    const struct record *teachers = extracting_record(&x, "14名");
    CHECK_TEXT(extracting_field(teachers, FIELD_SUBJECT), "退休教师");
    CHECK_TEXT(extracting_field(extracting_record(&x, "20起"), FIELD_SUBJECT), "化解纠纷");
    CHECK_INT(date->start, 0);
    CHECK_TEXT(extracting_field(teachers, FIELD_DATE), "0");
    CHECK_TEXT(extracting_field(extracting_record(&x, "3个"), FIELD_DATE), "");
    extracting_free(&x);
}

TEST(numbers_in_names_are_no_figures)
{
    static const char *const texts[] = {
        "构建“11633”工作体系",
        "“十四五”开局",
        "打通“最后一公里”",
        "开展“百企帮千户”",
        "选派第一书记",
        "“一中心一张网十联户”",
        "形成“1+4+N”体系",
        "拨打110报警",
        "电话0851-1234567",
        "黔府发-12号",
        "见附图A-3米",
        "产品达到5A级",
        "三年行动计划",
        "五年总体规划",
        "实行一户一策",
        "落实三清三改",
        "增强四个意识",
        "是一家知名的企业",
        "一是抓落实",
        "上午9时30分开会",
        "16:30开始",
        "v2.0版本上线",
        "第3次会议",
        "第二十条规定",
        "十四届四次全会",
        "大家一起统一部署",
        "万一下雨",
        "走一步看一步",
        "三农工作",
        "O2O学习",
        "国发〔2020〕3号",
        "读三年级",
        "表3个人信息",
        "\n3 项目概况",
        "《加强管理十条措施》",
        "千万不要大意",
        "短短几年时间",
        "1、项目立项",
        "二次创业",
        "多年来形成",
        "七一节探望",
        "十四五期间",
        "人大四次会议",
        "住3栋2单元201室",
        "白石村三组村民",
        "白石村12组的水渠",
        "118号3栋",
        "20国集团",
        "十九大报告",
        "浏览次数:128次",
        "阅读量: 350次",
    };
    CHECK_NONE(texts);
}

TEST(figures_in_speech_count)
{
    static const struct expected rows[] = {
        {"“我们将全区〖175个〗党组织,划归至8个党委。”他说", "175", "个", ""},
        {"他说“收入增加了〖1.5万元〗”", "15000", "元", ""},
        {"2.〖80个〗贫困村", "80", "个", ""},
    };
    CHECK_FIGURES(rows);
}

TEST(machines_of_one_power_are_added)
{
    extracting_expect("电厂装机〖2×66兆瓦〗", RECORD_QUANTITY, FIELD_VALUE, "132");
    extracting_expect("电站有〖4*1.5万千瓦〗机组", RECORD_QUANTITY, FIELD_BASE_VALUE, "60000000");
    struct extracting x = extracting_text("长宽3×4米,跑了4×100米", "");
    CHECK(!extracting_kind(&x, RECORD_QUANTITY));
    extracting_free(&x);
}
