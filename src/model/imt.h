/* imt.h — intensity measures. */
#ifndef SHK_MODEL_IMT_H
#define SHK_MODEL_IMT_H
#include <stddef.h>
#include "base/err.h"

/* kind, name in job files. Append only: the order is part of files that we write. */
#define SHK_IMT_LIST(X) \
    X(PGA, "PGA") X(PGV, "PGV") X(PGD, "PGD") X(SA, "SA") X(IA, "IA") X(CAV, "CAV") X(MMI, "MMI") X(JMA, "JMA") \
    X(RSD575, "RSD575") X(RSD595, "RSD595") X(RSD2080, "RSD2080") X(RSD, "RSD") X(AVGSA, "AvgSA") \
    X(SA_AVG2, "Sa_avg2") X(SA_AVG3, "Sa_avg3") X(FIV3, "FIV3") X(SDI, "SDi") X(LSD, "LSD") \
    X(EAS, "EAS") X(FAS, "FAS") X(DRVT, "DRVT") X(ASH, "ASH") X(LAVA, "LAVA") X(LAHAR, "LAHAR") X(PYRO, "PYRO") X(OTHER, "?")

enum shk_imt_kind {
#define X(kind, name) SHK_##kind,
    SHK_IMT_LIST(X)
#undef X
    SHK_IMT_COUNT
};

/* period in seconds (0 for PGA, PGV, ...; 1/f for EAS, FAS, DRVT); strength for SDi. Two measures are equal if all three are. */
struct shk_imt { enum shk_imt_kind kind; double period, strength; };

enum { SHK_IMT_NAME = 32 };
/* "PGA", "SA(0.1)", "AvgSA", "AvgSA(0.5)", "EAS(1.0)", "SDi(0.2,2)", "0.1" (as SA). SHK_E_INVALID with a message otherwise. */
SHK_CHECKED enum shk_err shk_imt_parse(const char *text, struct shk_imt *out, struct shk_diag *d);
/* Normal form: SA(0.10) gives "SA(0.1)", SA(1) "SA(1.0)". Returns buf. */
char *shk_imt_name(struct shk_imt imt, char buf[SHK_IMT_NAME]);
static inline int shk_imt_same(struct shk_imt a, struct shk_imt b)
{
    return a.kind == b.kind && a.period == b.period && a.strength == b.strength;
}
#endif
