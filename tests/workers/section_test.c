/* section_test.c: the tree of headings. */
#include "tests/test.h"
#include "tests/workers/segmented.h"

static void check_sections(const char *text, const char *wanted)
{
    struct segmented s;
    segment_string(&s, text);
    CHECK_INT(s.d.articles.count, 1);
    CHECK_TEXT(article_sections(&s, 0), wanted);
    segmented_free(&s);
}

#define HEAD "清水镇河道整治工作方案\n"
#define TEXT                                                                                       \
    "各村要在月底以前把河道两岸的杂物清理干净,由镇河长办逐段检查,结果在村务公开栏里公布。\n"

TEST(section_tree_of_official_papers)
{
    check_sections(HEAD "一、总体要求\n" TEXT "(一)工作目标\n" TEXT "1.近期目标\n" TEXT
                        "(1)河面\n" TEXT "2.远期目标\n" TEXT "(二)基本原则\n" TEXT
                        "二、保障措施\n" TEXT,
                   "1 一、 总体要求\n2 (一) 工作目标\n3 1. 近期目标\n4 (1) 河面\n3 2. 远期目标\n"
                   "2 (二) 基本原则\n1 二、 保障措施\n");
}

TEST(section_every_manner_of_number)
{
    check_sections(
        HEAD "第一章 总则\n第一节 范围\n第一条 本办法适用于全镇河道。\n第二条 河长每周巡河一次。\n"
             "第二章 附则\n第三条 本办法自公布之日起施行。\n",
        "1 第一章 总则\n2 第一节 范围\n3 第一条 \n3 第二条 \n1 第二章 附则\n2 第三条 \n");
    check_sections(HEAD "1 、工作目标\n" TEXT "①河面\n" TEXT "②堤岸\n" TEXT,
                   "1 ① 河面\n1 ② 堤岸\n");
    check_sections(HEAD "【背景】\n" TEXT "一、由来\n" TEXT "【成效】\n" TEXT,
                   "1  【背景】\n2 一、 由来\n1  【成效】\n");
}

TEST(section_items_right_below_each_other_are_no_headings)
{
    check_sections("清水镇河道管理办法\n第一条 "
                   "县水务局履行下列职责:\n(一)编制规划;\n(二)组织清淤;\n(三)查处违法。\n"
                   "第二条 本办法自公布之日起施行。\n",
                   "1 第一条 \n1 第二条 \n");
}

TEST(section_run_in_headings)
{
    check_sections(HEAD "一、主要做法\n一是定人定段。" TEXT "二是定期巡查。" TEXT
                        "二、下步打算\n" TEXT,
                   "1 一、 主要做法\n2 一是 定人定段\n2 二是 定期巡查\n1 二、 下步打算\n");
    check_sections(HEAD TEXT "——坚持群众参与。" TEXT "——坚持部门联动。" TEXT,
                   "1 —— 坚持群众参与\n1 —— 坚持部门联动\n");
}

TEST(section_headings_in_mid_paragraph)
{
    check_sections(
        HEAD "一、主要做法\n去年以来,镇里分三步整治河道。一是定人定段。每段河道都有一名干部负责。"
             "二是定期巡查。河长每周巡河一次,记在本子上。\n",
        "1 一、 主要做法\n2 一是 定人定段\n2 二是 定期巡查\n");
}

TEST(section_items_of_a_sentence_are_no_headings)
{
    check_sections(HEAD TEXT "整治分三步:一是清理河面;二是加固堤岸;三是种上树苗。\n" TEXT, "");
    check_sections(HEAD TEXT "需要的材料有:(1)申请书;(2)身份证;(3)照片。\n" TEXT, "");
    check_sections(HEAD TEXT "全长3.5公里,投入1.2亿元。\n" TEXT, "");
    check_sections(HEAD "做到以下几点:(一)落实责任;(二)储备物资;(三)加强值守。" TEXT, "");
    check_sections(HEAD "今年做了三件事:一是修路,二是架桥,三是办学。" TEXT, "");
    check_sections(HEAD "一、对策\n(1)强化规划;(2)加大投入;(3)完善考核。\n" TEXT, "1 一、 对策\n");
}

TEST(section_alike_first_sentences)
{
    check_sections(HEAD TEXT "定人定段,责任到人。" TEXT "定期巡查,问题到点。" TEXT
                             "定标考核,奖惩到位。" TEXT,
                   "1  定人定段,责任到人\n1  定期巡查,问题到点\n1  定标考核,奖惩到位\n");
}

TEST(section_intertitles)
{
    check_sections(HEAD TEXT TEXT "从臭水沟到亲水带\n" TEXT TEXT "河长带着大家干\n" TEXT TEXT,
                   "1  从臭水沟到亲水带\n1  河长带着大家干\n");
}

TEST(section_number_and_blank)
{
    check_sections(HEAD "一 基本情况\n" TEXT "二　存在问题\n" TEXT,
                   "1 一 基本情况\n1 二 存在问题\n");
    check_sections(HEAD "一 个 字 一 个 字 地 念\n" TEXT, "");
}

/* 1.5月10日 is the first point and a date, no decimal. */
TEST(section_point_before_a_date)
{
    check_sections(HEAD "1.组建队伍。" TEXT "2.5月10日前上报名单。" TEXT,
                   "1 1. 组建队伍\n1 2. 5月10日前上报名单\n");
}

TEST(section_a_quotation_is_no_heading)
{
    check_sections(HEAD "“河水清了。”" TEXT "“散步的人多了。”" TEXT "“芦苇种上了。”" TEXT, "");
}
