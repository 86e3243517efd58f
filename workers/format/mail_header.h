/* mail_header.h: the headers of a message or of a part of one (RFC 5322, RFC 2047, RFC 2231). */
#ifndef WORKERS_FORMAT_MAIL_HEADER_H
#define WORKERS_FORMAT_MAIL_HEADER_H

#include "workers/pipeline.h"

/* Cuts a message into its headers and what stands behind the empty line. */
void mail_split(struct view message, struct view *headers, struct view *body);

/* The value of the first header of that name as it stands there, line ends included; empty if there
 * is none. */
struct view mail_header(struct view headers, const char *name);

/* A value for people: encoded words decoded, on one line; in d's arena. */
struct view mail_words(const struct document *d, struct view value, const struct budget *budget);

/* The name in `name <address>`, or the address. */
struct view mail_name(struct view words);

/* Fri, 5 Mar 2021 10:20:00 +0800 as 2021-03-05; empty if it is no date. In d's arena. */
struct view mail_date(const struct document *d, struct view value);

#endif
