/* describe.c: garner --describe: all that garner can be told, as JSON, for programs. See help.h. */
#include "client/command.h"
#include "client/export/flat.h"
#include "client/export/sink.h"
#include "client/help.h"
#include "proto/json.h"
#include "proto/query.h"

/* ---- Words that stand for a value in the help, and what may stand there ---- */

static void list_begin(struct buf *out, const char *name)
{
    char last = out->at[out->len - 1];
    if (last != '{') buf_add_char(out, ',');
    json_string(out, view_of(name));
    buf_add_string(out, ":[");
}

/* A table as a list of what is called how, its rows by a macro for the shape that they have. */
#define LIST(meta, TABLE, ROW)                                                                     \
    list_begin(out, meta);                                                                         \
    TABLE(ROW)                                                                                     \
    buf_add_char(out, ']');
#define NUMBERED(number, NAME, name, text)             json_named(out, name, text);
#define REASON(number, NAME, name, state, retry, text) json_named(out, name, text);
#define ERROR(number, NAME, name, fatal, text)         json_named(out, name, text);
#define FORMAT(NAME, name, sink, text)                 json_named(out, name, text);
#define NAMED(NAME, name, text)                        json_named(out, name, text);
#define TOPIC(name, text)                              json_named(out, #name, text);
#define ACTION(name, operands, text)                   json_named(out, #name, text);
#define KIND(NAME, name, text)                                                                     \
    if (RECORD_##NAME != RECORD_ARTICLE) json_named(out, name, text);

static void add_values(struct buf *out)
{
    buf_add_string(out, ",\"values\":{");
    LIST("STATE", STATES, NUMBERED)
    LIST("REASON", REASONS, REASON)
    LIST("ORDER", ORDERS, NUMBERED)
    LIST("ROLE", KEY_ROLES, NUMBERED)
    LIST("FORMAT", EXPORT_FORMATS, FORMAT)
    LIST("TABLE", FLAT_TABLES, NAMED)
    LIST("FACET", FACETS, NAMED)
    LIST("TOPIC", HELP_TOPICS, TOPIC)
    LIST("ACTION", KEY_ACTIONS, ACTION)
    LIST("KIND", RECORD_KINDS, KIND)
    buf_add_char(out, '}');
}

/* ---- Tables of the help ---- */

static void add_limits(struct buf *out)
{
    list_begin(out, "limits");
#define X(NAME, value, unit, text)                                                                 \
    buf_add_string(out, out->at[out->len - 1] == '[' ? "{" : ",{");                                \
    json_member(out, "name", #NAME);                                                               \
    json_member(out, "value", #value);                                                             \
    json_member(out, "unit", unit);                                                                \
    json_member(out, "text", text);                                                                \
    buf_add_char(out, '}');
    LIMITS(X)
#undef X
    buf_add_char(out, ']');
}

static void add_errors(struct buf *out)
{
    LIST("errors", ERRORS, ERROR)
}

static void add_examples(struct buf *out)
{
    list_begin(out, "examples");
    for (const struct help_example *e = help_examples; e->example; e++) {
        buf_add_string(out, e == help_examples ? "{" : ",{");
        json_member(out, "heading", e->heading);
        json_member(out, "example", e->example);
        json_member(out, "text", e->text);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

static void add_fields(struct buf *out)
{
    list_begin(out, "fields");
    for (int i = 1; i < QUERY_FIELD_COUNT; i++) {
        buf_add_string(out, i == 1 ? "{" : ",{");
        json_member(out, "name", query_fields[i].name);
        json_member(out, "example", query_fields[i].example);
        json_member(out, "text", query_fields[i].text);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

static void add_kinds(struct buf *out)
{
    list_begin(out, "kinds");
    for (int kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        struct buf fields = {0};
        help_fields_of_kind((enum record_kind)kind, &fields);
        buf_add_string(out, kind == 0 ? "{" : ",{");
        json_member(out, "name", record_kind_name((unsigned)kind));
        json_member(out, "fields", buf_string(&fields));
        json_member(out, "text", record_kind_sentence((unsigned)kind));
        buf_add_char(out, '}');
        buf_free(&fields);
    }
    buf_add_char(out, ']');
}

/* ---- Commands ---- */

static void add_command(struct buf *out, const struct command *c)
{
    buf_add_char(out, '{');
    json_member(out, "name", c->name);
    json_member(out, "operands", c->operands);
    json_member(out, "text", c->text);
    json_member(out, "details", c->details);
    options_describe(c->options, c->option_count, out);
    buf_add_char(out, '}');
}

int help_describe(void)
{
    struct buf out = {0};
    buf_add_char(&out, '{');
    json_member(&out, "program", "garner");
    json_member(&out, "summary", help_summary);
    json_member(&out, "promise", help_promise);
    json_member(&out, "quoting", help_quoting);
    options_describe(common_options, common_option_count, &out);
    buf_add_string(&out, ",\"commands\":[");
    for (const struct command *const *c = commands; *c; c++) {
        if (c != commands) buf_add_char(&out, ',');
        add_command(&out, *c);
    }
    buf_add_char(&out, ']');
    add_values(&out);
    add_limits(&out);
    add_errors(&out);
    add_examples(&out);
    add_fields(&out);
    add_kinds(&out);
    printf("%s}\n", buf_string(&out));
    buf_free(&out);
    return output_end(FOUND);
}
