/* charset_test.c: documents in every charset come out as the text that went in, and each character
 * leads back to its bytes. */
#include "proto/pack.h"
#include "proto/utf8.h"
#include "tests/proto/dice.h"
#include "tests/test.h"
#include "workers/charset/convert.h"
#include "workers/decode.h"
#include "workers/text.h"
#include <iconv.h>
#include <string.h>
#include <time.h>

static const char simplified[] =
    "关于云岭县2021年调解工作的通报\n"
    "各乡镇人民政府,县直各单位:\n"
    "2021年以来,全县各级调解组织共受理纠纷1350件,调解成功1297件,成功率为96.1%。"
    "东溪镇把网格员、老党员和热心的邻居请进“板凳会”,小事不出村,大事不出镇,"
    "村民有话愿意坐下来说。三月五日,北岭乡红旗村为一条三十多年没有修好的水渠开了四次会,"
    "两家人终于握手言和,水渠由村里出钱、村民出力,四十天就修通了。\n"
    "一、主要做法\n"
    "(一)早发现。每个小组设信息员一名,每周走访一遍,把矛盾写在本子上,也记在心里。\n"
    "(二)早处理。接到消息后两小时之内到场,能当场解决的当场解决;不能的,"
    "说明白谁来办、什么时候办好。\n"
    "二、存在的问题\n"
    "部分乡镇调解员年龄偏大,法律知识更新慢;山区路远,雨季车辆进不去;经费还不够用,去年只落实了83."
    "5万元。"
    "明年要继续加强培训,争取让每一位调解员都能熟练地使用手机办案,让群众少跑路。\n"
    "这本书讲的是一个孩子和一条河的故事。春天河水涨了,他跟着爷爷去看船;夏天太热,他在桥下睡着了,"
    "醒来时月亮已经升得很高;秋天稻子黄了,学校放假,大家都到田里帮忙;冬天下了第一场雪,"
    "河面结了薄薄的冰。\n";

static const char traditional[] =
    "關於東溪市公共圖書館延長開放時間的說明\n"
    "各位讀者:\n"
    "自民國一百一十年三月起,本市十二所圖書館的開放時間由每日上午九時至下午六時,延長到晚上九時。"
    "過去一年,全市借出的圖書共有三十五萬六千冊,比前年增加百分之八點三,其中兒童讀物佔了將近一半。"
    "不少家長表示,孩子放學以後終於有一個安靜的地方可以做功課,自己下班也能順路來借書。\n"
    "「我每個星期都來,」住在北嶺區的陳老先生說,「這裡的報紙很齊全,冷氣也夠,跟老朋友見面談談天,"
    "時間很快就過去了。」館方表示,未來還要為視力不便的讀者準備大字版的書籍與有聲書,"
    "並請義工定期到偏遠的學校說故事。\n"
    "這條老街的房子大多是一百年前蓋的,紅色的磚牆、木造的窗,雨天走在騎樓下面不會淋濕。"
    "街口那家麵店開了五十年,老闆的兒子從國外回來接手,菜單上多了兩三樣新菜,但是湯頭還是從前的味道。"
    "傍晚的時候,賣花的阿婆推著車子經過,學生騎著腳踏車回家,廟前的廣場上有人下棋,有人唱歌。\n"
    "颱風過後,山上的路斷了,村民花了十天才把石頭清開。縣政府說,新的橋樑預計在明年六月完工,"
    "總經費約二億四千萬元。\n";

static const char western[] =
    "La bibliothèque de l’été rouvre à huit heures; les élèves y trouvent déjà de nouveaux livres. "
    "Où est passée la clé du musée? Für die Brücke über den Fluß fehlen noch zwölf Träger, sagt "
    "der "
    "Bürgermeister. El niño pequeño soñó con una montaña. “Smörgås” costs 12 €, said the waiter.\n";

/* From UTF-8; free what it returns. */
static struct buf encoded(const char *text, const char *charset)
{
    struct buf out = {0};
    iconv_t with = iconv_open(charset, "UTF-8");
    CHECK(with != (iconv_t)-1);
    char *in = (char *)text;
    size_t len = strlen(text), left = 4 * len + 16;
    buf_reserve(&out, left);
    char *to = out.at;
    CHECK(iconv(with, &in, &len, &to, &left) != (size_t)-1 && len == 0);
    CHECK(iconv(with, NULL, NULL, &to, &left) != (size_t)-1);
    out.len = (size_t)(to - out.at);
    iconv_close(with);
    return out;
}

struct decoded {
    struct arena arena;
    struct document d;
    unsigned reason;
    struct err err;
};

static const char *decode(struct decoded *s, struct view bytes)
{
    static const struct budget no_limit;
    *s = (struct decoded){.d = {.bytes = bytes}};
    s->d.arena = &s->arena;
    if (stage_decode.run(&s->d, NULL, &no_limit, &s->reason, &s->err) != STAGE_GO_ON) return "";
    return s->d.charset;
}

static bool is_text(const struct decoded *s, const char *text)
{
    return view_equal(s->d.canonical, view_of(text));
}

/* Every character of the text leads to exactly the bytes that it was read from. */
static void check_origin(const struct document *d)
{
    const char *at = d->canonical.at, *end = at + d->canonical.len;
    uint32_t byte = 0;
    enum charset charset;
    CHECK(d->origin != NULL && charset_by_label(view_of(d->charset), &charset));
    while (at < end) {
        uint32_t start = (uint32_t)(at - d->canonical.at);
        text_next(&at, end);
        struct span place = origin_of(d->origin, start, (uint32_t)(at - d->canonical.at));
        CHECK_INT(place.start, byte);
        struct charset_step s =
            charset_step(charset, d->bytes.at + place.start, d->bytes.at + d->bytes.len);
        byte = place.end;
        CHECK_INT(place.end, place.start + s.from);
        CHECK(memcmp(d->canonical.at + start, &s.utf8, s.to) == 0);
    }
    CHECK_INT(byte, (long long)d->bytes.len);
}

static const struct trip {
    const char *text, *encoded_as, *charset;
} trips[] = {
    {simplified, "GB18030", "gb18030"},    {simplified, "GBK", "gb18030"},
    {simplified, "GB2312", "gb18030"},     {traditional, "GB18030", "gb18030"},
    {traditional, "BIG5", "big5"},         {traditional, "BIG5-HKSCS", "big5"},
    {traditional, "CP950", "big5"},        {simplified, "UTF-16LE", "utf-16le"},
    {traditional, "UTF-16LE", "utf-16le"}, {western, "UTF-16LE", "utf-16le"},
    {simplified, "UTF-16BE", "utf-16be"},  {traditional, "UTF-16BE", "utf-16be"},
    {western, "UTF-16BE", "utf-16be"},     {western, "WINDOWS-1252", "windows-1252"},
};

TEST(charset_round_trips)
{
    for (size_t i = 0; i < sizeof trips / sizeof *trips; i++) {
        struct buf bytes = encoded(trips[i].text, trips[i].encoded_as);
        struct decoded s;
        CHECK_TEXT(decode(&s, buf_view(&bytes)), trips[i].charset);
        CHECK(is_text(&s, trips[i].text));
        CHECK_INT((long long)s.d.damaged, 0);
        CHECK(s.d.charset_confidence > 90);
        check_origin(&s.d);
        arena_free(&s.arena);
        buf_free(&bytes);
    }
}

TEST(charset_marks_are_believed)
{
    static const char *const marked[] = {"UTF-16LE", "UTF-16BE", "GB18030"};
    for (size_t i = 0; i < sizeof marked / sizeof *marked; i++) {
        struct buf bytes = encoded("\xef\xbb\xbf"
                                   "Привет",
                                   marked[i]);
        struct decoded s;
        decode(&s, buf_view(&bytes));
        CHECK(is_text(&s, "\xef\xbb\xbf"
                          "Привет"));
        CHECK_INT(s.d.charset_confidence, 100);
        check_origin(&s.d);
        arena_free(&s.arena);
        buf_free(&bytes);
    }
}

/* 𠮷 lies beyond U+FFFF, 𨋢 is Hong Kong's, Ê̄ is two characters in one code of HKSCS; F9D6 is 碁
 * of ETEN's. */
TEST(charset_reads_rare_characters)
{
    static const struct {
        const char *bytes, *text, *charset;
    } rare[] = {
        {"\xc4\xe3\xba\xc3\xa1\xa3\x95\x34\xb2\x35\xd6\xd0\xb9\xfa", "你好。𠮷中国", "gb18030"},
        {"\xa7\x41\xa6\x6e\xa1\x43\x9d\xf2\xa4\xa4\xb0\xea", "你好。𨋢中國", "big5"},
        {"\xa7\x41\xa6\x6e\xa1\x43\x88\x62\xa4\xa4\xb0\xea", "你好。\xc3\x8a\xcc\x84中國", "big5"},
        {"\xa7\x41\xa6\x6e\xa1\x43\xf9\xd6\xa4\xa4\xb0\xea", "你好。碁中國", "big5"},
        {"\xa7\x41\xa6\x6e\xa1\x43\xc6\xe7\xa4\xa4\xb0\xea", "你好。ぁ中國", "big5"},
    };
    for (size_t i = 0; i < sizeof rare / sizeof *rare; i++) {
        struct decoded s;
        CHECK_TEXT(decode(&s, view_of(rare[i].bytes)), rare[i].charset);
        CHECK_INT((long long)s.d.damaged, 0);
        CHECK(is_text(&s, rare[i].text));
        arena_free(&s.arena);
    }
    struct decoded s; /* half of the letter with its accent is all of the code */
    decode(&s, view_of(rare[2].bytes));
    struct span letter = origin_of(s.d.origin, 9, 11), accent = origin_of(s.d.origin, 11, 13);
    CHECK(letter.start == 6 && letter.end == 8 && accent.start == 6 && accent.end == 8);
    arena_free(&s.arena);
}

/* Windows of 200 bytes, cut anywhere, also through characters. */
static double share_right(const char *text, const char *encoded_as, const char *charset)
{
    struct buf bytes = encoded(text, encoded_as);
    size_t right = 0, all = 0;
    for (size_t i = 0; i + 200 <= bytes.len; i++, all++) {
        struct decoded s;
        right += strcmp(decode(&s, (struct view){bytes.at + i, 200}), charset) == 0;
        arena_free(&s.arena);
    }
    printf("%s: %zu of %zu windows\n", encoded_as, right, all);
    CHECK(all > 400);
    buf_free(&bytes);
    return (double)right / (double)all;
}

TEST(charset_is_known_from_200_bytes)
{
    CHECK(share_right(simplified, "GB18030", "gb18030") == 1);
    CHECK(share_right(traditional, "GB18030", "gb18030") == 1);
    CHECK(share_right(simplified, "UTF-16LE", "utf-16le") == 1);
    CHECK(share_right(simplified, "UTF-16BE", "utf-16be") == 1);
    CHECK(share_right(traditional, "UTF-16LE", "utf-16le") == 1);
    CHECK(share_right(traditional, "UTF-16BE", "utf-16be") == 1);
    CHECK(share_right(traditional, "BIG5", "big5") >= 0.99);
    CHECK(share_right(traditional, "BIG5-HKSCS", "big5") >= 0.99);
}

/* A window that begins within a character: its rest is damage, the text behind it is whole. */
TEST(charset_finds_the_next_character)
{
    struct buf bytes = encoded(simplified, "GBK");
    struct decoded s;
    CHECK_TEXT(decode(&s, (struct view){bytes.at + 1, bytes.len - 1}), "gb18030");
    CHECK_INT((long long)s.d.damaged, 1);
    CHECK(memcmp(s.d.canonical.at, "\xef\xbf\xbd", 3) == 0);
    CHECK(memcmp(s.d.canonical.at + 3, simplified + 3, strlen(simplified) - 3) == 0);
    CHECK_INT(origin_of(s.d.origin, 0, 3).end, 1);
    CHECK_INT(origin_of(s.d.origin, 3, 6).start, 1);
    CHECK_INT(origin_of(s.d.origin, 3, 6).end, 3);
    arena_free(&s.arena);
    buf_free(&bytes);
}

static bool guessed(struct view bytes, const char *label, const char *charset)
{
    struct charset_guess guess;
    if (!charset_guess(bytes, view_of(label), false, &guess)) return *charset == '\0';
    return strcmp(charset_name(guess.charset), charset) == 0;
}

TEST(charset_labels_are_believed_unless_the_text_speaks_against_them)
{
    struct buf gb = encoded(simplified, "GB18030"), big5 = encoded(traditional, "BIG5");
    CHECK(guessed(buf_view(&gb), "GB2312", "gb18030"));
    CHECK(guessed(buf_view(&gb), "big5", "gb18030"));
    CHECK(guessed(buf_view(&gb), "utf-8", "gb18030"));
    CHECK(guessed(buf_view(&gb), "iso-8859-1", "gb18030"));
    CHECK(guessed(buf_view(&gb), "koi8-r", "gb18030"));
    CHECK(guessed(buf_view(&big5), "x-gbk", "big5"));
    CHECK(guessed(buf_view(&big5), "Big5", "big5"));
    struct view short_text = view_of("\xcc\xc0"); /* 汤 in GBK, 昹 in Big5: too little to tell */
    CHECK(guessed(short_text, "", ""));
    CHECK(guessed(short_text, "gbk", "gb18030"));
    buf_free(&gb);
    buf_free(&big5);
}

TEST(charset_damage_is_counted_and_kept_in_place)
{
    static const char *const charsets[] = {"GB18030", "BIG5", "UTF-8"};
    for (size_t i = 0; i < 3; i++) {
        struct buf bytes = encoded(i == 1 ? traditional : simplified, charsets[i]);
        struct decoded s;
        char *line = memchr(bytes.at, '\n', bytes.len);
        line[0] = '\xff';
        bytes.at[bytes.len - 1] = '\xff';
        decode(&s, buf_view(&bytes));
        CHECK_INT(s.reason, 0);
        CHECK_INT((long long)s.d.damaged, 2);
        CHECK(utf8_valid(s.d.canonical));
        check_origin(&s.d);
        arena_free(&s.arena);
        buf_free(&bytes);
    }
}

TEST(charset_mostly_damage_is_refused_with_its_place)
{
    struct buf bytes = encoded(simplified, "UTF-16LE");
    struct decoded s;
    buf_reserve(&bytes, 4);
    memmove(bytes.at + 2, bytes.at, bytes.len);
    bytes.len += 2;
    memcpy(bytes.at, "\xff\xfe", 2);
    for (size_t i = 101; i < bytes.len; i += 8) bytes.at[i] = '\xdc'; /* halves of pairs */
    decode(&s, buf_view(&bytes));
    CHECK_INT(s.reason, REASON_BAD_CHARSET);
    CHECK(strstr(s.err.text, "offset 100") != NULL);
    arena_free(&s.arena);
    buf_free(&bytes);
}

TEST(charset_random_bytes_are_no_text)
{
    struct dice dice = {1};
    char bytes[4096];
    for (size_t i = 0; i < 3000; i++) {
        struct decoded s;
        size_t len = 24 + dice_below(&dice, i % 10 ? 400 : sizeof bytes - 24);
        dice_bytes(&dice, bytes, len);
        if (i % 2)
            for (size_t k = 0; k < len; k++)
                bytes[k] |= bytes[k] & 0x60 ? 0 : 0x20; /* no controls */
        if (*decode(&s, (struct view){bytes, len}))
            test_fail(__FILE__, __LINE__, "round %zu: %zu bytes are %s", i, len, s.d.charset);
        arena_free(&s.arena);
    }
}

/* Programs and tables of numbers hold NULs as UTF-16 does. */
TEST(charset_binary_files_are_no_text)
{
    uint32_t numbers[1000];
    uint16_t halves[1000];
    struct decoded s;
    for (uint32_t i = 0; i < 1000; i++) numbers[i] = i * 7, halves[i] = (uint16_t)(i * 3);
    decode(&s, (struct view){(const char *)numbers, sizeof numbers});
    CHECK_INT(s.reason, REASON_BINARY);
    arena_free(&s.arena);
    decode(&s, (struct view){(const char *)halves, sizeof halves});
    CHECK_INT(s.reason, REASON_BINARY);
    arena_free(&s.arena);
}

static double seconds_of(struct view bytes, size_t rounds)
{
    struct timespec from, to;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
    for (size_t i = 0; i < rounds; i++) {
        struct decoded s;
        decode(&s, bytes);
        arena_free(&s.arena);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
    return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

TEST(charset_takes_time_in_line_with_length)
{
    struct buf once = encoded(simplified, "GB18030"), many = {0};
    while (many.len < 4 << 20) buf_add_view(&many, buf_view(&once));
    struct view half = {many.at, many.len / 2};
    seconds_of(half, 1);
    double small = seconds_of(half, 4), large = seconds_of(buf_view(&many), 4);
    printf("%.0f MB/s\n", 4 * (double)many.len / 1e6 / large);
    CHECK(large < 4 * small); /* twice, and room for a busy machine */
    buf_free(&once);
    buf_free(&many);
}

/* The result of a document, as JSON without what tells the charset. */
static void result_of(struct view bytes, struct buf *result)
{
    static const struct budget no_limit;
    static struct arena arena;
    struct document d = {.arena = &arena, .bytes = bytes};
    result->len = 0;
    struct outcome o = pipeline_run(pipeline_find("standard"), &d, NULL, &no_limit, NULL, result);
    CHECK_INT(o.state, STATE_DONE);
    CHECK(o.records > 5);
}

/* Walks two results side by side: they differ in charset_confidence, canonical and origin only. */
static size_t compare(struct unpack *plain, struct unpack *other)
{
    struct unpack_item a = unpack_next(plain), b = unpack_next(other);
    size_t origins = 0;
    CHECK_INT(a.type, b.type);
    if (a.type == UNPACK_ARRAY) {
        CHECK_INT((long long)a.number, (long long)b.number);
        for (uint64_t i = 0; i < a.number; i++) origins += compare(plain, other);
    } else if (a.type == UNPACK_MAP) {
        for (uint64_t i = 0; i < b.number; i++) {
            struct unpack key = *other;
            struct view name = unpack_next(&key).bytes;
            bool origin = view_equal(name, view_of("origin"));
            origins += origin;
            if (origin || view_equal(name, view_of("canonical")) ||
                view_equal(name, view_of("charset_confidence"))) {
                unpack_skip(other);
                unpack_skip(other);
                continue;
            }
            CHECK(view_equal(unpack_next(plain).bytes, unpack_next(other).bytes));
            if (view_equal(name, view_of("charset"))) {
                unpack_skip(plain);
                unpack_skip(other);
            } else {
                origins += compare(plain, other);
            }
        }
    } else {
        CHECK_INT((long long)a.number, (long long)b.number);
        CHECK(a.real == b.real && view_equal(a.bytes, b.bytes));
    }
    return origins;
}

TEST(charset_changes_nothing_but_the_origin)
{
    struct buf bytes = encoded(simplified, "GB18030"), plain = {0}, other = {0};
    result_of(view_of(simplified), &plain);
    result_of(buf_view(&bytes), &other);
    struct unpack a = unpack_of(buf_view(&plain)), b = unpack_of(buf_view(&other));
    CHECK(!unpack_find(&a, "canonical") && !unpack_find(&a, "charset_confidence"));
    CHECK(compare(&a, &b) > 5);
    buf_free(&bytes);
    buf_free(&plain);
    buf_free(&other);
}
