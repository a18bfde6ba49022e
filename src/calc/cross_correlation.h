/* cross_correlation.h — correlation of the residuals of spectral accelerations at two periods. */
#ifndef SHK_CALC_CROSS_CORRELATION_H
#define SHK_CALC_CROSS_CORRELATION_H
/* Baker & Jayaram (2008), Earthquake Spectra 24(1), 299-317, equations 2 to 6; periods in s, 0 for PGA. */
double shk_baker_jayaram_2008(double period1, double period2);
#endif
