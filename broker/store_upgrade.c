/* store_upgrade.c: a store of an older format, brought up to date, a step a format.
 *
 * All steps that are due run in the transaction that opens the tables: they pass whole or not at
 * all. docs/store.md says what each format was.
 */
#include "broker/store_env_parts.h"
#include <lmdb.h>
#include <string.h>

/* Format 1 had no index: documents up to this one are indexed by and by (index.h). */
static int note_old_documents(struct env *e, MDB_txn *txn)
{
    MDB_cursor *cursor;
    MDB_val num, ignored, name = {strlen(INDEX_OLD), INDEX_OLD};
    int rc = mdb_cursor_open(txn, e->tables[TABLE_DOCUMENTS], &cursor);
    if (rc != 0) return rc;
    rc = mdb_cursor_get(cursor, &num, &ignored, MDB_LAST);
    if (rc == 0) rc = mdb_put(txn, e->tables[TABLE_META], &name, &num, 0);
    mdb_cursor_close(cursor);
    return rc == MDB_NOTFOUND ? 0 : rc;
}

/* Format 2 had other lists in the index: its segments are made anew by and by (index_renew.h). */
static int note_old_segments(struct env *e, MDB_txn *txn)
{
    MDB_val name = {strlen(NEXT_SEGMENT), NEXT_SEGMENT}, next;
    int rc = mdb_get(txn, e->tables[TABLE_META], &name, &next);
    if (rc == MDB_NOTFOUND) return 0; /* there are none */
    uint64_t number;
    if (rc != 0 || next.mv_size != sizeof number) return rc ? rc : MDB_CORRUPTED;
    memcpy(&number, next.mv_data, sizeof number);
    name = (MDB_val){strlen(INDEX_RENEW), INDEX_RENEW};
    next = (MDB_val){sizeof number, &number};
    return mdb_put(txn, e->tables[TABLE_META], &name, &next, 0);
}

/* Format 3 had nothing packed. */
static int nothing(struct env *e, MDB_txn *txn)
{
    (void)e, (void)txn;
    return 0;
}

static int (*const steps[STORE_FORMAT])(struct env *, MDB_txn *) = {
    [1] = note_old_documents, /* from 1 to 2 */
    [2] = note_old_segments,  /* from 2 to 3 */
    [3] = nothing,            /* from 3 to 4 */
};

int env_upgrade(struct env *e, MDB_txn *txn, uint64_t format)
{
    uint64_t now = STORE_FORMAT;
    MDB_val key = {strlen("format"), "format"}, value = {sizeof now, &now};
    int rc = 0;
    if (format > 0)
        for (uint64_t f = format; f < STORE_FORMAT && rc == 0; f++) rc = steps[f](e, txn);
    return rc == 0 && format != now ? mdb_put(txn, e->tables[TABLE_META], &key, &value, 0) : rc;
}
