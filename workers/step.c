/* step.c: see step.h. */
#include "workers/step.h"
#include <string.h>

enum { FIRST = 0x4e00, LAST = 0x9fff }; /* Han characters, CJK Unified Ideographs */

/* The simplified twins of traditional characters in the words of units.def, modifiers.def,
 * date_words.def and date_parts.def; 0 for all others. */
static const uint16_t twins[LAST - FIRST + 1] = {
    [U'來' - FIRST] = U'来', [U'侖' - FIRST] = U'仑', [U'個' - FIRST] = U'个',
    [U'億' - FIRST] = U'亿', [U'內' - FIRST] = U'内', [U'兩' - FIRST] = U'两',
    [U'冊' - FIRST] = U'册', [U'劃' - FIRST] = U'划', [U'動' - FIRST] = U'动',
    [U'務' - FIRST] = U'务', [U'勞' - FIRST] = U'劳', [U'區' - FIRST] = U'区',
    [U'員' - FIRST] = U'员', [U'單' - FIRST] = U'单', [U'噸' - FIRST] = U'吨',
    [U'國' - FIRST] = U'国', [U'圓' - FIRST] = U'圆', [U'圖' - FIRST] = U'图',
    [U'團' - FIRST] = U'团', [U'場' - FIRST] = U'场', [U'塊' - FIRST] = U'块',
    [U'學' - FIRST] = U'学', [U'屆' - FIRST] = U'届', [U'層' - FIRST] = U'层',
    [U'幣' - FIRST] = U'币', [U'幾' - FIRST] = U'几', [U'張' - FIRST] = U'张',
    [U'後' - FIRST] = U'后', [U'從' - FIRST] = U'从', [U'慶' - FIRST] = U'庆',
    [U'應' - FIRST] = U'应', [U'戰' - FIRST] = U'战', [U'戶' - FIRST] = U'户',
    [U'攝' - FIRST] = U'摄', [U'數' - FIRST] = U'数', [U'時' - FIRST] = U'时',
    [U'曆' - FIRST] = U'历', [U'會' - FIRST] = U'会', [U'條' - FIRST] = U'条',
    [U'棟' - FIRST] = U'栋', [U'業' - FIRST] = U'业', [U'樓' - FIRST] = U'楼',
    [U'標' - FIRST] = U'标', [U'樣' - FIRST] = U'样', [U'歐' - FIRST] = U'欧',
    [U'歲' - FIRST] = U'岁', [U'歷' - FIRST] = U'历', [U'準' - FIRST] = U'准',
    [U'現' - FIRST] = U'现', [U'產' - FIRST] = U'产', [U'畝' - FIRST] = U'亩',
    [U'當' - FIRST] = U'当', [U'禮' - FIRST] = U'礼', [U'種' - FIRST] = U'种',
    [U'筆' - FIRST] = U'笔', [U'節' - FIRST] = U'节', [U'紀' - FIRST] = U'纪',
    [U'約' - FIRST] = U'约', [U'級' - FIRST] = U'级', [U'組' - FIRST] = U'组',
    [U'總' - FIRST] = U'总', [U'聖' - FIRST] = U'圣', [U'臘' - FIRST] = U'腊',
    [U'臺' - FIRST] = U'台', [U'華' - FIRST] = U'华', [U'萬' - FIRST] = U'万',
    [U'蘭' - FIRST] = U'兰', [U'處' - FIRST] = U'处', [U'號' - FIRST] = U'号',
    [U'裏' - FIRST] = U'里', [U'複' - FIRST] = U'复', [U'規' - FIRST] = U'规',
    [U'計' - FIRST] = U'计', [U'訪' - FIRST] = U'访', [U'誕' - FIRST] = U'诞',
    [U'說' - FIRST] = U'说', [U'課' - FIRST] = U'课', [U'請' - FIRST] = U'请',
    [U'論' - FIRST] = U'论', [U'證' - FIRST] = U'证', [U'識' - FIRST] = U'识',
    [U'議' - FIRST] = U'议', [U'讀' - FIRST] = U'读', [U'負' - FIRST] = U'负',
    [U'責' - FIRST] = U'责', [U'資' - FIRST] = U'资', [U'車' - FIRST] = U'车',
    [U'軍' - FIRST] = U'军', [U'載' - FIRST] = U'载', [U'輕' - FIRST] = U'轻',
    [U'輛' - FIRST] = U'辆', [U'輪' - FIRST] = U'轮', [U'這' - FIRST] = U'这',
    [U'週' - FIRST] = U'周', [U'運' - FIRST] = U'运', [U'過' - FIRST] = U'过',
    [U'達' - FIRST] = U'达', [U'遠' - FIRST] = U'远', [U'邊' - FIRST] = U'边',
    [U'鄉' - FIRST] = U'乡', [U'釐' - FIRST] = U'厘', [U'針' - FIRST] = U'针',
    [U'錢' - FIRST] = U'钱', [U'鍾' - FIRST] = U'钟', [U'鎊' - FIRST] = U'镑',
    [U'鎮' - FIRST] = U'镇', [U'鐘' - FIRST] = U'钟', [U'長' - FIRST] = U'长',
    [U'門' - FIRST] = U'门', [U'開' - FIRST] = U'开', [U'間' - FIRST] = U'间',
    [U'闔' - FIRST] = U'合', [U'關' - FIRST] = U'关', [U'陽' - FIRST] = U'阳',
    [U'隊' - FIRST] = U'队', [U'際' - FIRST] = U'际', [U'隻' - FIRST] = U'只',
    [U'雙' - FIRST] = U'双', [U'韓' - FIRST] = U'韩', [U'頁' - FIRST] = U'页',
    [U'頃' - FIRST] = U'顷', [U'項' - FIRST] = U'项', [U'頭' - FIRST] = U'头',
    [U'頻' - FIRST] = U'频', [U'顆' - FIRST] = U'颗', [U'題' - FIRST] = U'题',
    [U'類' - FIRST] = U'类', [U'餘' - FIRST] = U'余', [U'館' - FIRST] = U'馆',
    [U'體' - FIRST] = U'体', [U'點' - FIRST] = U'点', [U'齡' - FIRST] = U'龄',
    [U'齣' - FIRST] = U'出',
};

uint32_t char_plain(uint32_t c)
{
    if (c < FIRST || c > LAST) return char_narrow(c);
    return twins[c - FIRST] ? twins[c - FIRST] : c;
}

uint32_t step_next(const char **at, const char *end)
{
    return *at < end ? char_plain(text_next(at, end)) : 0;
}

uint32_t step_peek(const char *at, const char *end)
{
    return step_next(&at, end);
}

uint32_t step_peek_before(const char *at, const char *start)
{
    return at > start ? char_plain(text_before(&at, start)) : 0;
}

bool step_over(const char **at, const char *end, const char *word)
{
    enum {
        LONGEST = 4
    }; /* bytes of a character; words are whole, so none is read beyond the NUL */
    const char *behind = *at;
    while (*word) {
        if (step_next(&behind, end) != text_next(&word, word + LONGEST)) return false;
    }
    *at = behind;
    return true;
}

bool step_over_any(const char **at, const char *end, const uint32_t *set)
{
    const char *behind = *at;
    if (!char_among(step_next(&behind, end), set)) return false;
    *at = behind;
    return true;
}

bool step_over_blank(const char **at, const char *end)
{
    const char *behind = *at;
    uint32_t c = step_next(&behind, end);
    if (!c || !char_is_blank(c) || c == '\n' || c == '\r') return false;
    *at = behind;
    return true;
}

bool step_over_to(const char **at, const char *end)
{
    const char *behind = *at;
    step_over_blank(&behind, end);
    uint32_t mark = step_next(&behind, end);
    if (!char_among(mark, U"-–—―~〜∼至到")) return false;
    if (char_among(mark, U"-—") && step_peek(behind, end) == mark) step_next(&behind, end);
    step_over_blank(&behind, end);
    *at = behind;
    return true;
}

bool char_among(uint32_t c, const uint32_t *set)
{
    while (*set && *set != c) set++;
    return c && *set;
}

bool char_among_utf8(uint32_t c, const char *set)
{
    const char *end = set + strlen(set);
    while (set < end) {
        if (text_next(&set, end) == c) return true;
    }
    return false;
}
