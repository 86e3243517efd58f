/* resources.c: see resources.h. */
#include "workers/resources.h"
#include "workers/file.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

static const char magic[8] = "GARNERD1";
enum { PART_ALIGN = 4096 };

struct file_head {
    char magic[8];
    unsigned char digest[RESOURCE_DIGEST_LEN];
    uint64_t count;
};
struct file_part {
    char name[RESOURCE_NAME_MAX + 1];
    uint64_t offset, length;
};

struct resources {
    const char *at;
    size_t len;
    const struct file_head *head;
    const struct file_part *parts;
};

static void digest_of(const char *file, size_t len, unsigned char out[RESOURCE_DIGEST_LEN])
{
    size_t from = offsetof(struct file_head, count);
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(file + from, len - from));
    memcpy(out, canonical.digest, RESOURCE_DIGEST_LEN);
}

/* Where it lies when nobody says where: path of the program's directory + each of these. */
static const char *const places[] = {"/garner.data", "/../lib/garner/garner.data"};

static int find_file(char path[PATH_MAX], struct err *err)
{
    char program[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", program, sizeof program - 1);
    if (len <= 0) return fail_errno(err, 0, "cannot tell where this program lies");
    program[len] = '\0';
    *strrchr(program, '/') = '\0';
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        int wanted = snprintf(path, PATH_MAX, "%s%s", program, places[i]);
        if (wanted < PATH_MAX && access(path, R_OK) == 0) return 0;
    }
    return fail(err, 0,
                "no garner.data in %s or %s/../lib/garner; say where it is with --resources",
                program, program);
}

static int map_file(struct resources *r, const char *path, struct err *err)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail_errno(err, 0, "cannot open %s", path);
    if (fstat(fd, &about) != 0 || (size_t)about.st_size < sizeof(struct file_head)) {
        close(fd);
        return fail(err, 0, "%s is no file of Garner's resources: too short", path);
    }
    r->len = (size_t)about.st_size;
    void *at = mmap(NULL, r->len, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (at == MAP_FAILED) {
        r->len = 0;
        return fail_errno(err, 0, "cannot map %s", path);
    }
    r->at = at;
    return 0;
}

static bool part_fits(const struct resources *r, const struct file_part *p)
{
    return p->offset <= r->len && p->length <= r->len - p->offset &&
           memchr(p->name, '\0', sizeof p->name);
}

/* Nothing in the file is believed before it is checked. */
static int check_file(struct resources *r, const char *path, struct err *err)
{
    unsigned char digest[RESOURCE_DIGEST_LEN];
    r->head = (const struct file_head *)r->at;
    r->parts = (const struct file_part *)(r->at + sizeof *r->head);
    if (memcmp(r->head->magic, magic, sizeof magic) != 0)
        return fail(err, 0, "%s is no file of Garner's resources, or of another version", path);
    if (r->head->count > (r->len - sizeof *r->head) / sizeof *r->parts)
        return fail(err, 0, "%s is cut off", path);
    digest_of(r->at, r->len, digest);
    if (memcmp(digest, r->head->digest, sizeof digest) != 0)
        return fail(err, 0, "%s is damaged: its digest does not match", path);
    for (uint64_t i = 0; i < r->head->count; i++)
        if (!part_fits(r, &r->parts[i])) return fail(err, 0, "%s is damaged", path);
    return 0;
}

struct resources *resources_open(const char *path, struct err *err)
{
    char found[PATH_MAX];
    if (!path) {
        if (find_file(found, err) != 0) return NULL;
        path = found;
    }
    struct resources *r = xcalloc(1, sizeof *r);
    if (map_file(r, path, err) != 0 || check_file(r, path, err) != 0) resources_close(&r);
    return r;
}

void resources_close(struct resources **r)
{
    if (!*r) return;
    if ((*r)->len) munmap((void *)(*r)->at, (*r)->len);
    free(*r);
    *r = NULL;
}

struct view resources_part(const struct resources *r, const char *name)
{
    for (uint64_t i = 0; i < r->head->count; i++)
        if (strcmp(r->parts[i].name, name) == 0)
            return (struct view){r->at + r->parts[i].offset, r->parts[i].length};
    return (struct view){0};
}

const unsigned char *resources_digest(const struct resources *r)
{
    return r->head->digest;
}

/* Writing */

static void pad(struct buf *file)
{
    static const char zeros[PART_ALIGN];
    buf_add(file, zeros, (PART_ALIGN - file->len % PART_ALIGN) % PART_ALIGN);
}

static void put_table(struct buf *file, const struct resource_part *parts, size_t count)
{
    uint64_t offset = sizeof(struct file_head) + count * sizeof(struct file_part);
    for (size_t i = 0; i < count; i++) {
        struct file_part row = {.length = parts[i].bytes.len};
        offset = (offset + PART_ALIGN - 1) / PART_ALIGN * PART_ALIGN;
        row.offset = offset;
        memcpy(row.name, parts[i].name, strlen(parts[i].name));
        buf_add(file, &row, sizeof row);
        offset += row.length;
    }
}

static int check_names(const struct resource_part *parts, size_t count, struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(parts[i].name) > RESOURCE_NAME_MAX)
            return fail(err, 0, "a part's name is too long: %s", parts[i].name);
        for (size_t j = 0; j < i; j++)
            if (strcmp(parts[i].name, parts[j].name) == 0)
                return fail(err, 0, "two parts are called %s", parts[i].name);
    }
    return 0;
}

int resources_write(const char *path, const struct resource_part *parts, size_t count,
                    struct err *err)
{
    struct buf file = {0};
    struct file_head head = {.count = count};
    if (check_names(parts, count, err) != 0) return -1;
    memcpy(head.magic, magic, sizeof magic);
    buf_add(&file, &head, sizeof head);
    put_table(&file, parts, count);
    for (size_t i = 0; i < count; i++) {
        pad(&file);
        buf_add_view(&file, parts[i].bytes);
    }
    digest_of(file.at, file.len, ((struct file_head *)file.at)->digest);
    int rc = file_write(path, buf_view(&file), err);
    buf_free(&file);
    return rc;
}
