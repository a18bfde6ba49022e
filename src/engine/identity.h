/* identity.h — what the bits of a calculation depend on, as short texts: the program, the machine's
 * arithmetic, and all that was read for it.
 *
 * A calculation that is resumed must have the same, and so must the workers of a cluster. Against accidents, not against malice. */
#ifndef SHK_ENGINE_IDENTITY_H
#define SHK_ENGINE_IDENTITY_H
#include <stddef.h>
#include <stdint.h>
#include "base/err.h"

struct shk_identity {
    char program[64];               /* version, build-id, and a hash of what this machine's mathematical library gives */
    char inputs[24];                /* hash of the overrides and of the content of every file opened since shk_files_forget (base/file.h) */
    uint32_t checksum;              /* of the inputs, for the heads of exported files */
};

/* To be called when everything has been read. override: n texts NAME=VALUE. SHK_E_IO if a file has gone meanwhile. */
SHK_CHECKED enum shk_err shk_identify(const char *const *override, size_t n, struct shk_diag *d, struct shk_identity *out);
#endif
