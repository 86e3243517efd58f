/* codes.h: what the codes of the Chinese charsets stand for, as UTF-8.
 *
 * iconv is asked once for every code there is; from then on a character is a look-up, which is
 * faster than iconv, and the same for converting, judging and finding places. GB18030 holds all of
 * GB2312 and GBK. No table of iconv's reads all real Big5: HKSCS (Hong Kong), ETEN's additions and
 * Microsoft's code page 950 are asked in turn, code by code.
 */
#ifndef PROTO_CHARSET_CODES_H
#define PROTO_CHARSET_CODES_H

#include <stddef.h>
#include <stdint.h>

struct code {
    char utf8[4]; /* one character; of four codes of HKSCS a letter and its accent */
    uint32_t len; /* 0: the code stands for nothing */
};

/* Codes of two bytes: 0x81–0xFE, then 0x40–0xFE. */
enum { PAIR_LEADS = 126, PAIR_TRAILS = 191, PAIRS = PAIR_LEADS * PAIR_TRAILS };
/* Codes of four bytes of GB18030 below U+10000, in order; from QUADS_ABOVE on they are U+10000 … in
 * order. */
enum { QUADS = 39420, QUADS_ABOVE = 189000 };

struct codes {
    struct code gb[PAIRS], big5[PAIRS], quads[QUADS];
};

/* Built on the first call in a process (some milliseconds); static storage. */
const struct codes *codes_open(void);

static inline size_t pair_index(unsigned char lead, unsigned char trail)
{
    return (size_t)(lead - 0x81) * PAIR_TRAILS + (size_t)(trail - 0x40);
}

#endif
