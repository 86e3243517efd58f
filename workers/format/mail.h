/* mail.h: the reader of messages (RFC 5322, MIME).
 *
 * The canonical text is the subject and the text of the parts in order: of alternatives the plain
 * one, else what HTML says; text that is attached comes behind, other attachments are only named,
 * and a message within is read like its parts. Subject, sender, date and recipients are metadata,
 * attachments one list of names.
 */
#ifndef WORKERS_FORMAT_MAIL_H
#define WORKERS_FORMAT_MAIL_H

#include "workers/format/format.h"

format_reader mail_read;

#endif
