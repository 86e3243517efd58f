/* peer_sqlite.c: see peer_sqlite.h. */
#include "tests/bench/peer_sqlite.h"
#include "proto/fold.h"
#include "tests/bench/bench_kit.h"
#include "tests/bench/list.h"
#include "tests/bench/rows.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static sqlite3 *db;

static void check(int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_ROW)
        bench_die("SQLite", sqlite3_errmsg(db));
}

static void run(const char *sql)
{
    check(sqlite3_exec(db, sql, NULL, NULL, NULL));
}

static sqlite3_stmt *prepare(const char *sql)
{
    sqlite3_stmt *s;
    check(sqlite3_prepare_v2(db, sql, -1, &s, NULL));
    return s;
}

/* Folded as ours, so that the answers are the same. */
static void insert(sqlite3_stmt *s, struct view text, uint32_t date)
{
    struct buf folded = {0};
    fold_text(text, &folded);
    check(sqlite3_bind_text(s, 1, folded.at, (int)folded.len, SQLITE_STATIC));
    check(sqlite3_bind_int(s, 2, (int)date));
    check(sqlite3_step(s));
    check(sqlite3_reset(s));
    buf_free(&folded);
}

/* Bytes of text. */
static double insert_file(sqlite3_stmt *s, const char *path)
{
    struct buf text = list_file(path);
    double bytes = (double)text.len;
    const char *at = text.at, *end = at + text.len;
    while (at < end) {
        const char *stop = memmem(at, (size_t)(end - at), "\n\n", 2);
        size_t len = stop ? (size_t)(stop - at) : (size_t)(end - at);
        insert(s, (struct view){at, len}, 20240506);
        at += len + 2;
    }
    buf_free(&text);
    return bytes;
}

static double fill(const char *list)
{
    size_t count;
    char **paths = list_lines(list, &count);
    double began = bench_now(), bytes = 0;
    run("CREATE VIRTUAL TABLE t USING fts5(body, date UNINDEXED, tokenize='trigram'); BEGIN");
    sqlite3_stmt *s = prepare("INSERT INTO t VALUES (?, ?)");
    for (size_t i = 0; i < count; i++) bytes += insert_file(s, paths[i]);
    sqlite3_finalize(s);
    run("COMMIT; INSERT INTO t(t) VALUES ('optimize')");
    double took = bench_now() - began;
    rows_peer("index: in", "FTS5, one commit", bytes / 1e6 / took);
    printf("SQLite: %.1f MB in %.1f s\n", bytes / 1e6, took);
    free(paths);
    return bytes;
}

void sqlite_open(const char *path, const char *list)
{
    bool there = access(path, F_OK) == 0;
    check(sqlite3_open(path, &db));
    run("PRAGMA mmap_size = 8589934592; PRAGMA cache_size = -262144");
    if (there) return;
    double bytes = fill(list);
    struct stat st;
    if (stat(path, &st) == 0)
        rows_peer("store on the disk, at rest", "FTS5, text and index", (double)st.st_size / bytes);
}

void sqlite_close(void)
{
    sqlite3_close(db);
}

/* ---- Asking ---- */

/* The rows of an answer, or the number that is one. */
static uint64_t rows_of(sqlite3_stmt *s, const struct text *t, bool number)
{
    char quoted[2 * TEXT_BYTES + 2], *out = quoted;
    static struct buf folded;
    uint64_t count = 0;
    folded.len = 0;
    fold_text(view_of(t->at), &folded);
    *out++ = '"';
    for (const char *at = buf_string(&folded); *at; at++) {
        if (*at == '"') *out++ = '"';
        *out++ = *at;
    }
    *out++ = '"';
    check(sqlite3_bind_text(s, 1, quoted, (int)(out - quoted), SQLITE_STATIC));
    while (sqlite3_step(s) == SQLITE_ROW) {
        if (number)
            count = (uint64_t)sqlite3_column_int64(s, 0);
        else
            count++;
    }
    check(sqlite3_reset(s));
    return count;
}

uint64_t sqlite_count(const struct text *t)
{
    static sqlite3_stmt *s;
    if (!s) s = prepare("SELECT count(*) FROM t WHERE t MATCH ?");
    return rows_of(s, t, true);
}

uint64_t sqlite_first(const struct text *t)
{
    static sqlite3_stmt *s;
    if (!s) s = prepare("SELECT rowid FROM t WHERE t MATCH ? ORDER BY rowid LIMIT 20");
    return rows_of(s, t, false);
}

uint64_t sqlite_best(const struct text *t)
{
    static sqlite3_stmt *s;
    if (!s)
        s = prepare("SELECT rowid, date, snippet(t, 0, '[', ']', '…', 40) FROM t WHERE t MATCH ? "
                    "ORDER BY rank LIMIT 20");
    return rows_of(s, t, false);
}

uint64_t sqlite_newest(const struct text *t)
{
    static sqlite3_stmt *s;
    if (!s)
        s = prepare("SELECT rowid, date, snippet(t, 0, '[', ']', '…', 40) FROM t WHERE t MATCH ? "
                    "ORDER BY date DESC LIMIT 20");
    return rows_of(s, t, false);
}
