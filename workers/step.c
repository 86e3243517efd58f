/* step.c: see step.h. */
#include "workers/step.h"
#include <string.h>

/* Traditional characters of the words that units.def, modifiers.def, date_words.def and
 * date_parts.def have, in order, with their simplified twins. */
static const struct {
    uint32_t traditional, simplified;
} twins[] = {
    {U'來', U'来'}, {U'侖', U'仑'}, {U'個', U'个'}, {U'億', U'亿'}, {U'內', U'内'}, {U'兩', U'两'},
    {U'冊', U'册'}, {U'劃', U'划'}, {U'動', U'动'}, {U'務', U'务'}, {U'勞', U'劳'}, {U'區', U'区'},
    {U'員', U'员'}, {U'單', U'单'}, {U'噸', U'吨'}, {U'國', U'国'}, {U'圓', U'圆'}, {U'圖', U'图'},
    {U'團', U'团'}, {U'場', U'场'}, {U'塊', U'块'}, {U'學', U'学'}, {U'屆', U'届'}, {U'層', U'层'},
    {U'幣', U'币'}, {U'幾', U'几'}, {U'張', U'张'}, {U'後', U'后'}, {U'從', U'从'}, {U'慶', U'庆'},
    {U'應', U'应'}, {U'戰', U'战'}, {U'戶', U'户'}, {U'攝', U'摄'}, {U'數', U'数'}, {U'時', U'时'},
    {U'曆', U'历'}, {U'會', U'会'}, {U'條', U'条'}, {U'棟', U'栋'}, {U'業', U'业'}, {U'樓', U'楼'},
    {U'標', U'标'}, {U'樣', U'样'}, {U'歐', U'欧'}, {U'歲', U'岁'}, {U'歷', U'历'}, {U'準', U'准'},
    {U'現', U'现'}, {U'產', U'产'}, {U'畝', U'亩'}, {U'當', U'当'}, {U'禮', U'礼'}, {U'種', U'种'},
    {U'筆', U'笔'}, {U'節', U'节'}, {U'紀', U'纪'}, {U'約', U'约'}, {U'級', U'级'}, {U'組', U'组'},
    {U'總', U'总'}, {U'聖', U'圣'}, {U'臘', U'腊'}, {U'臺', U'台'}, {U'華', U'华'}, {U'萬', U'万'},
    {U'蘭', U'兰'}, {U'處', U'处'}, {U'號', U'号'}, {U'裏', U'里'}, {U'複', U'复'}, {U'規', U'规'},
    {U'計', U'计'}, {U'訪', U'访'}, {U'誕', U'诞'}, {U'說', U'说'}, {U'課', U'课'}, {U'請', U'请'},
    {U'論', U'论'}, {U'證', U'证'}, {U'識', U'识'}, {U'議', U'议'}, {U'讀', U'读'}, {U'負', U'负'},
    {U'責', U'责'}, {U'資', U'资'}, {U'車', U'车'}, {U'軍', U'军'}, {U'載', U'载'}, {U'輕', U'轻'},
    {U'輛', U'辆'}, {U'輪', U'轮'}, {U'這', U'这'}, {U'週', U'周'}, {U'運', U'运'}, {U'過', U'过'},
    {U'達', U'达'}, {U'遠', U'远'}, {U'邊', U'边'}, {U'鄉', U'乡'}, {U'釐', U'厘'}, {U'針', U'针'},
    {U'錢', U'钱'}, {U'鍾', U'钟'}, {U'鎊', U'镑'}, {U'鎮', U'镇'}, {U'鐘', U'钟'}, {U'長', U'长'},
    {U'門', U'门'}, {U'開', U'开'}, {U'間', U'间'}, {U'闔', U'合'}, {U'關', U'关'}, {U'陽', U'阳'},
    {U'隊', U'队'}, {U'際', U'际'}, {U'隻', U'只'}, {U'雙', U'双'}, {U'韓', U'韩'}, {U'頁', U'页'},
    {U'頃', U'顷'}, {U'項', U'项'}, {U'頭', U'头'}, {U'頻', U'频'}, {U'顆', U'颗'}, {U'題', U'题'},
    {U'類', U'类'}, {U'餘', U'余'}, {U'館', U'馆'}, {U'體', U'体'}, {U'點', U'点'}, {U'齡', U'龄'},
    {U'齣', U'出'},
};

uint32_t char_plain(uint32_t c)
{
    if (c < 0x4e00 || c > 0x9fff) return char_narrow(c);
    size_t low = 0, high = sizeof twins / sizeof *twins;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (twins[middle].traditional == c) return twins[middle].simplified;
        if (twins[middle].traditional < c) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return c;
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
    const char *behind = *at, *last = word + strlen(word);
    while (word < last) {
        if (step_next(&behind, end) != text_next(&word, last)) return false;
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
