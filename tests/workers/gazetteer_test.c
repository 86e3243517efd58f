/* gazetteer_test.c: the gazetteer, made of small tables in memory: names, short names, years. */
#include "tests/test.h"
#include "workers/place/gazetteer.h"
#include "workers/place/gazetteer_make.h"
#include "workers/place/short_form.h"
#include <string.h>

static const char areas[] = "# code\tname\tfrom\tuntil\n"
                            "990000\t云海省\t1981\t\n"
                            "990100\t松原湾市\t1981\t2010\n"
                            "990100\t云湾市\t2010\t\n"
                            "990101\t石鼓县\t1981\t\n";
static const char towns[] = "990101\t001白沙街道 100白沙镇 200经济开发区\n";
static const char countries[] = "XX\t北屿国,北屿\t北屿城\n";
static const char forms[] = "990000\t云\tletter\n-\t石鼓\tword\n";
static const char dictionary[] = "推进 900 v\n白沙 30 ns\n冷僻 2 v\n";

static struct gazetteer made(void)
{
    struct gazetteer_tables tables = {view_of(areas), view_of(towns), view_of(countries),
                                      view_of(forms), view_of(dictionary)};
    static struct buf image;
    struct gazetteer g;
    struct err err = {0};
    image.len = 0;
    if (gazetteer_make(&tables, &image, &err) != 0) test_fail(__FILE__, __LINE__, "%s", err.text);
    CHECK_INT(gazetteer_open(&g, buf_view(&image), &err), 0);
    return g;
}

static const struct form *form_of(const struct gazetteer *g, const char *text)
{
    int form = gazetteer_find(g, view_of(text));
    return form < 0 ? NULL : &g->form[form];
}

/* The code of the only area that the text names. */
static long long code_of(const struct gazetteer *g, const char *text)
{
    const struct form *f = form_of(g, text);
    CHECK(f != NULL);
    CHECK_INT(f->links, 1);
    return g->area[LINK_AREA(g->link[f->link])].code;
}

TEST(a_name_leads_to_its_area)
{
    struct gazetteer g = made();
    CHECK_INT(code_of(&g, "石鼓县"), 990101000);
    CHECK_INT(code_of(&g, "石鼓"), 990101000);
    CHECK_INT(code_of(&g, "白沙镇"), 990101100);
    CHECK_INT(form_of(&g, "白沙")->links, 2);
    CHECK_INT(code_of(&g, "云"), 990000000);
    CHECK(code_of(&g, "北屿") >= PLACE_ABROAD);
    CHECK(form_of(&g, "白") == NULL);
    CHECK(form_of(&g, "白沙镇上") == NULL);
}

TEST(a_town_without_a_name_of_its_own_is_left_out)
{
    struct gazetteer g = made();
    CHECK(form_of(&g, "经济开发区") == NULL);
}

TEST(words_stand_beside_names)
{
    struct gazetteer g = made();
    CHECK_INT(form_of(&g, "推进")->flags, FORM_ORDINARY);
    CHECK_INT(form_of(&g, "推进")->links, 0);
    CHECK(form_of(&g, "冷僻") == NULL);
    CHECK_INT(form_of(&g, "白沙")->flags, FORM_PLACE);
    CHECK_INT(form_of(&g, "石鼓")->flags, FORM_WORD);
}

TEST(the_longest_name_is_found)
{
    struct gazetteer g = made();
    static const char text[] = "白沙街道办";
    const char *behind;
    int form = gazetteer_longest(&g, text, text + sizeof text - 1, 0, &behind);
    CHECK(form >= 0);
    CHECK_INT(behind - text, sizeof "白沙街道" - 1);
    form = gazetteer_longest(&g, text, text + sizeof "白沙街" - 1, 0, &behind);
    CHECK(form >= 0);
    CHECK_INT(behind - text, sizeof "白沙" - 1);
    CHECK_INT(gazetteer_longest(&g, text, text + sizeof text - 1, FORM_ORDINARY, &behind), -1);
}

TEST(an_area_has_its_name_of_the_year)
{
    struct gazetteer g = made();
    struct view then = area_name(&g, (uint32_t)gazetteer_area(&g, 990100000, 2009));
    struct view now = area_name(&g, (uint32_t)gazetteer_area(&g, 990100000, 0));
    CHECK(view_equal(then, view_of("松原湾市")));
    CHECK(view_equal(now, view_of("云湾市")));
    CHECK_INT(gazetteer_area(&g, 123456000, 0), -1);
}

TEST(codes_lie_within_codes)
{
    CHECK(code_within(990101100, 990101000));
    CHECK(code_within(990101100, 990100000));
    CHECK(code_within(990101100, 990000000));
    CHECK(!code_within(990201100, 990100000));
    CHECK_INT(code_parent(990101100), 990101000);
    CHECK_INT(code_parent(990101000), 990100000);
    CHECK_INT(code_parent(990100000), 990000000);
    CHECK_INT(code_parent(990000000), 0);
}

static void check_short(const char *name, enum area_level level, const char *first,
                        const char *second)
{
    char forms_of[SHORT_FORMS][SHORT_FORM_BYTES] = {"", "", ""};
    short_forms(view_of(name), level, forms_of);
    CHECK_TEXT(forms_of[0], first);
    CHECK_TEXT(forms_of[1], second);
}

TEST(short_names_leave_out_kind_and_peoples)
{
    check_short("贵州省", AREA_PROVINCE, "贵州", "");
    check_short("贵阳市", AREA_PREFECTURE, "贵阳", "");
    check_short("黔东南苗族侗族自治州", AREA_PREFECTURE, "黔东南", "黔东南州");
    check_short("克孜勒苏柯尔克孜自治州", AREA_PREFECTURE, "克孜勒苏", "克孜勒苏州");
    check_short("双江拉祜族佤族布朗族傣族自治县", AREA_COUNTY, "双江", "双江县");
    check_short("小碧布依族苗族乡", AREA_TOWN, "小碧", "小碧乡");
    check_short("叶县", AREA_COUNTY, "", "");
    check_short("长白朝鲜族自治县", AREA_COUNTY, "长白", "长白县");
}

TEST(what_is_no_gazetteer_is_refused)
{
    struct gazetteer g;
    struct err err = {0};
    char image[64] = "GARNERP2";
    CHECK_INT(gazetteer_open(&g, (struct view){"short", 5}, &err), -1);
    memset(image + 8, 0x7f, sizeof image - 8);
    CHECK_INT(gazetteer_open(&g, (struct view){image, sizeof image}, &err), -1);
    CHECK(strlen(err.text) > 0);
}

TEST(a_table_that_cannot_be_read_is_named)
{
    struct gazetteer_tables tables = {view_of("990000\t云海省\tsoon\t\n"), view_of(""), view_of(""),
                                      view_of(""), view_of("")};
    struct buf image = {0};
    struct err err = {0};
    CHECK_INT(gazetteer_make(&tables, &image, &err), -1);
    CHECK(strstr(err.text, "areas") && strstr(err.text, "990000"));
    buf_free(&image);
}
