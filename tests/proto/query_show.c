/* query_show.c: see query_show.h. */
#include "tests/proto/query_show.h"
#include "proto/amount.h"
#include <inttypes.h>

static void show_amount(const struct query_term *t, struct buf *out)
{
    char low[DECIMAL_TEXT] = "", high[DECIMAL_TEXT] = "";
    if (t->low > 0) decimal_text(amount_of(t->low), low);
    if (t->high < UINT64_MAX) decimal_text(amount_of(t->high), high);
    buf_format(out, "%s..%s", low, high);
    buf_add_view(out, t->text);
}

static void show_days(const struct query_term *t, struct buf *out)
{
    if (t->from > INT32_MIN) buf_format(out, "%d", t->from);
    buf_add_string(out, "..");
    if (t->to < INT32_MAX) buf_format(out, "%d", t->to);
}

static void show_term(const struct query_term *t, struct buf *out)
{
    const struct query_field_row *field = &query_fields[t->field];
    if (*field->name) buf_format(out, "%s:", field->name);
    switch (field->value) {
    case QUERY_IS_AMOUNT: show_amount(t, out); return;
    case QUERY_IS_DAYS: show_days(t, out); return;
    case QUERY_IS_NAME: buf_format(out, "%u", t->number); return;
    case QUERY_IS_UNIT: buf_add_view(out, t->text); return;
    default: buf_format(out, "%s\"%.*s\"", t->whole ? "=" : "", (int)t->text.len, t->text.at);
    }
}

static void show_record(const struct query_node *node, struct buf *out)
{
    buf_format(out, "{%s", record_kind_name(node->kind));
    for (const struct query_term *t = node->term; t; t = t->next) {
        buf_add_char(out, ' ');
        show_term(t, out);
    }
    buf_add_char(out, '}');
}

static void show_group(const struct query_node *node, struct buf *out)
{
    static const char *const names[] = {
        [QUERY_AND] = "and", [QUERY_OR] = "or", [QUERY_NOT] = "not"};
    buf_add_char(out, '(');
    if (node->type == QUERY_NEAR)
        buf_format(out, "near %" PRIu32, node->distance);
    else
        buf_add_string(out, names[node->type]);
    for (const struct query_node *n = node->first; n; n = n->next) {
        buf_add_char(out, ' ');
        query_show(n, out);
    }
    buf_add_char(out, ')');
}

void query_show(const struct query_node *node, struct buf *out)
{
    switch (node->type) {
    case QUERY_ALL: buf_add_char(out, '*'); return;
    case QUERY_TERM: show_term(node->term, out); return;
    case QUERY_RECORD: show_record(node, out); return;
    default: show_group(node, out);
    }
}
