/* Functions of magnitude and dictionaries with a default. */
#include <string.h>
#include "job/job.h"

double shk_dict_get(struct shk_dict dict, const char *key, double otherwise)
{
    for (size_t i = 0; i < dict.n; i++)
        if (!strcmp(dict.item[i].key, key)) return dict.item[i].value;
    for (size_t i = 0; i < dict.n; i++)
        if (!strcmp(dict.item[i].key, "default")) return dict.item[i].value;
    return otherwise;
}

struct shk_magdist shk_job_magdist(const struct shk_job *job, const char *trt)
{
    static const double mag[] = { 2.5, 10.2 }, dist[] = { 1000, 1000 };
    const struct shk_maxdist *m = &job->maximum_distance;
    struct shk_magdist out = { .trt = "default", .n = 2, .mag = mag, .dist = dist };
    for (size_t i = 0; i < m->n; i++) {
        if (!strcmp(m->item[i].trt, trt)) return m->item[i];
        if (!strcmp(m->item[i].trt, "default")) out = m->item[i];
    }
    return out;
}

double shk_job_maxdist(const struct shk_job *job, const char *trt, double mag)
{
    const struct shk_magdist f = shk_job_magdist(job, trt);
    if (!f.n || !(mag >= f.mag[0] && mag <= f.mag[f.n - 1])) return 0;
    size_t i = 1;
    while (i < f.n && f.mag[i] < mag) i++;
    if (i == f.n) return f.dist[0];                     /* a single magnitude */
    const double slope = (f.dist[i] - f.dist[i - 1]) / (f.mag[i] - f.mag[i - 1]);
    return slope * (mag - f.mag[i - 1]) + f.dist[i - 1];        /* in this order, as the reference's interpolation */
}
