/* guess.h: which charset a document is in, judged by what it says in each.
 *
 * A sample is read in every charset that could be meant, and each character weighed by how much
 * more often it stands in text than in the same bytes read wrongly: of Chinese text seven
 * characters in eight are among a thousand, of misread bytes one in twenty. Because a text may have
 * been cut anywhere, the reading that begins one byte later is weighed as well.
 */
#ifndef PROTO_CHARSET_GUESS_H
#define PROTO_CHARSET_GUESS_H

#include "proto/charset/charset.h"

struct charset_guess {
    enum charset charset;
    uint32_t orphan;    /* 1: the first byte is the rest of a character that was cut off; or 0 */
    uint8_t confidence; /* hundredths, 1–100 */
};

/* By byte order mark, by the label declared (an empty view if there is none) unless the text speaks
 * against it, or by what the text says. wide: only UTF-16 can be meant, because the bytes hold more
 * control characters than text has. False if it is text in none of the charsets. */
bool charset_guess(struct view bytes, struct view declared, bool wide, struct charset_guess *out);

#endif
