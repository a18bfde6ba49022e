// libs: calc
#include "calc/cross_correlation.h"
#include "check.h"

/* OpenQuake 3.26.2, hazardlib.cross_correlation.BakerJayaram2008: one pair for each case of the model. */
TEST(pairs_of_periods)
{
    static const double row[][3] = {
        { 0, 0.05, 0.9345386533665836 }, { 0, 0.2, 0.8829903128400253 }, { 0.1, 0.2, 0.7814001680406462 }, { 0.1, 0.15, 0.8843515529048606 },
        { 0.5, 2, 0.5141077511462947 }, { 0.05, 0.1, 0.9421213925344339 }, { 1, 1, 1 } };
    for (int i = 0; i < 7; i++) {
        CHECK_REL(shk_baker_jayaram_2008(row[i][0], row[i][1]), row[i][2], 1e-12);
        CHECK_REL(shk_baker_jayaram_2008(row[i][1], row[i][0]), row[i][2], 1e-12);
    }
}

RUN(pairs_of_periods)
