/* byline.c: see byline.h. */
#include "workers/segment/byline.h"
#include "workers/sentence.h"
#include "workers/text.h"
#include <string.h>

/* Family names of one character, the most frequent first (Ministry of Public Security, 2019 and
 * 2020 lists of the hundred most frequent, and others of the old 百家姓). */
static const char family_names[] =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏"
    "魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾"
    "毛郝龚邵万钱严赖覃洪武莫孔汤向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿"
    "关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍"
    "华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏"
    "宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈"
    "匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖"
    "练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修"
    "邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉"
    "植"
    "衡富尧闭由项晶珏焕肖闫付代候傲";

static const char *const family_pairs[] = {"欧阳", "上官", "司马", "诸葛", "司徒", "东方",
                                           "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯",
                                           "端木", "呼延", "轩辕", "长孙", "宇文", "拓跋"};

/* Words of a byline that are no names. Longer ones stand before those they contain. */
static const char *const roles[] = {"本报全媒体记者",
                                    "全媒体记者",
                                    "融媒体记者",
                                    "本报特约记者",
                                    "本报见习记者",
                                    "本报实习生",
                                    "特约评论员",
                                    "本报评论员",
                                    "特约记者",
                                    "特约通讯员",
                                    "见习记者",
                                    "实习记者",
                                    "实习生",
                                    "本报通讯员",
                                    "本报记者",
                                    "本刊记者",
                                    "本网记者",
                                    "新华社记者",
                                    "报道组",
                                    "摄影报道",
                                    "文字整理",
                                    "图文",
                                    "文图",
                                    "作者",
                                    "记者",
                                    "通讯员",
                                    "摄影",
                                    "撰文",
                                    "撰稿",
                                    "供稿",
                                    "供图",
                                    "采写",
                                    "整理",
                                    "编译",
                                    "文字",
                                    "报道",
                                    "责任编辑",
                                    "编辑",
                                    "摄",
                                    "文",
                                    "图",
                                    "本报",
                                    "讯",
                                    "主笔",
                                    "特稿",
                                    "综合",
                                    "口述",
                                    "记录"};

struct reader {
    struct arena *arena;
    const char *at, *end;
    struct byline *out;
    struct view half; /* the first character of a name written 李 明 */
};

static bool starts_with(const char *at, const char *end, const char *word)
{
    size_t len = strlen(word);
    return (size_t)(end - at) >= len && memcmp(at, word, len) == 0;
}

enum { ONE_CHARACTER = 3 }; /* bytes; such a role must not be the beginning of a name */

static uint32_t peek(const char *at, const char *end)
{
    return at < end ? text_next(&at, end) : 0;
}

static const char *behind_role(const char *at, const char *end)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if (!starts_with(at, end, roles[i])) continue;
        const char *behind = at + strlen(roles[i]);
        if (behind - at > ONE_CHARACTER || !char_is_cjk(peek(behind, end))) return behind;
    }
    return NULL;
}

static size_t family_length(struct view text)
{
    for (size_t i = 0; i < sizeof family_pairs / sizeof *family_pairs; i++)
        if (starts_with(text.at, text.at + text.len, family_pairs[i])) return 6;
    if (text.len < 3) return 0;
    for (const char *f = family_names; *f; f += 3)
        if (memcmp(f, text.at, 3) == 0) return 3;
    return 0;
}

static bool all_han(struct view text)
{
    const char *at = text.at, *end = text.at + text.len;
    while (at < end)
        if (!char_is_cjk(text_next(&at, end))) return false;
    return text.len > 0;
}

/* 云岭乡, 金谷网: what a place or an office ends in, and no given name does. */
static bool ends_as_place(struct view text)
{
    static const char ends[] = "县市区镇乡村州省局部厅院校站所处组社街路队网报";
    for (const char *e = ends; *e; e += 3)
        if (memcmp(text.at + text.len - 3, e, 3) == 0) return true;
    return false;
}

bool is_person_name(struct view text)
{
    size_t family = family_length(text);
    if (family == 0 || !all_han(text) || ends_as_place(text)) return false;
    size_t given = text.len - family;
    return given == 3 || given == 6;
}

/* 张三摄 → 张三 */
static struct view without_role_behind(struct view word)
{
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        size_t len = strlen(roles[i]);
        if (word.len <= len || memcmp(word.at + word.len - len, roles[i], len) != 0) continue;
        struct view before = {word.at, word.len - len};
        if (is_person_name(before)) return before;
    }
    return word;
}

static void add_name(struct reader *r, struct view name)
{
    struct byline *out = r->out;
    for (uint32_t i = 0; i < out->count; i++)
        if (view_equal(out->names[i], name)) return;
    if (out->count < BYLINE_NAMES) out->names[out->count++] = name;
}

/* One run of name characters: 甲乙, 阿不都·热合曼, John; a lone 李 waits for its 明. */
static void take_name(struct reader *r, struct view word)
{
    word = without_role_behind(word);
    size_t chars = text_length(word);
    if (chars == 1 && all_han(word)) {
        if (r->half.len == 0) {
            r->half = word;
            return;
        }
        char *joined = arena_alloc(r->arena, r->half.len + word.len);
        memcpy(joined, r->half.at, r->half.len);
        memcpy(joined + r->half.len, word.at, word.len);
        word = (struct view){joined, r->half.len + word.len};
        chars = 2;
    }
    r->half.len = 0;
    bool foreign = !all_han(word);
    if (chars >= 2 && (foreign ? chars <= 24 : is_person_name(word) || chars <= 4))
        add_name(r, word);
}

static bool is_name_char(uint32_t c)
{
    return char_is_cjk(c) || char_is_letter(c) || c == 0xb7 || c == 0x2022 || c == 0x30fb;
}

/* The next run of name characters, roles at its start passed over; empty at the end, and where
 * another label begins (浏览次数:). */
static struct view next_word(struct reader *r)
{
    while (r->at < r->end) {
        const char *at = r->at, *behind = behind_role(at, r->end);
        if (behind) {
            r->at = behind;
            r->half.len = 0;
            continue;
        }
        const char *stop = at;
        while (stop < r->end) {
            const char *next = stop;
            if (!is_name_char(text_next(&next, r->end))) break;
            stop = next;
        }
        if (stop > at) {
            r->at = char_narrow(peek(stop, r->end)) == ':' ? r->end : stop;
            if (r->at != stop && !is_person_name((struct view){at, (size_t)(stop - at)})) break;
            return (struct view){at, (size_t)(stop - at)};
        }
        text_next(&r->at, r->end);
    }
    return (struct view){r->end, 0};
}

/* By John Smith and Mary Jones: names parted by commas and "and". */
static void read_western(struct reader *r)
{
    while (r->at < r->end) {
        const char *and = memmem(r->at, (size_t)(r->end - r->at), " and ", 5);
        const char *comma = memchr(r->at, ',', (size_t)(r->end - r->at));
        const char *stop = and&&(!comma || and < comma) ? and : comma ? comma : r->end;
        struct view name = text_trim((struct view){r->at, (size_t)(stop - r->at)});
        if (name.len > 0) add_name(r, name);
        r->at = stop == r->end ? stop : stop + (stop == and? 5 : 1);
    }
}

void byline_read(struct arena *a, struct view line, struct byline *out)
{
    if (line.len > 3 && memcmp(line.at, "By ", 3) == 0) {
        struct reader western = {.at = line.at + 3, .end = line.at + line.len, .out = out};
        read_western(&western);
        return;
    }
    struct reader r = {.arena = a, .at = line.at, .end = line.at + line.len, .out = out};
    for (struct view word = next_word(&r); word.len > 0; word = next_word(&r)) take_name(&r, word);
}

/* What stands in the brackets that end text, behind a complete sentence; empty if none do. */
static struct view last_brackets(struct view text)
{
    enum { SIGNATURE_MAX = 90 };
    const char *at = text.at + text.len;
    if (at == text.at || char_narrow(text_before(&at, text.at)) != ')') return (struct view){0};
    const char *close = at;
    while (at > text.at && close - at < SIGNATURE_MAX) {
        const char *from = at;
        if (char_narrow(text_before(&at, text.at)) != '(') continue;
        bool alone =
            at == text.at || sentence_is_complete((struct view){text.at, (size_t)(at - text.at)});
        return alone ? (struct view){from, (size_t)(close - from)} : (struct view){0};
    }
    return (struct view){0};
}

void byline_read_signature(struct arena *a, struct view paragraph, struct byline *out)
{
    struct view inside = last_brackets(paragraph);
    struct byline found = {0};
    byline_read(a, inside, &found);
    size_t in_names = 0;
    for (uint32_t i = 0; i < found.count; i++) {
        if (!is_person_name(found.names[i])) return;
        in_names += found.names[i].len;
    }
    bool roles_named = behind_role(inside.at, inside.at + inside.len) != NULL;
    if (found.count == 0 || (!roles_named && in_names + 6 * found.count < inside.len)) return;
    struct reader r = {.arena = a, .out = out};
    for (uint32_t i = 0; i < found.count; i++) add_name(&r, found.names[i]);
}

void byline_read_report(struct arena *a, struct view paragraph, struct byline *out)
{
    enum { LEAD_MAX = 120 };
    const char *at = paragraph.at, *open = NULL;
    const char *end = at + (paragraph.len < LEAD_MAX ? paragraph.len : LEAD_MAX);
    while (at < end) {
        const char *from = at;
        uint32_t c = char_narrow(text_next(&at, end));
        if (c == '(' && !open) open = at;
        if (c != ')' || !open) continue;
        if (behind_role(open, from))
            byline_read(a, (struct view){open, (size_t)(from - open)}, out);
        return;
    }
}
