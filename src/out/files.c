#include "out/files.h"
#include <stdio.h>
#include "out/csv_file.h"

enum shk_err shk_out_path(const struct shk_results *r, const char *dir, const char *name, const char *ext, struct shk_exported *done, char *path,
                          size_t room, struct shk_diag *d)
{
    char *file = shk_exported_add(done);
    if (!file) return shk_fail(d, SHK_E_NOMEM, "list of exported files: out of memory");
    if (snprintf(file, sizeof done->name[0], "%s_%d.%s", name, r->calc_id, ext) >= (int)sizeof done->name[0])
        return shk_fail(d, SHK_E_INVALID, "file name '%.60s...' is too long", name);
    if ((size_t)snprintf(path, room, "%s/%s", dir, file) >= room) return shk_fail(d, SHK_E_INVALID, "path of '%s' is too long", file);
    return SHK_OK;
}
