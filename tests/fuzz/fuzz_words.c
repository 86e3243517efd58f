/* fuzz_words.c: any bytes as text to be cut, its first line as a word of the user, and all of it as
 * marked text and dictionary to learn from: words lie in order, on whole characters, and leave out
 * blanks only. */
#include "proto/utf8.h"
#include "tests/fuzz/fuzz.h"
#include "workers/file.h"
#include "workers/resources.h"
#include "workers/text.h"
#include "workers/words/words.h"
#include "workers/words/words_train.h"

const char *const fuzz_seeds[] = {
    "清河镇\n2021年3月5日，清河镇党委召开会议，投入3.5万元。",
    "COVID-19\nhttps://a.cn/b?c=1&d=2 web@example.com AT&T 12:30 1,234.5%",
    "……\n约翰·史密斯说——“好”……１９９８年",
    "😀\n👩‍👩‍👧 e\xCC\x81 𠮷𪚥 한국 のは \t　",
    "村民 30 n\n发展 5 v\n# 说明\n村民 发展 。",
    NULL};

static void check_cut(struct words *w, struct view text)
{
    static struct words_cut cut;
    uint32_t at = 0;
    words_cut(w, text, &cut);
    for (uint32_t i = 0; i <= cut.count; i++) {
        uint32_t start = i < cut.count ? cut.at[i].start : (uint32_t)text.len;
        MUST(start >= at && start <= text.len, "word %u begins at %u", i, start);
        struct view between = {text.at + at, start - at};
        MUST(utf8_valid(between) && text_is_blank(between), "lost before word %u", i);
        if (i == cut.count) break;
        at = cut.at[i].end;
        MUST(at > start && utf8_valid((struct view){text.at + start, at - start}), "word %u", i);
    }
}

static void check_training(struct view text)
{
    struct words_train *t = words_train_begin();
    struct buf model = {0};
    struct err err;
    if (words_train_dictionary(t, text, &err) == 0 && words_train_text(t, text, &err) == 0) {
        words_train_learn(t, 0, 0, &model, NULL);
        struct words *w = words_open(buf_view(&model), &err);
        MUST(w, "%s", err.text);
        check_cut(w, text);
        words_close(&w);
    } else {
        MUST(err.text[0], "refused without a word");
    }
    words_train_end(&t);
    buf_free(&model);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static struct resources *shared;
    struct err err;
    if (!shared) shared = resources_open(getenv("GARNER_DATA_FILE"), &err);
    MUST(shared, "%s", err.text);
    struct view text = {(const char *)bytes, len}, rest = text, line;
    if (len % 16 == 0) check_training(text);
    text.len = utf8_prefix(text);
    struct words *w = words_open(resources_part(shared, "words"), &err);
    MUST(w, "%s", err.text);
    if (file_line(&rest, &line)) words_add(w, line, &err);
    check_cut(w, text);
    words_close(&w);
    return 0;
}
