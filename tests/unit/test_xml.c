// libs: io
#include <stdio.h>
#include <stdlib.h>
#include "check.h"
#include "io/number.h"
#include "io/xml.h"

static enum shk_err open_text(const char *s, const struct shk_xml_limits *l, struct shk_diag *d, struct shk_xml **x)
{
    return shk_xml_open_memory(s, strlen(s), "t.xml", l, d, x);
}

/* Reads to the end; the first error. */
static enum shk_err drain(const char *s, const struct shk_xml_limits *l, struct shk_diag *d)
{
    struct shk_xml *x;
    struct shk_xml_item it;
    enum shk_err e = open_text(s, l, d, &x);
    while (!e) {
        e = shk_xml_next(x, d, &it);
        if (it.event == SHK_XML_EOF) break;
    }
    shk_xml_close(x);
    return e;
}

TEST(events_come_in_order_with_lines_and_local_names)
{
    struct shk_diag d = { 0 };
    struct shk_xml *x;
    struct shk_xml_item it;
    CHECK(!open_text("<?xml version='1.0'?>\n<nrml xmlns='http://openquake.org/xmlns/nrml/0.5' xmlns:gml='g'>\n <gml:pos a='1' gml:b='x &lt; y'>\n 1 <!-- c -->2 </gml:pos>\n</nrml>",
                     NULL, &d, &x));
    CHECK(!shk_xml_next(x, &d, &it) && it.event == SHK_XML_START && it.line == 2 && it.depth == 1);
    CHECK_STR(it.name, "nrml");
    CHECK_STR(shk_xml_item_attr(&it, "xmlns:gml"), "g");
    CHECK_STR(shk_xml_namespace(x), "http://openquake.org/xmlns/nrml/0.5");
    CHECK(!shk_xml_next(x, &d, &it) && it.event == SHK_XML_START && it.line == 3 && it.depth == 2 && it.nattrs == 2);
    CHECK_STR(it.name, "pos");
    CHECK_STR(shk_xml_item_attr(&it, "b"), "x < y");
    CHECK(!shk_xml_next(x, &d, &it) && it.event == SHK_XML_TEXT && it.depth == 2 && it.ntext == 3);
    CHECK_STR(it.text, "1 2");
    CHECK(!shk_xml_next(x, &d, &it) && it.event == SHK_XML_END && it.line == 4);
    CHECK(!shk_xml_next(x, &d, &it) && it.event == SHK_XML_END && it.depth == 1);
    CHECK(!shk_xml_next(x, &d, &it) && it.event == SHK_XML_EOF);
    CHECK(!shk_xml_next(x, &d, &it) && it.event == SHK_XML_EOF);
    shk_xml_close(x);
}

TEST(a_tree_keeps_children_text_and_lines)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_diag d = { 0 };
    struct shk_xml *x;
    struct shk_xml_item it;
    struct shk_xml_node *n;
    CHECK(!open_text("<r><skip><deep/></skip><s id='7'>\n<g:geom><p>1 2</p><p>3, 4</p></g:geom><m>5e-1</m></s><t/></r>", NULL, &d, &x));
    CHECK(!shk_xml_next(x, &d, &it));
    CHECK(!shk_xml_next(x, &d, &it));
    CHECK(!shk_xml_skip(x, &d));
    CHECK(!shk_xml_next(x, &d, &it));
    CHECK_STR(it.name, "s");
    CHECK(!shk_xml_tree(x, a, &d, &n));
    CHECK_STR(shk_xml_attr(n, "id"), "7");
    CHECK(!shk_xml_attr(n, "none") && !shk_xml_child(n, "none") && !shk_xml_child(NULL, "x"));
    CHECK(shk_xml_count(n) == 2);
    const struct shk_xml_node *p = shk_xml_path(n, "geom/p");
    CHECK(p && p->line == 2);
    CHECK_STR(p->text, "1 2");
    size_t k;
    double *v, one = 0;
    CHECK(!shk_xml_numbers("t.xml", shk_xml_sibling(p, "p"), SHK_XML_ANY, a, &d, &k, &v) && k == 2 && v[0] == 3 && v[1] == 4);
    CHECK(!shk_xml_child_number("t.xml", n, "m", SHK_XML_PROBABILITY, &d, &one) && one == 0.5);
    CHECK(!shk_xml_next(x, &d, &it));
    CHECK_STR(it.name, "t");
    CHECK(shk_xml_number("t.xml", p, SHK_XML_ANY, &d, &one) == SHK_E_INVALID);
    CHECK_STR(d.text, "t.xml:2: p: expected a number, got '1 2'");
    shk_xml_close(x);
    shk_arena_free(a);
}

TEST(encodings_that_files_use)
{
    static const struct { const char *text, *want; } doc[] = {
        { "<?xml version='1.0' encoding='utf8'?><a b='Nice \xc3\xa9 \xe2\x82\xac'/>", "Nice \xc3\xa9 \xe2\x82\xac" },
        { "<?xml version='1.0' encoding='windows-1252'?><a b='\xe9 \x80'/>", "\xc3\xa9 \xe2\x82\xac" },
        { "<?xml version='1.0' encoding='latin1'?><a b='\xe9'/>", "\xc3\xa9" },
    };
    for (size_t i = 0; i < sizeof doc / sizeof *doc; i++) {
        struct shk_diag d = { 0 };
        struct shk_xml *x;
        struct shk_xml_item it;
        CHECK(!open_text(doc[i].text, NULL, &d, &x));
        CHECK(!shk_xml_next(x, &d, &it));
        CHECK_STR(shk_xml_item_attr(&it, "b"), doc[i].want);
        shk_xml_close(x);
    }
    struct shk_diag d = { 0 };
    CHECK(drain("<?xml version='1.0' encoding='utf8'?><a b='\xc3 '/>", NULL, &d) == SHK_E_SYNTAX);
    d = (struct shk_diag){ 0 };
    CHECK(drain("<?xml version='1.0' encoding='ebcdic'?><a/>", NULL, &d) == SHK_E_SYNTAX);
}

TEST(hostile_documents_are_refused)
{
    struct shk_diag d = { 0 };
    CHECK(drain("<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><r>&b;</r>", NULL, &d) == SHK_E_UNSUPPORTED);
    d = (struct shk_diag){ 0 };
    CHECK(drain("<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>", NULL, &d) == SHK_E_UNSUPPORTED);
    d = (struct shk_diag){ 0 };
    CHECK(drain("<!DOCTYPE r SYSTEM 'http://h/x.dtd'><r>&x;</r>", NULL, &d) != SHK_OK);
    d = (struct shk_diag){ 0 };
    CHECK(drain("<r>&x;</r>", NULL, &d) == SHK_E_SYNTAX);
    d = (struct shk_diag){ 0 };
    CHECK(drain("<r><a></r>", NULL, &d) == SHK_E_SYNTAX);
    CHECK_STR(d.text, "t.xml:1: not well-formed XML: mismatched tag");
    d = (struct shk_diag){ 0 };
    CHECK(drain("<r>", NULL, &d) == SHK_E_SYNTAX);
    d = (struct shk_diag){ 0 };
    CHECK(drain("", NULL, &d) == SHK_E_SYNTAX);
    d = (struct shk_diag){ 0 };
    CHECK(drain("<a><a><a></a></a></a>", &(struct shk_xml_limits){ .depth = 2 }, &d) == SHK_E_LIMIT);
    d = (struct shk_diag){ 0 };
    CHECK(drain("<a b='1' c='2'/>", &(struct shk_xml_limits){ .attrs = 1 }, &d) == SHK_E_LIMIT);
    d = (struct shk_diag){ 0 };
    CHECK(drain("<a>12345</a>", &(struct shk_xml_limits){ .text_bytes = 4 }, &d) == SHK_E_LIMIT);

    char *deep = malloc(3 * 1000 + 1);
    for (int i = 0; i < 1000; i++) memcpy(deep + 3 * i, "<a>", 4);
    d = (struct shk_diag){ 0 };
    CHECK(drain(deep, NULL, &d) == SHK_E_LIMIT);
    free(deep);

    const size_t n = 3 << 20;
    char *tag = malloc(n + 1);
    memset(tag, 'x', n);
    memcpy(tag, "<a b='", 6);
    tag[n] = 0;
    d = (struct shk_diag){ 0 };
    CHECK(drain(tag, &(struct shk_xml_limits){ .tag_bytes = 1 << 20 }, &d) == SHK_E_LIMIT);
    free(tag);
    struct shk_xml *x;
    d = (struct shk_diag){ 0 };
    CHECK(shk_xml_open("/nonexistent/x.xml", NULL, &d, &x) == SHK_E_IO && !x);
}

TEST(long_texts_cross_blocks)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_diag d = { 0 };
    enum { N = 100000 };
    char *s = malloc(N * 12 + 64);
    size_t n = (size_t)sprintf(s, "<r><p>");
    for (int i = 0; i < N; i++) n += (size_t)sprintf(s + n, "%d.%03d\n", i % 180, i % 1000);
    n += (size_t)sprintf(s + n, "</p></r>");
    struct shk_xml *x;
    struct shk_xml_item it;
    struct shk_xml_node *r;
    CHECK(!shk_xml_open_memory(s, n, "t", NULL, &d, &x));
    CHECK(!shk_xml_next(x, &d, &it));
    CHECK(!shk_xml_tree(x, a, &d, &r));
    size_t k = 0;
    double *v = NULL;
    CHECK(!shk_xml_numbers("t", shk_xml_child(r, "p"), SHK_XML_POSITIVE, a, &d, &k, &v));
    CHECK(k == N && v[N - 1] == (N - 1) % 180 + 0.999);
    shk_xml_close(x);
    shk_arena_free(a);
    free(s);
}

TEST(numbers_round_as_strtod_does)
{
    static const char *const text[] = { "0", "-0.0", "1", "45.12345", "1.2345678E-03", "6.4499999999999948", "9007199254740993", "1e22", "1e23", "1.7976931348623157e308",
        "4.9e-324", "2.2250738585072011e-308", "123456789012345678901234567890", "0.00000000000000000000000000001", "1.", ".5", "+3", "1e-400", "179.99999999999997",
        "0.1", "0.30000000000000004", "8.98846567431158e307", "12345678901234567890e-19", "1E5", "0000000000000000000000001.5" };
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) {
        double v = -1;
        const char *end = text[i] + strlen(text[i]);
        CHECK(shk_read_double(text[i], end, &v) == end);
        const double want = strtod(text[i], NULL);
        if (!CHECK(!memcmp(&v, &want, sizeof v))) printf("    %s\n", text[i]);
    }
    unsigned long long state = 1;
    for (int i = 0; i < 20000; i++) {               /* random digits and exponents */
        char buf[64];
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        const int digits = 1 + (int)(state >> 60), e = (int)((state >> 40) % 61) - 30;
        snprintf(buf, sizeof buf, "%.*ge%d", digits + 2, (double)(state >> 11) * 1e-9, e);
        double v;
        CHECK(shk_read_double(buf, buf + strlen(buf), &v) && v == strtod(buf, NULL));
    }
    static const char *const bad[] = { "", "-", ".", "e5", "nan", "inf", "x", "--1", "- 1" };
    double v;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) CHECK(!shk_read_double(bad[i], bad[i] + strlen(bad[i]), &v));
    CHECK(shk_to_double(" 2.5\n", &v) && v == 2.5);
    CHECK(!shk_to_double("1e999", &v) && !shk_to_double("1 2", &v) && !shk_to_double("0x10", &v));
    long k;
    CHECK(shk_to_long(" -12 ", &k) && k == -12);
    CHECK(!shk_to_long("1.0", &k) && !shk_to_long("", &k) && !shk_to_long("99999999999999999999", &k));
}

TEST(lists_name_what_is_wrong)
{
    struct shk_arena *a = shk_arena_new(0);
    struct shk_diag d = { 0 };
    size_t n;
    double *v;
    CHECK(!shk_xml_list("f.xml", 3, "occurRates", " [0.5 1e-3] ", 12, SHK_XML_POSITIVE, a, &d, &n, &v) && n == 2 && v[1] == 1e-3);
    CHECK(!shk_xml_list("f.xml", 3, "occurRates", "  ", 2, SHK_XML_POSITIVE, a, &d, &n, &v) && n == 0);
    CHECK(shk_xml_list("f.xml", 3, "occurRates", "0.5 -2", 6, SHK_XML_POSITIVE, a, &d, &n, &v) == SHK_E_INVALID);
    CHECK_STR(d.text, "f.xml:3: occurRates: value 2: expected a number not below 0, got '-2'");
    d = (struct shk_diag){ 0 };
    CHECK(shk_xml_list("f.xml", 3, "x", "0.5 1e999", 9, SHK_XML_ANY, a, &d, &n, &v) == SHK_E_INVALID);
    d = (struct shk_diag){ 0 };
    CHECK(shk_xml_list("f.xml", 3, "x", "0.5 1;2", 7, SHK_XML_ANY, a, &d, &n, &v) == SHK_E_INVALID);
    shk_arena_free(a);
}

RUN(events_come_in_order_with_lines_and_local_names, a_tree_keeps_children_text_and_lines, hostile_documents_are_refused, encodings_that_files_use,
    long_texts_cross_blocks, numbers_round_as_strtod_does, lists_name_what_is_wrong)
