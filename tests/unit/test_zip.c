// libs: io base
/* Archives that try to leave their folder or to fill the disk. They are made here with libzip. */
#include "io/zip.h"
#include <stdlib.h>
#include <zip.h>
#include "base/file.h"
#include "check.h"
#include "io/npz.h"

static struct shk_arena *arena;
static char *dir;

static const char *archive(const char *name, const char *const *member, const char *const *text, size_t n)
{
    char *path = shk_path_join(arena, dir, name);
    int code;
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
    for (size_t i = 0; i < n; i++) zip_file_add(z, member[i], zip_source_buffer(z, text[i], strlen(text[i]), 0), ZIP_FL_ENC_UTF_8);
    zip_close(z);
    return path;
}

static enum shk_err extract(const char *path, const struct shk_zip_limits *lim, const char *mention, const char *const **names, size_t *n)
{
    char *to = shk_tempdir_new(arena);
    struct shk_diag d = { 0 };
    const enum shk_err e = shk_zip_extract(path, to, lim, arena, &d, names, n);
    if (mention && !strstr(d.text, mention)) printf("got '%s', expected '%s'\n", d.text, mention), CHECK(0);
    if (!e && *n) {
        const char *text;
        size_t k;
        CHECK(!shk_file_read(shk_path_join(arena, to, (*names)[0]), 100, arena, &d, &text, &k));
        CHECK_STR(text, "x = 1");
    }
    shk_tempdir_remove(to);
    return e;
}

TEST(members_land_below_the_folder)
{
    const char *const *names;
    size_t n;
    const char *p = archive("a.zip", (const char *const[]){ "b/c/job.ini", "__MACOSX/x", "z.csv" }, (const char *const[]){ "x = 1", "", "q" }, 3);
    CHECK(!extract(p, NULL, NULL, &names, &n) && n == 2);
    CHECK_STR(names[0], "b/c/job.ini");
    CHECK_STR(names[1], "z.csv");
}

TEST(names_that_lead_out_are_refused)
{
    static const char *const bad[] = { "../x", "a/../../x", "/etc/x", "a\\..\\x", "C:x", "a/.." };
    const char *const *names;
    size_t n;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *p = archive("bad.zip", (const char *const[]){ "ok", bad[i] }, (const char *const[]){ "1", "2" }, 2);
        CHECK(extract(p, NULL, "member 1", &names, &n) == SHK_E_INVALID);
    }
}

TEST(sizes_are_bounded)
{
    char *big = malloc((4 << 20) + 1);
    memset(big, 'a', 4 << 20);
    big[4 << 20] = 0;
    const char *const *names;
    size_t n;
    const char *p = archive("bomb.zip", (const char *const[]){ "x" }, (const char *const[]){ big }, 1);
    CHECK(extract(p, NULL, "packed size", &names, &n) == SHK_E_LIMIT);
    CHECK(extract(p, &(struct shk_zip_limits){ 10, 1 << 20, 1e9 }, "more than 1048576 bytes", &names, &n) == SHK_E_LIMIT);
    CHECK(extract(p, &(struct shk_zip_limits){ 0, 1 << 30, 1e9 }, "members", &names, &n) == SHK_E_LIMIT);
    free(big);
}

TEST(what_is_no_archive)
{
    const char *const *names;
    size_t n;
    char *path = shk_path_join(arena, dir, "no.zip");
    FILE *f = fopen(path, "w");
    fputs("PK\3\4 nonsense", f);
    fclose(f);
    CHECK(extract(path, NULL, "not a ZIP archive", &names, &n) == SHK_E_SYNTAX);
    CHECK(extract(shk_path_join(arena, dir, "absent.zip"), NULL, "not found", &names, &n) == SHK_E_NOTFOUND);
}

/* The header of a .npy file, version 1.0, as NumPy's format description lays it down. */
TEST(npz_members_are_numpy_files)
{
    char *path = shk_path_join(arena, dir, "x.npz");
    struct shk_npz *z;
    struct shk_diag d = { 0 };
    CHECK(!shk_npz_open(path, &d, &z));
    const double v[3] = { 1, 2, 3 };
    CHECK(!shk_npz_add(z, "v", "<f8", 2, (const size_t[]){ 1, 3 }, v, 8));
    CHECK(!shk_npz_add(z, "s", "[('a', '<f8')]", 1, (const size_t[]){ 3 }, v, 8));
    CHECK(!shk_npz_add(z, "scalar", "<f8", 0, NULL, v, 8));
    CHECK(shk_npz_add(z, "big", "<f8", 2, (const size_t[]){ SIZE_MAX / 2, 9 }, v, 8) == SHK_E_LIMIT);
    CHECK(!shk_npz_close(z, 1));
    char *to = shk_tempdir_new(arena);
    const char *const *names, *t;
    size_t n, k;
    d = (struct shk_diag){ 0 };
    CHECK(!shk_zip_extract(path, to, NULL, arena, &d, &names, &n) && n == 3);
    CHECK_STR(names[0], "s.npy");
    CHECK(!shk_file_read(shk_path_join(arena, to, "v.npy"), 1000, arena, &d, &t, &k) && k == 128 + 24);
    CHECK(!memcmp(t, "\x93NUMPY\x01\x00\x76\x00{'descr': '<f8', 'fortran_order': False, 'shape': (1, 3), }", 69) && t[127] == '\n');
    double w[3];
    memcpy(w, t + 128, 24);
    CHECK(w[0] == 1 && w[2] == 3);
    CHECK(!shk_file_read(shk_path_join(arena, to, "s.npy"), 1000, arena, &d, &t, &k));
    CHECK(strstr(t + 10, "{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3,), }") != NULL);
    shk_tempdir_remove(to);
}

static void begin(void) { arena = shk_arena_new(64 << 20); dir = shk_tempdir_new(arena); }
static void end(void) { shk_tempdir_remove(dir); shk_arena_free(arena); }
RUN(begin, members_land_below_the_folder, names_that_lead_out_are_refused, sizes_are_bounded, what_is_no_archive, npz_members_are_numpy_files, end)
