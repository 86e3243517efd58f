/* fuzz_line.c: any bytes as a line of the export that is to be taken into a store: refused with a
 * reason, or a document with a result that holds. */
#include "proto/docline_read.h"
#include "tests/fuzz/fuzz.h"

const char *const fuzz_seeds[] = {
    "{\"type\":\"document\",\"doc\":\"8eef90f7eb9265af4cd5df02adde52c1\",\"archive\":\"a.txt\","
    "\"source\":\"a.txt\",\"sha256\":"
    "\"4cd5df02adde52c1972dbf612cd28130b9243b4474a191a6f96c0d6b656d4616\",\"bytes\":15,"
    "\"media_type\":\"text/plain\",\"charset\":\"utf-8\",\"state\":\"done\",\"extractor\":\"x\","
    "\"articles\":[{\"id\":\"a1\",\"kind\":\"brief\",\"title\":\"\",\"subtitle\":\"\",\"byline\":[]"
    ","
    "\"source\":\"\",\"date\":\"\",\"spans\":[[0,14]],\"boundary\":{\"evidence\":[\"first_line\"],"
    "\"confidence\":0.96},\"sections\":[],\"sentences\":[[0,2],[3,14]],\"records\":[{\"kind\":"
    "\"date\",\"text\":\"2021年\",\"start\":3,\"end\":10,\"rule\":\"date.year\",\"confidence\":"
    "0.96,\"value\":\"2021\",\"from\":\"2021-01-01\",\"to\":\"2022-01-01\"}]}],\"other\":[],"
    "\"canonical\":\"A1\\n2021年3件\\n\"}",
    "{\"type\":\"document\",\"doc\":\"8eef90f7eb9265af4cd5df02adde52c1\",\"archive\":\"a\","
    "\"source\":\"\\u4e00\\ud840\\udc00\",\"sha256\":null,\"bytes\":0,\"state\":\"skipped\","
    "\"reason\":\"empty\",\"detail\":\"x\"}",
    "{\"type\":\"document\",\"doc\":\"8eef90f7eb9265af4cd5df02adde52c1\",\"archive\":\"a\"}", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct docline_read d = {0};
    struct err err = {0};
    struct view line = {(const char *)bytes, len};
    if (docline_read(&d, line, &err) != 0)
        MUST(err.text[0], "refused without a word");
    else
        MUST(d.row.bytes == d.original.len, "bytes that are not there");
    docline_is_trailer(line);
    docline_read_free(&d);
    return 0;
}
