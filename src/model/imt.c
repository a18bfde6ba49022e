#include "model/imt.h"
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/format.h"
#include "base/str.h"

static const char *const name_of[] = {
#define X(kind, name) [SHK_##kind] = name,
    SHK_IMT_LIST(X)
#undef X
};

static int is_frequency(enum shk_imt_kind k) { return k == SHK_EAS || k == SHK_FAS || k == SHK_DRVT; }

enum shk_err shk_imt_parse(const char *text, struct shk_imt *out, struct shk_diag *d)
{
    char *end;
    *out = (struct shk_imt){ SHK_OTHER, 0, 0 };
    if (isdigit((unsigned char)*text) || *text == '.') {
        out->period = strtod(text, &end);
        if (*end || !isfinite(out->period)) return shk_fail(d, SHK_E_INVALID, "'%s' is not an intensity measure", text);
        out->kind = SHK_SA;
        return SHK_OK;
    }
    const size_t n = strcspn(text, "(");
    for (int k = 0; k < SHK_OTHER; k++)
        if (strlen(name_of[k]) == n && !strncmp(text, name_of[k], n)) out->kind = (enum shk_imt_kind)k;
    if (out->kind == SHK_OTHER)
        return shk_fail(d, SHK_E_INVALID, "unknown intensity measure '%.40s': expected PGA, PGV, SA(period), ...", text);
    if (out->kind == SHK_RSD) out->kind = SHK_RSD595;
    const int takes_number = out->kind == SHK_SA || out->kind == SHK_AVGSA || out->kind == SHK_SA_AVG2 || out->kind == SHK_SA_AVG3
                          || out->kind == SHK_FIV3 || out->kind == SHK_SDI || is_frequency(out->kind);
    if (!text[n]) {
        if (out->kind == SHK_SA || is_frequency(out->kind)) return shk_fail(d, SHK_E_INVALID, "'%s' needs a period, as in SA(0.1)", text);
        return SHK_OK;
    }
    if (!takes_number) return shk_fail(d, SHK_E_INVALID, "'%s' takes no period", text);
    double v = strtod(text + n + 1, &end), w = 0;
    if (end == text + n + 1 || !isfinite(v)) return shk_fail(d, SHK_E_INVALID, "'%s': bad period", text);
    if (*end == ',') {
        const char *s = end + 1;
        w = strtod(s, &end);
        if (end == s || !isfinite(w)) return shk_fail(d, SHK_E_INVALID, "'%s': bad second number", text);
    }
    if (strcmp(end, ")")) return shk_fail(d, SHK_E_INVALID, "'%s': expected ')'", text);
    out->period = is_frequency(out->kind) ? 1 / v : v;
    if (out->kind == SHK_SDI) out->strength = w;
    return SHK_OK;
}

char *shk_imt_name(struct shk_imt imt, char buf[SHK_IMT_NAME])
{
    char num[SHK_FORMAT_MAX];
    if (is_frequency(imt.kind)) snprintf(buf, SHK_IMT_NAME, "%s(%.6f)", name_of[imt.kind], 1 / imt.period);
    else if (imt.kind == SHK_SDI) {
        shk_repr(imt.period, num);
        char s[SHK_FORMAT_MAX];
        shk_repr(imt.strength, s);
        snprintf(buf, SHK_IMT_NAME, "SDi(%.12s,%.12s)", num, s);
    } else if (imt.period != 0 || imt.kind == SHK_SA) {
        shk_repr(imt.period, num);
        snprintf(buf, SHK_IMT_NAME, "%s(%.20s)", name_of[imt.kind], num);
    } else snprintf(buf, SHK_IMT_NAME, "%s", name_of[imt.kind]);
    return buf;
}
