/* storage.c: see storage.h; and garner backup and restore. */
#include "client/storage.h"
#include "client/command.h"
#include "client/program.h"
#include <string.h>
#include <sys/wait.h>

/* What the program said goes for its status, unless it was killed. */
static int judge(int status, struct buf *last, struct err *err)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return FOUND;
    if (WIFEXITED(status) && last->len == 0) return TROUBLE; /* told on standard output */
    if (WIFEXITED(status))
        fail(err, 0, "%s", buf_string(last));
    else
        fail(err, 0, "garner-broker was killed by SIG%s, as by a damaged store",
             sigabbrev_np(WTERMSIG(status)));
    return trouble(err);
}

int storage_run(const char *option, const char *value)
{
    struct err err;
    struct buf program = {0}, last = {0};
    if (common.broker) {
        fail(&err, 0, "this is done where the store is: leave out --broker, --data says where");
        return trouble(&err);
    }
    int status = program_find("garner-broker", &program, &err);
    if (status == 0) {
        const char *data = common.data ? common.data : DATA_DEFAULT;
        char *argv[] = {buf_string(&program),     "--data",
                        (char *)(uintptr_t)data,  (char *)(uintptr_t)option,
                        (char *)(uintptr_t)value, NULL};
        status = program_run(argv, &last, &err);
    }
    int result = status < 0 ? trouble(&err) : judge(status, &last, &err);
    buf_free(&program);
    buf_free(&last);
    return result;
}

static int backup_run(char **operands, size_t count)
{
    return storage_run("--backup", operands[0]);
}

const struct command backup_command = {
    .name = "backup",
    .operands = "DIR",
    .least = 1,
    .most = 1,
    .text = "copy the store into a new folder, while it is worked on",
    .details =
        "The copy is the store as one commit left it: all that was acknowledged before, nothing\n"
        "by half. It is on the disk, and was read again, when this ends. Keys are not copied.\n"
        "The copy is a data directory: garner --data DIR search … asks it, garner restore\n"
        "copies it back. While it lasts the store grows by what is written meanwhile.",
    .run = backup_run,
};

/* The whole store is held against itself, where it is now. */
static int restore_run(char **operands, size_t count)
{
    int status = storage_run("--restore", operands[0]);
    return status == FOUND ? storage_run("--check", NULL) : status;
}

const struct command restore_command = {
    .name = "restore",
    .operands = "DIR",
    .least = 1,
    .most = 1,
    .text = "copy a backup into the data directory, which must have no store",
    .details =
        "The data directory is made if need be. One that has a store already is left alone:\n"
        "move it away first. What was copied is then held against itself, as by garner check\n"
        "--deep. What was running when the backup was made will be worked on again.",
    .run = restore_run,
};
