/* limits.h: a bound on everything that a peer, a file or an operator can make grow.
 *
 * One table, X(NAME, value, unit, sentence): PROTOCOL.md and `garner help limits` print it.
 */
#ifndef PROTO_LIMITS_H
#define PROTO_LIMITS_H

#define PROTOCOL_VERSION 1

#define LIMITS(X)                                                                                  \
    X(MAX_DOCUMENT, 134217728, "bytes", "a document")                                              \
    X(MAX_RESULT, 268435456, "bytes", "a document's result, as stored")                            \
    X(MAX_HEADER, 4194304, "bytes", "the header frame of a message")                               \
    X(MAX_BODY, 402653184, "bytes", "the body frame of a message")                                 \
    X(MAX_BATCH, 1024, "documents", "offers, jobs, outcomes, rows or hits in a message")           \
    X(MAX_LEASES, 4096, "leases", "held by one worker")                                            \
    X(MAX_OBJECTS, 131072, "objects", "in a header frame, counting all that they contain")         \
    X(MAX_DEPTH, 32, "levels", "of nesting in a MessagePack object")                               \
    X(MAX_SOURCE, 4096, "bytes", "the name of a source")                                           \
    X(MAX_ARCHIVE, 256, "bytes", "the name of an archive")                                         \
    X(MAX_NAME, 256, "bytes", "other names: of peers, versions, articles")                         \
    X(MAX_DETAIL, 512, "bytes", "an explanation or a title in a message")                          \
    X(MAX_MEDIA_TYPE, 512, "bytes", "a media type with its parameters")                            \
    X(MAX_NESTING, 8, "levels", "of archives within archives, each compression of one counted")    \
    X(MAX_EXPANSION, 200, "times",                                                                 \
      "the length of an archive: what it may expand to; to 256 MiB always")                        \
    X(MAX_SNIPPET, 2048, "bytes", "the text around a hit")                                         \
    X(MAX_QUERY, 16384, "bytes", "the text of a query")                                            \
    X(MAX_QUERY_TERMS, 512, "terms", "words, phrases and conditions in a query")                   \
    X(MAX_QUERY_DEPTH, 64, "levels", "of brackets in a query")                                     \
    X(MAX_MEDIAN, 8388608, "figures", "of which an answer tells medians")                          \
    X(MAX_BUCKETS, 4194304, "values", "or pairs of them that facets tell apart")                   \
    X(MAX_QUERY_DISTANCE, 1000, "characters", "in which words are near each other")

enum {
#define X(NAME, value, ...) NAME = value,
    LIMITS(X)
#undef X
};

/* Liveness. A worker of which the broker hears nothing for LIVENESS_MS has lost its leases, and it
 * knows that, because the broker answers each HEARTBEAT. */
#define HEARTBEAT_MS 500
#define LIVENESS_MS  2000

#endif
