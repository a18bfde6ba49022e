// libs: model base
/* Names of measures as OpenQuake 3.26.2 writes them. */
#include "model/imt.h"
#include <string.h>
#include "check.h"

static int becomes(const char *text, const char *name)
{
    struct shk_imt imt;
    struct shk_diag d = { 0 };
    char buf[SHK_IMT_NAME];
    if (shk_imt_parse(text, &imt, &d)) return printf("%s\n", d.text), 0;
    if (strcmp(shk_imt_name(imt, buf), name)) printf("got %s, want %s\n", buf, name);
    return !strcmp(buf, name);
}

TEST(normal_names)
{
    CHECK(becomes("PGA", "PGA"));
    CHECK(becomes("SA(0.10)", "SA(0.1)"));
    CHECK(becomes("SA(1)", "SA(1.0)"));
    CHECK(becomes("SA(10.0)", "SA(10.0)"));
    CHECK(becomes("SA(20)", "SA(20.0)"));
    CHECK(becomes("SA(0.00001)", "SA(1e-05)"));
    CHECK(becomes("0.2", "SA(0.2)"));
    CHECK(becomes("SDi(0.2,2)", "SDi(0.2,2.0)"));
    CHECK(becomes("EAS(1)", "EAS(1.000000)"));
}

TEST(refusals)
{
    static const char *const bad[] = { "SA", "SA()", "SA(x)", "PGA(1)", "FOO", "", "SA(0.1", "SA(0.1)x" };
    struct shk_imt imt;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct shk_diag d = { 0 };
        CHECK(shk_imt_parse(bad[i], &imt, &d) == SHK_E_INVALID && d.text[0]);
    }
}

RUN(normal_names, refusals)
