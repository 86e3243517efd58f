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

/* Takes the next four letters off *rest, up to padding; other characters are passed over, those
 * before the first by *from. How many bytes they stand for. */
static size_t take_group(struct view *rest, const char **from, char out[3])
{
    uint32_t bits = 0;
    unsigned letters = 0;
    for (; rest->len > 0 && letters < 4; rest->at++, rest->len--) {
        int value = base64_value(*rest->at);
        if (*rest->at == '=' && letters > 0) break; /* what follows begins anew */
        if (value < 0) continue;
        if (letters++ == 0) *from = rest->at;
        bits = bits << 6 | (uint32_t)value;
    }
    bits <<= 6 * (4 - letters);
    for (unsigned i = 0; i < 3; i++) out[i] = (char)(bits >> (16 - 8 * i));
    return letters * 6 / 8;
}

void transfer_base64(struct view text, struct buf *out)
{
    const char *from;
    char group[3];
    buf_reserve(out, text.len / 4 * 3 + 3);
    while (text.len > 0) {
        size_t length = take_group(&text, &from, group);
        buf_add(out, group, length);
    }
}

void transfer_base64_pieces(struct view text, struct pieces *out)
{
    const char *from = text.at;
    char group[3];
    while (text.len > 0) {
        size_t length = take_group(&text, &from, group);
        pieces_put(out, (struct view){group, length}, from, (size_t)(text.at - from));
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

/* What stands at i: how many characters, and in *byte what they mean, or -1 for nothing. */
static size_t quoted_at(struct view text, size_t i, int *byte)
{
    *byte = (unsigned char)text.at[i];
    if (text.at[i] != '=') return 1;
    int meant = escaped(text, i);
    size_t broken = meant < 0 ? line_end(text, i + 1) : 0;
    if (meant >= 0 || broken) *byte = meant;
    return meant >= 0 ? 3 : 1 + broken;
}

void transfer_quoted(struct view text, bool header, struct buf *out)
{
    int byte;
    for (size_t i = 0; i < text.len;) {
        bool blank = header && text.at[i] == '_';
        i += quoted_at(text, i, &byte);
        if (byte >= 0) buf_add_char(out, blank ? ' ' : (char)byte);
    }
}

void transfer_quoted_pieces(struct view text, struct pieces *out)
{
    int byte;
    for (size_t i = 0, length; i < text.len; i += length) {
        length = quoted_at(text, i, &byte);
        char c = (char)byte;
        if (length == 1)
            pieces_copy(out, text.at + i, 1);
        else if (byte >= 0)
            pieces_put(out, (struct view){&c, 1}, text.at + i, length);
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
