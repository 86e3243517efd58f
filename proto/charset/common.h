/* common.h: the thousand characters that make up most of any Chinese text.
 *
 * Seven characters of eight in running text are among them; of bytes read in the wrong charset, one
 * in twenty is. That is what charsets are told apart by (guess.h).
 */
#ifndef PROTO_CHARSET_COMMON_H
#define PROTO_CHARSET_COMMON_H

extern const char charset_common[]; /* one after the other, in UTF-8 */

#endif
