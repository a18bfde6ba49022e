// libs: io base
/* TOML: the shapes that ground-motion models use, the rules of the specification (toml.io/en/v1.0.0), and refusals. */
#include "io/toml.h"
#include <math.h>
#include <stdlib.h>
#include "check.h"

static struct shk_arena *arena;

static const struct shk_toml *parse(const char *text)
{
    struct shk_diag d = { 0 };
    struct shk_toml *root = NULL;
    const enum shk_err e = shk_toml_parse(text, strlen(text), "t.toml", arena, &d, &root);
    if (e) printf("unexpected: %s\n", d.text);
    return e ? NULL : root;
}

static int refused(const char *text, const char *mention)
{
    struct shk_diag d = { 0 };
    struct shk_toml *root = NULL;
    const enum shk_err e = shk_toml_parse(text, strlen(text), "t.toml", arena, &d, &root);
    if (e && !strstr(d.text, mention)) printf("got '%s', expected '%s'\n", d.text, mention);
    return e && strstr(d.text, mention);
}

static const struct shk_toml *path(const struct shk_toml *t, const char *a, const char *b, const char *c)
{
    t = shk_toml_get(t, a);
    if (b) t = shk_toml_get(t, b);
    return c ? shk_toml_get(t, c) : t;
}

TEST(models_with_arguments)
{
    const struct shk_toml *r = parse("[ModifiableGMPE.gmpe.AkkarEtAlRjb2014]\n"
                                     "[ModifiableGMPE.set_scale_median_scalar]\nscaling_factor = 1.2\n");
    CHECK(path(r, "ModifiableGMPE", "gmpe", "AkkarEtAlRjb2014") != NULL);
    CHECK(path(r, "ModifiableGMPE", "set_scale_median_scalar", "scaling_factor")->number == 1.2);
    CHECK(path(r, "ModifiableGMPE", "set_scale_median_scalar", "scaling_factor")->line == 3);
    r = parse("[MultiGMPE.\"SA(0.2)\".CampbellBozorgnia2008]\n[MultiGMPE.PGA.Name]\na.b = 'x'\na.c = [1, 2.5, \"z\",]\n");
    CHECK(path(r, "MultiGMPE", "SA(0.2)", "CampbellBozorgnia2008")->kind == SHK_TOML_TABLE);
    const struct shk_toml *name = path(r, "MultiGMPE", "PGA", "Name");
    CHECK_STR(path(name, "a", "b", NULL)->text, "x");
    const struct shk_toml *c = path(name, "a", "c", NULL);
    CHECK(c->kind == SHK_TOML_ARRAY && c->first->integer == 1 && c->first->next->number == 2.5);
    CHECK_STR(c->first->next->next->text, "z");
    CHECK(c->first->next->next->next == NULL);
    r = parse("[AvgGMPE]\nb1 = {weight = 0.5, gsim = {X = {}}}");
    CHECK(path(r, "AvgGMPE", "b1", "weight")->number == 0.5);
    CHECK(shk_toml_get(path(r, "AvgGMPE", "b1", "gsim"), "X")->first == NULL);
}

TEST(values)
{
    const struct shk_toml *r = parse("a=1_000\r\nb=-17 # c\nc=0xdead_beef\nd=6.626e-34\ne=-inf\nf=true\n"
        "g='C:\\n'\nh=\"\\u00e9\\t\\\"\"\ni=2026-01-31T10:00:00Z\nj=2026-01-31 10:00:00\nk=\"\"\"\nx\\\n   y\"\"\"\"\nl=1e3\nm=+0.0\n'q w'=1\n");
    CHECK(shk_toml_get(r, "a")->integer == 1000 && shk_toml_get(r, "b")->number == -17);
    CHECK(shk_toml_get(r, "c")->integer == 0xdeadbeefLL && shk_toml_get(r, "d")->number == 6.626e-34);
    CHECK(isinf(shk_toml_get(r, "e")->number) && shk_toml_get(r, "f")->kind == SHK_TOML_BOOL && shk_toml_get(r, "f")->integer == 1);
    CHECK_STR(shk_toml_get(r, "g")->text, "C:\\n");
    CHECK_STR(shk_toml_get(r, "h")->text, "\xc3\xa9\t\"");
    CHECK(shk_toml_get(r, "i")->kind == SHK_TOML_DATE);
    CHECK_STR(shk_toml_get(r, "j")->text, "2026-01-31 10:00:00");
    CHECK_STR(shk_toml_get(r, "k")->text, "xy\"");
    CHECK(shk_toml_get(r, "l")->kind == SHK_TOML_FLOAT && shk_toml_get(r, "l")->number == 1000);
    CHECK(shk_toml_get(r, "q w")->line == 16);
    CHECK(shk_toml_get(r, "absent") == NULL && shk_toml_get(NULL, "a") == NULL);
}

TEST(arrays_of_tables)
{
    const struct shk_toml *r = parse("[[f]]\nname='a'\n[f.p]\nk=1\n[[f]]\nname='b'\n[[f.v]]\nz=[[1,2],[3]]\n");
    const struct shk_toml *f = shk_toml_get(r, "f");
    CHECK(f->kind == SHK_TOML_ARRAY);
    CHECK(path(f->first, "p", "k", NULL)->integer == 1);
    CHECK_STR(shk_toml_get(f->first->next, "name")->text, "b");
    CHECK(shk_toml_get(shk_toml_get(f->first->next, "v")->first, "z")->first->next->first->integer == 3);
}

TEST(errors_name_the_line)
{
    CHECK(refused("a = 1\nb = \n", "t.toml:2:"));
    CHECK(refused("a = 1\na = 2\n", "already defined at line 1"));
    CHECK(refused("[a]\n[a]\n", "t.toml:2: 'a' is already defined"));
    CHECK(refused("a = {b = 1}\n[a.c]\n", "already defined"));
    CHECK(refused("a = {b = 1}\na.c = 1\n", "already defined"));
    CHECK(refused("a = [1]\n[[a]]\n", "already defined"));
    CHECK(refused("a = 'x\n", "closing quote"));
    CHECK(refused("\na = \"\\q\"", "t.toml:2: unknown escape"));
    CHECK(refused("a = 1 2", "end of the line"));
    CHECK(refused("a = 01", "not a value"));
    CHECK(refused("a = 1.", "not a value"));
    CHECK(refused("a = .5", "not a value"));
    CHECK(refused("a = 1__0", "not a value"));
    CHECK(refused("a = 99999999999999999999x", "not a value"));
    CHECK(refused("a = yes", "not a value"));
    CHECK(refused("= 1", "expected a key"));
    CHECK(refused("a 1", "expected '='"));
    CHECK(refused("[a", "expected ']'"));
    CHECK(refused("a = [1, 2", "expected ',' or ']'"));
    CHECK(refused("a = {b=1\n}", "expected ',' or '}'"));
    CHECK(refused("a = \"\\ud800\"", "not a character"));
    CHECK(refused("a = \"\x01\"", "control character"));
}

TEST(depth_and_width_are_bounded)
{
    enum { N = 200000 };
    char *deep = malloc(N + 16);
    memcpy(deep, "a=", 2);
    memset(deep + 2, '[', N);
    deep[N + 2] = 0;
    CHECK(refused(deep, "nested deeper than 64"));
    for (int i = 0; i < N; i += 2) memcpy(deep + i, "a.", 2);
    memcpy(deep + N, "b=1", 4);
    CHECK(refused(deep, "nested deeper than 64"));
    free(deep);
}

TEST(every_prefix_ends_well)        /* truncated files neither crash nor read beyond the end */
{
    const char *all = "[a.\"b c\"]\nx = [1, {y = \"\"\"z\\u00e9\"\"\", w = '''q'''}, 2026-01-01]\n[[k]]\nd.e = +1.5e3 # end\n";
    for (size_t n = 0; n <= strlen(all); n++) {
        char *exact = malloc(n + 1);        /* so that the sanitizer sees a read past n */
        memcpy(exact, all, n);
        char *copy = realloc(exact, n ? n : 1);
        struct shk_diag d = { 0 };
        struct shk_toml *root;
        const enum shk_err e = shk_toml_parse(copy, n, "t", arena, &d, &root);
        CHECK(e == SHK_OK || d.text[0]);
        free(copy);
    }
}

static void begin(void) { arena = shk_arena_new(64 << 20); }
static void end(void) { shk_arena_free(arena); }

RUN(begin, models_with_arguments, values, arrays_of_tables, errors_name_the_line, depth_and_width_are_bounded, every_prefix_ends_well, end)
