/* filter_extract.c: garner-worker extract: the whole pipeline as a filter, without a broker. */
#include "proto/docline.h"
#include "proto/json_read.h"
#include "proto/pack.h"
#include "proto/utf8.h"
#include "workers/command/command.h"
#include "workers/command/pretty.h"
#include "workers/extractor.h"
#include "workers/file.h"
#include "workers/process/sandbox.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *archive, *source, *date, *declared, *within;
static bool pretty, list, with_text;
static struct setup_options setup_options = SETUP_DEFAULTS;

static const struct option_row rows[] = {
    {"archive", 'a', OPTION_STRING, &archive, "NAME", NULL, 0, 0,
     "the archive that it is in; default: the name of the first file"},
    {"source", 's', OPTION_STRING, &source, "NAME", NULL, 0, 0,
     "what the document is called there; default: the name of the file"},
    {"within", 0, OPTION_STRING, &within, "FOLDER", NULL, 0, 0,
     "name the files as `garner submit FOLDER` does: by their paths within it; its own name is the "
     "archive's"},
    {"date", 'd', OPTION_STRING, &date, "DATE", NULL, 0, 0,
     "the date of the document, as 2021-03-05, if it does not tell itself"},
    {"type", 't', OPTION_STRING, &declared, "TYPE", NULL, 0, 0,
     "its media type as if an archive told it, such as \"text/html; charset=gbk\""},
    {"list", 'l', OPTION_FLAG, &list, NULL, NULL, 0, 0,
     "each FILE holds a JSON object a line: its \"file\", and what else of \"archive\", "
     "\"source\", "
     "\"date\" and \"type\" is told of it"},
    {"with-text", 0, OPTION_FLAG, &with_text, NULL, NULL, 0, 0,
     "put the text behind each line, too, so that `garner import` can take it into a store"},
    {"pretty", 'p', OPTION_FLAG, &pretty, NULL, NULL, 0, 0,
     "for people: the text with what was found marked, and a table"},
    SETUP_ROWS(setup_options),
};
static const struct command_line line = {
    "extract",
    "FILE...",
    "Writes what is in each file, as the line that `garner export` gives; - is standard input.",
    rows,
    sizeof rows / sizeof *rows,
};

/* The last part of a path, as long as slashes at its end do not count. */
static struct view last_part(const char *path)
{
    struct view part = view_of(path);
    while (part.len > 1 && part.at[part.len - 1] == '/') part.len--;
    const char *slash = memrchr(part.at, '/', part.len);
    if (!slash || part.len == 1) return part;
    return (struct view){slash + 1, (size_t)(part.at + part.len - slash) - 1};
}

/* What the path says below the folder; empty if it does not lead there. */
static struct view path_within(const char *path, const char *folder)
{
    size_t len = strlen(folder);
    while (len > 1 && folder[len - 1] == '/') len--;
    if (strncmp(path, folder, len) != 0 || path[len] != '/') return (struct view){0};
    return view_of(path + len + strspn(path + len, "/"));
}

static struct view archive_of(const char *first)
{
    return archive ? view_of(archive) : last_part(within ? within : first);
}

static struct view source_of(const char *path)
{
    if (source) return view_of(source);
    return within ? path_within(path, within) : last_part(path);
}

static struct msg_row make_row(const struct msg_job *job, const struct msg_outcome *o,
                               const unsigned char doc[DOC_ID_LEN], const char *extractor)
{
    return (struct msg_row){
        .doc = {(const char *)doc, DOC_ID_LEN},
        .archive = job->archive,
        .source = job->source,
        .sha256 = job->sha256,
        .bytes = job->bytes,
        .state = o->state,
        .reason = o->reason,
        .detail = o->detail,
        .extractor = view_of(extractor),
        .articles = o->articles,
        .records = o->records,
    };
}

/* What is empty never comes to a worker: a submitter offers it without content, nor has it a hash.
 */
static int print_empty(const struct msg_job *job, struct err *err)
{
    static const unsigned char no_content[SHA256_LEN];
    unsigned char doc[DOC_ID_LEN];
    struct msg_job empty = *job;
    struct buf out = {0};
    struct msg_outcome o = {.state = STATE_SKIPPED,
                            .reason = REASON_EMPTY,
                            .detail = view_of(reason_sentence(REASON_EMPTY))};
    empty.sha256 = (struct view){(const char *)no_content, sizeof no_content};
    doc_id(job->archive, job->source, no_content, doc);
    struct msg_row row = make_row(&empty, &o, doc, "");
    int rc = docline(&row, (struct view){0}, &out, err);
    fwrite(out.at, 1, out.len, stdout);
    buf_free(&out);
    return rc;
}

static void show(struct view result, struct view bytes)
{
    struct unpack u = unpack_of(result);
    struct view text = unpack_find(&u, "canonical") ? unpack_next(&u).bytes : bytes;
    pretty_print(result, text, isatty(STDOUT_FILENO) && !getenv("NO_COLOR"), stdout);
}

/* Puts the text into the line, and what the index needs of it. */
static void add_text(struct work *w, struct msg_outcome *o, struct view bytes, struct buf *out)
{
    struct buf part = {0};
    docline_add_text(out, buf_view(&w->result), bytes);
    work_add_part(w, o, &part); /* empties w->result */
    docline_add_part(out, buf_view(&part));
    buf_free(&part);
}

/* Works through the bytes and prints the line, or what people read instead. */
static int print_line(struct work *w, struct msg_job *job, struct view bytes, const char *extractor,
                      struct err *err)
{
    unsigned char hash[SHA256_LEN], doc[DOC_ID_LEN];
    struct buf out = {0};
    sha256(bytes.at, bytes.len, hash);
    job->sha256 = (struct view){(const char *)hash, sizeof hash};
    job->bytes = job->length = bytes.len;
    job->encoding = ENCODING_RAW;
    doc_id(job->archive, job->source, hash, doc);
    struct msg_outcome o = work_document(w, job, bytes, NULL);
    struct msg_row row = make_row(job, &o, doc, extractor);
    bool for_people = pretty && w->result.len > 0;
    int rc = for_people ? 0 : docline(&row, buf_view(&w->result), &out, err);
    if (rc == 0 && !for_people && with_text) add_text(w, &o, bytes, &out);
    if (for_people) show(buf_view(&w->result), bytes);
    fwrite(out.at, 1, out.len, stdout);
    buf_free(&out);
    return rc;
}

static int check_name(const char *what, struct view name, size_t limit, struct err *err)
{
    if (name.len && name.len <= limit && utf8_valid(name)) return 0;
    return fail(err, 0, "the %s \"%.*s\" is not UTF-8 of 1 to %zu bytes; say --%s", what,
                (int)(name.len < limit ? name.len : limit), name.len ? name.at : "", limit, what);
}

/* What is told of the files, before the list tells something else of one of them. */
static struct msg_job told_job(const char *first, const char *path)
{
    return (struct msg_job){.archive = archive_of(first),
                            .source = source_of(path),
                            .declared = view_of(declared ? declared : ""),
                            .date = view_of(date ? date : "")};
}

static int extract_file(struct work *w, struct msg_job job, const char *path, const char *extractor,
                        struct err *err)
{
    struct buf bytes = {0};
    if (check_name("archive", job.archive, MAX_ARCHIVE, err) != 0) return -1;
    if (check_name("source", job.source, MAX_SOURCE, err) != 0) return -1;
    int rc = file_read(path, &bytes, err);
    if (rc == 0 && bytes.len > MAX_DOCUMENT)
        rc =
            fail(err, 0, "%s: %zu bytes, more than the limit of %d", path, bytes.len, MAX_DOCUMENT);
    if (rc == 0)
        rc = bytes.len ? print_line(w, &job, buf_view(&bytes), extractor, err)
                       : print_empty(&job, err);
    buf_free(&bytes);
    return rc;
}

/* One line of a list. The texts of its members follow one another in *texts. */
static int extract_listed(struct work *w, struct view listed, const char *extractor,
                          struct buf *texts, struct err *err)
{
    static const char *const keys[] = {"file", "archive", "source", "type", "date"};
    enum { FILE_KEY, KEYS = sizeof keys / sizeof *keys };
    size_t start[KEYS];
    bool told[KEYS];
    texts->len = 0;
    for (int k = 0; k < KEYS; k++) {
        start[k] = texts->len;
        told[k] = json_text(json_object_find(listed, view_of(keys[k])), texts);
        buf_add_char(texts, 0);
    }
    if (!told[FILE_KEY])
        return fail(err, 0, "a line of the list names no \"file\": %.*s", (int)listed.len,
                    listed.at);
    const char *path = texts->at + start[FILE_KEY];
    struct msg_job job = told_job(path, path);
    struct view *const parts[KEYS] = {NULL, &job.archive, &job.source, &job.declared, &job.date};
    for (int k = FILE_KEY + 1; k < KEYS; k++)
        if (told[k]) *parts[k] = view_of(texts->at + start[k]);
    return extract_file(w, job, path, extractor, err);
}

/* All files of a list; one that fails does not keep the others from being read. The status. */
static int extract_list(struct work *w, const char *path, const char *extractor)
{
    struct buf bytes = {0}, texts = {0};
    struct view listed;
    struct err err;
    int status = file_read(path, &bytes, &err) == 0 ? STATUS_GOOD : command_trouble(&err);
    struct view rest = buf_view(&bytes);
    while (file_line(&rest, &listed))
        if (extract_listed(w, listed, extractor, &texts, &err) != 0) status = command_trouble(&err);
    buf_free(&bytes);
    buf_free(&texts);
    return status;
}

static int extract_all(const struct work_setup *setup, int count, char **paths)
{
    struct err err;
    char extractor[EXTRACTOR_ROOM];
    struct work w = {.setup = setup};
    int status = STATUS_GOOD;
    extractor_id(setup->pipeline, setup->shared, extractor);
    work_limit_process(setup);
    sandbox_enter(setup->sandbox ? SANDBOX_FILTER : SANDBOX_NONE);
    for (int i = 0; i < count; i++) {
        int rc = list ? extract_list(&w, paths[i], extractor)
                      : extract_file(&w, told_job(paths[0], paths[i]), paths[i], extractor, &err);
        if (rc != 0) status = list ? rc : command_trouble(&err);
    }
    work_free(&w);
    return status;
}

int filter_extract(int argc, char **argv)
{
    int count, status;
    struct err err;
    struct work_setup setup;
    struct resources *shared;
    if (!command_options(&line, argc, argv, &count, &status)) return status;
    if (count == 0)
        fail(&err, 0, "extract: which file? - is standard input");
    else if (source && count > 1)
        fail(&err, 0, "--source names one file, not %d", count);
    else if (source && within)
        fail(&err, 0, "--source and --within both name files");
    else if (setup_open(&setup_options, &setup, &shared, &err) == 0) {
        status = extract_all(&setup, count, argv + 1);
        resources_close(&shared);
        return status;
    }
    return command_trouble(&err);
}
