/* segment_test.c: articles, their heads, and what belongs to none. */
#include "tests/test.h"
#include "tests/workers/segmented.h"
#include <string.h>

#define RIVER   "清水镇的河道去年开始整治,河长每周巡河一次,两岸的杂物已经清走,沿河修起了步道。\n"
#define RIVER2  "住在河边的老人说,河水清了,散步的人多了,镇里还在上游种了芦苇,用来净化河水。\n"
#define SCHOOL  "平安县的学校今秋都装上了新的照明,教室的光线均匀了,孩子们看黑板不再费眼睛。\n"
#define SCHOOL2 "县教育局请来工程师逐间教室测量照明,不合格的灯管在开学以前全部换完。\n"
#define TEA     "云岭乡的茶农今年用上了烘干机,鲜叶当天就能制成干茶,雨天也不再担心茶叶发霉。\n"
#define TEA2    "合作社把烘干机放在村口,茶农排队使用,每斤鲜叶只收两角钱的电费。\n"

TEST(segment_one_article)
{
    struct segmented s;
    segment_string(&s, "清水镇整治河道\n——一条河的变化\n□ 王晓明 李 丽\n" RIVER RIVER2);
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_title(&s, 0), "清水镇整治河道");
    CHECK_TEXT(article_byline(&s, 0), "王晓明 李丽");
    CHECK(view_equal(s.d.articles.at[0].subtitle, view_of("一条河的变化")));
    CHECK_TEXT(others_text(&s), "");
    segmented_free(&s);
}

TEST(segment_official_paper)
{
    struct segmented s;
    segment_string(&s, "清水镇人民政府文件\n清政发〔2021〕12号\n关于印发《清水镇河道整治\n实施方案"
                       "》的通知\n各村民委员会:\n"
                       "现将方案印发给你们,请认真组织实施。\n一、总体要求\n" RIVER
                       "二、保障措施\n" RIVER2 "清水镇人民政府\n2021年3月5日\n");
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_title(&s, 0), "关于印发《清水镇河道整治实施方案》的通知");
    CHECK(view_equal(s.d.articles.at[0].date, view_of("2021-03-05")));
    CHECK_TEXT(article_sections(&s, 0), "1 一、 总体要求\n1 二、 保障措施\n");
    segmented_free(&s);
}

TEST(segment_web_page)
{
    struct segmented s;
    segment_string(
        &s, "清水新闻网-清水县门户网站\n首页 | 新闻 | 政务 | 服务\n您当前的位置:首页 > 新闻 > "
            "正文\n清水镇整治河道见成效\n"
            "发布时间:2021-03-05 10:12 来源:清水日报 作者:王晓明 浏览次数:128\n" RIVER
            "从臭水沟到亲水带\n" RIVER2 "责任编辑:李丽\n分享到:微信 微博\n上一篇:平安县学校换新灯\n"
            "下一篇:云岭乡茶农添机器\n相关阅读\n茶农的新烘干机\n教室里的新照明\n版权所有 "
            "清水新闻网 ICP备12345678号\n"
            "网站地图 联系我们\n");
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_title(&s, 0), "清水镇整治河道见成效");
    CHECK_TEXT(article_byline(&s, 0), "王晓明");
    CHECK(view_equal(s.d.articles.at[0].date, view_of("2021-03-05")));
    CHECK(view_equal(s.d.articles.at[0].source, view_of("清水日报")));
    CHECK(!strstr(article_text(&s, 0), "首页") && !strstr(article_text(&s, 0), "责任编辑"));
    CHECK(strstr(others_text(&s), "boilerplate 责任编辑:李丽\n") != NULL);
    CHECK(strstr(others_text(&s), "茶农的新烘干机") != NULL);
    segmented_free(&s);
}

TEST(segment_listed_articles)
{
    struct segmented s;
    segment_string(
        &s, "目录\n清水镇整治河道\n平安县学校换新照明\n云岭乡茶农添烘干机\n清水镇整治河道\n" RIVER
                RIVER2 "平安县学校换新照明\n" SCHOOL SCHOOL2 "云岭乡茶农添烘干机\n" TEA TEA2);
    CHECK_INT(s.d.articles.count, 3);
    CHECK_TEXT(article_title(&s, 1), "平安县学校换新照明");
    CHECK_TEXT(article_text(&s, 2), "云岭乡茶农添烘干机\n" TEA TEA2);
    CHECK(strstr(others_text(&s), "toc 目录\n清水镇整治河道\n") != NULL);
    segmented_free(&s);
}

/* The titles of the second and third are only in the table of contents. */
TEST(segment_listed_articles_without_titles)
{
    struct segmented s;
    segment_string(
        &s,
        "目 录\n清水镇整治河道的做法……1\n平安县学校照明改造总结……5\n云岭乡茶叶烘干机推广报告……9\n"
        "清水镇整治河道的做法\n近年来," RIVER "一、定人定段\n" RIVER2 "二、定期巡查\n" RIVER2
        "今年以来," SCHOOL "一、逐间测量\n" SCHOOL2 "二、全部更换\n" SCHOOL2 "云岭乡合作社\n" TEA
        "一、添置机器\n" TEA2 "二、安排使用\n" TEA2);
    CHECK_INT(s.d.articles.count, 3);
    CHECK_TEXT(article_title(&s, 1), "平安县学校照明改造总结");
    CHECK_TEXT(article_title(&s, 2), "云岭乡茶叶烘干机推广报告");
    CHECK(strncmp(article_text(&s, 2), "云岭乡合作社\n", strlen("云岭乡合作社\n")) == 0);
    CHECK_TEXT(article_sections(&s, 1), "1 一、 逐间测量\n1 二、 全部更换\n");
    segmented_free(&s);
}

/* A ruled line is no subtitle led by a dash. */
TEST(segment_listed_articles_ruled_apart)
{
    struct segmented s;
    segment_string(&s, "目录\n清水镇整治河道的做法\n平安县学校照明改造总结\n"
                       "云岭乡茶叶烘干机推广报告\n清水镇整治河道的做法\n" RIVER RIVER2
                       "————————\n王晓明\n" SCHOOL SCHOOL2
                       "————————\n云岭乡茶叶烘干机推广报告\n" TEA TEA2);
    CHECK_INT(s.d.articles.count, 3);
    CHECK_TEXT(article_text(&s, 1), "王晓明\n" SCHOOL SCHOOL2);
    CHECK_TEXT(article_byline(&s, 1), "王晓明");
    CHECK_TEXT(article_title(&s, 2), "云岭乡茶叶烘干机推广报告");
    segmented_free(&s);
}

TEST(segment_contents_of_one_report)
{
    struct segmented s;
    segment_string(
        &s, "清水镇年度报告\n目录\n一、河道整治\n二、学校照明\n三、茶叶加工\n一、河道整治\n" RIVER
                RIVER2 "二、学校照明\n" SCHOOL SCHOOL2 "三、茶叶加工\n" TEA TEA2);
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_title(&s, 0), "清水镇年度报告");
    CHECK_TEXT(article_sections(&s, 0), "1 一、 河道整治\n1 二、 学校照明\n1 三、 茶叶加工\n");
    segmented_free(&s);
}

/* The river's text breaks off in mid-sentence and goes on behind the school's; the tea's title and
 * subtitle come after its text began. */
#define FRAGMENTS                                                                                               \
    "清水镇整治河道\n河长每周巡河,两岸种上了芦苇和柳树\n□ 王晓明\n" RIVER                                       \
    "住在河边的老人说,河水清了,散步的人多了,镇里还在上游种了芦苇,用来净化河\n" \
    "平安县学校换新照明\n县里请来工程师,逐间教室测量光线\n□ 李丽\n" SCHOOL SCHOOL2                              \
    "水。\n" RIVER2 RIVER "云岭乡茶农添机器\n鲜叶当天制成干茶,雨天不再担心发霉\n□ 赵强\n" TEA TEA2

TEST(segment_page_of_fragments)
{
    struct segmented s;
    segment_string(&s, FRAGMENTS);
    CHECK_INT(s.d.articles.count, 3);
    CHECK_INT(s.d.articles.at[0].spans.count, 2);
    CHECK(strstr(article_text(&s, 0), "净化河\n水。\n") != NULL);
    CHECK_TEXT(article_text(&s, 1),
               "平安县学校换新照明\n县里请来工程师,逐间教室测量光线\n□ 李丽\n" SCHOOL SCHOOL2);
    CHECK_TEXT(article_byline(&s, 2), "赵强");
    segmented_free(&s);
}

TEST(segment_full_width_marks)
{
    struct segmented s;
    segment_widened(&s, FRAGMENTS);
    CHECK_INT(s.d.articles.count, 3);
    CHECK_INT(s.d.articles.at[0].spans.count, 2);
    CHECK_TEXT(article_title(&s, 1), "平安县学校换新照明");
    CHECK_TEXT(article_byline(&s, 2), "赵强");
    segmented_free(&s);
    segment_widened(&s, "清水镇整治河道\n来源:清水日报 作者:王晓明\n" RIVER
                        "河水清了(见图)。(李丽)\n(下转第四版)\n" RIVER2);
    CHECK_TEXT(article_byline(&s, 0), "王晓明");
    CHECK(view_equal(s.d.articles.at[0].source, view_of("清水日报")));
    CHECK(strncmp(others_text(&s), "continuation ", strlen("continuation ")) == 0);
    segmented_free(&s);
}

TEST(segment_page_furniture)
{
    struct segmented s;
    segment_string(
        &s,
        "2021年3月5日 星期五 第03版\n清水镇整治河道\n河长每周巡河,两岸种上了芦苇和柳树\n□ "
        "王晓明\n" RIVER RIVER2
        "(下转第四版)\n平安县学校换新照明\n县里请来工程师,逐间教室测量光线\n□ 李丽\n" SCHOOL SCHOOL2
        "责任编辑:赵强 版式:孙美\n");
    CHECK_INT(s.d.articles.count, 2);
    CHECK_TEXT(others_text(&s),
               "boilerplate 2021年3月5日 星期五 第03版\ncontinuation (下转第四版)\n"
               "boilerplate 责任编辑:赵强 版式:孙美\n");
    segmented_free(&s);
}

TEST(segment_note_above_a_page)
{
    struct segmented s;
    segment_string(
        &s, "乡村新气象\n编者按 今天起本报选登一组来自乡镇的稿件,看看身边的变化。\n清水镇整治河道\n"
            "河长每周巡河,两岸种上了芦苇和柳树\n□ 王晓明\n" RIVER RIVER2);
    CHECK_INT(s.d.articles.count, 2);
    CHECK_INT(s.d.articles.at[0].kind, ARTICLE_NOTE);
    CHECK_TEXT(article_title(&s, 0), "编者按");
    CHECK_TEXT(others_text(&s), "section_head 乡村新气象\n");
    segmented_free(&s);
}

TEST(segment_signatures)
{
    struct segmented s;
    segment_string(&s, "清水镇整治河道\n" RIVER
                       "河水清了,散步的人多了,镇里还在上游种了芦苇。(王晓明 欧阳丽)\n");
    CHECK_TEXT(article_byline(&s, 0), "王晓明 欧阳丽");
    segmented_free(&s);
    segment_string(&s, "清水镇整治河道\n本报讯(记者 王晓明 通讯员 李丽)" RIVER);
    CHECK_TEXT(article_byline(&s, 0), "王晓明 李丽");
    segmented_free(&s);
    segment_string(&s, "清水镇整治河道\n" RIVER
                       "河水清了,散步的人多了(详见附表)。\n全镇共三处(区县)\n");
    CHECK_TEXT(article_byline(&s, 0), "");
    segmented_free(&s);
}

TEST(segment_lines_end_in_every_manner)
{
    struct segmented s;
    segment_string(&s, "\xef\xbb\xbf清水镇整治河道\r\n\r\n\xe3\x80\x80\xe3\x80\x80"
                       "河水清了。\r河道宽了。\f散步的人多了。");
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_sentences(&s, 0),
               "清水镇整治河道\n河水清了。\n河道宽了。\n散步的人多了。\n");
    segmented_free(&s);
}

TEST(segment_joins_a_sentence_over_a_line_break)
{
    struct segmented s;
    segment_string(&s, "清水镇整治河道\n清水镇的河道去年开始整治,河长每周巡河一次,"
                       "两岸的杂物已经清走,沿河修起了步道,还种上了柳树和芦\n"
                       "苇。老人说河水清了。\n");
    CHECK(strstr(article_sentences(&s, 0), "柳树和芦\n苇。\n老人说河水清了。\n") != NULL);
    segmented_free(&s);
}

TEST(segment_speech)
{
    struct segmented s;
    segment_string(&s, "在全县河道整治会议上的讲话\n王晓明\n(二〇二一年三月五日)\n同志们:\n" RIVER
                       "一、认清形势\n" RIVER2 "同志们,让我们携起手来,让河水清起来!\n");
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_title(&s, 0), "在全县河道整治会议上的讲话");
    CHECK_TEXT(article_byline(&s, 0), "王晓明");
    CHECK(view_equal(s.d.articles.at[0].date, view_of("2021-03-05")));
    CHECK(s.d.articles.at[0].subtitle.len == 0);
    segmented_free(&s);
}

TEST(segment_western_article)
{
    struct segmented s;
    segment_string(
        &s, "River clean-up brings life back\nBy John Smith and Mary Jones\n5 March 2021\n"
            "The river has been cleaned for the first time in years. Volunteers took out rubbish.\n"
            "A new path\nAlong the bank a path was built, and people walk there in the evening.\n");
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_title(&s, 0), "River clean-up brings life back");
    CHECK_TEXT(article_byline(&s, 0), "John Smith Mary Jones");
    CHECK(view_equal(s.d.articles.at[0].date, view_of("2021-03-05")));
    CHECK_TEXT(article_sections(&s, 0), "1  A new path\n");
    segmented_free(&s);
}

/* Places and columns of a table are no names of persons. */
TEST(segment_table)
{
    struct segmented s;
    segment_string(&s, "清水县各乡镇河道整治情况表\n单位:公里\n乡镇 长度 投资 进度\n石桥镇 8.3 210 "
                       "75%\n云岭乡\n15.2\n420\n"
                       "60%\n松涛镇\n6.7\n180\n90%\n");
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_title(&s, 0), "清水县各乡镇河道整治情况表");
    CHECK_TEXT(article_byline(&s, 0), "");
    CHECK_TEXT(others_text(&s), "");
    segmented_free(&s);
}

TEST(segment_captions)
{
    struct segmented s;
    segment_string(&s, "清水镇整治河道\n" RIVER "河长在河边巡查。\n本报记者 王晓明 摄\n" RIVER2
                       "图为新修的步道。\n图/文 李丽\n");
    CHECK_INT(s.d.articles.count, 3);
    CHECK_INT(s.d.articles.at[1].kind, ARTICLE_CAPTION);
    CHECK_TEXT(article_text(&s, 1), "河长在河边巡查。\n本报记者 王晓明 摄\n");
    CHECK_TEXT(article_text(&s, 2), "图为新修的步道。\n");
    CHECK_TEXT(article_byline(&s, 0), "李丽");
    segmented_free(&s);
}

static bool has_evidence(const struct boundary *b, const char *name)
{
    for (uint32_t i = 0; i < b->evidence_count; i++)
        if (strcmp(b->evidence[i], name) == 0) return true;
    return false;
}

TEST(segment_boundaries_say_why)
{
    struct segmented s;
    segment_string(&s, FRAGMENTS);
    const struct article *river = &s.d.articles.at[0], *tea = &s.d.articles.at[2];
    CHECK(has_evidence(&river->begin, "first_line") && has_evidence(&river->begin, "bylined"));
    CHECK(has_evidence(&river->joins[0], "sentence_open"));
    CHECK(has_evidence(&river->joins[0], "fragment"));
    CHECK(has_evidence(&tea->begin, "bylined") && !has_evidence(&tea->begin, "first_line"));
    CHECK(river->begin.confidence > 80 && tea->begin.confidence > 80);
    CHECK(river->joins[0].confidence > 50);
    segmented_free(&s);
}

TEST(segment_listed_and_restarted)
{
    struct segmented s;
    segment_string(&s, "目录\n清水镇整治河道总结\n平安县学校照明总结\n云岭乡茶叶加工总结\n"
                       "清水镇整治河道总结\n" RIVER "一、主要做法\n" RIVER2
                       "平安县学校照明总结\n" SCHOOL "一、主要做法\n" SCHOOL2
                       "云岭乡茶叶加工总结\n" TEA TEA2);
    CHECK_INT(s.d.articles.count, 3);
    CHECK(has_evidence(&s.d.articles.at[1].begin, "listed"));
    CHECK(has_evidence(&s.d.articles.at[1].begin, "numbering_restarts"));
    CHECK(!has_evidence(&s.d.articles.at[2].begin, "numbering_restarts"));
    segmented_free(&s);
}

/* What another page began is an article of its own, and takes no title of this page. */
TEST(segment_continued_from_another_page)
{
    struct segmented s;
    segment_string(&s, "清水镇整治河道\n□ 王晓明\n" RIVER RIVER2
                       "(上接第一版)\n,孩子们看黑板不再费眼睛。\n" SCHOOL SCHOOL2 "(下转第三版)\n");
    CHECK_INT(s.d.articles.count, 2);
    CHECK_TEXT(article_text(&s, 1), ",孩子们看黑板不再费眼睛。\n" SCHOOL SCHOOL2);
    CHECK(has_evidence(&s.d.articles.at[1].begin, "continued_from"));
    CHECK_TEXT(others_text(&s), "continuation (上接第一版)\ncontinuation (下转第三版)\n");
    segmented_free(&s);
}

TEST(segment_kicker_title_and_subtitle)
{
    struct segmented s;
    segment_string(&s, "清水镇整治河道\n□ 王晓明\n" RIVER RIVER2
                       "县委常委会会议强调:\n平安县学校换新照明\n"
                       "县里请来工程师,逐间教室测量光线\n□ 李丽\n" SCHOOL SCHOOL2);
    CHECK_INT(s.d.articles.count, 2);
    CHECK_TEXT(article_title(&s, 1), "平安县学校换新照明");
    CHECK(strstr(article_text(&s, 1), "县委常委会会议强调:\n平安县") != NULL);
    segmented_free(&s);
}

/* The tea's text begins in the first column, its title stands above the second. */
TEST(segment_title_behind_the_beginning_of_its_text)
{
    struct segmented s;
    segment_string(&s,
                   "平安县学校换新照明\n□ 李丽\n" SCHOOL SCHOOL2 TEA
                   "今年春天,云岭乡请来农技员,教茶农修剪茶树,茶农都说,烘干机做的茶叶香气比往年\n"
                   "清水镇整治河道\n□ 王晓明\n" RIVER RIVER2
                   "更浓。\n云岭乡茶农添机器\n有了烘干机,茶农不再怕下雨\n" TEA2 TEA TEA2);
    CHECK_INT(s.d.articles.count, 3);
    CHECK(strstr(article_text(&s, 0), "云岭乡") == NULL);
    CHECK(strstr(article_text(&s, 1), "云岭乡茶农添机器\n有了烘干机,茶农不再怕下雨\n" TEA) != NULL);
    CHECK(strstr(article_text(&s, 1), "香气比往年\n更浓。\n") != NULL);
    segmented_free(&s);
}

TEST(segment_column_of_briefs)
{
    struct segmented s;
    segment_string(&s, "清水镇整治河道\n□ 王晓明\n" RIVER RIVER2 "简讯\n●本报讯(记者 李丽)" SCHOOL
                       "●本报讯(记者 赵强)" TEA);
    CHECK_INT(s.d.articles.count, 3);
    CHECK_TEXT(others_text(&s), "section_head 简讯\n");
    CHECK_TEXT(article_byline(&s, 2), "赵强");
    segmented_free(&s);
}

TEST(segment_subtitle_above_its_title)
{
    struct segmented s;
    segment_string(
        &s, "从无人问津到排队等候,平安县只用了一个夏天\n教室里的新照明\n□ 李丽\n" SCHOOL SCHOOL2);
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_title(&s, 0), "教室里的新照明");
    CHECK(view_equal(s.d.articles.at[0].subtitle,
                     view_of("从无人问津到排队等候,平安县只用了一个夏天")));
    segmented_free(&s);
}
