// libs: swarm
/* A calculation resumed from a journal of any bytes: what is whole is told, the rest computed. With an odd first byte the sums
 * of the entries are made right first, so that a journal is tried whose commits are nonsense. */
#include <fcntl.h>
#include <unistd.h>
#include "file.h"
#include "swarm/internal.h"

enum { HEAD = 32, ENTRY = 48, AT_HASH = 8, AT_PHASE = 16, AT_CHECK = 40 };
static const uint64_t magic = 0x31306c6e724a6b53u;

static enum shk_err work(struct shk_task *t, const void *msg, size_t n, void *user, struct shk_diag *d)
{
    (void)user;
    return shk_task_emit(t, msg, n < 64 ? n : 64, d);
}

static enum shk_err fold(void *user, const struct shk_part *part, struct shk_diag *d)
{
    (void)d;
    uint64_t sum = *(uint64_t *)user;
    for (size_t i = 0; i < part->n; i++) sum = sum * 31 + ((const unsigned char *)part->data)[i];
    *(uint64_t *)user = sum;
    return SHK_OK;
}

static void make_right(uint8_t *p, size_t n)
{
    const uint64_t head[4] = { magic, 1, shk_wire_hash("key", 3, 0), 0 };
    if (n < HEAD) return;
    memcpy(p, head, HEAD);
    for (size_t at = HEAD; n - at >= ENTRY;) {
        uint64_t len, phase, sum;
        memcpy(&len, p + at, 8);
        memcpy(&phase, p + at + AT_PHASE, 8);
        if (len > n - at - ENTRY) memcpy(p + at, &(uint64_t){ len = n - at - ENTRY }, 8);
        sum = shk_wire_hash(p + at + ENTRY, len, phase);
        memcpy(p + at + AT_HASH, &sum, 8);
        sum = shk_wire_hash(p + at, AT_CHECK, magic);
        memcpy(p + at + AT_CHECK, &sum, 8);
        at += ENTRY + len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const struct shk_task_fn fns[] = { { "work", work, NULL } };
    if (!n) return 0;
    uint8_t *copy = malloc(n);
    if (!copy) return 0;
    memcpy(copy, data, n);
    if (data[0] & 1) make_right(copy + 1, n - 1);
    const struct shk_swarm_options o = { .workers = 0, .fns = fns, .nfns = 1, .journal = fuzz_file("journal", copy + 1, n - 1), .journal_key = "key",
                                         .resume = true, .task_memory = 1 << 20 };
    free(copy);
    struct shk_swarm *s;
    struct shk_diag d = { 0 };
    enum shk_err e = shk_swarm_open(&o, &d, &s);
    if (!e) {
        uint64_t sum = 0;
        e = shk_swarm_submit(s, 0, "one", 3, 1, &d);
        if (!e) e = shk_swarm_submit(s, 0, "two", 3, 1, &d);
        if (!e) e = shk_swarm_run(s, fold, &sum, &d);
        shk_swarm_close(s);
    }
    if (e && !*d.text) abort();
    return 0;
}
