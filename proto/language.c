/* language.c: see language.h. */
#include "proto/language.h"
#include <inttypes.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static struct message {
    const char *text, *chinese;
} messages[] = {
#include "build/language_zh.h"
};
#define MESSAGE_COUNT (sizeof messages / sizeof *messages)

static bool is_chinese;
static atomic_bool speaks;

static int compare(const void *a, const void *b)
{
    return strcmp(((const struct message *)a)->text, ((const struct message *)b)->text);
}

void language_open(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    const char *name = NULL;
    for (size_t i = 0; i < sizeof variables / sizeof *variables && !(name && *name); i++)
        name = getenv(variables[i]);
    is_chinese = name && strncmp(name, "zh", 2) == 0;
    if (is_chinese) qsort(messages, MESSAGE_COUNT, sizeof *messages, compare);
    speaks = is_chinese;
}

bool language_speak(bool wanted)
{
    bool before = speaks;
    speaks = wanted && is_chinese;
    return before;
}

const char *language_text(const char *text)
{
    if (!speaks || !*text) return text; /* "" is the catalogue's own head */
    struct message wanted = {.text = text};
    const struct message *m = bsearch(&wanted, messages, MESSAGE_COUNT, sizeof *messages, compare);
    return m ? m->chinese : text;
}
