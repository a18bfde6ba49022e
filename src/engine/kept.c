#include "engine/kept.h"
#include <errno.h>
#include <glob.h>
#include <string.h>
#include <unistd.h>
#include "base/file.h"
#include "base/str.h"

const char *shk_journal_path(const char *datadir, int id, struct shk_arena *a) { return shk_arena_printf(a, "%s/calc_%d.journal", datadir, id); }

struct last { struct shk_arena *arena; const char *text; int found; };

static void keep(void *user, const char *value)
{
    struct last *l = user;
    l->found = 1;
    l->text = shk_arena_strdup(l->arena, value);
}

enum shk_err shk_note(struct shk_db *db, int id, const char *name, struct shk_arena *a, struct shk_diag *d, const char **out)
{
    struct last l = { .arena = a };
    SHK_TRY(shk_db_notes(db, id, name, keep, &l, d));
    *out = l.text;
    return l.found && !l.text ? shk_fail(d, SHK_E_NOMEM, "how a calculation was started: out of memory") : SHK_OK;
}

static enum shk_err remove_file(const char *path, struct shk_diag *d)
{
    if (!path) return shk_fail(d, SHK_E_NOMEM, "names of files: out of memory");
    return unlink(path) && errno != ENOENT ? shk_fail(d, SHK_E_IO, "%s: cannot be removed: %s", path, strerror(errno)) : SHK_OK;
}

/* Exported files are written under a name that ends in .part. The folder's own name may hold what glob takes for a pattern. */
static enum shk_err remove_parts(const char *dir, int id, struct shk_arena *a, struct shk_diag *d)
{
    char *quoted = shk_arena_alloc(a, 2 * strlen(dir) + 1, 1), *q = quoted;
    for (const char *p = dir; quoted && *p; *q++ = *p++)
        if (strchr("*?[\\", *p)) *q++ = '\\';
    const char *pattern = quoted ? shk_arena_printf(a, "%s/*_%d.*.part", quoted, id) : NULL;
    if (!pattern) return shk_fail(d, SHK_E_NOMEM, "names of files: out of memory");
    glob_t g;
    enum shk_err e = SHK_OK;
    if (!glob(pattern, 0, NULL, &g))
        for (size_t i = 0; i < g.gl_pathc && !e; i++) e = remove_file(g.gl_pathv[i], d);
    globfree(&g);
    return e;
}

enum shk_err shk_remove_unpacked(struct shk_db *db, int id, struct shk_arena *a, struct shk_diag *d)
{
    const char *temp;
    SHK_TRY(shk_note(db, id, SHK_NOTE_TEMP, a, d, &temp));
    if (temp && shk_str_starts(shk_path_base(temp), "mainshock-")) shk_tempdir_remove(temp);
    return SHK_OK;
}

enum shk_err shk_remove_kept(struct shk_db *db, const char *datadir, int id, struct shk_arena *a, struct shk_diag *d)
{
    const char *exports;
    static const char *const ending[] = { "journal", "hdf5.part", "status", "status.new" };
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++) SHK_TRY(remove_file(shk_arena_printf(a, "%s/calc_%d.%s", datadir, id, ending[i]), d));
    SHK_TRY(shk_note(db, id, SHK_NOTE_EXPORTS, a, d, &exports));
    if (exports) SHK_TRY(remove_parts(exports, id, a, d));
    return shk_remove_unpacked(db, id, a, d);
}
