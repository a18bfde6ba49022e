// libs: base
/* Paths, files, strict numbers, distance between words. */
#include "base/file.h"
#include "base/str.h"
#include <stdlib.h>
#include "check.h"

static struct shk_arena *a;

TEST(paths_are_joined_and_made_normal)
{
    CHECK_STR(shk_path_join(a, "/x/y", "../z.csv"), "/x/z.csv");
    CHECK_STR(shk_path_join(a, "/x", "/abs//q/./r"), "/abs/q/r");
    CHECK_STR(shk_path_join(a, "", "a/.."), ".");
    CHECK_STR(shk_path_join(a, ".", "../../b"), "../../b");
    CHECK_STR(shk_path_join(a, "/", "../../b/"), "/b");
    CHECK_STR(shk_path_join(a, "a", "b/../../../c"), "../c");
    CHECK_STR(shk_path_join(a, "", ""), ".");
    CHECK_STR(shk_path_dir(a, "a/b/c"), "a/b");
    CHECK_STR(shk_path_dir(a, "c"), ".");
    CHECK_STR(shk_path_dir(a, "/c"), "/");
    CHECK_STR(shk_path_base("a/b"), "b");
}

TEST(files)
{
    char *dir = shk_tempdir_new(a), *path = shk_path_join(a, dir, "f");
    CHECK(shk_dir_exists(dir) && !shk_file_exists(path));
    struct shk_diag d = { 0 };
    const char *text;
    size_t n;
    CHECK(shk_file_read(path, 100, a, &d, &text, &n) == SHK_E_NOTFOUND);
    FILE *f = fopen(path, "w");
    fputs("hello", f);
    fclose(f);
    d = (struct shk_diag){ 0 };
    CHECK(shk_file_read(path, 5, a, &d, &text, &n) == SHK_OK);
    CHECK(n == 5);
    CHECK_STR(text, "hello");
    CHECK(shk_file_read(path, 4, a, &d, &text, &n) == SHK_E_LIMIT);
    d = (struct shk_diag){ 0 };
    CHECK(shk_file_read(dir, 4, a, &d, &text, &n) == SHK_E_IO);
    shk_tempdir_remove(dir);
    CHECK(!shk_dir_exists(dir));
}

TEST(numbers_are_strict)
{
    double x = 0;
    CHECK(shk_str_double(" -1.5e-3\n", 9, &x) && x == -1.5e-3);
    CHECK(shk_str_double("5.", 2, &x) && x == 5);
    CHECK(shk_str_double("+inf", 4, &x) && isinf(x));
    CHECK(!shk_str_double("0x10", 4, &x) && !shk_str_double("1e", 2, &x) && !shk_str_double("", 0, &x) && !shk_str_double("1 2", 3, &x));
    CHECK(!shk_str_double(".", 1, &x) && !shk_str_double("nano", 4, &x) && !shk_str_double("1,5", 3, &x));
    long long i = 0;
    CHECK(shk_str_int(" -42 ", 5, &i) && i == -42);
    CHECK(!shk_str_int("1.0", 3, &i) && !shk_str_int("99999999999999999999", 20, &i) && !shk_str_int("-", 1, &i));
}

TEST(distances_between_words)
{
    CHECK(shk_str_distance("minimun_magnitude", "minimum_magnitude", 3) == 1);
    CHECK(shk_str_distance("ab", "ba", 3) == 1);
    CHECK(shk_str_distance("kitten", "sitting", 5) == 3);
    CHECK(shk_str_distance("", "abc", 5) == 3);
    CHECK(shk_str_distance("abcdef", "uvwxyz", 2) == 3);
}

static void begin(void) { a = shk_arena_new(1 << 20); }
static void end(void) { shk_arena_free(a); }
RUN(begin, paths_are_joined_and_made_normal, files, numbers_are_strict, distances_between_words, end)
