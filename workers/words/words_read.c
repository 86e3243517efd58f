/* words_read.c: what the trainer is given: the dictionary in tables, the marked text in one buffer.
 */
#include "proto/utf8.h"
#include "workers/file.h"
#include "workers/words/words_learner.h"
#include <stdlib.h>

struct words_train *words_train_begin(void)
{
    struct words_train *t = xcalloc(1, sizeof *t);
    t->run_room = t->long_room = 1 << 16;
    t->runs = xcalloc(t->run_room, sizeof *t->runs);
    t->longs = xcalloc(t->long_room, sizeof *t->longs);
    t->use = xcalloc(MODEL_SYMBOLS, sizeof *t->use);
    return t;
}

void words_train_end(struct words_train **t)
{
    free((*t)->runs);
    free((*t)->longs);
    free((*t)->use);
    free((*t)->weights);
    free((*t)->features);
    free((*t)->places);
    buf_free(&(*t)->text);
    buf_free(&(*t)->ends);
    buf_free(&(*t)->line_ends);
    free(*t);
    *t = NULL;
}

/* ---- Tables ---- */

uint64_t run_hash(const uint16_t *s, uint32_t length)
{
    if (length == 1) return (uint64_t)s[0] + 1;
    uint64_t hash = length == 2 ? model_hash2(s[0], s[1]) : model_hash3(s[0], s[1], s[2]);
    for (uint32_t i = 3; i < length; i++) hash = model_hash_on(hash, s[i]);
    return hash;
}

struct run *run_find(const struct words_train *t, uint64_t hash)
{
    uint32_t i = (uint32_t)model_mix(hash) & (t->run_room - 1);
    while (t->runs[i].hash && t->runs[i].hash != hash) i = (i + 1) & (t->run_room - 1);
    return &t->runs[i];
}

static void grow_runs(struct words_train *t)
{
    struct run *old = t->runs;
    uint32_t room = t->run_room;
    t->run_room *= 2;
    t->runs = xcalloc(t->run_room, sizeof *t->runs);
    for (uint32_t i = 0; i < room; i++)
        if (old[i].hash) *run_find(t, old[i].hash) = old[i];
    free(old);
}

struct run *run_of(struct words_train *t, const uint16_t *symbol, uint32_t length)
{
    if (2 * t->run_count >= t->run_room) grow_runs(t);
    uint64_t hash = run_hash(symbol, length);
    struct run *r = run_find(t, hash);
    if (!r->hash) {
        r->hash = hash;
        r->length = (uint8_t)length;
        memcpy(r->symbol, symbol, length * sizeof *symbol);
        t->run_count++;
    }
    return r;
}

struct long_word *long_find(const struct words_train *t, uint64_t hash)
{
    uint32_t i = (uint32_t)model_mix(hash) & (t->long_room - 1);
    while (t->longs[i].hash && t->longs[i].hash != hash) i = (i + 1) & (t->long_room - 1);
    return &t->longs[i];
}

static void grow_longs(struct words_train *t)
{
    struct long_word *old = t->longs;
    uint32_t room = t->long_room;
    t->long_room *= 2;
    t->longs = xcalloc(t->long_room, sizeof *t->longs);
    for (uint32_t i = 0; i < room; i++)
        if (old[i].hash) *long_find(t, old[i].hash) = old[i];
    free(old);
}

/* Two spellings of a word, traditional and simplified, are one run. */
static void keep_commoner(struct word_entry *have, struct word_entry word)
{
    if (!have->class_ || word.count > have->count) *have = word;
}

static void add_long(struct words_train *t, uint64_t hash, struct word_entry word)
{
    if (2 * t->long_count >= t->long_room) grow_longs(t);
    struct long_word *w = long_find(t, hash);
    t->long_count += !w->hash;
    w->hash = hash;
    keep_commoner(&w->word, word);
}

/* ---- Reading ---- */

enum { COUNT_UNKNOWN = 50, COUNT_DIGITS = 12 };

/* The next field of a line, up to a blank. */
static struct view next_field(struct view *line)
{
    const char *blank = memchr(line->at, ' ', line->len);
    struct view field = {line->at, blank ? (size_t)(blank - line->at) : line->len};
    size_t took = field.len + (blank != NULL);
    *line = (struct view){line->at + took, line->len - took};
    return field;
}

static uint64_t count_of(struct view field)
{
    uint64_t n = 0;
    if (!field.len) return COUNT_UNKNOWN;
    for (size_t i = 0; i < field.len && i < COUNT_DIGITS; i++) {
        if (field.at[i] < '0' || field.at[i] > '9') break;
        n = 10 * n + (uint64_t)(field.at[i] - '0');
    }
    return n;
}

static unsigned class_of(uint32_t length, uint64_t count, unsigned tag)
{
    unsigned rank = count <= 3 ? 0 : count <= 50 ? 1 : count <= 1000 ? 2 : 3;
    unsigned size = length < MODEL_LENGTHS ? length - 1 : MODEL_LENGTHS - 1;
    return (size * MODEL_RANKS + rank) * MODEL_TAGS + tag;
}

static void add_word(struct words_train *t, const struct words_line *l, uint64_t count,
                     unsigned tag)
{
    const uint16_t *symbol = l->symbol + LINE_PAD;
    uint32_t n = l->count;
    for (uint32_t i = 1; i < n; i++)
        if (l->place[i] == PLACE_CUT) return;
    struct word_entry word = {(uint16_t)(class_of(n, count, tag) + 1), count};
    t->total += count;
    kind_count(t, symbol, n, count + 1, tag);
    if (n < LONG_MIN) {
        keep_commoner(&run_of(t, symbol, n)->word, word);
        return;
    }
    run_of(t, symbol, 3)->longer = true;
    add_long(t, run_hash(symbol, n), word);
}

static void add_entry(struct words_train *t, struct view line, struct words_line *l)
{
    struct view word = next_field(&line);
    if (!word.len || words_line_fill(l, word, LONG_MAX) < word.len) return;
    uint64_t count = count_of(next_field(&line));
    add_word(t, l, count, tag_of(next_field(&line)));
}

static int refuse(unsigned number, struct err *err)
{
    return fail(err, 0, "line %u: not UTF-8", number);
}

int words_train_dictionary(struct words_train *t, struct view lines, struct err *err)
{
    struct words_line l = {0};
    struct view line;
    int rc = 0;
    for (unsigned number = 1; rc == 0 && file_line(&lines, &line); number++)
        if (utf8_valid(line))
            add_entry(t, line, &l);
        else
            rc = refuse(number, err);
    words_line_free(&l);
    return rc;
}

/* Appends one marked line: its characters, and for each byte whether a word ends with it. */
static void add_line(struct words_train *t, struct view line)
{
    for (size_t i = 0; i < line.len; i++) {
        if (line.at[i] == ' ') {
            if (t->ends.len) t->ends.at[t->ends.len - 1] = 1;
        } else {
            buf_add_char(&t->text, line.at[i]);
            buf_add_char(&t->ends, 0);
        }
    }
    if (t->ends.len) t->ends.at[t->ends.len - 1] = 1;
    uint32_t end = (uint32_t)t->text.len;
    buf_add(&t->line_ends, &end, sizeof end);
}

static int check_line(struct view line, unsigned number, struct err *err)
{
    if (!utf8_valid(line)) return refuse(number, err);
    if (line.len <= LINE_MOST) return 0;
    return fail(err, 0, "line %u: longer than %d bytes", number, LINE_MOST);
}

int words_train_text(struct words_train *t, struct view lines, struct err *err)
{
    struct view line;
    if (lines.len > TEXT_MOST - t->text.len)
        return fail(err, 0, "line 1: more than %d MB of text altogether", TEXT_MOST >> 20);
    for (unsigned number = 1; file_line(&lines, &line); number++) {
        if (check_line(line, number, err) != 0) return -1;
        if (line.len && line.at[0] != '#') add_line(t, line);
    }
    return 0;
}

uint32_t line_count(const struct words_train *t)
{
    return (uint32_t)(t->line_ends.len / sizeof(uint32_t));
}

void line_range(const struct words_train *t, uint32_t line, uint32_t *start, uint32_t *end)
{
    const uint32_t *ends = (const void *)t->line_ends.at;
    *start = line ? ends[line - 1] : 0;
    *end = ends[line];
}

uint64_t words_train_count(const struct words_train *t)
{
    uint64_t words = 0;
    for (size_t i = 0; i < t->ends.len; i++) words += (uint64_t)t->ends.at[i];
    return words;
}
