/* solid.c: see solid.h. All loops go forward only, so the cost is linear. */
#include "workers/words/solid.h"
#include "workers/text.h"
#include <stdbool.h>
#include <string.h>

/* What a number may be followed by and still be one word: powers of ten first, then one unit. */
static const char *const powers[] = {"万亿", "亿", "万", "千", "百", "十"};
static const char *const units[] = {
    "平方公里", "平方千米", "平方厘米", "立方厘米", "平方米", "立方米", "公里", "千米",
    "厘米",     "毫米",     "微米",     "纳米",     "海里",   "英里",   "公顷", "公斤",
    "千克",     "毫克",     "千瓦时",   "千瓦",     "兆瓦",   "摄氏度", "美元", "欧元",
    "港元",     "日元",     "英镑",     "年度",     "年代",   "年级",   "卢布", "韩元",
    "毫升",     "元",       "米",       "亩",       "吨",     "克",     "升",   "年",
    "月",       "日",       "时",       "％",       "%",      "‰",      "℃",
};

/* What only begins as a unit does: 由8升至10, 2022元旦. */
static const char *const not_units[] = {"升至", "升到", "元旦", "时代", "克服"};

static uint32_t narrow_at(struct view text, size_t *len)
{
    const char *p = text.at;
    uint32_t c = text_next(&p, text.at + text.len);
    *len = (size_t)(p - text.at);
    return char_narrow(c);
}

static struct view rest(struct view text, size_t from)
{
    return (struct view){text.at + from, text.len - from};
}

static size_t one_of(struct view text, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(list[i]);
        if (len <= text.len && memcmp(text.at, list[i], len) == 0) return len;
    }
    return 0;
}
#define ONE_OF(text, list) one_of(text, list, sizeof(list) / sizeof *(list))

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(uint32_t c)
{
    return char_is_letter(c) || c == '_';
}

/* Digits with separators between them: 1,234.5 and 12:30 and 2020-04-13. */
static size_t number_length(struct view text)
{
    size_t at = 0, len;
    while (at < text.len) {
        uint32_t c = narrow_at(rest(text, at), &len);
        if (!is_digit(c)) {
            size_t next_len;
            if (c >= 0x80 || !strchr(",.:-/", (int)c) || at + len >= text.len) break;
            if (!is_digit(narrow_at(rest(text, at + len), &next_len))) break;
        }
        at += len;
    }
    return at;
}

static size_t with_unit(struct view text, size_t number)
{
    size_t at = number, len;
    while (at < text.len && (len = ONE_OF(rest(text, at), powers)) > 0) at += len;
    if (at == text.len || ONE_OF(rest(text, at), not_units)) return at;
    return at + ONE_OF(rest(text, at), units);
}

/* Letters and digits, with the marks that addresses and compound names have inside: covid-19,
 * a.b@c.cn, https://x.cn/a?b=1. A mark at the end belongs to the sentence, not to the piece. */
static size_t latin_length(struct view text)
{
    size_t at = 0, end = 0, len;
    bool address = false;
    while (at < text.len) {
        uint32_t c = narrow_at(rest(text, at), &len);
        bool inside = is_letter(c) || is_digit(c);
        if (!inside &&
            !(len == 1 && c < 0x80 && strchr(address ? "-.@:/?&=%#~+_" : "-.@:'&+", (int)c)))
            break;
        address |=
            c == '@' || (c == ':' && text.len > at + 2 && memcmp(text.at + at, "://", 3) == 0);
        at += len;
        if (inside || c == '/')
            end = at;
        else if (c == ':' && !address)
            break;
    }
    return end;
}

size_t solid_length(struct view text)
{
    size_t len;
    uint32_t c = narrow_at(text, &len);
    if (is_letter(c)) return latin_length(text);
    if (!is_digit(c)) return 0;
    size_t number = number_length(text), latin = latin_length(text);
    return latin > number ? latin : with_unit(text, number);
}
