/* Prints reference pages that are made from tables in the code: gen_docs parameters > docs/parameters.md */
#include <stdio.h>
#include <string.h>
#include "job/job.h"

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "parameters")) {
        shk_params_print(stdout, 1);
        return 0;
    }
    fprintf(stderr, "usage: gen_docs parameters\n");
    return 1;
}
