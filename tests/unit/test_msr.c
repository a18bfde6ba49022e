// libs: source
#include "check.h"
#include "source/internal.h"

/* Areas at magnitude 6.7 and magnitudes of 500 and 100000 km2: OpenQuake 3.26.2. */
static const struct { const char *name; double rake, area, m500, m100000, sigma; } ref[] = {
    { "WC1994", NAN, 404.575891697443, 6.7149906042493, 8.97, .24 },
    { "WC1994", 0, 407.380277804113, 6.73294940442274, 9.08, .23 },
    { "WC1994", 90, 376.703798983909, 6.75907300390242, 8.83, .25 },
    { "WC1994", -90, 420.726628384444, 6.68294940442274, 9.03, .25 },
    { "WC1994", 135, 407.380277804113, 6.75907300390242, 8.83, .23 },
    { "WC1994_QCSS", 0, 767.414490984558, 0, 0, 0 },
    { "PeerMSR", 0, 501.187233627272, 0, 0, 0 },
    { "PointMSR", 0, 1e-4, 0, 0, 0 },
    { "CEUS2011", 0, 215.774440915267, 0, 0, 0 },
    { "GermanyMSR", 0, 32.5836701002009, 0, 0, 0 },
    { "BCHydroNVAMSR", 0, 470.360771882459, 0, 0, 0 },
    { "Leonard2010_SCR", 0, 323.593656929628, 6.88897000433602, 9.19, 0 },
    { "Leonard2010_SCR_M0", 0, 301.995172040202, 6.91897000433602, 9.22, 0 },
    { "Leonard2010_SCR_MX", 0, 501.187233627272, 6.69897000433602, 9, 0 },
    { "Leonard2014_SCR", NAN, 327.340694878839, 6.88397000433602, 9.185, 0 },
    { "Leonard2014_SCR", 0, 331.131121482591, 6.87897000433602, 9.18, 0 },
    { "Leonard2014_SCR", 90, 323.593656929628, 6.88897000433602, 9.19, 0 },
    { "Leonard2014_SCR", 135, 331.131121482591, 6.87897000433602, 9.18, 0 },
    { "Leonard2014_Interplate", NAN, 506.990708274704, 6.69397000433602, 8.995, 0 },
    { "Leonard2014_Interplate", 0, 512.861383991365, 6.68897000433602, 8.99, 0 },
    { "Leonard2014_Interplate", -90, 501.187233627272, 6.69897000433602, 9, 0 },
    { "StrasserInterface", 90, 798.730006111314, 6.72432862366827, 8.671, .286 },
    { "StrasserIntraslab", 90, 547.015962893972, 6.70168957425363, 8.959, .193 },
    { "AllenHayesInterfaceLinear", 90, 633.869711256926, 6.59267708785002, 8.98958333333333, .266 },
    { "AllenHayesInterfaceBilinear", 90, 358.096437102635, 6.81882787240657, 8.93548387096774, .266 },
    { "AllenHayesIntraslab", 90, 348.337315036011, 6.86351042118335, 9.26041666666667, .19 },
    { "ThingbaijamInterface", 90, 1164.93045699045, 6.3129294039368, 8.73761854583772, .15 },
    { "ThingbaijamStrikeSlip", 90, 668.959768631609, 6.56578556723569, 9.00849256900212, .184 },
    { "ThingbaijamNormalFault", 90, 728.78596436472, 6.49748762912874, 9.34529702970297, .181 },
    { "ThingbaijamReverseFault", 90, 463.767168124061, 6.7311439507493, 8.92469018112488, .121 },
    { "GSCCascadia", 90, 129900.257810025, 0, 0, 0 },
    { "GSCEISO", 90, 2871.50992083518, 0, 0, 0 },
    { "GSCEISB", 90, 4437.78805947255, 0, 0, 0 },
    { "GSCEISI", 90, 6004.06619810992, 0, 0, 0 },
    { "GSCOffshoreThrustsWIN", 90, 453.967773626637, 0, 0, 0 },
    { "GSCOffshoreThrustsHGT", 90, 1760.78099313151, 0, 0, 0 },
};

TEST(areas_and_magnitudes)
{
    for (size_t i = 0; i < sizeof ref / sizeof *ref; i++) {
        double mag, sigma;
        struct shk_diag d = { 0 };
        const struct shk_msr *m = shk_msr_find(ref[i].name, NULL);
        if (!CHECK(m != NULL)) continue;
        CHECK_STR(shk_msr_name(m), ref[i].name);
        CHECK_REL(shk_msr_area(m, 0, 6.7, ref[i].rake), ref[i].area, 2e-14);
        const enum shk_err e = shk_msr_mag(m, 500, ref[i].rake, &mag, &sigma, &d);
        if (ref[i].m500 == 0) {
            CHECK(e == SHK_E_INVALID);
            continue;
        }
        CHECK_REL(mag, ref[i].m500, 1e-14);
        CHECK(sigma == ref[i].sigma);
        CHECK(shk_msr_mag(m, 100000, ref[i].rake, &mag, &sigma, &d) == SHK_OK);
        CHECK_REL(mag, ref[i].m100000, 1e-14);
    }
}

TEST(parametric)
{
    double c;
    const struct shk_msr *m = shk_msr_find("CScalingMSR.C=4.7", &c);
    CHECK(m && c == 4.7);
    CHECK_REL(shk_msr_area(m, c, 6.7, 0), 100, 1e-13);
    CHECK(shk_msr_find(" [CScalingMSR]\nC = 3.9\n", &c) && c == 3.9);
    CHECK(!shk_msr_find("CScalingMSR", &c));
    CHECK(!shk_msr_find("CScalingMSR.C=x", &c));
    CHECK(!shk_msr_find("WC1994.C=1", &c));
    CHECK(!shk_msr_find("WC19", &c));
    CHECK(!shk_msr_find("", &c));
    CHECK(shk_msr_is_point(shk_msr_find("PointMSR", &c)));
}

RUN(areas_and_magnitudes, parametric)
