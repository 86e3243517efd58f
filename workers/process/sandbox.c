/* sandbox.c: see sandbox.h. */
#include "workers/process/sandbox.h"
#include "proto/log.h"
#include "proto/memory.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Noreturn void give_up(const char *what)
{
    log_line(LOG_ERROR, "no sandbox: %s: %s", what, strerror(errno));
    _exit(EXIT_FAILURE);
}

/* ---- Landlock ---- */

/* What the header of Debian 12 does not have yet: linux/landlock.h of 6.12. */
struct ruleset {
    uint64_t files, net, scoped;
};
enum {
    ACCESS_TRUNCATE = 1 << 14,   /* version 3 */
    ACCESS_DEVICES = 1 << 15,    /* version 5 */
    NET_ALL = 1 << 0 | 1 << 1,   /* version 4: bind and connect, TCP */
    SCOPE_ALL = 1 << 0 | 1 << 1, /* version 6: abstract sockets, signals */
    VERSION_REFER = 2,
    VERSION_TRUNCATE = 3,
    VERSION_NET = 4,
    VERSION_DEVICES = 5,
    VERSION_SCOPE = 6,
};
enum {
    READS = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    WRITES = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
             LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
             LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
             LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
             LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM,
};

/* What pdftotext and the loader read: libraries, character maps, fonts, the time zone. */
static const char *const readable[] = {"/usr",
                                       "/lib",
                                       "/lib64",
                                       "/etc/fonts",
                                       "/etc/localtime",
                                       "/etc/ld.so.cache",
                                       "/var/cache/fontconfig"};
/* The programs of format/program.c, where it looks for them, and their loader. */
static const char *const runnable[] = {"/usr/bin/pdftotext", "/usr/local/bin/pdftotext",
                                       "/bin/pdftotext", "/lib64/ld-linux-x86-64.so.2",
                                       "/lib/ld-linux-aarch64.so.1"};

static int landlock_version(void)
{
    return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static void allow(int rules, const char *path, uint64_t access)
{
    struct landlock_path_beneath_attr rule = {.allowed_access = access};
    rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    if (rule.parent_fd < 0) return; /* this system has none */
    if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0 &&
        access & LANDLOCK_ACCESS_FS_READ_DIR) { /* it is a file, perhaps */
        rule.allowed_access &= ~(uint64_t)LANDLOCK_ACCESS_FS_READ_DIR;
        syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    }
    close(rule.parent_fd);
}

static struct ruleset ruleset_for(enum sandbox kind, int version)
{
    struct ruleset r = {.files = WRITES | LANDLOCK_ACCESS_FS_EXECUTE};
    if (kind == SANDBOX_CHILD) r.files |= READS;
    if (version >= VERSION_REFER) r.files |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= VERSION_TRUNCATE) r.files |= ACCESS_TRUNCATE;
    if (version >= VERSION_DEVICES) r.files |= ACCESS_DEVICES;
    if (version >= VERSION_NET) r.net = NET_ALL;
    if (version >= VERSION_SCOPE) r.scoped = SCOPE_ALL;
    return r;
}

/* An older kernel refuses a ruleset that is longer than the one it knows, unless the rest is 0. */
static void shut_files(enum sandbox kind)
{
    int version = landlock_version();
    if (version < 1) return;
    struct ruleset r = ruleset_for(kind, version);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &r, sizeof r, 0);
    if (rules < 0) give_up("Landlock");
    for (size_t i = 0; kind == SANDBOX_CHILD && i < sizeof readable / sizeof *readable; i++)
        allow(rules, readable[i], READS);
    for (size_t i = 0; i < sizeof runnable / sizeof *runnable; i++)
        allow(rules, runnable[i], LANDLOCK_ACCESS_FS_EXECUTE);
    if (syscall(SYS_landlock_restrict_self, rules, 0) != 0) give_up("Landlock");
    close(rules);
}

/* ---- seccomp ---- */

/* Names, so that one list serves every kind of processor; a call that it does not have is passed
 * over. */
static const char *const refused[] = {
    /* the network, and what talks to other processes */
    "socket", "socketpair", "connect", "bind", "listen", "accept", "accept4", "ptrace",
    "process_vm_readv", "process_vm_writev", "process_madvise", "pidfd_open", "pidfd_getfd",
    "pidfd_send_signal", "kcmp", "shmget", "shmat", "msgget", "semget", "mq_open",
    /* files */
    "creat", "openat2", "mknod", "mknodat", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat",
    "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "truncate",
    "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "setxattr", "lsetxattr",
    "fsetxattr", "removexattr", "utime", "utimes", "utimensat", "futimesat", "name_to_handle_at",
    "open_by_handle_at", "fanotify_init", "inotify_init", "inotify_init1",
    /* programs without a name, rights, namespaces */
    "execveat", "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setfsuid",
    "setfsgid", "setgroups", "capset", "unshare", "setns", "chroot", "pivot_root", "personality",
    /* the system */
    "mount", "umount", "umount2", "fsopen", "fsconfig", "fsmount", "fspick", "move_mount",
    "open_tree", "mount_setattr", "swapon", "swapoff", "quotactl", "acct", "reboot", "kexec_load",
    "kexec_file_load", "init_module", "finit_module", "delete_module", "sethostname",
    "setdomainname", "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "iopl", "ioperm",
    "syslog", "vhangup", "nfsservctl", "lookup_dcookie",
    /* parts of the kernel through which many have got out */
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "keyctl", "add_key", "request_key", "vmsplice", "modify_ldt",
    "migrate_pages", "move_pages"};
/* What a program that was started may not do either. */
static const char *const refused_programs[] = {
    "fork", "vfork", "clone", "kill", "tkill", "memfd_create", "sendto", "sendmsg", "sendmmsg"};

/* For sandbox_tighten(): made before it is needed, as between fork and exec nothing can be. */
static struct sock_fprog tighter;

static void refuse(scmp_filter_ctx filter, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int call = seccomp_syscall_resolve_name(names[i]);
        if (call == __NR_SCMP_ERROR) continue;
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 0) != 0) give_up(names[i]);
    }
}

/* Opening with any of these flags. */
static void refuse_writing(scmp_filter_ctx filter)
{
    static const unsigned flags[] = {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(open), 1,
                             SCMP_A1(SCMP_CMP_MASKED_EQ, flags[i], flags[i])) != 0 ||
            seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(openat), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, flags[i], flags[i])) != 0)
            give_up("seccomp");
}

static scmp_filter_ctx new_filter(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) give_up("seccomp");
    seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree, not a list */
    return filter;
}

static void make_tighter(void)
{
    enum { MOST = 64 << 10 };
    scmp_filter_ctx filter = new_filter();
    int file = memfd_create("filter", MFD_CLOEXEC);
    refuse(filter, refused_programs, sizeof refused_programs / sizeof *refused_programs);
    /* glibc asks for clone3 first, and for clone if there is none */
    if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) != 0 || file < 0 ||
        seccomp_export_bpf(filter, file) != 0)
        give_up("seccomp");
    struct sock_filter *code = xmalloc(MOST);
    ssize_t bytes = pread(file, code, MOST, 0);
    if (bytes <= 0) give_up("seccomp");
    tighter = (struct sock_fprog){(unsigned short)((size_t)bytes / sizeof *code), code};
    close(file);
    seccomp_release(filter);
}

static bool has_seccomp(void)
{
    return prctl(PR_GET_SECCOMP) >= 0;
}

static void shut_calls(void)
{
    if (!has_seccomp()) return;
    make_tighter();
    scmp_filter_ctx filter = new_filter();
    refuse(filter, refused, sizeof refused / sizeof *refused);
    refuse_writing(filter);
    int rc = seccomp_load(filter);
    errno = -rc;
    if (rc != 0) give_up("seccomp");
    seccomp_release(filter);
}

/* ---- All of it ---- */

void sandbox_report(void)
{
    bool files = landlock_version() >= 1, calls = has_seccomp();
    if (files && calls) return;
    log_line(LOG_WARN, "this kernel has no %s: the sandbox of the children is weaker for it",
             files   ? "seccomp"
             : calls ? "Landlock"
                     : "Landlock and no seccomp");
}

void sandbox_enter(enum sandbox kind)
{
    enum { FILES_MOST = 64 };
    if (kind == SANDBOX_NONE) return;
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){FILES_MOST, FILES_MOST});
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up("no_new_privs");
    shut_files(kind);
    shut_calls();
}

bool sandbox_tighten(void)
{
    return tighter.len == 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &tighter) == 0;
}
