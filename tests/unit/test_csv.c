// libs: io base
/* CSV reader. */
#include "io/csv.h"
#include <stdlib.h>
#include "check.h"

static struct shk_arena *arena;
static struct shk_diag d;
static struct shk_csv c;

static enum shk_err begin_text(const char *text, int header)
{
    char *copy = shk_arena_strdup(arena, text);
    d = (struct shk_diag){ 0 };
    return shk_csv_begin(copy, strlen(text), "t.csv", header, arena, &d, &c);
}

TEST(header_rows_quotes_and_blanks)
{
    int more;
    CHECK(!begin_text("\xef\xbb\xbf#,,\"generated_by='x', vs30_ref=800\"\r\n# second\r\n\r\nlon, lat ,\"na\"\"me\"\r\n1.5,2 , \"a,\nb\" \r\n\n-1e3,,c", 1));
    CHECK_STR(c.pre, ",,\"generated_by='x', vs30_ref=800\"");
    CHECK(c.ncols == 3 && shk_csv_col(&c, "lat") == 1 && shk_csv_col(&c, "x") == -1);
    CHECK_STR(c.col[2], "na\"me");
    CHECK(!shk_csv_next(&c, &more) && more && c.line == 5);
    CHECK_STR(c.cell[2], "a,\nb");
    double x = 0;
    CHECK(!shk_csv_number(&c, 0, &x) && x == 1.5);
    CHECK(!shk_csv_next(&c, &more) && more && c.line == 8);
    CHECK_STR(c.cell[1], "");
    CHECK(shk_csv_number(&c, 1, &x) == SHK_E_INVALID);
    CHECK_STR(d.text, "t.csv:8: lat: expected a number, got ''");
    CHECK(!shk_csv_next(&c, &more) && !more);
}

TEST(without_header_and_errors)
{
    int more;
    CHECK(!begin_text("1,2\n3,4\n", 0) && c.ncols == 2 && c.col == NULL);
    CHECK(!shk_csv_next(&c, &more) && more);
    CHECK_STR(c.cell[1], "2");
    CHECK(!begin_text("a,b\n1,2,3\n", 1));
    CHECK(shk_csv_next(&c, &more) == SHK_E_SYNTAX);
    CHECK_STR(d.text, "t.csv:2: expected 2 columns, got 3");
    CHECK(begin_text("", 1) == SHK_E_SYNTAX);
    CHECK(begin_text("# only\n", 1) == SHK_E_SYNTAX);
    CHECK(!begin_text("a\n\"x", 1) && shk_csv_next(&c, &more) == SHK_E_SYNTAX);
    CHECK(!begin_text("a\n\"x\"y", 1) && shk_csv_next(&c, &more) == SHK_E_SYNTAX);
}

TEST(every_prefix_ends_well)
{
    const char *all = "#x\na,\"b\"\"\",c\n1,\"2\n3\" ,4\r\n";
    for (size_t n = 0; n <= strlen(all); n++) {
        char *copy = malloc(n + 1);
        memcpy(copy, all, n);
        copy[n] = 0;
        d = (struct shk_diag){ 0 };
        int more = 1;
        if (!shk_csv_begin(copy, n, "t", 1, arena, &d, &c))
            while (more && !shk_csv_next(&c, &more)) continue;
        CHECK(1);
        free(copy);
    }
}

static void begin(void) { arena = shk_arena_new(64 << 20); }
static void end(void) { shk_arena_free(arena); }
RUN(begin, header_rows_quotes_and_blanks, without_header_and_errors, every_prefix_ends_well, end)
