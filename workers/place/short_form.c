/* short_form.c: see short_form.h. */
#include "workers/place/short_form.h"
#include "workers/text.h"
#include <stdio.h>
#include <string.h>

/* What the kind of an area is called at the end of its name, longer ones first, and what remains of
 * it in a short form where peoples are named before it (自治州 → 州). */
static const struct kind {
    enum area_level first, last;
    const char *ending, *rest;
} kinds[] = {
    {AREA_PROVINCE, AREA_PROVINCE, "特别行政区", NULL},
    {AREA_PROVINCE, AREA_PROVINCE, "自治区", NULL},
    {AREA_PROVINCE, AREA_PROVINCE, "省", NULL},
    {AREA_PROVINCE, AREA_PREFECTURE, "市", NULL},
    {AREA_PREFECTURE, AREA_PREFECTURE, "自治州", "州"},
    {AREA_PREFECTURE, AREA_PREFECTURE, "地区", NULL},
    {AREA_PREFECTURE, AREA_PREFECTURE, "盟", NULL},
    {AREA_COUNTY, AREA_COUNTY, "自治县", "县"},
    {AREA_COUNTY, AREA_COUNTY, "自治旗", "旗"},
    {AREA_COUNTY, AREA_COUNTY, "县", NULL},
    {AREA_COUNTY, AREA_COUNTY, "市", NULL},
    {AREA_COUNTY, AREA_COUNTY, "林区", NULL},
    {AREA_COUNTY, AREA_COUNTY, "特区", NULL},
    {AREA_COUNTY, AREA_COUNTY, "区", NULL},
    {AREA_TOWN, AREA_TOWN, "街道", NULL},
    {AREA_TOWN, AREA_TOWN, "民族乡", "乡"},
    {AREA_TOWN, AREA_TOWN, "民族镇", "镇"},
    {AREA_TOWN, AREA_TOWN, "族乡", "乡"},
    {AREA_TOWN, AREA_TOWN, "族镇", "镇"},
    {AREA_TOWN, AREA_TOWN, "苏木", NULL},
    {AREA_TOWN, AREA_TOWN, "镇", NULL},
    {AREA_TOWN, AREA_TOWN, "乡", NULL},
};

/* Peoples, as they stand before 自治州, 自治县 and 乡; 族 is taken off first. */
static const char *const peoples[] = {
    "柯尔克孜", "哈萨克", "维吾尔", "塔吉克", "乌孜别克", "塔塔尔", "鄂温克", "鄂伦春", "达斡尔",
    "俄罗斯",   "仫佬",   "毛南",   "土家",   "布依",     "朝鲜",   "蒙古",   "哈尼",   "拉祜",
    "布朗",     "阿昌",   "景颇",   "独龙",   "普米",     "德昂",   "基诺",   "傈僳",   "纳西",
    "东乡",     "保安",   "撒拉",   "裕固",   "锡伯",     "赫哲",   "高山",   "门巴",   "珞巴",
    "仡佬",     "各",     "壮",     "回",     "满",       "苗",     "侗",     "彝",     "藏",
    "白",       "傣",     "瑶",     "黎",     "羌",       "畲",     "水",     "佤",     "怒",
    "土",       "京",     "汉",
};

static bool take_end(struct view *v, const char *end)
{
    size_t length = strlen(end);
    if (v->len < length || memcmp(v->at + v->len - length, end, length) != 0) return false;
    v->len -= length;
    return true;
}

static bool take_people(struct view *v)
{
    struct view before = *v;
    bool called = take_end(v, "族");
    for (size_t i = 0; i < sizeof peoples / sizeof *peoples; i++) {
        size_t length = strlen(peoples[i]);
        /* Without 族 only the long names are safe: 白 and 水 are the ends of other names too. */
        if (!called && length < 2 * strlen("族")) continue;
        if (v->len > length && take_end(v, peoples[i])) return true;
    }
    *v = before;
    return false;
}

static const struct kind *kind_of(struct view *name, enum area_level level)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct kind *k = &kinds[i];
        if (k->first <= level && level <= k->last && take_end(name, k->ending)) return k;
    }
    return NULL;
}

static unsigned add(char forms[SHORT_FORMS][SHORT_FORM_BYTES], unsigned count, struct view stem,
                    const char *rest)
{
    size_t length = stem.len + strlen(rest);
    if (text_length(stem) < 2 || length >= SHORT_FORM_BYTES) return count;
    snprintf(forms[count], SHORT_FORM_BYTES, "%.*s%s", (int)stem.len, stem.at, rest);
    return count + 1;
}

unsigned short_forms(struct view name, enum area_level level,
                     char forms[SHORT_FORMS][SHORT_FORM_BYTES])
{
    unsigned count = 0;
    struct view stem = name;
    const struct kind *k = kind_of(&stem, level);
    if (!k) return 0;
    if (!k->rest) return add(forms, count, stem, "");
    if (strncmp(k->ending, "族", strlen("族")) == 0) stem.len += strlen("族");
    struct view whole = stem;
    while (take_people(&stem)) continue;
    if (text_length(stem) < 2) stem = whole;
    count = add(forms, count, stem, "");
    return add(forms, count, stem, k->rest);
}

bool name_is_kind_only(struct view name)
{
    static const char *const words[] = {
        "经济",   "技术", "高新", "产业", "工业", "开发区", "循环", "农业", "示范", "科技", "管理",
        "委员会", "旅游", "生态", "度假", "物流", "现代",   "园区", "园",   "新",   "区",   "城",
        "城区",   "集中", "聚集", "集聚", "综合", "保税",   "中心", "新城", "试验"};
    while (name.len) {
        size_t i = 0, count = sizeof words / sizeof *words;
        for (; i < count; i++) {
            size_t length = strlen(words[i]);
            if (name.len < length || memcmp(name.at, words[i], length) != 0) continue;
            name.at += length;
            name.len -= length;
            break;
        }
        if (i == count) return false;
    }
    return true;
}
