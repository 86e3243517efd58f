/* segment_printed_test.c: what newspaper pages and bulletins have around their articles. */
#include "tests/test.h"
#include "tests/workers/segmented.h"
#include <string.h>

#define RIVER  "清水镇的河道去年开始整治,河长每周巡河一次,两岸的杂物已经清走,沿河修起了步道。\n"
#define RIVER2 "住在河边的老人说,河水清了,散步的人多了,镇里还在上游种了芦苇,用来净化河水。\n"
#define SCHOOL "平安县的学校今秋都装上了新的照明,教室的光线均匀了,孩子们看黑板不再费眼睛。\n"
#define TEA    "云岭乡的茶农今年用上了烘干机,鲜叶当天就能制成干茶,雨天也不再担心茶叶发霉。\n"

static bool is_dated(const struct segmented *s, uint32_t i, const char *date)
{
    return view_equal(s->d.articles.at[i].date, view_of(date));
}

TEST(segment_titles_that_begin_with_a_place)
{
    struct segmented s;
    segment_string(&s, "清水镇:河道变成步道\n" RIVER RIVER2 "平安县:照明换进教室\n" SCHOOL
                       "云岭乡合作社:烘干机开进村口\n" TEA);
    CHECK_INT(s.d.articles.count, 2); /* a cooperative is no place */
    CHECK_TEXT(article_title(&s, 1), "平安县:照明换进教室");
    segmented_free(&s);
}

TEST(segment_bulletin)
{
    struct segmented s;
    segment_string(&s, "河长制工作简报\n第7期(总第52期)\n清水县河长办 2021年3月5日\n本期要目\n"
                       "※清水镇整治河道\n※平安县更换照明\n※云岭乡添置烘干机\n"
                       "清水镇整治河道\n" RIVER "平安县更换照明\n" SCHOOL "云岭乡添置烘干机\n" TEA);
    CHECK_INT(s.d.articles.count, 3);
    CHECK_TEXT(article_title(&s, 0), "清水镇整治河道");
    CHECK_TEXT(article_title(&s, 2), "云岭乡添置烘干机");
    CHECK(is_dated(&s, 1, "2021-03-05"));
    CHECK(strstr(others_text(&s), "boilerplate 河长制工作简报\n第7期") != NULL);
    segmented_free(&s);
}

TEST(segment_bulletin_of_one_article)
{
    struct segmented s;
    segment_string(&s, "河长制工作简报\n第7期\n(总第52期)\n清水县全面推行河长制工作领导小组办公室 "
                       "2021年3月5日\n清水镇整治河道\n" RIVER RIVER2
                       "报:县委、县政府领导\n发:各乡镇\n(共印60份)\n");
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_title(&s, 0), "清水镇整治河道");
    CHECK(is_dated(&s, 0, "2021-03-05"));
    CHECK(!strstr(article_text(&s, 0), "各乡镇") && !strstr(article_text(&s, 0), "总第"));
    segmented_free(&s);
    segment_string(&s, "护河课堂\n第7期\n清水镇整治河道\n" RIVER RIVER2 "发:我们都去看了。\n" TEA);
    CHECK_TEXT(others_text(&s), ""); /* a series has numbers as well, and a line may begin so */
    segmented_free(&s);
}

TEST(segment_page_says_its_date)
{
    struct segmented s;
    segment_string(&s, "清水日报 2021年3月5日 第3版\n清水镇整治河道\n□ 王晓明\n" RIVER
                       "平安县更换照明\n□ 李建国\n" SCHOOL);
    CHECK_INT(s.d.articles.count, 2);
    CHECK(is_dated(&s, 0, "2021-03-05") && is_dated(&s, 1, "2021-03-05"));
    CHECK_TEXT(others_text(&s), "boilerplate 清水日报 2021年3月5日 第3版\n");
    segmented_free(&s);
    segment_string(&s, "2021年3月5日 第3版\n清水镇整治河道\n□ 王晓明\n" RIVER
                       "2021年3月6日 第2版\n平安县更换照明\n□ 李建国\n" SCHOOL);
    CHECK(is_dated(&s, 0, "") && is_dated(&s, 1, "")); /* which, nobody knows */
    segmented_free(&s);
}

TEST(segment_editors_and_page_number)
{
    struct segmented s;
    segment_string(&s, "乡村周刊 责编/王 晓 美编/李 丽 校对/张 强\nA07\n清水镇整治河道\n"
                       "□ 王晓明\n" RIVER "平安县更换照明\n□ 李建国\n" SCHOOL);
    CHECK_INT(s.d.articles.count, 2);
    CHECK_TEXT(article_title(&s, 0), "清水镇整治河道");
    CHECK(strstr(others_text(&s), "A07") != NULL);
    segmented_free(&s);
}

TEST(segment_advertisements)
{
    struct segmented s;
    segment_string(&s, "清水镇整治河道\n□ 王晓明\n" RIVER "平安县更换照明\n□ 李建国\n" SCHOOL
                       "公 告\n遗失声明\n清水镇某某商行公章遗失,声明作废。\n"
                       "本报地址:清水市河滨路1号 邮发代号:1-2\n");
    CHECK_INT(s.d.articles.count, 2);
    CHECK(!strstr(article_text(&s, 1), "公 告") && !strstr(article_text(&s, 1), "作废"));
    segmented_free(&s);
    segment_string(&s, "公告\n" RIVER RIVER2); /* with nothing of the kind, it is a title */
    CHECK(strstr(article_text(&s, 0), "公告\n") != NULL);
    CHECK_TEXT(others_text(&s), "");
    segmented_free(&s);
}

TEST(segment_briefs_with_a_mark)
{
    struct segmented s;
    segment_string(&s, "清水镇整治河道\n□ 王晓明\n" RIVER "住在河边的老人说,河水清了,散步的人\n"
                       "要闻速览\n▲本报讯(记者 李建国)" SCHOOL "▲本报讯(记者 张强)" TEA);
    CHECK_INT(s.d.articles.count, 3);
    CHECK_TEXT(article_byline(&s, 1), "李建国");
    segmented_free(&s);
}

TEST(segment_number_of_a_paper_above_its_title)
{
    struct segmented s;
    segment_string(&s, "清政发〔2021〕12号\n清水县人民政府办公室 清水县河长办\n"
                       "关于印发《河道整治实施方案》的通知\n各乡镇人民政府,县直各部门:\n"
                       "现将方案印发给你们,请认真组织实施。\n一、总体要求\n" RIVER);
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_title(&s, 0), "关于印发《河道整治实施方案》的通知");
    segmented_free(&s);
}

TEST(segment_dash_above_the_title)
{
    struct segmented s;
    segment_string(&s, "清水镇整治河道\n□ 王晓明\n" RIVER RIVER2 "——河长们的一天\n"
                       "清水镇沿河修步道\n□ 李建国\n" RIVER2 RIVER);
    CHECK_INT(s.d.articles.count, 2);
    CHECK(strstr(article_text(&s, 1), "河长们的一天") != NULL);
    segmented_free(&s);
}

TEST(segment_short_names_of_places_before_a_colon)
{
    struct segmented s;
    segment_string(&s, "清水:河道变成步道\n" RIVER RIVER2 "清水河:步道通到村口\n" RIVER
                       "平安:照明换进教室\n" SCHOOL RIVER2);
    CHECK_INT(s.d.articles.count, 2); /* the text speaks of 平安县, but of no 清水河县 */
    CHECK_TEXT(article_title(&s, 1), "平安:照明换进教室");
    segmented_free(&s);
}

TEST(segment_signatures_on_lines_of_their_own)
{
    struct segmented s;
    segment_string(&s, "小小步道 走出好心情\n" RIVER RIVER2 "(王 明)\n盏盏新灯 照亮小课堂\n" SCHOOL
                       "(本报记者 李 丽)\n台台机器 烘出好滋味\n" TEA "(张 强 赵 云)\n");
    CHECK_INT(s.d.articles.count, 3);
    CHECK_TEXT(article_title(&s, 1), "盏盏新灯 照亮小课堂");
    CHECK_TEXT(article_byline(&s, 1), "李丽");
    CHECK_TEXT(article_byline(&s, 2), "张强 赵云");
    segmented_free(&s);
}

TEST(segment_name_of_a_page)
{
    struct segmented s;
    segment_string(&s, "2021年3月5日 星期五\n03 民生\n清水镇整治河道\n□ 王晓明\n" RIVER
                       "平安县更换照明\n□ 李建国\n" SCHOOL);
    CHECK_TEXT(article_title(&s, 0), "清水镇整治河道");
    CHECK(strstr(others_text(&s), "03 民生") != NULL);
    segmented_free(&s);
}

/* 截至4月底 opens a paragraph: no sentence that broke off goes on with it. */
TEST(segment_column_that_ends_in_mid_sentence)
{
    struct segmented s;
    segment_string(&s,
                   "“银龄课堂”让老人玩转手机\n本报记者 许建明\n"
                   "今年3月,古塔社区从退休教师、大学生志愿者中选出12人,组成“银龄课堂”讲师队,每周二"
                   "教老人使用手机。“我们不光教,还上门帮。”讲师队队长罗建国说。\n"
                   "枇杷熟了 果农乐了\n"
                   "本报讯 这几天,白沙乡1.8万亩枇杷进入采摘期。在果蔬合作社的分拣车间,工人们"
                   "忙着装箱。“今年枇杷每公斤收购价比去年高出3元。”合作社负责人陈国富介绍,预\n"
                   "截至4月底,讲师队共开课36场,培训老人860人次,让更多老人享受数字生活。\n"
                   "计今年枇杷产两千吨。\n");
    CHECK_INT(s.d.articles.count, 2);
    CHECK(strstr(article_text(&s, 0), "截至4月底") != NULL);
    CHECK(strstr(article_text(&s, 1), "计今年枇杷") != NULL);
    segmented_free(&s);
}

/* Short items, each a title and one paragraph that says it again; the last title is a saying. */
TEST(segment_items_that_tell_their_title)
{
    struct segmented s;
    segment_string(
        &s, "清水镇河道整治工程全部完工\n"
            "记者从县水利局获悉,清水镇河道整治工程全部完工,两岸修起了步道,沿线种上了垂柳。\n"
            "平安县三十所学校换上新照明\n"
            "平安县三十所学校换上新照明的工作昨天结束,教室的光线均匀了许多,孩子们看书不再费眼。\n"
            "云岭乡茶农用上鲜叶烘干机\n"
            "云岭乡两百户茶农用上鲜叶烘干机,鲜叶当天就能制成干茶,雨天也不再担心茶叶发霉。\n"
            "石桥边上看龙舟\n"
            "端午那天,柳河两岸站满了人,十二支队伍敲着鼓划过石桥,最快的只用了四分钟就到了终点。\n");
    CHECK_INT(s.d.articles.count, 4);
    CHECK_TEXT(article_title(&s, 1), "平安县三十所学校换上新照明");
    CHECK_TEXT(article_title(&s, 3), "石桥边上看龙舟");
    segmented_free(&s);
}

/* Intertitles may be told again as well; the text under them goes on for more than a paragraph. */
TEST(segment_intertitles_that_are_told_again)
{
    struct segmented s;
    segment_string(&s, "一条河的变化\n" RIVER "河道整治工程改变两岸面貌\n"
                       "河道整治工程改变两岸面貌,沿河修起了步道。\n" RIVER2
                       "巡河制度让河长每周上岸\n巡河制度让河长每周上岸,走一遍看一遍。\n" RIVER2);
    CHECK_INT(s.d.articles.count, 1);
    segmented_free(&s);
}
