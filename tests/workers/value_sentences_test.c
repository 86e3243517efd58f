/* value_sentences_test.c: whole sentences in the style of local news, with every figure and every
 * date that they tell, and nothing else; and values written out, and read back. Persons, places and
 * figures are invented. */
#include "proto/memory.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include "workers/date/calendar.h"
#include <stdio.h>
#include <string.h>

/* `told`: in the order of the text, "text=value unit" and what else is told of a figure (approx,
 * min, max, "from..to"), "text=@value" of a date; with "; " between them. */
struct sentence {
    const char *published, *text, *told;
};

static void add_field(struct buf *out, const struct record *r, enum record_field key,
                      const char *name)
{
    const char *text = extracting_field(r, key);
    if (!*text) return;
    buf_add_string(out, " ");
    buf_add_string(out, name ? name : text);
}

static void add_record(struct buf *out, const struct extracting *x, const struct record *r)
{
    bool figure = r->kind == RECORD_QUANTITY;
    if (!figure && r->kind != RECORD_DATE) return;
    if (out->len) buf_add_string(out, "; ");
    buf_add_string(out, extracting_text_of(x, r));
    buf_add_string(out, figure ? "=" : "=@");
    buf_add_string(out, extracting_field(r, FIELD_VALUE));
    if (!figure) return;
    add_field(out, r, FIELD_UNIT, NULL);
    add_field(out, r, FIELD_APPROX, "approx");
    add_field(out, r, FIELD_BOUND, NULL);
    add_field(out, r, FIELD_RANGE, NULL);
}

static void check_sentence(const struct sentence *s)
{
    struct extracting x = extracting_text(s->text, s->published);
    struct buf told = {0};
    for (uint32_t i = 0; i < x.records.count; i++) add_record(&told, &x, &x.records.at[i]);
    buf_add(&told, "", 1);
    extracting_check(&x);
    CHECK_TEXT(told.at, s->told);
    buf_free(&told);
    extracting_free(&x);
}

#define CHECK_SENTENCES(rows)                                                                      \
    for (size_t i_ = 0; i_ < sizeof(rows) / sizeof *(rows); i_++) check_sentence(&(rows)[i_])

TEST(sentences_with_figures)
{
    static const struct sentence rows[] = {
        {"", "全区共设网格386个,配备专职网格员412名,其中35岁以下的占六成以上。",
         "386个=386 个; 412名=412 名; 35岁以下=35 岁 max; 六成以上=0.6 成 min"},
        {"", "项目总投资约2.35亿元,占地118.6亩,建成后年产值可达5亿元以上。",
         "约2.35亿元=235000000 元 approx; 118.6亩=118.6 亩; 5亿元以上=500000000 元 min"},
        {"", "一期工程安装路灯一千二百六十盏,铺设管网14.8公里。",
         "一千二百六十盏=1260 盏; 14.8公里=14.8 公里"},
        {"", "热线办结率由百分之八十九点五提高到98.2%,提升8.7个百分点。",
         "百分之八十九点五=0.895 %; 98.2%=0.982 %; 8.7个百分点=8.7 百分点"},
        {"", "村集体收入从不足3万元增长到近40万元,翻了三番多。",
         "不足3万元=30000 元 max; 近40万元=400000 元 approx; 三番=3 番"},
        {"", "今冬最低气温零下11度,供热站每小时烧煤3.5吨。", "零下11度=-11 度; 3.5吨=3.5 吨"},
        {"", "蔬菜批发价每公斤2.4元,比上周便宜三毛钱。", "2.4元=2.4 元/公斤; 上周=@; 三毛钱=3 角"},
        {"", "捐款人民币五百万元整,另捐图书两千三百余册。",
         "五百万元整=5000000 元; 两千三百余册=2300 册 approx"},
        {"", "受益群众1.2万余户、4.6万人次,三分之二以上是老人。",
         "1.2万余户=12000 户 approx; 4.6万人次=46000 人次; 三分之二以上=0.666666666666667 min"},
        {"", "游客量达到去年的1.5倍,最多时一天接待七八千人。",
         "去年=@; 1.5倍=1.5 倍; 七八千人=7000 人 approx 7000..8000"},
        {"", "每亩补贴150至200元,单户最高不超过3000元。",
         "150至200元=150 元 150..200; 不超过3000元=3000 元 max"},
        {"", "出口额为3.2亿美元,其中对港出口5600万港元。",
         "3.2亿美元=320000000 美元; 5600万港元=56000000 港元"},
        {"", "两台机组装机容量共60万千瓦,年发电量31.5亿千瓦时。",
         "两台=2 台; 60万千瓦=600000 千瓦; 31.5亿千瓦时=3150000000 千瓦时"},
        {"", "窗口等候时间由40分钟压缩到一刻钟以内。", "40分钟=40 分钟; 一刻钟以内=1 刻钟 max"},
        {"", "学校新增学位一千八百个,师生比达到1:14。",
         "一千八百个=1800 个; 1:14=0.0714285714285714"},
        {"", "河道清淤12.5万立方米,护岸长3公里半。",
         "12.5万立方米=125000 立方米; 3公里半=3.5 公里"},
        {"", "培训班为期一个半月,累计授课96课时。", "一个半月=1.5 月; 96课时=96 课时"},
        {"", "大棚里的番茄亩产上万斤,每斤卖四块五。",
         "上万斤=10000 斤 approx min; 四块五=4.5 块钱"},
        {"", "接种疫苗二十万零三百五十剂次,覆盖率达九成五。",
         "二十万零三百五十剂次=200350 剂次; 九成五=0.95 成"},
        {"", "企业研发投入占营收的4%~6%,拥有专利57项。", "4%~6%=0.04 % 0.04..0.06; 57项=57 项"},
        {"", "这座桥长一又四分之一公里,限速每小时60公里。",
         "一又四分之一公里=1.25 公里; 60公里=60 公里/小时"},
        {"", "班车时速最高可达80公里,线路时速120公里,全长45公里。",
         "80公里=80 公里/小时; 120公里=120 公里/小时; 45公里=45 公里"},
        {"", "电价每度五角三分,比原来少8分钱。", "五角三分=5.3 角; 8分钱=8 分"},
    };
    CHECK_SENTENCES(rows);
}

TEST(sentences_with_dates)
{
    static const struct sentence rows[] = {
        {"2021-03-05", "3月2日上午9时30分,专班召开例会,要求在6月底前完工。",
         "3月2日上午9时30分=@2021-03-02; 6月底=@2021-06"},
        {"", "2019年第四季度开工,2021年10月竣工,工期两年。",
         "2019年第四季度=@2019-10/2019-12; 2021年10月=@2021-10; 两年=2 年"},
        {"2020-09-18", "去年8月以来,镇里每月15日开放议事厅,上周五来了27人。",
         "去年8月以来=@2019-08; 15日=@---15; 上周五=@2020-09-11; 27人=27 人"},
        {"", "自2018年3月至2020年12月,累计调解217起。",
         "2018年3月至2020年12月=@2018-03/2020-12; 217起=217 起"},
        {"", "公示期为2020年5月6日至12日,共7天。",
         "2020年5月6日至12日=@2020-05-06/2020-05-12; 7天=7 天"},
        {"2022-01-20", "春节前夕慰问了63户,元宵节当天举办灯会。",
         "春节=@2022-02-01; 63户=63 户; 元宵节=@2022-02-15"},
        {"", "上世纪八十年代末建的老楼,2008年曾修过一次。", "上世纪八十年代末=@198X; 2008年=@2008"},
        {"2021-07-12", "三年前,他回乡承包了80亩坡地,今年上半年卖出2.6万斤李子。",
         "三年前=@2018; 80亩=80 亩; 今年上半年=@2021-01/2021-06; 2.6万斤=26000 斤"},
        {"2021-11-08", "本月18日19时至22时停水,涉及5个小区。",
         "本月18日19时至22时=@2021-11-18; 5个=5 个"},
        {"", "民国二十六年建校,至今已有八十四年。", "民国二十六年=@1937; 八十四年=84 年"},
        {"2020-10-09", "农历八月十五那天,社区摆了108桌长寿宴。",
         "农历八月十五=@2020-10-01; 108桌=108 桌"},
        {"2021-04-26", "“五一”假期将至,5月1日至5日免费开放。",
         "5月1日至5日=@2021-05-01/2021-05-05"},
        {"2021-05-17", "下周二下午三点半开听证会,会期半天。",
         "下周二下午三点半=@2021-05-25; 半天=0.5 天"},
        {"", "二〇一七年九月二十八日揭牌,2018年11月下旬试运行。",
         "二〇一七年九月二十八日=@2017-09-28; 2018年11月下旬=@2018-11"},
        {"2019-12-30", "今明两年将投入1200万元,明年3月第二周启动招标。",
         "今明两年=@2019/2020; 1200万元=12000000 元; 明年3月第二周=@2020-03-09/2020-03-15"},
    };
    CHECK_SENTENCES(rows);
}

TEST(sentences_whose_numbers_are_none)
{
    static const struct sentence rows[] = {
        {"", "十四五期间,推行“一三五七”工作法,争创5A级景区和第二十批试点。", ""},
        {"", "拨打12345热线或0851-86660123,也可到人民路118号3栋2单元201室反映。", ""},
        {"", "第一书记和十联户代表学习了新版1.3.2系统的操作。", ""},
        {"", "车牌尾号为3和8的G6021次列车,身份证号110101199003078515。", ""},
        {"", "1.加强领导。2.压实责任。(3)严格考核。", ""},
        {"", "上午8:30至11:30办公,二楼大厅设一站式窗口。", ""},
    };
    CHECK_SENTENCES(rows);
}

/* A whole number below 10^12 as Chinese writes it: 三万零五百. */
static void write_chinese(struct buf *out, uint64_t number)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    static const char *const powers[] = {"", "十", "百", "千"};
    static const char *const sections[] = {"", "万", "亿"};
    bool zero = false, any = false;
    for (int section = 2; section >= 0; section--) {
        uint64_t of_section = number;
        for (int i = 0; i < section; i++) of_section /= 10000;
        of_section %= 10000;
        for (int place = 3, unit = 1000; place >= 0; place--, unit /= 10) {
            unsigned digit = (unsigned)(of_section / (uint64_t)unit % 10);
            if (!digit) {
                zero = any;
                continue;
            }
            if (zero) buf_add_string(out, "零");
            buf_add_string(out, digits[digit]);
            buf_add_string(out, powers[place]);
            zero = false;
            any = true;
        }
        if (of_section) buf_add_string(out, sections[section]);
    }
}

static void check_written(const char *text, enum record_kind kind, const char *value)
{
    struct extracting x = extracting_text(text, "");
    const struct record *r = extracting_kind(&x, kind);
    if (!r) test_fail(__FILE__, __LINE__, "not found: %s", text);
    if (strcmp(extracting_field(r, FIELD_VALUE), value) != 0)
        test_fail(__FILE__, __LINE__, "%s: %s", text, extracting_field(r, FIELD_VALUE));
    extracting_free(&x);
}

TEST(what_is_written_is_read_back)
{
    struct dice dice = {1};
    for (int i = 0; i < 2000; i++) {
        char value[32];
        struct buf text = {0};
        uint64_t number = dice_below(&dice, 1000000000000u);
        for (int shorter = i % 12; shorter > 0; shorter--) number /= 10;
        number += 2; /* one piece and none are no figures */
        snprintf(value, sizeof value, "%llu", (unsigned long long)number);
        buf_add_string(&text, "共投入");
        write_chinese(&text, number);
        buf_add_string(&text, "元。");
        buf_add(&text, "", 1);
        check_written(text.at, RECORD_QUANTITY, value);
        buf_free(&text);
    }
}

TEST(days_that_are_written_are_read_back)
{
    for (int32_t day = -25000; day < 40000; day += 37) {
        struct moment m = day_moment(day);
        char value[MOMENT_TEXT], text[64];
        moment_text(m, value);
        snprintf(text, sizeof text, "于%d年%d月%d日开会", m.year, m.month, m.day);
        check_written(text, RECORD_DATE, value);
        snprintf(text, sizeof text, "于%s开会", value);
        check_written(text, RECORD_DATE, value);
    }
}
