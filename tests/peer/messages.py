"""messages: the tables of proto/PROTOCOL.md, and header frames made from them.

Numbers in comments are clauses of the page.
"""
import msgpack

PROTOCOL = 1
MAX_BATCH = 1024
MAX_DOCUMENT = 134217728

# Sections 6 and 7: number, and fields in order; "offers:OFFER" is a list of records.
RECORDS = {
    "OFFER": "source sha256 bytes encoding length reason detail declared date",
    "JOB": "num archive source sha256 bytes encoding length attempt declared date",
    "OUTCOME": "num state reason detail exit_status exit_signal cpu_us articles records encoding length part_length",
    "ROW": "num doc archive source sha256 bytes state reason detail attempts deaths exit_status exit_signal "
           "duplicate_of extractor articles records original_encoding original_length result_encoding "
           "result_length declared date",
    "HIT": "doc archive source article title date start count snippet marks score place",
    "FOUND": "doc archive source article title date length place",
    "BUCKET": "value area second unit count sum least most median second_area figures_length",
}
MESSAGES = {
    "HELLO": (1, "protocol role version name extractor children"),
    "WELCOME": (2, "protocol version store heartbeat_ms liveness_ms window_docs window_bytes max_document"),
    "ERROR": (3, "code request text"),
    "PING": (4, "token"),
    "PONG": (5, "token"),
    "BYE": (6, ""),
    "SUBMIT": (10, "request archive offers:OFFER"),
    "SUBMITTED": (11, "request verdicts"),
    "CREDIT": (20, "docs bytes"),
    "TASK": (21, "lease jobs:JOB"),
    "RESULT": (22, "lease outcomes:OUTCOME"),
    "HEARTBEAT": (23, "leases busy idle_ms finished rss_bytes"),
    "REVOKE": (24, "lease"),
    "STATUS": (30, "request"),
    "STATUS_IS": (31, "request"),
    "LIST_DOCS": (32, "request state reason after limit"),
    "LISTED": (33, "request next rows:ROW"),
    "FETCH": (34, "request select after parts max_bytes"),
    "FETCHED": (35, "request next rows:ROW"),
    "ASK": (38, "request query wanted kind order facet second digits after limit weights figures"),
    "ANSWER": (39, "request next articles documents records hits:HIT found:FOUND buckets:BUCKET rows:ROW weights"),
    "CHANGE": (40, "request to select state reason"),
    "CHANGED": (41, "request documents"),
    "STOP": (42, "request"),
    "STOPPING": (43, "request"),
}
NAMES = {number: name for name, (number, _) in MESSAGES.items()}

# Section 5.
STATES = dict(enumerate("waiting running done failed skipped duplicate".split(), 1))
REASONS = dict(enumerate("unreadable too-large changed-while-read sha256-mismatch bad-encoding bad-charset "
                         "timeout cpu-limit memory-limit died lost bad-result result-too-large "
                         "encrypted damaged archive-bomb nested-too-deep unsupported-compression "
                         "no-tool".split(), 1))
REASONS.update(enumerate("empty binary not-a-file link-loop superseded operator container "
                         "http-status no-text-layer".split(), 20))
VERDICTS = dict(enumerate(["accepted", "known", "new version", "duplicate", "recorded"]))
ERRORS = dict(enumerate("malformed unknown-message hello-first wrong-protocol wrong-role out-of-state over-window "
                        "over-limit disk-full mixed-extractors busy not-found ambiguous stopping bad-request "
                        "store-error".split(), 1))
FATAL = {"wrong-protocol", "mixed-extractors", "stopping"}
WANTED = dict(articles=1, records=2, facets=3, counts=4, documents=5, weights=6)
ORDERS = dict(best=0, newest=1, oldest=2, most=3, least=4)
RAW, ZSTD = 0, 1
RESULT, ORIGINAL = 1, 2


def number_of(names, name):
    return next(number for number, text in names.items() if text == name)


# Of each field of these names what stands for nothing (3.3); all others are numbers.
EMPTY = dict.fromkeys("role version name extractor text archive source detail select title date snippet "
                      "article declared query kind facet second value area unit sum least most median "
                      "second_area".split(), "")
EMPTY.update(dict.fromkeys("store sha256 verdicts doc duplicate_of place".split(), b""))
EMPTY.update(dict.fromkeys("leases marks weights".split(), []))
IDS = {("FETCH", "after"), ("FETCHED", "next"), ("ASK", "after"), ("ANSWER", "next")}


def fields_of(name):
    table = RECORDS.get(name) or MESSAGES[name][1]
    return [field.split(":") for field in table.split()]


def to_array(name, values):
    """The fields of a message or record in their order; what is not in values is empty."""
    unknown = set(values) - {field[0] for field in fields_of(name)}
    assert not unknown, f"{name} has no field {unknown}"
    array = []
    for field, *record in fields_of(name):
        if record:
            array.append([to_array(record[0], item) for item in values.get(field, [])])
        else:
            empty = b"" if (name, field) in IDS else EMPTY.get(field, 0)
            array.append(values.get(field, empty))
    return array


def from_array(name, array):
    """The other way; fields left out read as empty, those we do not know are passed over (3.3)."""
    values = {}
    for i, (field, *record) in enumerate(fields_of(name)):
        if record:
            values[field] = [from_array(record[0], item) for item in (array[i] if i < len(array) else [])]
        else:
            empty = b"" if (name, field) in IDS else EMPTY.get(field, 0)
            values[field] = array[i] if i < len(array) else empty
    return values


def encode(name, /, **values):
    return msgpack.packb([MESSAGES[name][0]] + to_array(name, values), use_bin_type=True)


def decode(header):
    """(name, fields), or None for what is to be ignored (13.2, 13.3)."""
    try:
        array = msgpack.unpackb(header, raw=False, strict_map_key=False)
        name = NAMES[array[0]]
        return name, from_array(name, array[1:])
    except (ValueError, KeyError, IndexError, TypeError, msgpack.exceptions.UnpackException):
        return None
