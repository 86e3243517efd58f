/* random_text.c: random text of many makes through all stages, in amounts.
 *
 *     random_text MEGABYTES SEED
 *
 * Every document goes through the checks of fuzz_pipeline.c: nothing crashes, and no record is out
 * of place. Documents are short, middling and long; a make of text that takes more than a few times
 * as long a byte when it is long as when it is short is not worked through in linear time, and
 * fails. Prints a row a make.
 */
#include "proto/memory.h"
#include "proto/utf8.h"
#include "tests/fuzz/fuzz.h"
#include <time.h>

enum {
    SIZES = 3,
    WORDS_MOST = 3,    /* in a text that says the same again and again */
    SLOWER_AT_MOST = 5 /* times, a byte, when it is long */
};
static const size_t sizes[SIZES] = {4096, 65536, 1048576};

static uint64_t state;

static uint32_t dice(uint32_t below)
{
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return below ? (uint32_t)(state >> 11) % below : 0;
}

/* ---- Makes of text ---- */

/* Words that rules begin, go on and end with. */
static const char *const words[] = {
    "贵州省",   "贵阳市", "南明区", "花果园",   "街道",   "县",     "镇",       "村",   "社区",
    "黔",       "桂",     "两省",   "人民法院", "公安局", "分局",   "有限公司", "大学", "医院",
    "党委",     "办公室", "局",     "委",       "中心",   "书记",   "主任",     "王",   "李",
    "欧阳",     "建国",   "晓",     "扎西",     "卓玛",   "·",      "克",       "斯",   "尔",
    "先生",     "打造",   "推行",   "“",        "”",      "《",     "》",       "机制", "工程",
    "行动",     "模式",   "一",     "三",       "十",     "+",      "N",        "其中", "分别",
    "合计",     "共",     "等",     "和",       "与",     "、",     ",",        "。",   ";",
    ":",        "(",      ")",      "的",       "在",     "2020年", "3月",      "5日",  "上午",
    "去年",     "以来",   "12",     "3.5",      "亿",     "万",     "元",       "件",   "%",
    "-",        "至",     "国发",   "〔",       "〕",     "号",     "第",       "条",   "款",
    "以下简称", "以",     "为载体", "一、",     "(一)",   "\n",     "\n",       " ",    "本报讯",
    "记者",     "来源:",  "□",      "1.",       "……",     "——",     "说",       "比",   "赴",
    "为",
};
enum { WORDS = sizeof words / sizeof *words };

static void add_character(struct buf *b, uint32_t first, uint32_t count)
{
    char bytes[4];
    uint32_t c = first + dice(count);
    unsigned n = 0;
    if (c < 0x80) {
        bytes[n++] = (char)c;
    } else {
        bytes[n++] = (char)(0xe0 | c >> 12);
        bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
        bytes[n++] = (char)(0x80 | (c & 0x3f));
    }
    buf_add(b, bytes, n);
}

static void make_han(struct buf *b, size_t length)
{
    while (b->len < length) {
        if (dice(12))
            add_character(b, 0x4e00, 0x9fa6 - 0x4e00);
        else
            buf_add_string(b, words[dice(WORDS)]);
    }
}

static void make_words(struct buf *b, size_t length)
{
    while (b->len < length) buf_add_string(b, words[dice(WORDS)]);
}

/* One to three words, again and again: what makes rules look back, or far ahead. */
static void make_repeated(struct buf *b, size_t length)
{
    const char *said[WORDS_MOST];
    uint32_t count = 1 + dice(WORDS_MOST);
    for (uint32_t i = 0; i < count; i++) said[i] = words[dice(WORDS)];
    for (uint32_t i = 0; b->len < length; i = (i + 1) % count) buf_add_string(b, said[i]);
}

static void make_latin(struct buf *b, size_t length)
{
    while (b->len < length) {
        for (uint32_t n = 1 + dice(9); n > 0; n--) add_character(b, 'a', 26);
        buf_add_string(b, dice(9) ? " " : dice(2) ? ". " : "\n");
    }
}

static void make_figures(struct buf *b, size_t length)
{
    while (b->len < length) add_character(b, dice(5) ? '0' : ' ', dice(5) ? 10 : 0x20);
}

static void make_binary(struct buf *b, size_t length)
{
    while (b->len < length) buf_add_char(b, (char)dice(256));
}

static const struct make {
    const char *name;
    void (*write)(struct buf *b, size_t length);
} makes[] = {
    {"Han characters", make_han},      {"words of the rules", make_words},
    {"the same again", make_repeated}, {"Latin", make_latin},
    {"figures", make_figures},         {"binary", make_binary},
};
enum { MAKES = sizeof makes / sizeof *makes };

/* ---- The run ---- */

static struct {
    double bytes, seconds;
} spent[MAKES][SIZES];

static double processor_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void work(uint32_t make, uint32_t size)
{
    struct buf text = {0};
    makes[make].write(&text, sizes[size]);
    double start = processor_seconds();
    LLVMFuzzerTestOneInput((const uint8_t *)text.at, text.len);
    spent[make][size].seconds += processor_seconds() - start;
    spent[make][size].bytes += (double)text.len;
    buf_free(&text);
}

/* Nanoseconds a byte; 0 if there were none. */
static double cost(uint32_t make, uint32_t size)
{
    return spent[make][size].bytes > 0 ? 1e9 * spent[make][size].seconds / spent[make][size].bytes
                                       : 0;
}

static int print_make(uint32_t make)
{
    double least = cost(make, 0), most = cost(make, SIZES - 1), bytes = 0;
    for (uint32_t s = 0; s < SIZES; s++) bytes += spent[make][s].bytes;
    bool linear = most <= SLOWER_AT_MOST * least || least == 0;
    printf("%-20s %7.1f MB  %6.1f ns a byte in 4 KiB, %6.1f in 64 KiB, %6.1f in 1 MiB%s\n",
           makes[make].name, bytes / 1e6, least, cost(make, 1), most, linear ? "" : "  NOT LINEAR");
    return linear ? 0 : 1;
}

int main(int argc, char **argv)
{
    int status = 0;
    if (argc != 3) {
        fprintf(stderr, "usage: random_text MEGABYTES SEED\n");
        return 2;
    }
    state = strtoull(argv[2], NULL, 10) * 2654435761u + 88172645463325252u;
    double each = atof(argv[1]) * 1e6 / MAKES / SIZES;
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0); /* opens the resources */
    for (uint32_t make = 0; make < MAKES; make++)
        for (uint32_t size = 0; size < SIZES; size++) do {
                work(make, size);
            } while (spent[make][size].bytes < each);
    for (uint32_t make = 0; make < MAKES; make++) status |= print_make(make);
    return status;
}
