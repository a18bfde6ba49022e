// libs: job
// Reads every source model of the conformance jobs and of the published models, where they are at hand.
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "check.h"
#include "job/nrml_source.h"

static size_t nfiles, nsources, ngroups, nsections;
static struct shk_source_file *file[4000];
static struct shk_arena *arena, *scratch;

static void dump(const struct shk_source_file *f)       /* for comparing with the reference by hand: MODELS_DUMP=1 */
{
    static const char code[] = "PAMSCXKNF";
    for (size_t g = 0; g < f->ngroups; g++)
        for (size_t i = 0; i < f->group[g].nsources; i++)
            printf("%s\t%zu\t%s\t%c\t%s\n", f->path, g, f->group[g].source[i]->id, code[f->group[g].source[i]->kind], f->group[g].trt);
}

static int visit(const char *path, const struct stat *st, int flag, struct FTW *w)
{
    (void)st; (void)w;
    char head[8192], *p;
    const size_t len = strlen(path);
    if (flag != FTW_F || len < 4 || strcmp(path + len - 4, ".xml")) return 0;
    FILE *in = fopen(path, "r");
    if (!in) return 0;
    const size_t n = fread(head, 1, sizeof head - 1, in);
    fclose(in);
    head[n] = 0;
    if (!strstr(head, "<sourceModel") && !strstr(head, "<geometryModel")) return 0;
    struct shk_nrml_params q = { .investigation_time = 1, .rupture_mesh_spacing = 5, .complex_fault_mesh_spacing = 10, .width_of_mfd_bin = 0.1, .area_source_discretization = 10 };
    if ((p = strstr(head, "investigation_time=\""))) q.investigation_time = atof(p + 20);
    struct shk_diag d = { 0 };
    struct shk_source_file *f;
    if (strstr(path, "_error.xml")) {           /* jobs that must be refused */
        CHECK(shk_nrml_read_sources(path, &q, arena, scratch, NULL, &d, &f) != SHK_OK);
        return 0;
    }
    const enum shk_err e = shk_nrml_read_sources(path, &q, arena, scratch, NULL, &d, &f);
    if (!CHECK(!e)) { printf("    %s\n", d.text); return 0; }
    if (nfiles < sizeof file / sizeof *file) file[nfiles] = f;
    nfiles++;
    ngroups += f->ngroups;
    size_t here = 0;
    for (size_t g = 0; g < f->ngroups; g++) here += f->group[g].nsources;
    nsources += here;
    nsections += f->sections ? f->sections->n : 0;
    if (getenv("MODELS_DUMP")) dump(f);

    /* The light look finds the same sources: ids up to ':' */
    struct shk_scanned *s;
    size_t ns;
    CHECK(!shk_nrml_scan_sources(path, NULL, arena, &d, &ns, &s));
    for (size_t g = 0; g < f->ngroups; g++)
        for (size_t i = 0; i < f->group[g].nsources; i++) {
            const struct shk_source *src = f->group[g].source[i];
            const size_t stem = strcspn(src->id, ":");
            int found = 0;
            for (size_t k = 0; k < ns && !found; k++) found = strlen(s[k].id) == stem && !strncmp(s[k].id, src->id, stem);
            if (!CHECK(found)) printf("    %s: %s\n", path, src->id);
        }
    CHECK(ns <= here);
    return 0;
}

int main(void)
{
    if (access(SOURCE_DIR "/../shared/conformance/jobs", R_OK)) { printf("skipped: no shared/conformance/jobs\n"); return 77; }
    arena = shk_arena_new(0);
    scratch = shk_arena_new((size_t)1 << 30);
    nftw(SOURCE_DIR "/../shared/conformance/jobs", visit, 20, FTW_PHYS);
    nftw(SOURCE_DIR "/../shared/models", visit, 20, FTW_PHYS);
    printf("%zu files, %zu groups, %zu sources, %zu sections\n", nfiles, ngroups, nsources, nsections);
    shk_arena_free(arena);
    shk_arena_free(scratch);
    printf("%d checks, %d failed\n", check_count, check_failed);
    return check_failed != 0;
}
