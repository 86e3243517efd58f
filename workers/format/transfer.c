/* transfer.c: see transfer.h. */
#include "workers/format/transfer.h"
#include "workers/text.h"

static int base64_value(char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

void transfer_base64(struct view text, struct buf *out)
{
    uint32_t bits = 0;
    unsigned count = 0;
    buf_reserve(out, text.len / 4 * 3 + 3);
    for (size_t i = 0; i < text.len; i++) {
        int value = base64_value(text.at[i]);
        if (text.at[i] == '=') bits = count = 0; /* padding: what follows begins anew */
        if (value < 0) continue;
        bits = bits << 6 | (uint32_t)value;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        buf_add_char(out, (char)(bits >> count));
    }
}

static int hex_value(char c)
{
    if (char_is_digit((unsigned char)c)) return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that two digits behind at[0] stand for, or -1. */
static int escaped(struct view text, size_t i)
{
    if (i + 2 >= text.len) return -1;
    int high = hex_value(text.at[i + 1]), low = hex_value(text.at[i + 2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* The length of the line end, blanks before it included, that follows i; 0 if none does. */
static size_t line_end(struct view text, size_t i)
{
    size_t at = i;
    while (at < text.len && (text.at[at] == ' ' || text.at[at] == '\t')) at++;
    if (at < text.len && text.at[at] == '\r') at++;
    return at < text.len && text.at[at] == '\n' ? at + 1 - i : 0;
}

void transfer_quoted(struct view text, bool header, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        int byte = c == '=' ? escaped(text, i) : -1;
        if (byte >= 0) {
            buf_add_char(out, (char)byte);
            i += 2;
        } else if (c == '=' && line_end(text, i + 1)) {
            i += line_end(text, i + 1);
        } else {
            buf_add_char(out, header && c == '_' ? ' ' : c);
        }
    }
}

void transfer_percent(struct view text, struct buf *out)
{
    for (size_t i = 0; i < text.len; i++) {
        int byte = text.at[i] == '%' ? escaped(text, i) : -1;
        buf_add_char(out, byte < 0 ? text.at[i] : (char)byte);
        if (byte >= 0) i += 2;
    }
}
