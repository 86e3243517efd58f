/* store_backup.c: see store_backup.h. */
#include "broker/store_backup.h"
#include "broker/store_env.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char *path_in(struct buf *out, const char *dir, const char *name)
{
    out->len = 0;
    buf_format(out, "%s/%s", dir, name);
    return buf_string(out);
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

static int walk(const char *dir, struct err *err)
{
    struct env *e;
    if (env_open_to_read(dir, false, &e, err) != 0) return -1;
    int result = env_walk(e, err);
    env_close(&e);
    return result;
}

static int write_copy(const struct env *e, const char *file, uint64_t *bytes, struct err *err)
{
    struct stat st;
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0) return fail_errno(err, 0, "%s", file);
    int result = env_copy(e, fd, err);
    if (result == 0 && (fsync(fd) != 0 || fstat(fd, &st) != 0))
        result = fail_errno(err, 0, "%s", file);
    if (result == 0) *bytes = (uint64_t)st.st_size;
    close(fd);
    return result;
}

/* Gives the copy its name, unless a store has come there meanwhile. Not every file system can
 * refuse by itself (EINVAL); there make_target() has looked. */
static int put_in_place(const char *young, const char *file, struct err *err)
{
    int rc = renameat2(AT_FDCWD, young, AT_FDCWD, file, RENAME_NOREPLACE);
    if (rc != 0 && errno == EINVAL) rc = rename(young, file);
    return rc == 0 ? 0 : fail_errno(err, 0, "%s", file);
}

/* Written in a folder beside its place, and given its name when all of it is on the disk and was
 * read again. */
static int copy_into(const struct env *e, const char *to, uint64_t *bytes, struct err *err)
{
    struct buf file = {0}, folder = {0}, young = {0}, lock = {0}, parent = {0};
    path_in(&file, to, "data.mdb");
    path_in(&folder, to, "new");
    path_in(&young, folder.at, "data.mdb");
    path_in(&lock, folder.at, "lock.mdb");
    path_in(&parent, to, "..");
    int result = make_target(to, file.at, err);
    if (result == 0 && mkdir(folder.at, 0700) != 0 && errno != EEXIST)
        result = fail_errno(err, 0, "%s", folder.at);
    if (result == 0) result = write_copy(e, young.at, bytes, err);
    if (result == 0) result = walk(folder.at, err);
    if (result == 0) result = put_in_place(young.at, file.at, err);
    if (result == 0) result = sync_folder(to, err);
    if (result == 0) result = sync_folder(parent.at, err); /* `to` may be new */
    unlink(young.at);
    unlink(lock.at);
    rmdir(folder.at);
    buf_free(&file);
    buf_free(&folder);
    buf_free(&young);
    buf_free(&lock);
    buf_free(&parent);
    return result;
}

int store_backup(const char *from, const char *to, uint64_t *bytes, struct err *err)
{
    struct env *e;
    if (env_open_to_read(from, false, &e, err) != 0) return -1;
    int result = copy_into(e, to, bytes, err);
    env_close(&e);
    return result;
}
