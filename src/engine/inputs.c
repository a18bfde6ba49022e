#include "engine/inputs.h"
#include <link.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include "base/file.h"
#include "job/csm.h"

enum { MAX_JOB_FILE = 1 << 30 };

struct hash { uint64_t h; };

static void number(struct hash *h, uint64_t v)
{
    h->h = (h->h ^ v) * 0x9E3779B97F4A7C15u;
    h->h ^= h->h >> 29;
}

static void bytes(struct hash *h, const void *p, size_t n)
{
    number(h, p ? n : UINT64_MAX);
    for (size_t i = 0; p && i < n; i += 8) {
        uint64_t v = 0;
        memcpy(&v, (const char *)p + i, n - i < 8 ? n - i : 8);
        number(h, v);
    }
}

static void text(struct hash *h, const char *s) { bytes(h, s, s ? strlen(s) : 0); }
static void reals(struct hash *h, const double *v, size_t n) { bytes(h, v, n * sizeof *v); }

static void print(const struct hash *h, char out[SHK_FINGERPRINT]) { snprintf(out, SHK_FINGERPRINT, "%016llx", (unsigned long long)h->h); }

/* ---- the program ---- */

static int find_build_id(struct dl_phdr_info *info, size_t size, void *user)
{
    (void)size;
    char *out = user;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_NOTE) continue;
        const size_t align = p->p_align == 8 ? 8 : 4;
        const char *at = (const char *)(uintptr_t)(info->dlpi_addr + p->p_vaddr), *end = at + p->p_memsz;
        while (end - at >= (ptrdiff_t)sizeof(ElfW(Nhdr))) {
            ElfW(Nhdr) n;
            memcpy(&n, at, sizeof n);
            const size_t name = (n.n_namesz + align - 1) & ~(align - 1), desc = (n.n_descsz + align - 1) & ~(align - 1);
            if ((size_t)(end - at) < sizeof n + name + desc) break;
            const unsigned char *d = (const unsigned char *)at + sizeof n + name;
            if (n.n_type == NT_GNU_BUILD_ID && n.n_namesz == 4 && !memcmp(at + sizeof n, "GNU", 4))
                for (size_t k = 0; k < n.n_descsz && k < 6; k++) sprintf(out + 2 * k, "%02x", d[k]);
            at += sizeof n + name + desc;
        }
    }
    return 1;                       /* the first object is the program itself */
}

void shk_program_text(char out[SHK_FINGERPRINT])
{
    char id[16] = "";
    dl_iterate_phdr(find_build_id, id);
    snprintf(out, SHK_FINGERPRINT, "%s%s%s", MAINSHOCK_VERSION, id[0] ? "-" : "", id);
}

void shk_arithmetic_text(char out[SHK_FINGERPRINT])
{
    struct hash h = { 0 };
    for (int i = 0; i < 500; i++) {
        volatile double x = (i - 250) * 0.0317 + 1e-3;      /* not folded by the compiler */
        const double y = fabs(x);
        const double v[] = { exp(x), log(y), log10(y), pow(y, x), sin(x), cos(x), tan(x), atan2(x, 1.7), asin(fmod(x, 1)), acos(fmod(x, 1)),
                             tanh(x), sinh(x), erf(x), erfc(x), expm1(x), log1p(y), cbrt(x), hypot(x, 0.7), exp2(x), tgamma(y), lgamma(y) };
        reals(&h, v, sizeof v / sizeof *v);
    }
    print(&h, out);
}

/* ---- the inputs ---- */

static void sections(struct hash *h, const struct shk_sections *s)
{
    for (size_t i = 0; i < s->n; i++)
        for (size_t k = 0; k < s->section[i].ngeom; k++) {
            const struct shk_geometry *g = &s->section[i].geom[k];
            number(h, g->kind);
            for (size_t l = 0; l < g->nlines; l++) bytes(h, g->lines[l].p, g->lines[l].n * sizeof *g->lines[l].p);
            bytes(h, g->trace.p, g->trace.n * sizeof *g->trace.p);
            bytes(h, g->points.p, g->points.n * sizeof *g->points.p);
            bytes(h, g->planes, g->nplanes * sizeof *g->planes);
            reals(h, (const double[]){ g->dip, g->upper, g->lower, g->spacing }, 4);
        }
}

static void model(struct hash *h, const struct shk_model *m)
{
    const struct shk_sections *last = NULL;
    for (size_t g = 0; g < m->ngroups; g++) {
        const struct shk_source_group *sg = &m->group[g];
        text(h, sg->trt);
        bytes(h, sg->trt_smrs, sg->ntrt_smrs * sizeof *sg->trt_smrs);
        reals(h, (const double[]){ sg->atomic, sg->src_mutex, sg->rup_mutex, sg->cluster, sg->grp_probability, sg->tom.occurrence_rate }, 6);
        for (size_t i = 0; i < sg->nsources; i++) {
            const struct shk_source *s = sg->source[i];
            text(h, s->id);
            number(h, shk_source_hash(s));
            if (s->sections && s->sections != last) sections(h, last = s->sections);
        }
    }
}

static void trees(struct hash *h, const struct shk_logic_tree *lt)
{
    for (size_t t = 0; t < lt->ntrts; t++) {
        text(h, lt->trt[t].trt);
        for (size_t b = 0; b < lt->trt[t].n; b++) text(h, lt->trt[t].branch[b].text);
    }
    for (size_t r = 0; r < lt->nrlzs; r++) {
        text(h, lt->rlz[r].path);
        number(h, lt->rlz[r].sm);
        reals(h, lt->rlz[r].weights, lt->nweights);
    }
}

static void sites(struct hash *h, const struct shk_sites *s)
{
    reals(h, s->lon, s->n);
    reals(h, s->lat, s->n);
    reals(h, s->dep, s->n);
    for (int p = 0; p < SHK_SITE_COUNT; p++)
        if (s->param[p]) reals(h, s->param[p], s->n);
    if (s->ampcode) bytes(h, s->ampcode, s->n * sizeof *s->ampcode);
}

static void work(struct hash *h, const struct shk_run *run, const struct shk_hazard_work *w)
{
    number(h, w->tile);
    for (size_t m = 0; m < run->results.nimts; m++) text(h, run->results.imt_name[m]);
    reals(h, run->results.level, run->results.nimts * run->results.nlev);
    for (size_t i = 0; i < w->nprepared; i++) reals(h, w->prepared[i].delta, w->prepared[i].ndelta);
    for (size_t u = 0; u < w->nunits; u++) {
        const struct shk_unit *x = &w->unit[u];
        bytes(h, (const uint32_t[]){ x->group, x->source, x->first, x->n }, 4 * sizeof(uint32_t));
    }
}

enum shk_err shk_inputs_text(const struct shk_run *run, const struct shk_hazard_work *w, char out[SHK_FINGERPRINT])
{
    struct hash h = { 0 };
    const char *job;
    size_t n;
    SHK_TRY(shk_file_read(run->job->path, MAX_JOB_FILE, run->arena, run->diag, &job, &n));
    bytes(&h, job, n);
    for (size_t i = 0; i < run->noverrides; i++) text(&h, run->override[i]);
    model(&h, run->model);
    trees(&h, &run->model->lt);
    sites(&h, run->sites);
    work(&h, run, w);
    print(&h, out);
    return SHK_OK;
}
