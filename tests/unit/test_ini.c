// libs: io base
/* INI files and Python literals. What is expected of INI was checked against Python 3.11's configparser. */
#include "io/ini.h"
#include <stdlib.h>
#include "check.h"
#include "io/pylit.h"

static struct shk_arena *arena;
static struct shk_diag d;

static const char *get(const struct shk_ini *ini, const char *key)
{
    for (size_t i = 0; i < ini->n; i++)
        if (!strcmp(ini->item[i].key, key)) return ini->item[i].value;
    return "(absent)";
}

static enum shk_err parse(const char *text, struct shk_ini *ini)
{
    d = (struct shk_diag){ 0 };
    return shk_ini_parse(text, strlen(text), "j.ini", arena, &d, ini);
}

static int refused(const char *text, const char *mention)
{
    struct shk_ini ini;
    const enum shk_err e = parse(text, &ini);
    if (!e || !strstr(d.text, mention)) printf("got %d '%s', expected '%s'\n", e, d.text, mention);
    return e && strstr(d.text, mention);
}

TEST(values_keys_comments_continuations)
{
    struct shk_ini ini;
    CHECK(!parse("\xef\xbb\xbf# c\r\n[general]\r\nDescription = a % b = c : d\r\n  ; not this\r\n\r\nx: 2 ; c\n"
                 "dic = {\n  'a': 1,\n\n  # gone\n  'b': 2}\n\n[other]\n  y =\n    1\n    2\n  z=3\nempty =\n", &ini));
    CHECK_STR(get(&ini, "description"), "a % b = c : d");
    CHECK_STR(get(&ini, "x"), "2 ; c");
    CHECK_STR(get(&ini, "dic"), "{\n'a': 1,\n\n'b': 2}");
    CHECK_STR(get(&ini, "y"), "\n1\n2");
    CHECK_STR(get(&ini, "z"), "3");
    CHECK_STR(get(&ini, "empty"), "");
    CHECK(ini.n == 6 && ini.nsections == 2);
    CHECK_STR(ini.item[3].section, "other");
    CHECK(ini.item[2].line == 7);
}

TEST(refusals)
{
    CHECK(refused("x = 1\n", "j.ini:1: expected a section header"));
    CHECK(refused("[a]\nx = 1\nX = 2\n", "j.ini:3: 'x' is already set at line 2"));
    CHECK(refused("[a]\nx=1\n[a]\n", "section [a] appears twice"));
    CHECK(refused("[a]\nbare\n", "j.ini:2: expected 'name = value', got 'bare'"));
    CHECK(refused("[a]\n= 1\n", "expected 'name = value'"));
    struct shk_ini ini;
    d = (struct shk_diag){ 0 };
    CHECK(shk_ini_parse("[a]\nx=\0y", 8, "j.ini", arena, &d, &ini) == SHK_E_SYNTAX);
    CHECK(!parse("", &ini) && ini.n == 0);
}

static const struct shk_toml *lit(const char *text)
{
    struct shk_toml *x = NULL;
    d = (struct shk_diag){ 0 };
    if (shk_pylit_parse(text, strlen(text), "j.ini", 10, arena, &d, &x)) printf("%s\n", d.text);
    return x;
}

static int bad(const char *text, const char *mention)
{
    struct shk_toml *x = NULL;
    d = (struct shk_diag){ 0 };
    const enum shk_err e = shk_pylit_parse(text, strlen(text), "j.ini", 10, arena, &d, &x);
    if (!e || !strstr(d.text, mention)) printf("got %d '%s', expected '%s'\n", e, d.text, mention);
    return e && strstr(d.text, mention);
}

TEST(literals)
{
    const struct shk_toml *x = lit("{'PGA': [0.1, .2,],\n \"SA(0.1)\": logscale(0.01, 2, 20), 'a' 'b': (1, -2.5e-3), 7: None, 'PGA2': ('x'), 't': ('x',)} ");
    CHECK(shk_toml_get(x, "PGA")->first->next->number == .2);
    const struct shk_toml *l = shk_toml_get(x, "SA(0.1)");
    CHECK(l->kind == SHK_TOML_ARRAY && l->first->next->next->integer == 20 && l->line == 11);
    CHECK_STR(l->text, "logscale");
    CHECK(shk_toml_get(x, "ab")->first->next->number == -2.5e-3);
    CHECK_STR(shk_toml_get(x, "7")->text, "None");
    CHECK(shk_toml_get(x, "PGA2")->kind == SHK_TOML_STRING && shk_toml_get(x, "t")->kind == SHK_TOML_ARRAY);
    CHECK(shk_toml_get(lit("{'a': 1, 'a': 2}"), "a")->integer == 2);
    CHECK(lit("[{\"a\": true}]")->first->first->kind == SHK_TOML_BOOL);
    CHECK(lit("()")->kind == SHK_TOML_ARRAY && lit("{}")->first == NULL && lit(" 200 ")->integer == 200);
    CHECK(bad("{'a': 1", "expected ',' or '}' at the end"));
    CHECK(bad("{'a' 1}", "j.ini:10: expected ':' after a key"));
    CHECK(bad("[1 2]", "expected ','"));
    CHECK(bad("'abc", "closing quote"));
    CHECK(bad("abc", "expected a number"));
    CHECK(bad("1 2", "nothing more"));
    CHECK(bad("", "expected a value"));
    CHECK(bad("\n\n1.2.3", "j.ini:12: expected a number"));
    CHECK(bad("{{}: 1}", "a key must be"));
    char deep[3000];
    memset(deep, '[', 2999);
    deep[2999] = 0;
    CHECK(bad(deep, "deeper than 64"));
    for (int i = 0; i < 2998; i += 2) memcpy(deep + i, "f(", 2);
    CHECK(bad(deep, "deeper than 64"));
}

TEST(every_prefix_ends_well)
{
    const char *all = "{'a': [1, (2.5, 'x\\'y'), f(1)], \"b\": {None: True}, r'q': -1e5,} # c";
    const char *ini = "[s]\nk = v\n  more\n# c\n[t]\nx: y\n";
    for (int which = 0; which < 2; which++) {
        const char *t = which ? ini : all;
        for (size_t n = 1; n <= strlen(t); n++) {
            char *copy = malloc(n);
            memcpy(copy, t, n);
            struct shk_toml *x;
            struct shk_ini out;
            d = (struct shk_diag){ 0 };
            const enum shk_err e = which ? shk_ini_parse(copy, n, "t", arena, &d, &out) : shk_pylit_parse(copy, n, "t", 1, arena, &d, &x);
            CHECK(e == SHK_OK || d.text[0]);
            free(copy);
        }
    }
}

static void begin(void) { arena = shk_arena_new(64 << 20); }
static void end(void) { shk_arena_free(arena); }
RUN(begin, values_keys_comments_continuations, refusals, literals, every_prefix_ends_well, end)
