#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "swarm/internal.h"

double shk_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int shk_wire_send(int sock, struct shk_wire *h, const void *payload, int fd, int flags)
{
    h->magic = shk_wire_magic;
    struct iovec v[2] = { { h, sizeof *h }, { (void *)(uintptr_t)payload, payload ? h->n : 0 } };
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof fd)] = { 0 };
    struct msghdr m = { .msg_iov = v, .msg_iovlen = payload && h->n ? 2 : 1 };
    if (fd >= 0) {
        m.msg_control = control;
        m.msg_controllen = sizeof control;
        struct cmsghdr *c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN(sizeof fd);
        memcpy(CMSG_DATA(c), &fd, sizeof fd);
    }
    ssize_t k;
    do k = sendmsg(sock, &m, MSG_NOSIGNAL | flags); while (k < 0 && errno == EINTR);
    return k < 0 ? -1 : 0;
}

int shk_wire_recv(int sock, struct shk_wire *h, void *buf, int *fd, int flags)
{
    *fd = -1;
    struct iovec v[2] = { { h, sizeof *h }, { buf, buf ? SHK_INLINE : 0 } };
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    struct msghdr m = { .msg_iov = v, .msg_iovlen = 2, .msg_control = control, .msg_controllen = sizeof control };
    ssize_t k;
    /* A peer that dies with unread messages resets the connection, but what it sent is still there: ask again. */
    int resets = 0;
    do k = recvmsg(sock, &m, flags | MSG_CMSG_CLOEXEC); while (k < 0 && (errno == EINTR || (errno == ECONNRESET && !resets++)));
    if (k == 0) return 0;
    if (k < 0) return errno == ECONNRESET ? 0 : -1;
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS) memcpy(fd, CMSG_DATA(c), sizeof *fd);
    const bool memfd = k >= (ssize_t)sizeof *h && (h->flags & SHK_W_MEMFD);
    if (k < (ssize_t)sizeof *h || h->magic != shk_wire_magic || (m.msg_flags & (MSG_TRUNC | MSG_CTRUNC))
        || (memfd ? *fd < 0 || h->n > shk_message_max : h->n != (uint64_t)k - sizeof *h)) {
        if (*fd >= 0) close(*fd);
        *fd = -1;
        errno = EPROTO;
        return -1;
    }
    return 1;
}

int shk_wire_send_big(int sock, struct shk_wire *h, const void *payload, int flags)
{
    if (h->n <= SHK_INLINE) return shk_wire_send(sock, h, payload, -1, flags);
    struct shk_buf b = { .fd = -1 };
    void *room = shk_buf_room(&b, h->n);
    int r = -1;
    if (room) {
        memcpy(room, payload, h->n);
        h->flags |= SHK_W_MEMFD;
        r = shk_wire_send(sock, h, NULL, b.fd, flags);
    } else errno = ENOMEM;
    shk_buf_free(&b);
    return r;
}

const void *shk_wire_map(int fd, uint64_t n)
{
    struct stat st;
    /* Sealed, so that a worker cannot cut it under us. */
    if (fstat(fd, &st) || (uint64_t)st.st_size < n || !n || !(fcntl(fd, F_GET_SEALS) & F_SEAL_SHRINK)) return NULL;
    void *p = mmap(NULL, n, PROT_READ, MAP_SHARED, fd, 0);
    return p == MAP_FAILED ? NULL : p;
}

void shk_wire_unmap(const void *p, uint64_t n) { munmap((void *)(uintptr_t)p, n); }

/* ---- buffers: on the heap while small, in a memory file that can be handed over when large ---- */

static bool to_memfd(struct shk_buf *b, size_t cap)
{
    const int fd = memfd_create("swarm", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (fd < 0) return false;
    void *p = MAP_FAILED;
    if (!ftruncate(fd, (off_t)cap)) p = mmap(NULL, cap, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)) {
        if (p != MAP_FAILED) munmap(p, cap);
        close(fd);
        return false;
    }
    if (b->n) memcpy(p, b->p, b->n);
    free(b->p);
    *b = (struct shk_buf){ p, b->n, cap, fd };
    return true;
}

void *shk_buf_room(struct shk_buf *b, size_t n)
{
    if (n > shk_message_max || b->n + n > shk_message_max) return NULL;
    const size_t want = b->n + n;
    if (want > b->cap) {
        size_t cap = b->cap ? b->cap : 4096;
        while (cap < want) cap *= 2;
        if (b->fd >= 0) {
            if (ftruncate(b->fd, (off_t)cap)) return NULL;
            void *p = mremap(b->p, b->cap, cap, MREMAP_MAYMOVE);
            if (p == MAP_FAILED) return NULL;
            b->p = p;
            b->cap = cap;
        } else if (cap > SHK_INLINE) {
            if (!to_memfd(b, cap)) return NULL;
        } else {
            char *p = aligned_alloc(SHK_ALIGN, cap);
            if (!p) return NULL;
            if (b->n) memcpy(p, b->p, b->n);
            free(b->p);
            b->p = p;
            b->cap = cap;
        }
    }
    void *room = b->p + b->n;
    if (b->fd < 0) memset(room, 0, n);      /* a fresh file is zero, and never used twice */
    b->n = want;
    return room;
}

void shk_buf_free(struct shk_buf *b)
{
    if (b->fd >= 0) {
        munmap(b->p, b->cap);
        close(b->fd);
    } else free(b->p);
    *b = (struct shk_buf){ .fd = -1 };
}

const struct shk_record *shk_record_next(const void *txn, uint64_t n, uint64_t *at, const void **data, bool *bad)
{
    *bad = false;
    if (*at == n) return NULL;
    const struct shk_record *r = (const void *)((const char *)txn + *at);
    if (n - *at < sizeof *r || r->n > n - *at - sizeof *r) {
        *bad = true;
        return NULL;
    }
    const uint64_t padded = (r->n + SHK_ALIGN - 1) / SHK_ALIGN * SHK_ALIGN;
    if (padded > n - *at - sizeof *r) {
        *bad = true;
        return NULL;
    }
    *data = r + 1;
    *at += sizeof *r + padded;
    return r;
}

/* Four lanes of multiply and rotate, after the xxHash64 specification's round; not the same numbers. */
uint64_t shk_wire_hash(const void *p, size_t n, uint64_t seed)
{
    const uint64_t a = 0x9e3779b185ebca87u, b = 0xc2b2ae3d27d4eb4fu;
    uint64_t lane[4] = { seed + a, seed ^ b, seed, seed - a };
    const unsigned char *at = p;
    unsigned char tail[32] = { 0 };
    for (size_t left = n; left; at += 32) {
        if (left < 32) {
            memcpy(tail, at, left);
            at = tail;
        }
        for (int k = 0; k < 4; k++) {
            uint64_t v;
            memcpy(&v, at + 8 * k, 8);
            v = lane[k] + v * b;
            lane[k] = (v << 31 | v >> 33) * a;
        }
        left = left < 32 ? 0 : left - 32;
        if (at == tail) break;
    }
    uint64_t h = n * a;
    for (int k = 0; k < 4; k++) {
        h ^= lane[k] + (h << 27 | h >> 37);
        h *= b;
    }
    h ^= h >> 29;
    h *= a;
    return h ^ h >> 32;
}

uint64_t shk_swarm_hash(const void *p, size_t n, uint64_t seed) { return shk_wire_hash(p, n, seed); }
