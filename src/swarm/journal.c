/* The journal: a head, then records {length, hash, commit}; whatever was cut short or damaged ends it. Written with write(),
 * so that killing the process loses nothing that was committed; synchronized every few seconds, for the machine's sake. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include "swarm/internal.h"

static const uint64_t journal_magic = 0x31306c6e724a6b53u;
static const double sync_every = 5;          /* seconds: the master waits for the disk meanwhile */

struct head { uint64_t magic, version, key, zero; };
struct entry { uint64_t n, hash, phase, task; uint32_t worker, flags; uint64_t check; };     /* hash: of the payload; check: of this head */

struct shk_journal {
    int fd;
    char path[512];
    off_t at, end;                  /* next entry to be told; valid bytes */
    bool dirty, told;               /* told: all that was there has been told; from now on appended */
    double synced;
    char *buf;
    size_t cap;
};

/* The lock is inherited by workers, which end a moment after a master that was killed. */
static int lock(int fd)
{
    for (int ms = 0; flock(fd, LOCK_EX | LOCK_NB); ms += 10) {
        if (ms >= 2000 || (errno != EWOULDBLOCK && errno != EINTR)) return -1;
        usleep(10000);
    }
    return 0;
}

static uint64_t head_hash(const struct entry *e) { return shk_wire_hash(e, offsetof(struct entry, check), journal_magic); }

enum shk_err shk_journal_open(const char *path, const char *key, bool resume, struct shk_diag *diag, struct shk_journal **out)
{
    *out = NULL;
    struct shk_journal *j = calloc(1, sizeof *j);
    if (!j) return shk_fail(diag, SHK_E_NOMEM, "out of memory for the journal");
    strncpy(j->path, path, sizeof j->path - 1);
    j->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    struct stat st;
    enum shk_err e = SHK_OK;
    if (j->fd < 0 || fstat(j->fd, &st)) e = shk_fail(diag, SHK_E_IO, "%s: cannot open the journal: %s", path, strerror(errno));
    else if (lock(j->fd)) e = shk_fail(diag, SHK_E_IO, "%s: the journal is in use by another process", path);
    if (e != SHK_OK) goto bad;
    struct head h = { journal_magic, 1, shk_wire_hash(key, strlen(key), 0), 0 }, old;
    if (resume && st.st_size >= (off_t)sizeof old) {
        if (pread(j->fd, &old, sizeof old, 0) != sizeof old || old.magic != h.magic || old.version != h.version) {
            e = shk_fail(diag, SHK_E_INVALID, "%s: not a journal of this version", path);
            goto bad;
        }
        if (old.key != h.key) {
            e = shk_fail(diag, SHK_E_INVALID, "%s: the journal belongs to other inputs or another version of the program: it cannot be resumed", path);
            goto bad;
        }
        j->end = st.st_size;
    } else {
        if (ftruncate(j->fd, 0) || pwrite(j->fd, &h, sizeof h, 0) != sizeof h) {
            e = shk_fail(diag, SHK_E_IO, "%s: cannot write the journal: %s", path, strerror(errno));
            goto bad;
        }
        j->end = sizeof h;
        j->dirty = true;
    }
    j->at = sizeof h;
    j->synced = shk_now();
    *out = j;
    return SHK_OK;
bad:
    shk_journal_close(j);
    return e;
}

void shk_journal_close(struct shk_journal *j)
{
    if (!j) return;
    if (j->fd >= 0) close(j->fd);
    free(j->buf);
    free(j);
}

/* The head of the entry at j->at, if it is whole; otherwise the journal ends here. */
static bool peek(struct shk_journal *j, struct entry *e)
{
    if (j->told) return false;
    if (j->end - j->at >= (off_t)sizeof *e && pread(j->fd, e, sizeof *e, j->at) == sizeof *e && e->check == head_hash(e)
        && e->n <= (uint64_t)(j->end - j->at) - sizeof *e) return true;
    j->told = true;
    j->end = j->at;
    if (ftruncate(j->fd, j->end)) j->dirty = true;              /* no harm: it will be written over */
    return false;
}

bool shk_journal_next(struct shk_journal *j, uint64_t phase, struct shk_commit *c)
{
    struct entry e;
    if (!peek(j, &e) || e.phase != phase) return false;
    if (e.n > j->cap) {
        char *p = aligned_alloc(SHK_ALIGN, (e.n + SHK_ALIGN) / SHK_ALIGN * SHK_ALIGN);
        if (!p) return false;                                   /* computed again instead; then appending fails for the same reason */
        free(j->buf);
        j->buf = p;
        j->cap = e.n;
    }
    uint64_t got = 0;
    for (ssize_t k; got < e.n && (k = pread(j->fd, j->buf + got, e.n - got, j->at + (off_t)(sizeof e + got))) > 0;) got += (uint64_t)k;
    if (got < e.n || shk_wire_hash(j->buf, e.n, e.phase) != e.hash) {
        j->end = j->at;                                         /* damaged: what follows cannot be trusted either */
        j->told = true;
        if (ftruncate(j->fd, j->end)) j->dirty = true;
        return false;
    }
    j->at += (off_t)(sizeof e + e.n);
    *c = (struct shk_commit){ e.phase, e.task, e.worker, e.flags, j->buf, e.n };
    return true;
}

bool shk_journal_at_end(struct shk_journal *j)
{
    struct entry e;
    return !peek(j, &e);
}

enum shk_err shk_journal_append(struct shk_journal *j, const struct shk_commit *c, struct shk_diag *diag)
{
    struct entry e = { .n = c->n, .hash = shk_wire_hash(c->txn, c->n, c->phase), .phase = c->phase, .task = c->task, .worker = c->worker, .flags = c->flags };
    e.check = head_hash(&e);
    struct iovec v[2] = { { &e, sizeof e }, { (void *)(uintptr_t)c->txn, c->n } };
    uint64_t left = sizeof e + c->n;
    off_t at = j->end;
    while (left) {
        const ssize_t k = pwritev(j->fd, v, 2, at);
        if (k < 0 && errno == EINTR) continue;
        if (k <= 0) {
            const int why = k < 0 ? errno : ENOSPC;
            if (ftruncate(j->fd, j->end)) j->dirty = true;      /* a torn entry is recognized anyway */
            return shk_fail(diag, SHK_E_IO, "%s: cannot write the journal: %s; what is in it can be resumed", j->path, strerror(why));
        }
        left -= (uint64_t)k;
        at += k;
        size_t used = (size_t)k;
        for (int i = 0; i < 2; i++) {
            const size_t part = used < v[i].iov_len ? used : v[i].iov_len;
            v[i].iov_base = (char *)v[i].iov_base + part;
            v[i].iov_len -= part;
            used -= part;
        }
    }
    j->end = at;
    j->dirty = true;
    return SHK_OK;
}

enum shk_err shk_journal_sync(struct shk_journal *j, double now, struct shk_diag *diag)
{
    if (!j->dirty || now - j->synced < sync_every) return SHK_OK;
    j->synced = now;
    j->dirty = false;
    return fdatasync(j->fd) ? shk_fail(diag, SHK_E_IO, "%s: cannot write the journal: %s", j->path, strerror(errno)) : SHK_OK;
}
