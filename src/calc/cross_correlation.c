#include "calc/cross_correlation.h"
#include <math.h>

double shk_baker_jayaram_2008(double period1, double period2)
{
    const double lo = fmin(period1, period2), hi = fmax(period1, period2);
    if (hi - lo < 1e-10) return 1;
    const double c1 = 1 - cos(M_PI / 2 - 0.366 * log(hi / fmax(lo, 0.109)));
    const double c2 = hi < 0.2 ? 1 - 0.105 * (1 - 1 / (1 + exp(100 * hi - 5))) * (hi - lo) / (hi - 0.0099) : 0;
    const double c3 = hi < 0.109 ? c2 : c1;
    const double c4 = c1 + 0.5 * (sqrt(c3) - c3) * (1 + cos(M_PI * lo / 0.109));
    if (hi < 0.109) return c2;
    if (lo > 0.109) return c1;
    return hi < 0.2 ? fmin(c2, c4) : c4;
}
