/* filter_articles.c: garner-worker articles: what each document says, article by article. */
#include "workers/command/command.h"
#include "workers/command/filter.h"
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

static void print_articles(const struct document *d, void *context)
{
    bool *apart = context;
    for (uint32_t i = 0; i < d->articles.count; i++) {
        if (*apart) puts("----");
        *apart = true;
        print_article(d, &d->articles.at[i]);
    }
}

int filter_articles(int argc, char **argv)
{
    bool apart = false;
    int count, status;
    if (!command_options(&line, argc, argv, &count, &status)) return status;
    return filter_documents(count, argv + 1, NULL, print_articles, &apart);
}
