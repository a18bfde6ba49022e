/* Runs a fuzz target over files and folders of a kept corpus, and over each with its bytes damaged in a fixed way, where
 * there is no libFuzzer: `fuzz_NAME corpus/NAME...`. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static size_t inputs, runs;

static void damaged(const uint8_t *data, size_t n)
{
    uint64_t state = 88172645463325252u + n;
    uint8_t *copy = malloc(n + 1);
    for (int k = 0; copy && k < 40; k++) {
        memcpy(copy, data, n);
        size_t len = n;
        for (int i = 0; i < 3 && n; i++) {
            state ^= state << 13; state ^= state >> 7; state ^= state << 17;
            const size_t at = state % n;
            if (k % 4 == 0) len = at;
            else if (k % 4 == 1) copy[at] = (uint8_t)(state >> 32);
            else if (k % 4 == 2) copy[at] = (uint8_t)"0123456789-. <>/\"=eE"[(state >> 32) % 20];
            else memmove(copy + at, copy + at + 1, n - at - 1);
        }
        LLVMFuzzerTestOneInput(copy, len);
        runs++;
    }
    free(copy);
}

static void replay(const char *path)
{
    DIR *dir = opendir(path);
    if (dir) {
        for (struct dirent *e; (e = readdir(dir));) {
            char sub[4096];
            if (e->d_name[0] != '.' && snprintf(sub, sizeof sub, "%s/%s", path, e->d_name) < (int)sizeof sub) replay(sub);
        }
        closedir(dir);
        return;
    }
    FILE *f = fopen(path, "rb");
    if (!f) return;
    const size_t max = 1 << 20;
    uint8_t *data = malloc(max);
    const size_t n = data ? fread(data, 1, max, f) : 0;
    fclose(f);
    if (data) { LLVMFuzzerTestOneInput(data, n); damaged(data, n); inputs++; runs++; }
    free(data);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) replay(argv[i]);
    printf("%zu inputs, %zu runs\n", inputs, runs);
    return 0;
}
