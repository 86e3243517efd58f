/* tables.c: see tables.h. Each function reads one column of one table. */
#include "proto/tables.h"
#include <string.h>

#define COUNT(array)      (sizeof(array) / sizeof *(array))
#define TEXT_AT(array, i) ((i) < COUNT(array) && (array)[i] ? (array)[i] : "?")

static const char *const state_names[] = {
#define X(number, NAME, name, sentence) [number] = name,
    STATES(X)
#undef X
};

struct reason_row {
    const char *name, *sentence;
    unsigned state;
    bool retry;
};
static const struct reason_row reasons[] = {
#define X(number, NAME, name, state, retry, sentence)                                              \
    [number] = {name, sentence, STATE_##state, retry},
    REASONS(X)
#undef X
};

static const char *const verdict_names[] = {
#define X(number, NAME, name, sentence) [number] = name,
    VERDICTS(X)
#undef X
};

static const char *const error_names[] = {
#define X(number, NAME, name, fatal, sentence) [number] = name,
    ERRORS(X)
#undef X
};
static const char *const error_sentences[] = {
#define X(number, NAME, name, fatal, sentence) [number] = sentence,
    ERRORS(X)
#undef X
};
static const bool error_fatal[] = {
#define X(number, NAME, name, fatal, sentence) [number] = fatal,
    ERRORS(X)
#undef X
};

/* The row of a reason, or one that says nothing. */
static struct reason_row reason_row(unsigned reason)
{
    static const struct reason_row none = {"?", "?", 0, false};
    return reason < COUNT(reasons) && reasons[reason].name ? reasons[reason] : none;
}

const char *state_name(unsigned state)
{
    return TEXT_AT(state_names, state);
}
const char *reason_name(unsigned reason)
{
    return reason_row(reason).name;
}
const char *reason_sentence(unsigned reason)
{
    return reason_row(reason).sentence;
}
const char *verdict_name(unsigned verdict)
{
    return TEXT_AT(verdict_names, verdict);
}
const char *error_name(unsigned code)
{
    return TEXT_AT(error_names, code);
}
const char *error_sentence(unsigned code)
{
    return TEXT_AT(error_sentences, code);
}

unsigned reason_state(unsigned reason)
{
    return reason_row(reason).state;
}
bool reason_retries(unsigned reason)
{
    return reason_row(reason).retry;
}
bool error_is_fatal(unsigned code)
{
    return code < COUNT(error_fatal) && error_fatal[code];
}

unsigned state_by_name(const char *name)
{
    for (unsigned i = 1; i < COUNT(state_names); i++)
        if (strcmp(state_name(i), name) == 0) return i;
    return 0;
}

unsigned reason_by_name(const char *name)
{
    for (unsigned i = 1; i < COUNT(reasons); i++)
        if (reasons[i].name && strcmp(reasons[i].name, name) == 0) return i;
    return 0;
}

int order_by_name(const char *name)
{
    static const char *const names[] = {
#define X(number, NAME, name, ...) [number] = name,
        ORDERS(X)
#undef X
    };
    for (int i = 0; i < (int)(sizeof names / sizeof *names); i++)
        if (strcmp(names[i], name) == 0) return i;
    return -1;
}
