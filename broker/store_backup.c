/* store_backup.c: see store_backup.h. */
#include "broker/store_backup.h"
#include "broker/store_env.h"
#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 10 };

static char *path_in(struct buf *out, const char *dir, const char *name)
{
    out->len = 0;
    buf_format(out, "%s/%s", dir, name);
    return buf_string(out);
}

static int refuse(const char *dir, int rc, struct err *err)
{
    return fail(err, ERR_STORE, "the store in %s cannot be read: %s", dir, mdb_strerror(rc));
}

static int open_to_read(const char *dir, MDB_env **env, struct err *err)
{
    int rc = mdb_env_create(env);
    if (rc == 0) rc = mdb_env_set_maxdbs(*env, TABLES);
    if (rc == 0) rc = mdb_env_open(*env, dir, MDB_RDONLY | MDB_NOTLS, 0600);
    return rc == 0 ? 0 : refuse(dir, rc, err);
}

/* Another process may make the map larger between our look at it and the copy: then again. */
static int copy(MDB_env *env, const char *from, int fd, struct err *err)
{
    int rc = MDB_MAP_RESIZED;
    for (int i = 0; rc == MDB_MAP_RESIZED && i < TRIES; i++) {
        rc = mdb_env_set_mapsize(env, 0);
        if (rc == 0) rc = mdb_env_copyfd2(env, fd, MDB_CP_COMPACT);
    }
    if (rc == 0) return 0;
    return fail(err, ERR_STORE, "cannot copy the store in %s: %s", from, mdb_strerror(rc));
}

/* The directory `to`, which holds no store. */
static int make_target(const char *to, const char *file, struct err *err)
{
    if (mkdir(to, 0700) != 0 && errno != EEXIST) return fail_errno(err, 0, "%s", to);
    if (access(file, F_OK) == 0) return fail(err, 0, "%s: there is a store already", to);
    return 0;
}

static int sync_folder(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int result = fd >= 0 && fsync(fd) == 0 ? 0 : fail_errno(err, 0, "%s", path);
    if (fd >= 0) close(fd);
    return result;
}

/* Written beside its place, and given its name when all of it is on the disk. */
static int write_copy(MDB_env *env, const char *from, const char *young, uint64_t *bytes,
                      struct err *err)
{
    struct stat st;
    int fd = open(young, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return fail_errno(err, 0, "%s", young);
    int result = copy(env, from, fd, err);
    if (result == 0 && (fsync(fd) != 0 || fstat(fd, &st) != 0))
        result = fail_errno(err, 0, "%s", young);
    if (result == 0) *bytes = (uint64_t)st.st_size;
    close(fd);
    return result;
}

int store_backup(const char *from, const char *to, uint64_t *bytes, struct err *err)
{
    MDB_env *env = NULL;
    struct buf file = {0}, young = {0};
    path_in(&file, to, "data.mdb");
    path_in(&young, to, "data.mdb.new");
    int result = open_to_read(from, &env, err);
    if (result == 0) result = make_target(to, file.at, err);
    if (result == 0) {
        result = write_copy(env, from, young.at, bytes, err);
        if (result == 0 && rename(young.at, file.at) != 0)
            result = fail_errno(err, 0, "%s", file.at);
        if (result == 0) result = sync_folder(to, err);
        if (result != 0) unlink(young.at);
    }
    if (env) mdb_env_close(env);
    buf_free(&file);
    buf_free(&young);
    return result;
}
