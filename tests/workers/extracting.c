/* extracting.c: see extracting.h. */
#include "tests/workers/extracting.h"
#include "tests/test.h"
#include "workers/resources.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { RESULTS = 8, RESULT_ROOM = 4096 };

static const char open_mark[] = "〖", close_mark[] = "〗";

static char *result(void)
{
    static char room[RESULTS][RESULT_ROOM];
    static unsigned next;
    return room[next++ % RESULTS];
}

const struct resources *extracting_shared(void)
{
    static struct resources *shared;
    char path[PATH_MAX] = "";
    struct err err = {0};
    if (shared) return shared;
    CHECK(readlink("/proc/self/exe", path, sizeof path - sizeof "/../garner.data") > 0);
    strcpy(strrchr(path, '/'), "/../garner.data");
    shared = resources_open(path, &err);
    if (!shared) test_fail(__FILE__, __LINE__, "%s", err.text);
    return shared;
}

static void extract(struct extracting *x, const char *bytes, size_t length, const char *date,
                    const char *title)
{
    unsigned reason = 0;
    struct err err = {0};
    struct budget budget = {0};
    struct document *d = &x->document;
    d->arena = &x->arena;
    d->canonical = d->bytes = (struct view){bytes, length};
    d->date = view_of(date);
    struct article *a = article_add(d->arena, &d->articles);
    a->title = view_of(title);
    span_add(d->arena, &a->spans, 0, (uint32_t)length);
    CHECK_INT(stage_extract.run(d, extracting_shared(), &budget, &reason, &err), STAGE_GO_ON);
    x->records = d->articles.at[0].records;
    d->arena = NULL; /* x moves when it is returned */
}

struct extracting extracting_text(const char *text, const char *date)
{
    return extracting_titled("", text, date);
}

struct extracting extracting_titled(const char *title, const char *text, const char *date)
{
    struct extracting x = {.text = xmalloc(strlen(text) + 1)};
    const char *open = strstr(text, open_mark), *close = open ? strstr(open, close_mark) : NULL;
    if (!close) {
        strcpy(x.text, text);
    } else {
        const char *inner = open + sizeof open_mark - 1, *rest = close + sizeof close_mark - 1;
        x.marked = strndup(inner, (size_t)(close - inner));
        sprintf(x.text, "%.*s%s%s", (int)(open - text), text, x.marked, rest);
    }
    extract(&x, x.text, strlen(x.text), date, title);
    return x;
}

struct extracting extracting_bytes(const char *text, size_t length)
{
    struct extracting x = {.text = xmalloc(length + 1)};
    memcpy(x.text, text, length);
    extract(&x, x.text, length, "", "");
    return x;
}

void extracting_free(struct extracting *x)
{
    arena_free(&x->arena);
    free(x->text);
    free(x->marked);
    *x = (struct extracting){0};
}

const struct record *extracting_record(const struct extracting *x, const char *text)
{
    size_t length = strlen(text);
    for (uint32_t i = 0; i < x->records.count; i++) {
        const struct record *r = &x->records.at[i];
        if (r->end - r->start == length && memcmp(x->text + r->start, text, length) == 0) return r;
    }
    return NULL;
}

const struct record *extracting_kind(const struct extracting *x, enum record_kind kind)
{
    for (uint32_t i = 0; i < x->records.count; i++) {
        if (x->records.at[i].kind == kind) return &x->records.at[i];
    }
    return NULL;
}

const struct record *extracting_rule(const struct extracting *x, const char *rule)
{
    for (uint32_t i = 0; i < x->records.count; i++) {
        if (strcmp(x->records.at[i].rule, rule) == 0) return &x->records.at[i];
    }
    return NULL;
}

const char *extracting_text_of(const struct extracting *x, const struct record *r)
{
    char *text = result();
    snprintf(text, RESULT_ROOM, "%.*s", (int)(r->end - r->start), x->text + r->start);
    return text;
}

static void write_list(char *text, const struct field *f)
{
    size_t at = 0;
    for (uint32_t i = 0; i < f->count; i++) {
        at += (size_t)snprintf(text + at, RESULT_ROOM - at, "%s%.*s", i ? ".." : "",
                               (int)f->list[i].len, f->list[i].at);
    }
}

const char *extracting_field(const struct record *r, enum record_field key)
{
    for (uint32_t i = 0; i < r->field_count; i++) {
        const struct field *f = &r->fields[i];
        if (f->key != key) continue;
        char *text = result();
        switch (f->type) {
        case FIELD_IS_TEXT:
            snprintf(text, RESULT_ROOM, "%.*s", (int)f->text.len, f->text.at);
            break;
        case FIELD_IS_TRUE: return "true";
        case FIELD_IS_NUMBER:
            snprintf(text, RESULT_ROOM, "%llu", (unsigned long long)f->number);
            break;
        case FIELD_IS_LIST: write_list(text, f); break;
        }
        return text;
    }
    return "";
}

static bool is_boundary(const struct extracting *x, uint32_t place)
{
    size_t length = x->document.canonical.len;
    return place == length || ((unsigned char)x->text[place] & 0xc0) != 0x80;
}

void extracting_expect(const char *text, enum record_kind kind, enum record_field key,
                       const char *value)
{
    struct extracting x = extracting_text(text, "");
    const struct record *r = x.marked ? extracting_record(&x, x.marked) : NULL;
    if (!r) test_fail(__FILE__, __LINE__, "not found: %s", text);
    CHECK_INT(r->kind, kind);
    CHECK_TEXT(extracting_field(r, key), value);
    extracting_free(&x);
}

void extracting_check(const struct extracting *x)
{
    uint32_t end = 0, name_end = 0;
    for (uint32_t i = 0; i < x->records.count; i++) {
        const struct record *r = &x->records.at[i];
        bool named = r->end <= name_end && r->kind != RECORD_QUANTITY;
        CHECK(r->start >= end || named);
        CHECK(r->start < r->end);
        CHECK(r->end <= x->document.canonical.len);
        CHECK(is_boundary(x, r->start) && is_boundary(x, r->end));
        CHECK(r->field_count > 0);
        if (r->end > end) end = r->end;
        bool holds = r->kind == RECORD_INITIATIVE || r->kind == RECORD_ORG;
        if (holds && r->end > name_end) name_end = r->end;
    }
}
