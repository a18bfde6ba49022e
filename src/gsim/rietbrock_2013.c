/* Rietbrock, Strasser & Edwards (2013), Bull. Seismol. Soc. Am. 103(1), 57-77: United Kingdom, stochastic; and its update,
 * Rietbrock & Edwards (2019), SECED conference, in rietbrock_edwards_2019.c. */
#include "rietbrock_2013_magdependent.coeffs.h"
#include "rietbrock_2013_selfsimilar.coeffs.h"
#include "gsim/lib_rietbrock.h"

SHK_KERNEL static void kernel(const struct shk_gsim_call *call, const struct shk_ctx *x, struct shk_motion out)
{
    struct rietbrock_2013_selfsimilar c;
    (void)shk_coeffs_at(call->coeffs, call->imt, (double *)&c);
    rietbrock(&c.c1, sqrt(c.tau * c.tau + c.phi * c.phi), c.tau, c.phi, call->imt, x, out);
}

const struct shk_gsim gsim_rietbrock_2013[] = {
    { .name = "RietbrockEtAl2013SelfSimilar", RIETBROCK_ROW("10.1785/0120110231", rietbrock_2013_selfsimilar) },
    { .name = "RietbrockEtAl2013MagDependent", RIETBROCK_ROW("10.1785/0120110231", rietbrock_2013_magdependent) },
    { 0 },
};
