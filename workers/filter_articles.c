/* filter_articles.c: garner-worker articles: what each document says, article by article. */
#include "proto/limits.h"
#include "workers/command.h"
#include "workers/decode.h"
#include "workers/file.h"
#include "workers/segment.h"
#include <stdio.h>

static const struct command_line line = {
    "articles", "[FILE...]",
    "Writes the articles of each document: what is known of title, byline and date, why it begins\n"
    "there and why its spans were joined, with confidences, a line each; then the text in reading\n"
    "order. A line of four dashes stands between articles.",
    NULL, 0};

static void print(const char *before, struct view text)
{
    fputs(before, stdout);
    fwrite(text.at, 1, text.len, stdout);
}

static void print_field(const char *name, struct view value)
{
    if (value.len == 0) return;
    print(name, value);
    putchar('\n');
}

/* 0.93 bylined, space */
static void print_evidence(const char *before, const struct boundary *b)
{
    printf("%s%.2f", before, b->confidence / 100.0);
    for (uint32_t i = 0; i < b->evidence_count; i++) printf("%s%s", i ? ", " : " ", b->evidence[i]);
}

static void print_boundary(const struct article *article)
{
    uint32_t joins = article->joins ? article->spans.count - 1 : 0;
    print_evidence("begins: ", &article->begin);
    for (uint32_t i = 0; i < joins; i++)
        print_evidence(i ? "; " : "\njoined: ", &article->joins[i]);
    putchar('\n');
}

static void print_article(const struct document *d, const struct article *article)
{
    print_field("title: ", article->title);
    for (uint32_t i = 0; i < article->byline_count; i++)
        print(i ? " " : "byline: ", article->byline[i]);
    if (article->byline_count) putchar('\n');
    print_field("date: ", article->date);
    print_boundary(article);
    putchar('\n');
    for (uint32_t i = 0; i < article->spans.count; i++) {
        const struct span *s = &article->spans.at[i];
        print("", (struct view){d->canonical.at + s->start, s->end - s->start});
        putchar('\n');
    }
}

static int print_articles(struct arena *arena, struct view bytes, bool *apart, struct err *err)
{
    static const struct stage *const stages[] = {&stage_decode, &stage_segment};
    static const struct budget no_limit;
    unsigned reason;
    struct document d = {.arena = arena, .bytes = bytes};
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (stages[i]->run(&d, NULL, &no_limit, &reason, err) == STAGE_REFUSED) return -1;
    for (uint32_t i = 0; i < d.articles.count; i++) {
        if (*apart) puts("----");
        *apart = true;
        print_article(&d, &d.articles.at[i]);
    }
    return 0;
}

static int whole_file(const char *path, struct arena *arena, bool *apart)
{
    struct buf bytes = {0};
    struct err err;
    int status = STATUS_GOOD;
    if (file_read(path, &bytes, &err) != 0)
        status = command_trouble(&err);
    else if (bytes.len > MAX_DOCUMENT) {
        fail(&err, 0, "%s: more than the limit of %d bytes", path, MAX_DOCUMENT);
        status = command_trouble(&err);
    } else if (print_articles(arena, buf_view(&bytes), apart, &err) != 0) {
        fprintf(stderr, "garner-worker: %s: %s\n", path, err.text);
        status = STATUS_SOME_FAILED;
    }
    buf_free(&bytes);
    arena_reset(arena);
    return status;
}

int filter_articles(int argc, char **argv)
{
    struct arena arena = {0};
    bool apart = false;
    int count, worst;
    if (!command_options(&line, argc, argv, &count, &worst)) return worst;
    worst = count ? STATUS_GOOD : whole_file("-", &arena, &apart);
    for (int i = 1; i <= count; i++) {
        int status = whole_file(argv[i], &arena, &apart);
        if (status > worst) worst = status;
    }
    arena_free(&arena);
    return worst;
}
