/* words_score.c: how a model does against marks that it has not seen. */
#include "workers/words/words.h"
#include "workers/words/words_learner.h"

/* A line with both answers: a byte for each of its bytes, whether a word ends there. */
struct answers {
    struct view line;
    const char *marked;
    const char *found;
};

static void count_line(const struct answers *a, struct words_score *s)
{
    bool right = true; /* the word found and the word marked began at the same place */
    for (size_t i = 0; i < a->line.len; i++) {
        bool marked = a->marked[i], found = a->found[i], last = i + 1 == a->line.len;
        s->words_marked += marked;
        s->words_found += found;
        s->words_right += marked && found && right;
        if (!last) {
            s->places_marked += marked;
            s->places_found += found;
            s->places_right += marked && found;
        }
        if (marked || found) right = marked && found;
    }
}

static void write_words(FILE *out, struct view line, const char *ends, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        fputc(line.at[i], out);
        if (ends[i]) fputc(' ', out);
    }
}

/* Each stretch on whose inside the two differ, between places where both cut. */
static void write_differences(const struct answers *a, FILE *out)
{
    size_t from = 0;
    bool differs = false;
    for (size_t i = 0; i < a->line.len; i++) {
        differs |= a->marked[i] != a->found[i];
        if (!a->marked[i] || !a->found[i]) continue;
        if (differs) {
            write_words(out, a->line, a->found, from, i + 1);
            fputs("\tmarked\t", out);
            write_words(out, a->line, a->marked, from, i + 1);
            fputc('\n', out);
        }
        from = i + 1;
        differs = false;
    }
}

void model_score(const struct words_train *t, unsigned folds, unsigned held, struct view model,
                 struct words_score *score)
{
    struct words *w = words_open(model, NULL);
    struct words_cut cut = {0};
    struct buf found = {0};
    for (uint32_t line = held; w && line < line_count(t); line += folds) {
        uint32_t start, end;
        line_range(t, line, &start, &end);
        struct answers a = {{t->text.at + start, end - start}, t->ends.at + start, NULL};
        words_cut(w, a.line, &cut);
        found.len = 0;
        for (uint32_t i = start; i < end; i++) buf_add_char(&found, 0);
        for (uint32_t i = 0; i < cut.count; i++) found.at[cut.at[i].end - 1] = 1;
        a.found = found.at;
        count_line(&a, score);
        if (score->differences) write_differences(&a, score->differences);
    }
    buf_free(&found);
    words_cut_free(&cut);
    words_close(&w);
}

int words_train_score(const struct words_train *t, struct view model, struct words_score *score,
                      struct err *err)
{
    struct words *w = words_open(model, err);
    if (!w) return -1;
    words_close(&w);
    model_score(t, 1, 0, model, score);
    return 0;
}
