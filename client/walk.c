/* walk.c: see walk.h. */
#include "client/walk.h"
#include "client/once.h"
#include "client/source.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder that the walk is in: its names, and how far it has come. */
struct folder {
    struct arena arena;
    const char **names; /* sorted */
    size_t count, next;
    size_t path_len, source_len; /* of the folder itself within path and source */
    dev_t dev;
    ino_t ino;
};

struct place { /* which folder, whatever its name */
    dev_t dev;
    ino_t ino;
};

struct walk {
    char *const *paths;
    size_t path_count, path_next;
    struct buf prefix; /* of the sources of the present path */
    int top;           /* the present path's folder, opened; AT_FDCWD for a file */
    struct folder *stack;
    size_t depth, room;
    struct buf path;              /* of the present entry, relative to top; */
    struct buf source, shortened; /* its name in the ledger, and that cut to MAX_SOURCE */
    struct place excluded;
    struct once linked; /* places that were entered by a symbolic link */
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool refuse(struct walk_entry *entry, unsigned reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static bool refuse(struct walk_entry *entry, unsigned reason, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    entry->reason = reason;
    vsnprintf(entry->detail, sizeof entry->detail, format, args);
    va_end(args);
    return true;
}

/* Reads all names of an open folder into *f. 0, or errno. Takes dir over. */
static int read_names(DIR *dir, struct folder *f)
{
    struct buf names = {0};
    struct dirent *d;
    errno = 0;
    for (; (d = readdir(dir)); errno = 0) {
        if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0) continue;
        const char *name = arena_copy(&f->arena, d->d_name, strlen(d->d_name));
        buf_add(&names, &name, sizeof name);
        f->count++;
    }
    int error = errno;
    closedir(dir);
    f->names = (const char **)names.at;
    if (f->count > 0) qsort(f->names, f->count, sizeof *f->names, compare_names);
    return error;
}

static void drop_folder(struct folder *f)
{
    arena_free(&f->arena);
    free(f->names);
}

/* Enters the folder that fd is open on; path and source name it. 0, or errno. Takes fd over. */
static int enter(struct walk *w, int fd, const struct stat *st)
{
    DIR *dir = fdopendir(fd);
    if (!dir) {
        int error = errno;
        close(fd);
        return error;
    }
    struct folder f = {.path_len = w->path.len, .source_len = w->source.len};
    f.dev = st->st_dev;
    f.ino = st->st_ino;
    int error = read_names(dir, &f);
    if (error) {
        drop_folder(&f);
        return error;
    }
    if (w->depth == w->room) {
        w->room = w->room ? 2 * w->room : 16;
        w->stack = xrealloc(w->stack, w->room * sizeof *w->stack);
    }
    w->stack[w->depth++] = f;
    return 0;
}

/* Whether the walk stands in this very folder, at any depth. */
static bool stands_in(const struct walk *w, const struct stat *st)
{
    for (size_t i = 0; i < w->depth; i++)
        if (w->stack[i].dev == st->st_dev && w->stack[i].ino == st->st_ino) return true;
    return false;
}

/* Notes that a link led to the folder; false if another one did before. */
static bool first_link_to(struct walk *w, const struct stat *st)
{
    const uint64_t place[] = {st->st_dev, st->st_ino};
    return once_first(&w->linked, (struct view){(const char *)place, sizeof place});
}

/* Goes down into the folder at w->path, or says in *entry why not. True if there is an entry. */
static bool visit_folder(struct walk *w, const struct stat *st, struct walk_entry *entry)
{
    if (st->st_dev == w->excluded.dev && st->st_ino == w->excluded.ino) return false;
    if (stands_in(w, st))
        return refuse(entry, REASON_LINK_LOOP, "it leads back to a folder that it lies in");
    if (entry->link && !first_link_to(w, st))
        return refuse(entry, REASON_LINK_LOOP, "another link led to the same folder before");
    buf_add_char(&w->source, '/');
    int fd = openat(w->top, entry->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd < 0 ? errno : enter(w, fd, st);
    if (error == 0) return false;
    return refuse(entry, REASON_UNREADABLE, "the folder cannot be read: %s", strerror(error));
}

static const char *kind_of(mode_t mode)
{
    return S_ISFIFO(mode)   ? "a named pipe"
           : S_ISSOCK(mode) ? "a socket"
           : S_ISCHR(mode)  ? "a character device"
           : S_ISBLK(mode)  ? "a block device"
                            : "neither a file nor a folder";
}

static bool refuse_unknown(struct walk_entry *entry, int error)
{
    if (error == ELOOP)
        return refuse(entry, REASON_LINK_LOOP, "the symbolic link leads back to itself");
    if (entry->link && (error == ENOENT || error == ENOTDIR))
        return refuse(entry, REASON_NOT_A_FILE, "the symbolic link leads to nothing");
    return refuse(entry, REASON_UNREADABLE, "%s", strerror(error));
}

/* What stands at w->path: a folder is entered, all else becomes an entry. True if there is one. */
static bool visit(struct walk *w, struct walk_entry *entry)
{
    struct stat st;
    entry->dir = w->top;
    entry->path = buf_string(&w->path);
    if (w->source.len > MAX_SOURCE)
        return refuse(entry, REASON_TOO_LARGE, "its path is %zu bytes long, over MAX_SOURCE (%d)",
                      w->source.len, MAX_SOURCE);
    if (fstatat(w->top, entry->path, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return refuse_unknown(entry, errno);
    entry->link = S_ISLNK(st.st_mode);
    if (entry->link && fstatat(w->top, entry->path, &st, 0) != 0)
        return refuse_unknown(entry, errno);
    if (S_ISDIR(st.st_mode)) return visit_folder(w, &st, entry);
    if (!S_ISREG(st.st_mode))
        return refuse(entry, REASON_NOT_A_FILE, "it is %s", kind_of(st.st_mode));
    return true;
}

/* The next name of the folder on top of the stack; false if the folder was at its end and is left.
 */
static bool step(struct walk *w, struct walk_entry *entry)
{
    struct folder *f = &w->stack[w->depth - 1];
    if (f->next == f->count) {
        drop_folder(f);
        w->depth--;
        return false;
    }
    const char *name = f->names[f->next++];
    w->path.len = f->path_len;
    w->source.len = f->source_len;
    if (w->path.len > 0) buf_add_char(&w->path, '/');
    buf_add_string(&w->path, name);
    source_add(&w->source, view_of(name));
    return visit(w, entry);
}

static void leave_path(struct walk *w)
{
    while (w->depth > 0) drop_folder(&w->stack[--w->depth]);
    if (w->top >= 0) close(w->top);
    w->top = AT_FDCWD;
}

/* A path that was given: a folder's names follow, a file is an entry at once. */
static bool begin_path(struct walk *w, const char *path, struct walk_entry *entry)
{
    struct stat st;
    leave_path(w);
    w->path.len = w->source.len = 0;
    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        if (w->path_count > 1) {
            source_base(&w->source, path);
            buf_add_char(&w->source, '/');
        }
        w->top = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        int error = w->top < 0 ? errno : enter(w, fcntl(w->top, F_DUPFD_CLOEXEC, 0), &st);
        if (error == 0) return false;
        if (w->source.len == 0) buf_add_string(&w->source, "./");
        return refuse(entry, REASON_UNREADABLE, "the folder cannot be read: %s", strerror(error));
    }
    buf_add_string(&w->path, path);
    source_base(&w->source, path);
    return visit(w, entry);
}

bool walk_next(struct walk *w, struct walk_entry *entry)
{
    bool found = false;
    while (!found) {
        *entry = (struct walk_entry){0};
        if (w->depth > 0)
            found = step(w, entry);
        else if (w->path_next == w->path_count)
            return false;
        else
            found = begin_path(w, w->paths[w->path_next++], entry);
    }
    entry->source = source_shorten(buf_view(&w->source), &w->shortened);
    return true;
}

static int check_paths(char *const *paths, size_t count, struct err *err)
{
    struct stat st;
    for (size_t i = 0; i < count; i++)
        if (lstat(paths[i], &st) != 0) return fail_errno(err, 0, "%s", paths[i]);
    return 0;
}

static int compare_views(const void *a, const void *b)
{
    return view_compare(*(const struct view *)a, *(const struct view *)b);
}

/* Two paths of the same last part would give two documents the same source. */
static int check_names(char *const *paths, size_t count, struct err *err)
{
    struct arena arena = {0};
    struct buf name = {0};
    struct view *names = xcalloc(count, sizeof *names);
    int result = 0;
    for (size_t i = 0; i < count; i++, name.len = 0) {
        source_base(&name, paths[i]);
        names[i] = (struct view){arena_copy(&arena, name.at, name.len), name.len};
    }
    qsort(names, count, sizeof *names, compare_views);
    for (size_t i = 1; i < count && result == 0; i++)
        if (view_equal(names[i - 1], names[i]))
            result = fail(err, 0,
                          "two of the paths are called %s: submit them one by one, each "
                          "with an --archive of its own",
                          names[i].at);
    buf_free(&name);
    arena_free(&arena);
    free(names);
    return result;
}

int walk_check(char *const *paths, size_t count, struct err *err)
{
    return check_paths(paths, count, err) == 0 ? check_names(paths, count, err) : -1;
}

int walk_open(struct walk **out, char *const *paths, size_t count, const char *exclude,
              struct err *err)
{
    struct stat st;
    if (walk_check(paths, count, err) != 0) return -1;
    struct walk *w = xcalloc(1, sizeof *w);
    w->paths = paths;
    w->path_count = count;
    w->top = AT_FDCWD;
    if (exclude && stat(exclude, &st) == 0) w->excluded = (struct place){st.st_dev, st.st_ino};
    *out = w;
    return 0;
}

void walk_close(struct walk **w)
{
    if (!*w) return;
    leave_path(*w);
    buf_free(&(*w)->path);
    buf_free(&(*w)->source);
    buf_free(&(*w)->shortened);
    free((*w)->stack);
    once_free(&(*w)->linked);
    free(*w);
    *w = NULL;
}
