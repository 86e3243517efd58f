/* name_test.c: people and organisations: what is a name, where it begins and ends, what it says. */
#include "tests/test.h"
#include "tests/workers/extracting.h"
#include "workers/name/known.h"
#include "workers/name/settle.h"
#include <string.h>

struct expected {
    const char *text, *field, *value; /* field: role, org, type, full; "" = none is checked */
};

static enum record_field field_named(const char *name)
{
    if (strcmp(name, "role") == 0) return FIELD_ROLE;
    if (strcmp(name, "org") == 0) return FIELD_ORG;
    if (strcmp(name, "full") == 0) return FIELD_FULL;
    return FIELD_TYPE;
}

static void check_names(enum record_kind kind, const struct expected *e, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct extracting x = extracting_text(e[i].text, "");
        const struct record *r = extracting_record(&x, x.marked);
        if (!r) test_fail(__FILE__, __LINE__, "not found: %s", e[i].text);
        CHECK_INT(r->kind, kind);
        if (*e[i].field)
            CHECK_TEXT(extracting_field(r, field_named(e[i].field)), e[i].value);
        else
            CHECK(*extracting_field(r, FIELD_NAME));
        extracting_free(&x);
    }
}
#define CHECK_NAMES(kind, rows) check_names(kind, rows, sizeof(rows) / sizeof *(rows))

static void check_none(enum record_kind kind, const char *const *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct extracting x = extracting_text(texts[i], "");
        const struct record *r = extracting_kind(&x, kind);
        if (r) test_fail(__FILE__, __LINE__, "%s: %s", texts[i], extracting_text_of(&x, r));
        extracting_free(&x);
    }
}
#define CHECK_NONE(kind, texts) check_none(kind, texts, sizeof(texts) / sizeof *(texts))

TEST(people_have_roles)
{
    static const struct expected rows[] = {
        {"镇长〖何春秀〗到场", "role", "镇长"},
        {"村民〖罗启明〗种了十亩茶", "role", "村民"},
        {"〖顾维清〗教授主讲", "role", "教授"},
        {"副局长〖欧阳晓峰〗带队", "role", "副局长"},
        {"记者 〖郑国栋〗 报道", "role", "记者"},
        {"舞蹈家〖林怀玉〗登台", "role", "舞蹈家"},
        {"云阳县水务局局长〖马志强〗介绍", "org", "云阳县水务局"},
        {"居民〖冯女士〗来电", "role", "居民"},
        {"被告人〖周某某〗当庭认罪", "role", "被告人"},
        {"总统〖阿尔贝托·莫拉莱斯〗抵达", "role", "总统"},
        {"教练〖王强〗同意", "role", "教练"},
        {"今天,〖李建国〗代表县委讲话", "role", ""},
        {"今天,〖李建国〗同志代表县委讲话", "role", "同志"},
    };
    CHECK_NAMES(RECORD_PERSON, rows);
}

TEST(people_stand_in_lists_and_beside_verbs)
{
    static const struct expected rows[] = {
        {"选聘〖戴志功〗、刘永强等12名人士", "", ""},
        {"选聘戴志功、〖刘永强〗等12名人士", "", ""},
        {"“水很清。”〖周志强〗说", "", ""},
        {"〖王桂香〗,女,七十三岁", "", ""},
        {"□ 〖陈玉兰〗 孙晓梅", "", ""},
        {"□ 陈玉兰 〖孙晓梅〗", "", ""},
    };
    CHECK_NAMES(RECORD_PERSON, rows);
}

TEST(words_that_begin_like_family_names_are_no_people)
{
    static const char *const texts[] = {
        "镇长高度重视",
        "书记马上赶到",
        "在这方面做得好",
        "村口张贴了通知",
        "干部向群众说明",
        "主任对于老师很尊重",
        "总书记在会上说",
        "群众和干部一起干",
        "党员时时处处带头",
        "江南水乡",
        "《张三丰传》出版",
        "居民王家庄村人",
        "白云山上,金字塔般的松树",
        "银行卡、申请书",
        "代表方案说明",
        "负责人成功劝阻",
        "柳溪市民政局发布通知",
        "方山村民委员会换届",
    };
    CHECK_NONE(RECORD_PERSON, texts);
}

TEST(organisations_have_types)
{
    static const struct expected rows[] = {
        {"由〖云阳县水务局〗负责", "type", "government"},
        {"在〖昆明谷禾食品有限公司〗上班", "type", "company"},
        {"考入〖贵阳民族学院〗", "type", "school"},
        {"送到〖昆明市第一人民医院〗", "type", "hospital"},
        {"〖双槐镇党委〗牵头", "type", "party"},
        {"向〖云阳县人民法院〗起诉", "type", "court"},
    };
    CHECK_NAMES(RECORD_ORG, rows);
}

TEST(organisations_begin_where_words_before_them_end)
{
    static const struct expected rows[] = {
        {"要求〖县委组织部〗和县扶贫办落实", "", ""},
        {"要求县委组织部和〖县扶贫办〗落实", "", ""},
        {"会议会同〖县财政局〗召开", "", ""},
        {"党支部由〖区委〗任命", "", ""},
        {"隶属〖昆明谷禾食品有限公司党支部〗", "", ""},
        {"获得〖“蓝色河湾”联合党支部〗帮助", "", ""},
        {"财政部决定向〖国家开发银行〗增资", "", ""},
        {"〖双槐镇党委政治部(工会)〗通知", "", ""},
        {"李建国代表〖县委〗讲话", "", ""},
        {"王志强书记代表〖镇党委〗感谢大家", "", ""},
        {"张海涛同志代表〖市教育局〗致辞", "", ""},
        {"张海涛同志代表〖中央纪委〗致辞", "", ""},
        {"〖云阳县人大代表联络站〗揭牌", "", ""},
        {"〖云阳县老人活动中心〗揭牌", "", ""},
        {"加入〖茶艺师协会〗", "type", "association"},
        {"据〖新华社〗消息", "type", "media"},
        {"成立〖水库移民安置工作领导小组〗", "type", "government"},
        {"聘请“〖邻里帮忙团〗”调解", "type", "association"},
        {"国务委员兼〖国务院〗秘书长", "", ""},
    };
    CHECK_NAMES(RECORD_ORG, rows);
}

TEST(organisations_work_together)
{
    static const struct expected rows[] = {
        {"上午,安庆市教育局联合〖市民政局〗走访", "type", "government"},
        {"上午,〖安庆市教育局〗联合市民政局走访", "type", "government"},
        {"联合〖区妇联〗走访", "", ""},
        {"成立由〖镇党委〗书记任组长的专班", "", ""},
        {"日前,〖仙居县融媒体中心〗组织座谈", "", ""},
        {"〖市自然资源局〗公告", "type", "government"},
        {"〖县行政审批服务局〗依托网络办事", "type", "government"},
        {"责任单位:〖县乡村振兴局〗", "type", "government"},
        {"〖市综合治理中心〗受理", "type", "government"},
        {"〖安庆海关〗联合上述口岸海关", "type", "government"},
        {"第九届〖茶博会新闻中心〗启用", "", ""},
    };
    CHECK_NAMES(RECORD_ORG, rows);
}

TEST(what_quotations_liken_to_an_organisation_is_none)
{
    static const char *const texts[] = {
        "依托“一网通办”办事", "村里开了“爱心超市”", "田埂上的“田间学校”", "办起“连心医院”",
        "实现全市通办",       "网上办、掌上办",     "增强大局意识",
    };
    CHECK_NONE(RECORD_ORG, texts);
}

TEST(kinds_of_organisations_are_none)
{
    static const char *const texts[] = {
        "各级财政局",     "有76个农村党支部", "优化产业布局",   "由镇里承办",
        "该公司盈利",     "一家公司",         "委员会议开完了", "中心组学习",
        "大学生返乡",     "“两委”干部",       "办法和公司法",   "基层党支部",
        "成立党支部83个", "举办一场比赛",     "市场格局",       "写好“结局”",
        "上网",           "织密一张网",       "“绿色银行”开张", "服务型政府",
    };
    CHECK_NONE(RECORD_ORG, texts);
}

TEST(short_forms_are_joined_with_the_full_name)
{
    static const struct expected rows[] = {
        {"昆明谷禾食品有限公司投产。〖谷禾食品〗主营糕点", "full", "昆明谷禾食品有限公司"},
    };
    CHECK_NAMES(RECORD_ORG, rows);
    struct extracting x = extracting_text("昆明市律师行业党委成立。律师行业党委选举", "");
    const struct record *r = extracting_record(&x, "律师行业党委");
    CHECK(r != NULL);
    CHECK_TEXT(extracting_field(r, FIELD_NAME), "昆明市律师行业党委");
    extracting_free(&x);
}

TEST(a_name_found_once_is_found_everywhere)
{
    struct extracting x = extracting_text("村医王小莉到了。\n天黑了王小莉才走。\n等王小莉", "");
    unsigned count = 0;
    for (uint32_t i = 0; i < x.records.count; i++) {
        if (x.records.at[i].kind != RECORD_PERSON) continue;
        CHECK_TEXT(extracting_text_of(&x, &x.records.at[i]), "王小莉");
        count++;
    }
    CHECK_INT(count, 3);
    extracting_free(&x);
}

TEST(known_names_are_found_by_their_beginning)
{
    static const char text[] = "甲乙丙丁";
    struct arena arena = {0};
    struct known k;
    known_open(&k, &arena);
    CHECK(known_add(&k, view_of("甲"), RECORD_ORG) == NULL);
    CHECK(known_add(&k, view_of("甲乙"), RECORD_ORG) != NULL);
    CHECK(known_add(&k, view_of("甲乙丙"), RECORD_ORG) != NULL);
    const struct known_name *name = known_at(&k, text, text + strlen(text));
    CHECK(name != NULL);
    CHECK_INT(name->text.len, strlen("甲乙丙"));
    CHECK(known_at(&k, text, text + strlen("甲乙")) == known_find(&k, view_of("甲乙")));
    CHECK(known_at(&k, text + strlen("甲"), text + strlen(text)) == NULL);
    known_close(&k);
    arena_free(&arena);
}

/* As many names as make the table grow, some with the same beginning. */
TEST(known_names_stay_when_the_table_grows)
{
    enum { NAMES = 3000 };
    struct arena arena = {0};
    struct known k;
    char name[32];
    known_open(&k, &arena);
    for (int i = 0; i < NAMES; i++) {
        int length = snprintf(name, sizeof name, "%c%c%d", 'a' + i % 26, 'a' + i / 26 % 26, i);
        char *copy = arena_copy(&arena, name, (size_t)length);
        CHECK(known_add(&k, (struct view){copy, (size_t)length}, RECORD_PERSON) != NULL);
    }
    for (int i = 0; i < NAMES; i++) {
        snprintf(name, sizeof name, "%c%c%d", 'a' + i % 26, 'a' + i / 26 % 26, i);
        CHECK(known_find(&k, view_of(name)) != NULL);
    }
    known_close(&k);
    arena_free(&arena);
}

static void add(struct arena *a, struct record_list *list, enum record_kind kind, uint32_t start,
                uint32_t end)
{
    struct record *r = record_add(a, list);
    r->kind = kind;
    r->start = start;
    r->end = end;
}

TEST(of_names_that_overlap_others_one_stays)
{
    struct arena arena = {0};
    struct record_list list = {0};
    add(&arena, &list, RECORD_ORG, 0, 12);
    add(&arena, &list, RECORD_PLACE, 0, 6);    /* within a name: stays */
    add(&arena, &list, RECORD_QUANTITY, 3, 6); /* within a name: goes */
    add(&arena, &list, RECORD_PLACE, 20, 29);
    add(&arena, &list, RECORD_PERSON, 20, 26); /* without a role */
    add(&arena, &list, RECORD_DOCUMENT, 30, 40);
    add(&arena, &list, RECORD_ORG, 36, 45);
    settle_records(&list);
    CHECK_INT(list.count, 4);
    CHECK_INT(list.at[0].kind, RECORD_ORG);
    CHECK_INT(list.at[1].kind, RECORD_PLACE);
    CHECK_INT(list.at[2].kind, RECORD_PLACE);
    CHECK_INT(list.at[3].kind, RECORD_DOCUMENT);
    arena_free(&arena);
}

/* What a text says that an organisation is called holds all over it, before that as well. */
TEST(organisations_have_short_names)
{
    static const char *const texts[] = {
        "贵州恒源农业科技发展有限公司(以下简称“恒源农科”)成立。恒源农科有员工。",
        "贵州恒源农业科技发展有限公司(下称恒源农科)成立。恒源农科有员工。",
        "恒源农科有员工。贵州恒源农业科技发展有限公司(简称为:“恒源农科”)成立。",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct extracting x = extracting_text(texts[i], "");
        unsigned mentions = 0;
        for (uint32_t r = 0; r < x.records.count; r++) {
            if (strcmp(extracting_text_of(&x, &x.records.at[r]), "恒源农科") != 0) continue;
            CHECK_INT(x.records.at[r].kind, RECORD_ORG);
            CHECK_TEXT(extracting_field(&x.records.at[r], FIELD_FULL),
                       "贵州恒源农业科技发展有限公司");
            mentions++;
        }
        CHECK_INT(mentions, 2);
        extracting_free(&x);
    }
}

TEST(rare_names_stand_between_a_mark_and_an_address)
{
    static const struct expected rows[] = {
        {"会上，〖矫江〗同志发言。", "role", "同志"},
        {"〖水清源〗先生来访。", "role", "先生"},
        {"会后，水清源女士离席，〖水清源〗致谢。", "", ""},
    };
    static const char *const none[] = {"会上，全体同志发言。", "近日，爱心女士捐款。", "矫江水泥。",
                                       "来了，空巢老人、孤寡老人到场。"};
    CHECK_NAMES(RECORD_PERSON, rows);
    CHECK_NONE(RECORD_PERSON, none);
}

TEST(a_short_name_that_begins_as_a_persons_is_the_organisation)
{
    struct extracting x = extracting_text(
        "石阡县人民法院（以下简称“石阡法院”）结案。石阡法院院长说，石阡法院人少案多。", "");
    unsigned mentions = 0;
    for (uint32_t r = 0; r < x.records.count; r++) {
        CHECK(x.records.at[r].kind != RECORD_PERSON);
        if (strcmp(extracting_text_of(&x, &x.records.at[r]), "石阡法院") != 0) continue;
        CHECK_INT(x.records.at[r].kind, RECORD_ORG);
        mentions++;
    }
    CHECK_INT(mentions, 3);
    extracting_free(&x);
}

TEST(organisations_of_an_organisation_are_one_name)
{
    static const struct expected rows[] = {
        {"〖云阳市公安局南浦分局〗立案侦查", "type", "government"},
        {"〖中国青禾银行股份有限公司云阳分行〗开业", "type", "bank"},
        {"〖国家青禾集团云阳煤业公司〗投产", "type", "company"},
        {"〖云阳大学〗校长钱若望致辞", "type", "school"},
        {"〖云阳县文化和旅游局〗通报", "type", "government"},
        {"〖云阳县住房和城乡建设局〗通报", "type", "government"},
        {"〖云阳县南浦二医院〗接诊", "type", "hospital"},
        {"被告〖云阳青禾农业有限公司〗辩称", "type", "company"},
    };
    CHECK_NAMES(RECORD_ORG, rows);
}

TEST(people_without_family_names)
{
    static const struct expected rows[] = {
        {"院长〖扎西顿珠〗介绍", "role", "院长"}, {"乡长〖达瓦〗告诉记者", "role", "乡长"},
        {"牧民〖朝鲁门〗夺冠", "role", "牧民"},   {"局长〖艾尼瓦尔·阿不都拉〗说", "role", "局长"},
        {"总理〖默克尔〗来访", "role", "总理"},   {"替我向〖孟校长〗问好", "", ""},
        {"社长〖铃木健太〗到任", "role", "社长"},
    };
    CHECK_NAMES(RECORD_PERSON, rows);
}

/* The town and its village stay, though 柯 is a family name and an office follows. */
TEST(a_village_before_an_office_is_a_village)
{
    struct extracting x = extracting_text("贵州省石阡县中坝镇柯庄村第一书记丁文俊到任", "");
    CHECK(extracting_record(&x, "贵州省石阡县中坝镇柯庄村") != NULL);
    CHECK(extracting_record(&x, "柯庄村") == NULL);
    CHECK(extracting_record(&x, "丁文俊") != NULL);
    extracting_free(&x);
}

TEST(offices_of_a_body_are_named_by_it)
{
    static const struct expected rows[] = {
        {"〖市委办公室〗印发了方案", "type", "government"},
        {"日前,〖国务院办公厅〗印发文件", "type", "government"},
        {"〖管委会办公室〗在二楼", "type", "government"},
        {"〖国家粮食和物资储备局〗来人", "type", "government"},
        {"〖中国棉花与纺织品协会〗开会", "type", "association"},
        {"〖联合国教科文组织〗派员", "type", "government"},
    };
    static const char *const none[] = {"办公室在二楼", "邻里的事情邻里办", "花桥社区办起了食堂"};
    CHECK_NAMES(RECORD_ORG, rows);
    CHECK_NONE(RECORD_ORG, none);
}

/* 司机 and 政局 are words, too. */
TEST(endings_are_told_from_words_that_cross_them)
{
    static const struct expected rows[] = {
        {"〖瑞林发电有限公司〗机组并网", "type", "company"},
        {"〖瑞林发电有限公司〗2×66兆瓦机组并网", "type", "company"},
        {"〖县邮政局〗送信", "type", "government"},
    };
    static const char *const none[] = {"贵公司机组多", "有限公司83家",       "推出大结局",
                                       "未设卫生院",   "三个海洋牧场示范区", "海洋牧场多了"};
    CHECK_NAMES(RECORD_ORG, rows);
    CHECK_NONE(RECORD_ORG, none);
}

/* 和 and 向 may end a name, and part it from somebody else. */
TEST(people_are_parted_from_those_they_stand_with)
{
    static const struct expected rows[] = {
        {"村民〖刘芳〗和丈夫种了果树", "role", "村民"},
        {"志愿者〖赵敏〗向居民发了传单", "role", "志愿者"},
        {"〖李永和〗教授主讲", "role", "教授"},
        {"党员〖李永和〗带头", "role", "党员"},
        {"村会计〖卢伟〗说,账目已清", "role", "村会计"},
    };
    CHECK_NAMES(RECORD_PERSON, rows);
}
