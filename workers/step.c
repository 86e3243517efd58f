/* step.c: see step.h. */
#include "workers/step.h"
#include <string.h>

/* For units.def, modifiers.def, date_words.def and date_parts.def. */
const uint16_t char_twins[HAN_LAST - HAN_FIRST + 1] = {
    [U'來' - HAN_FIRST] = U'来', [U'侖' - HAN_FIRST] = U'仑', [U'個' - HAN_FIRST] = U'个',
    [U'億' - HAN_FIRST] = U'亿', [U'內' - HAN_FIRST] = U'内', [U'兩' - HAN_FIRST] = U'两',
    [U'冊' - HAN_FIRST] = U'册', [U'劃' - HAN_FIRST] = U'划', [U'動' - HAN_FIRST] = U'动',
    [U'務' - HAN_FIRST] = U'务', [U'勞' - HAN_FIRST] = U'劳', [U'區' - HAN_FIRST] = U'区',
    [U'員' - HAN_FIRST] = U'员', [U'單' - HAN_FIRST] = U'单', [U'噸' - HAN_FIRST] = U'吨',
    [U'國' - HAN_FIRST] = U'国', [U'圓' - HAN_FIRST] = U'圆', [U'圖' - HAN_FIRST] = U'图',
    [U'團' - HAN_FIRST] = U'团', [U'場' - HAN_FIRST] = U'场', [U'塊' - HAN_FIRST] = U'块',
    [U'學' - HAN_FIRST] = U'学', [U'屆' - HAN_FIRST] = U'届', [U'層' - HAN_FIRST] = U'层',
    [U'幣' - HAN_FIRST] = U'币', [U'幾' - HAN_FIRST] = U'几', [U'張' - HAN_FIRST] = U'张',
    [U'後' - HAN_FIRST] = U'后', [U'從' - HAN_FIRST] = U'从', [U'慶' - HAN_FIRST] = U'庆',
    [U'應' - HAN_FIRST] = U'应', [U'戰' - HAN_FIRST] = U'战', [U'戶' - HAN_FIRST] = U'户',
    [U'攝' - HAN_FIRST] = U'摄', [U'數' - HAN_FIRST] = U'数', [U'時' - HAN_FIRST] = U'时',
    [U'曆' - HAN_FIRST] = U'历', [U'會' - HAN_FIRST] = U'会', [U'條' - HAN_FIRST] = U'条',
    [U'棟' - HAN_FIRST] = U'栋', [U'業' - HAN_FIRST] = U'业', [U'樓' - HAN_FIRST] = U'楼',
    [U'標' - HAN_FIRST] = U'标', [U'樣' - HAN_FIRST] = U'样', [U'歐' - HAN_FIRST] = U'欧',
    [U'歲' - HAN_FIRST] = U'岁', [U'歷' - HAN_FIRST] = U'历', [U'準' - HAN_FIRST] = U'准',
    [U'現' - HAN_FIRST] = U'现', [U'產' - HAN_FIRST] = U'产', [U'畝' - HAN_FIRST] = U'亩',
    [U'當' - HAN_FIRST] = U'当', [U'禮' - HAN_FIRST] = U'礼', [U'種' - HAN_FIRST] = U'种',
    [U'筆' - HAN_FIRST] = U'笔', [U'節' - HAN_FIRST] = U'节', [U'紀' - HAN_FIRST] = U'纪',
    [U'約' - HAN_FIRST] = U'约', [U'級' - HAN_FIRST] = U'级', [U'組' - HAN_FIRST] = U'组',
    [U'總' - HAN_FIRST] = U'总', [U'聖' - HAN_FIRST] = U'圣', [U'臘' - HAN_FIRST] = U'腊',
    [U'臺' - HAN_FIRST] = U'台', [U'華' - HAN_FIRST] = U'华', [U'萬' - HAN_FIRST] = U'万',
    [U'蘭' - HAN_FIRST] = U'兰', [U'處' - HAN_FIRST] = U'处', [U'號' - HAN_FIRST] = U'号',
    [U'裏' - HAN_FIRST] = U'里', [U'複' - HAN_FIRST] = U'复', [U'規' - HAN_FIRST] = U'规',
    [U'計' - HAN_FIRST] = U'计', [U'訪' - HAN_FIRST] = U'访', [U'誕' - HAN_FIRST] = U'诞',
    [U'說' - HAN_FIRST] = U'说', [U'課' - HAN_FIRST] = U'课', [U'請' - HAN_FIRST] = U'请',
    [U'論' - HAN_FIRST] = U'论', [U'證' - HAN_FIRST] = U'证', [U'識' - HAN_FIRST] = U'识',
    [U'議' - HAN_FIRST] = U'议', [U'讀' - HAN_FIRST] = U'读', [U'負' - HAN_FIRST] = U'负',
    [U'責' - HAN_FIRST] = U'责', [U'資' - HAN_FIRST] = U'资', [U'車' - HAN_FIRST] = U'车',
    [U'軍' - HAN_FIRST] = U'军', [U'載' - HAN_FIRST] = U'载', [U'輕' - HAN_FIRST] = U'轻',
    [U'輛' - HAN_FIRST] = U'辆', [U'輪' - HAN_FIRST] = U'轮', [U'這' - HAN_FIRST] = U'这',
    [U'週' - HAN_FIRST] = U'周', [U'運' - HAN_FIRST] = U'运', [U'過' - HAN_FIRST] = U'过',
    [U'達' - HAN_FIRST] = U'达', [U'遠' - HAN_FIRST] = U'远', [U'邊' - HAN_FIRST] = U'边',
    [U'鄉' - HAN_FIRST] = U'乡', [U'釐' - HAN_FIRST] = U'厘', [U'針' - HAN_FIRST] = U'针',
    [U'錢' - HAN_FIRST] = U'钱', [U'鍾' - HAN_FIRST] = U'钟', [U'鎊' - HAN_FIRST] = U'镑',
    [U'鎮' - HAN_FIRST] = U'镇', [U'鐘' - HAN_FIRST] = U'钟', [U'長' - HAN_FIRST] = U'长',
    [U'門' - HAN_FIRST] = U'门', [U'開' - HAN_FIRST] = U'开', [U'間' - HAN_FIRST] = U'间',
    [U'闔' - HAN_FIRST] = U'合', [U'關' - HAN_FIRST] = U'关', [U'陽' - HAN_FIRST] = U'阳',
    [U'隊' - HAN_FIRST] = U'队', [U'際' - HAN_FIRST] = U'际', [U'隻' - HAN_FIRST] = U'只',
    [U'雙' - HAN_FIRST] = U'双', [U'韓' - HAN_FIRST] = U'韩', [U'頁' - HAN_FIRST] = U'页',
    [U'頃' - HAN_FIRST] = U'顷', [U'項' - HAN_FIRST] = U'项', [U'頭' - HAN_FIRST] = U'头',
    [U'頻' - HAN_FIRST] = U'频', [U'顆' - HAN_FIRST] = U'颗', [U'題' - HAN_FIRST] = U'题',
    [U'類' - HAN_FIRST] = U'类', [U'餘' - HAN_FIRST] = U'余', [U'館' - HAN_FIRST] = U'馆',
    [U'體' - HAN_FIRST] = U'体', [U'點' - HAN_FIRST] = U'点', [U'齡' - HAN_FIRST] = U'龄',
    [U'齣' - HAN_FIRST] = U'出', [U'婦' - HAN_FIRST] = U'妇', [U'兒' - HAN_FIRST] = U'儿',
    [U'歸' - HAN_FIRST] = U'归', [U'權' - HAN_FIRST] = U'权', [U'費' - HAN_FIRST] = U'费',
    [U'尋' - HAN_FIRST] = U'寻', [U'聽' - HAN_FIRST] = U'听', [U'復' - HAN_FIRST] = U'复',
    [U'闆' - HAN_FIRST] = U'板', [U'穀' - HAN_FIRST] = U'谷', [U'驚' - HAN_FIRST] = U'惊',
    [U'蟄' - HAN_FIRST] = U'蛰', [U'滿' - HAN_FIRST] = U'满', [U'黨' - HAN_FIRST] = U'党',
    [U'師' - HAN_FIRST] = U'师', [U'記' - HAN_FIRST] = U'记', [U'護' - HAN_FIRST] = U'护',
    [U'醫' - HAN_FIRST] = U'医', [U'聯' - HAN_FIRST] = U'联', [U'養' - HAN_FIRST] = U'养',
    [U'馬' - HAN_FIRST] = U'马', [U'盧' - HAN_FIRST] = U'卢', [U'紐' - HAN_FIRST] = U'纽',
    [U'壘' - HAN_FIRST] = U'垒', [U'貿' - HAN_FIRST] = U'贸', [U'銀' - HAN_FIRST] = U'银',
    [U'鐵' - HAN_FIRST] = U'铁', [U'鋪' - HAN_FIRST] = U'铺', [U'碼' - HAN_FIRST] = U'码',
    [U'磚' - HAN_FIRST] = U'砖', [U'幀' - HAN_FIRST] = U'帧', [U'艙' - HAN_FIRST] = U'舱',
    [U'籃' - HAN_FIRST] = U'篮', [U'籠' - HAN_FIRST] = U'笼', [U'燈' - HAN_FIRST] = U'灯',
    [U'爐' - HAN_FIRST] = U'炉', [U'窩' - HAN_FIRST] = U'窝', [U'樁' - HAN_FIRST] = U'桩',
    [U'渦' - HAN_FIRST] = U'涡', [U'嶺' - HAN_FIRST] = U'岭', [U'壩' - HAN_FIRST] = U'坝',
    [U'島' - HAN_FIRST] = U'岛', [U'幹' - HAN_FIRST] = U'干', [U'據' - HAN_FIRST] = U'据',
    [U'錶' - HAN_FIRST] = U'表', [U'斷' - HAN_FIRST] = U'断', [U'聲' - HAN_FIRST] = U'声',
    [U'線' - HAN_FIRST] = U'线', [U'網' - HAN_FIRST] = U'网', [U'縣' - HAN_FIRST] = U'县',
    [U'寶' - HAN_FIRST] = U'宝', [U'齊' - HAN_FIRST] = U'齐', [U'龍' - HAN_FIRST] = U'龙',
    [U'競' - HAN_FIRST] = U'竞', [U'檔' - HAN_FIRST] = U'档', [U'園' - HAN_FIRST] = U'园',
    [U'圍' - HAN_FIRST] = U'围', [U'廳' - HAN_FIRST] = U'厅', [U'鍋' - HAN_FIRST] = U'锅',
    [U'鑰' - HAN_FIRST] = U'钥', [U'賽' - HAN_FIRST] = U'赛', [U'貨' - HAN_FIRST] = U'货',
    [U'購' - HAN_FIRST] = U'购', [U'躍' - HAN_FIRST] = U'跃', [U'盞' - HAN_FIRST] = U'盏',
    [U'絲' - HAN_FIRST] = U'丝', [U'繩' - HAN_FIRST] = U'绳', [U'綑' - HAN_FIRST] = U'捆',
    [U'質' - HAN_FIRST] = U'质', [U'晝' - HAN_FIRST] = U'昼', [U'賠' - HAN_FIRST] = U'赔',
    [U'裡' - HAN_FIRST] = U'里', [U'懷' - HAN_FIRST] = U'怀', [U'煙' - HAN_FIRST] = U'烟',
    [U'壓' - HAN_FIRST] = U'压', [U'瓏' - HAN_FIRST] = U'珑',
};

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
