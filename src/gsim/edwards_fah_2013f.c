/* Edwards & Fah (2013), Geophys. J. Int. 194(1): the Swiss foreland. */
#include "gsim/edwards_fah_2013a.h"
#include "edwards_fah_2013_3bars.coeffs.h"
#include "edwards_fah_2013f_10.coeffs.h"
#include "edwards_fah_2013f_20.coeffs.h"
#include "edwards_fah_2013f_30.coeffs.h"
#include "edwards_fah_2013f_50.coeffs.h"
#include "edwards_fah_2013f_60.coeffs.h"
#include "edwards_fah_2013f_75.coeffs.h"
#include "edwards_fah_2013f_90.coeffs.h"
#include "edwards_fah_2013f_120.coeffs.h"

static int supports_3bars(const struct shk_gsim_model *m, struct shk_imt t)
{
    return shk_coeffs_have(m->g->coeffs, t) && shk_coeffs_have(&edwards_fah_2013_3bars_coeffs, t);
}

#define NEAR { -2.067, 11.92, -0.291, 3.48 }
static const struct shk_edwards_fah_2013 foreland = { .near = NEAR, .to_3bars = NULL };
static const struct shk_edwards_fah_2013 foreland_3bars = { .near = NEAR, .to_3bars = &edwards_fah_2013_3bars_coeffs };

#define ROW(bars) { .name = "EdwardsFah2013Foreland" #bars "Bars", SHK_EDWARDS_FAH_2013, .coeffs = &edwards_fah_2013f_##bars##_coeffs, .data = &foreland }
const struct shk_gsim gsim_edwards_fah_2013f[] = {
    { .name = "EdwardsFah2013Foreland3Bars", SHK_EDWARDS_FAH_2013, .coeffs = &edwards_fah_2013f_10_coeffs, .data = &foreland_3bars, .supports = supports_3bars },
    ROW(10), ROW(20), ROW(30), ROW(50), ROW(60), ROW(75), ROW(90), ROW(120), { 0 },
};
