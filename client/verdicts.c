/* verdicts.c: see verdicts.h. */
#include "client/verdicts.h"
#include "proto/language.h"
#include <inttypes.h>
#include <stdio.h>

/* In the order in which they are told. */
static const struct {
    enum verdict verdict;
    const char *key, *words;
} rows[] = {
    {VERDICT_ACCEPTED, "accepted", N_("new")},
    {VERDICT_NEW_VERSION, "new_version", N_("new versions")},
    {VERDICT_KNOWN, "known", N_("known already")},
    {VERDICT_DUPLICATE, "duplicate", N_("duplicates")},
    {VERDICT_RECORDED, "recorded", N_("failed or skipped")},
};
#define ROWS (sizeof rows / sizeof *rows)

static void tell_people(const struct submitter_counts *c)
{
    const char *before = _(": ");
    printf(_("%" PRIu64 " submitted"), c->answered);
    for (size_t i = 0; i < ROWS; i++) {
        uint64_t n = c->verdicts[rows[i].verdict];
        if (n == 0) continue;
        printf("%s%" PRIu64 " %s", before, n, _(rows[i].words));
        before = _(", ");
    }
    printf("\n");
}

static void tell_tsv(const struct submitter_counts *c)
{
    printf("submitted\t%" PRIu64 "\n", c->answered);
    for (size_t i = 0; i < ROWS; i++)
        printf("%s\t%" PRIu64 "\n", rows[i].key, c->verdicts[rows[i].verdict]);
}

static void tell_json(const struct submitter_counts *c)
{
    printf("{\"submitted\":%" PRIu64, c->answered);
    for (size_t i = 0; i < ROWS; i++)
        printf(",\"%s\":%" PRIu64, rows[i].key, c->verdicts[rows[i].verdict]);
    printf("}\n");
}

void verdicts_tell(const struct submitter_counts *c, enum table_form form)
{
    if (form == TABLE_JSON)
        tell_json(c);
    else if (form == TABLE_TSV)
        tell_tsv(c);
    else
        tell_people(c);
}
