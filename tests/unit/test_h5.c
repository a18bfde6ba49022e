// libs: io
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "check.h"
#include "io/h5.h"

static char path[200];

TEST(what_is_written_is_read)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_diag d = { 0 };
    struct shk_h5 *f;
    CHECK(!shk_h5_create(path, &d, &f));
    const double v[6] = { 1, 2, 3, 4, 5, 6.5 };
    CHECK(!shk_h5_write(f, "a/b/values", SHK_H5_F64, 0, 2, (uint64_t[]){ 2, 3 }, v, &d));
    const float w[2] = { 0.1f, 0.2f };
    CHECK(!shk_h5_write(f, "small", SHK_H5_F32, 0, 1, (uint64_t[]){ 2 }, w, &d));
    const char *text[2] = { "one", "zw\xc3\xb6lf" };
    CHECK(!shk_h5_write(f, "text", SHK_H5_TEXT, 0, 1, (uint64_t[]){ 2 }, text, &d));
    CHECK(!shk_h5_write(f, "chars", SHK_H5_CHARS, 4, 1, (uint64_t[]){ 2 }, "abc\0defg", &d));
    const int64_t big = INT64_C(1) << 40;
    CHECK(!shk_h5_write(f, "scalar", SHK_H5_I64, 0, 0, NULL, &big, &d));
    CHECK(!shk_h5_write(f, "empty", SHK_H5_U32, 0, 1, (uint64_t[]){ 0 }, NULL, &d));
    CHECK(!shk_h5_set_attr_string(f, "/", "version", "1.0", &d));
    CHECK(!shk_h5_set_attr_double(f, "a/b/values", "scale", 2.5, &d));
    CHECK(!shk_h5_set_attr_double(f, "a/b/values", "scale", 3.5, &d));
    CHECK(!shk_h5_close(f, &d));

    CHECK(!shk_h5_open(path, &d, &f));
    size_t n;
    uint64_t dims[SHK_H5_MAX_DIMS];
    double *x, one;
    int64_t *k;
    const char **s, *t;
    CHECK(!shk_h5_doubles(f, "/a/b/values", 0, a, &d, &n, dims, &x) && n == 6 && dims[0] == 2 && dims[1] == 3 && x[5] == 6.5);
    CHECK(!shk_h5_doubles(f, "small", 0, a, &d, &n, NULL, &x) && n == 2 && x[0] == (double)0.1f);
    CHECK(!shk_h5_longs(f, "scalar", 0, a, &d, &n, NULL, &k) && n == 1 && k[0] == big);
    CHECK(!shk_h5_doubles(f, "empty", 0, a, &d, &n, NULL, &x) && n == 0);
    CHECK(!shk_h5_strings(f, "text", 0, a, &d, &n, &s) && n == 2);
    CHECK_STR(s[1], "zw\xc3\xb6lf");
    CHECK(!shk_h5_strings(f, "chars", 0, a, &d, &n, &s) && n == 2);
    CHECK_STR(s[0], "abc");
    CHECK_STR(s[1], "defg");
    CHECK(!shk_h5_attr_string(f, "/", "version", a, &d, &t));
    CHECK_STR(t, "1.0");
    CHECK(!shk_h5_attr_double(f, "a/b/values", "scale", &d, &one) && one == 3.5);
    CHECK(!shk_h5_list(f, "/", a, &d, &n, &s) && n == 6);
    CHECK_STR(s[0], "a");
    double row[3];
    CHECK(!shk_h5_rows(f, "a/b/values", 1, 1, 3, row, &d) && row[0] == 4);
    struct shk_h5_info info;
    CHECK(!shk_h5_info(f, "a/b", &d, &info) && info.kind == SHK_H5_GROUP);
    CHECK(!shk_h5_info(f, "a/c", &d, &info) && info.kind == SHK_H5_NONE);
    CHECK(!shk_h5_info(f, "a/c/d", &d, &info) && info.kind == SHK_H5_NONE);

    CHECK(shk_h5_doubles(f, "a/c", 0, a, &d, &n, NULL, &x) == SHK_E_NOTFOUND);
    d = (struct shk_diag){ 0 };
    CHECK(shk_h5_doubles(f, "text", 0, a, &d, &n, NULL, &x) == SHK_E_INVALID);
    d = (struct shk_diag){ 0 };
    CHECK(shk_h5_doubles(f, "a/b/values", 5, a, &d, &n, NULL, &x) == SHK_E_LIMIT);
    d = (struct shk_diag){ 0 };
    CHECK(shk_h5_rows(f, "a/b/values", 1, 2, 100, row, &d) == SHK_E_INVALID);
    d = (struct shk_diag){ 0 };
    CHECK(shk_h5_rows(f, "a/b/values", 0, 2, 3, row, &d) == SHK_E_LIMIT);
    d = (struct shk_diag){ 0 };
    CHECK(shk_h5_attr_double(f, "/", "none", &d, &one) == SHK_E_NOTFOUND);
    CHECK(!shk_h5_close(f, NULL));
    shk_arena_free(a);
}

struct row { uint32_t id; double rate; char name[5]; float gmv[2]; };
static const struct shk_h5_field fields[] = {
    { "id", SHK_H5_U32, offsetof(struct row, id), 0, 1 }, { "rate", SHK_H5_F64, offsetof(struct row, rate), 0, 1 },
    { "name", SHK_H5_CHARS, offsetof(struct row, name), 5, 1 }, { "gmv", SHK_H5_F32, offsetof(struct row, gmv), 0, 2 },
};

TEST(datasets_grow)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_diag d = { 0 };
    struct shk_h5 *f;
    CHECK(!shk_h5_append(path, &d, &f));
    const struct shk_h5_growing rec = { .fields = fields, .nfields = 4, .stride = sizeof(struct row), .ndims = 1, .chunk = 100, .deflate = 4 },
                                mat = { .type = SHK_H5_F32, .ndims = 2, .dims = { 0, 3 }, .chunk = 10 };
    CHECK(!shk_h5_create_growing(f, "events", &rec, &d));
    CHECK(!shk_h5_create_growing(f, "gmf/m", &mat, &d));
    for (uint32_t i = 0; i < 50; i++) {
        const struct row r[3] = { { i, 0.5, "ab", { 1, 2 } }, { i + 1, 0.25, "cdefg", { 3, 4 } }, { i + 2, i, "", { 5, 6 } } };
        CHECK(!shk_h5_extend(f, "events", &rec, 3, r, &d));
        const float m[6] = { (float)i, 1, 2, 3, 4, 5 };
        CHECK(!shk_h5_extend(f, "gmf/m", &mat, 2, m, &d));
    }
    const float m[3] = { -1, -2, -3 };
    CHECK(!shk_h5_put_rows(f, "gmf/m", &mat, 4, 1, m, &d));
    CHECK(!shk_h5_put_rows(f, "gmf/m", &mat, 200, 1, m, &d));
    CHECK(!shk_h5_flush(f, &d));
    const struct shk_h5_growing other = { .type = SHK_H5_F32, .ndims = 2, .dims = { 0, 4 }, .chunk = 10 };
    CHECK(shk_h5_extend(f, "gmf/m", &other, 1, m, &d) == SHK_E_INVALID);
    d = (struct shk_diag){ 0 };
    CHECK(!shk_h5_write_records(f, "fixed", fields, 4, sizeof(struct row), 1, &(struct row){ 7, 1, "x", { 0, 0 } }, &d));
    CHECK(!shk_h5_close(f, &d));

    CHECK(!shk_h5_open(path, &d, &f));
    size_t n;
    uint64_t dims[SHK_H5_MAX_DIMS];
    double *x;
    CHECK(!shk_h5_column(f, "events", "rate", 0, a, &d, &n, &x) && n == 150 && x[149] == 49);
    CHECK(shk_h5_column(f, "events", "none", 0, a, &d, &n, &x) == SHK_E_INVALID);
    d = (struct shk_diag){ 0 };
    struct shk_h5_info info;
    CHECK(!shk_h5_info(f, "events", &d, &info) && info.kind == SHK_H5_RECORD && info.item == 4 + 8 + 5 + 8);
    CHECK(!shk_h5_doubles(f, "gmf/m", 0, a, &d, &n, dims, &x) && dims[0] == 201 && dims[1] == 3 && x[12] == -1 && x[602] == -3);
    CHECK(!shk_h5_close(f, NULL));
    shk_arena_free(a);
}

TEST(files_that_are_not_hdf5_are_refused)
{
    struct shk_diag d = { 0 };
    struct shk_h5 *f;
    CHECK(shk_h5_open("/nonexistent.hdf5", &d, &f) == SHK_E_IO && !f);
    d = (struct shk_diag){ 0 };
    CHECK(shk_h5_open(SOURCE_DIR "/CMakeLists.txt", &d, &f) == SHK_E_IO);
    unlink(path);
}

static void set_up(void) { snprintf(path, sizeof path, BINARY_DIR "/test_h5_%d.hdf5", (int)getpid()); }
RUN(set_up, what_is_written_is_read, datasets_grow, files_that_are_not_hdf5_are_refused)
