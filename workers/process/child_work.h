/* child_work.h: what a child process does: shares in, results out, until its supervisor is gone.
 */
#ifndef WORKERS_PROCESS_CHILD_WORK_H
#define WORKERS_PROCESS_CHILD_WORK_H

#include "workers/process/page.h"
#include "workers/work.h"
#include <sys/types.h>

struct child_setup {
    struct work_setup work;
    bool nice;        /* run at the lowest priority */
    pid_t supervisor; /* with whose end the child's comes */
};

/* Takes over the process after a fork. fd: its end of the link, blocking. It exits with status 0
 * when the link is closed.
 *
 * The process that was forked had threads (ZeroMQ's), so this touches nothing of its parent's but
 * the page, the resources and what glibc makes safe to use after a fork: malloc and stdio. */
_Noreturn void child_work(int fd, struct page *page, const struct child_setup *setup);

#endif
