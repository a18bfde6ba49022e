#include "engine/identity.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/file.h"
#include "engine/inputs.h"
#include "swarm/swarm.h"

/* The content only: an archive is unpacked under another name each time. */
static enum shk_err hash_file(const char *path, struct shk_diag *d, uint64_t *h)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *p = MAP_FAILED;
    if (fd >= 0 && !fstat(fd, &st) && st.st_size > 0) p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    const int bad = fd < 0 || (p == MAP_FAILED && st.st_size > 0), why = errno;
    if (p != MAP_FAILED) {
        *h = shk_swarm_hash(p, (size_t)st.st_size, *h);
        munmap(p, (size_t)st.st_size);
    }
    if (fd >= 0) close(fd);
    return bad ? shk_fail(d, SHK_E_IO, "%s: cannot read it again: %s", path, strerror(why)) : SHK_OK;
}

enum shk_err shk_identify(const char *const *override, size_t n, struct shk_diag *d, struct shk_identity *out)
{
    uint64_t inputs = 0;
    char program[SHK_FINGERPRINT], arithmetic[SHK_FINGERPRINT];
    size_t nfiles;
    const char *const *file = shk_files_opened(&nfiles);
    for (size_t i = 0; i < n; i++) inputs = shk_swarm_hash(override[i], strlen(override[i]) + 1, inputs);
    for (size_t i = 0; i < nfiles; i++) SHK_TRY(hash_file(file[i], d, &inputs));
    shk_program_text(program);
    shk_arithmetic_text(arithmetic);
    snprintf(out->program, sizeof out->program, "%s %s", program, arithmetic);
    snprintf(out->inputs, sizeof out->inputs, "%016llx", (unsigned long long)inputs);
    out->checksum = (uint32_t)(inputs >> 32 ^ inputs);
    return SHK_OK;
}
