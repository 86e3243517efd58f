/* tables.h: the small closed sets that messages, store, help and documentation share.
 *
 * Each set is one X-macro table; the number is what stands on the wire and in the store, so a row
 * is never renumbered or reused.
 */
#ifndef PROTO_TABLES_H
#define PROTO_TABLES_H

#include <stdbool.h>

/* States of the ledger: X(number, NAME, name, sentence). RUNNING is never stored: it is WAITING
 * with a lease, so that a restart needs no repair. */
#define STATES(X)                                                                                  \
    X(1, WAITING, "waiting", "in the queue")                                                       \
    X(2, RUNNING, "running", "leased to a worker")                                                 \
    X(3, DONE, "done", "its result is stored")                                                     \
    X(4, FAILED, "failed", "could not be worked through")                                          \
    X(5, SKIPPED, "skipped", "deliberately not worked through")                                    \
    X(6, DUPLICATE, "duplicate", "same content as another document, which stands for both")

/* Reasons of FAILED and SKIPPED: X(number, NAME, name, state, retry, sentence).
 * retry: whether the broker tries again by itself before it gives up. */
#define REASONS(X)                                                                                 \
    X(1, UNREADABLE, "unreadable", FAILED, false, "the submitter could not read it")               \
    X(2, TOO_LARGE, "too-large", FAILED, false, "longer than the limit")                           \
    X(3, CHANGED, "changed-while-read", FAILED, false, "it changed while it was read")             \
    X(4, SHA256, "sha256-mismatch", FAILED, false, "its bytes are not those announced")            \
    X(5, BAD_ENCODING, "bad-encoding", FAILED, false, "the stored body cannot be expanded")        \
    X(6, BAD_CHARSET, "bad-charset", FAILED, false, "its bytes are not text in a known charset")   \
    X(7, TIMEOUT, "timeout", FAILED, true, "over the wall-clock limit")                            \
    X(8, CPU, "cpu-limit", FAILED, false, "over the processor-time limit")                         \
    X(9, MEMORY, "memory-limit", FAILED, false, "over the memory limit")                           \
    X(10, DIED, "died", FAILED, true, "the process that worked on it died")                        \
    X(11, LOST, "lost", FAILED, true, "its worker was lost each time")                             \
    X(12, BAD_RESULT, "bad-result", FAILED, true, "the worker's result was not valid")             \
    X(13, RESULT_TOO_LARGE, "result-too-large", FAILED, false, "its result is over the limit")     \
    X(14, ENCRYPTED, "encrypted", FAILED, false, "a password would be needed to read it")          \
    X(15, DAMAGED, "damaged", FAILED, false,                                                       \
      "it, or the archive that it lies in, is damaged or cut short")                               \
    X(16, BOMB, "archive-bomb", FAILED, false, "it expands beyond all measure")                    \
    X(17, NESTED, "nested-too-deep", FAILED, false, "too many archives lie within each other")     \
    X(18, UNSUPPORTED, "unsupported-compression", FAILED, false,                                   \
      "compressed in a way that is not known here")                                                \
    X(19, NO_TOOL, "no-tool", FAILED, false, "a program that reads its format is not installed")   \
    X(20, EMPTY, "empty", SKIPPED, false, "it has no bytes")                                       \
    X(21, BINARY, "binary", SKIPPED, false, "it is not text")                                      \
    X(22, NOT_A_FILE, "not-a-file", SKIPPED, false, "a device, socket, pipe or dangling link")     \
    X(23, LINK_LOOP, "link-loop", SKIPPED, false, "a symbolic link that leads back to itself")     \
    X(24, SUPERSEDED, "superseded", SKIPPED, false, "a newer version of the same source came")     \
    X(25, OPERATOR, "operator", SKIPPED, false, "skipped by hand")                                 \
    X(26, CONTAINER, "container", SKIPPED, false, "what it contains are documents of their own")   \
    X(27, HTTP_STATUS, "http-status", SKIPPED, false, "the server had no page to give")            \
    X(28, NO_TEXT_LAYER, "no-text-layer", SKIPPED, false, "its pages are pictures, without text")

/* What a submitter is told of each offer: X(number, NAME, name, sentence). */
#define VERDICTS(X)                                                                                \
    X(0, ACCEPTED, "accepted", "new, and in the ledger")                                           \
    X(1, KNOWN, "known", "same archive, source and content: already in the ledger")                \
    X(2, NEW_VERSION, "new version", "same source, other content: supersedes the old version")     \
    X(3, DUPLICATE, "duplicate", "same content as another document")                               \
    X(4, RECORDED, "recorded", "in the ledger as failed or skipped, for the reason offered")

/* Refusals: X(number, NAME, name, fatal, sentence). fatal: the session is over. */
#define ERRORS(X)                                                                                  \
    X(1, MALFORMED, "malformed", false, "the message is not valid MessagePack of its table")       \
    X(2, UNKNOWN_MESSAGE, "unknown-message", false, "no message has this number")                  \
    X(3, HELLO_FIRST, "hello-first", false, "there is no session; say HELLO")                      \
    X(4, WRONG_PROTOCOL, "wrong-protocol", true, "the peers speak different protocol versions")    \
    X(5, WRONG_ROLE, "wrong-role", false, "this message does not belong to the session's role")    \
    X(6, OUT_OF_STATE, "out-of-state", false, "this message cannot come now")                      \
    X(7, OVER_WINDOW, "over-window", false, "more offered than the window allows")                 \
    X(8, OVER_LIMIT, "over-limit", false, "a field or frame is over its limit")                    \
    X(9, DISK_FULL, "disk-full", false, "the store's disk is full; new documents are refused")     \
    X(10, MIXED_EXTRACTORS, "mixed-extractors", true, "another extractor version is at work")      \
    X(11, BUSY, "busy", false, "too many questions at once; ask again")                            \
    X(12, NOT_FOUND, "not-found", false, "nothing in the ledger matches")                          \
    X(13, AMBIGUOUS, "ambiguous", false, "more than one document matches")                         \
    X(14, STOPPING, "stopping", true, "the broker is stopping")                                    \
    X(15, BAD_REQUEST, "bad-request", false, "the request asks for something that cannot be")      \
    X(16, STORE, "store-error", false, "the store could not be read")                              \
    X(17, KEY_REFUSED, "key-refused", true,                                                        \
      "the broker does not know this key, or it was revoked")                                      \
    X(18, FORBIDDEN, "forbidden", false, "this key may not say that")

/* What a key may be for: X(bit, NAME, name, sentence). */
#define KEY_ROLES(X)                                                                               \
    X(1, SUBMIT, "submit", "offer documents")                                                      \
    X(2, QUERY, "query", "ask, search, read and export")                                           \
    X(4, WORK, "work", "get documents and answer with results")                                    \
    X(8, ADMIN, "admin", "move documents between states, and stop the broker")

/* How bytes are stored and sent: X(number, NAME, name). */
#define ENCODINGS(X)                                                                               \
    X(0, RAW, "raw")                                                                               \
    X(1, ZSTD, "zstd")

/* What ASK asks for: X(number, NAME, name, sentence). */
#define WANTED(X)                                                                                  \
    X(1, ARTICLES, "articles", "hits, a page of them")                                             \
    X(2, RECORDS, "records", "records, a page of them")                                            \
    X(3, FACETS, "facets", "buckets, a page of them")                                              \
    X(4, COUNTS, "counts", "how many articles, documents and records there are")                   \
    X(5, DOCUMENTS, "documents", "rows of the ledger, a page of them, by number")                  \
    X(6, WEIGHTS, "weights", "how many articles have the texts asked for")

/* What comes first: X(number, NAME, name, sentence). Where two are alike the lesser document id
 * does, then the article, then the record. */
#define ORDERS(X)                                                                                  \
    X(0, BEST, "best", "articles in which the texts asked for stand out; without a text: newest")  \
    X(1, NEWEST, "newest", "by the article's date; those without one last")                        \
    X(2, OLDEST, "oldest", "the other way; those without one last")                                \
    X(3, MOST, "most", "the greatest figure; of facets the greatest count")                        \
    X(4, LEAST, "least", "the least figure; of facets the first in order of their names")

/* What is counted by: X(NAME, name, sentence). */
#define FACETS(X)                                                                                  \
    X(PLACE, "place", "by the first digits of its code")                                           \
    X(YEAR, "year", "of the figure, else of the article")                                          \
    X(UNIT, "unit", "what the figure is converted to")                                             \
    X(INITIATIVE, "initiative", "its name")                                                        \
    X(ORG, "org", "its full name")                                                                 \
    X(PERSON, "person", "the name")                                                                \
    X(ROLE, "role", "what a person is named as")                                                   \
    X(DOCUMENT, "document", "the title of what is cited, or its number")                           \
    X(SOURCE, "source", "who published the article")                                               \
    X(ARCHIVE, "archive", "that the document is in")                                               \
    X(KIND, "kind", "of the article, or of the record")

enum asked_for {
#define X(number, NAME, ...) WANTED_##NAME = number,
    WANTED(X)
#undef X
};
enum order {
#define X(number, NAME, ...) ORDER_##NAME = number,
    ORDERS(X)
#undef X
};
enum state {
#define X(number, NAME, ...) STATE_##NAME = number,
    STATES(X)
#undef X
};
enum reason {
    REASON_NONE = 0,
#define X(number, NAME, ...) REASON_##NAME = number,
    REASONS(X)
#undef X
};
enum verdict {
#define X(number, NAME, ...) VERDICT_##NAME = number,
    VERDICTS(X)
#undef X
};
enum error_code {
#define X(number, NAME, ...) ERR_##NAME = number,
    ERRORS(X)
#undef X
};
enum key_role {
#define X(bit, NAME, ...) KEY_##NAME = bit,
    KEY_ROLES(X)
#undef X
};
enum { KEY_ALL = KEY_SUBMIT | KEY_QUERY | KEY_WORK | KEY_ADMIN };
enum encoding {
#define X(number, NAME, ...) ENCODING_##NAME = number,
    ENCODINGS(X)
#undef X
};
enum part { PART_RESULT = 1, PART_ORIGINAL = 2 }; /* of a FETCH */

/* The row's name or sentence; "?" for a number that has no row. Static storage. */
const char *state_name(unsigned state);
const char *reason_name(unsigned reason);
const char *reason_sentence(unsigned reason);
const char *verdict_name(unsigned verdict);
const char *error_name(unsigned code);
const char *error_sentence(unsigned code);

/* The number of an order by its name, -1 if there is none. */
int order_by_name(const char *name);

/* The number of a state or reason by its name, 0 if there is none. */
unsigned state_by_name(const char *name);
unsigned reason_by_name(const char *name);

unsigned reason_state(unsigned reason); /* STATE_FAILED or STATE_SKIPPED; 0 for no reason */
bool reason_retries(unsigned reason);
bool error_is_fatal(unsigned code);

#endif
