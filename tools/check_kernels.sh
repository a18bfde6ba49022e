#!/bin/sh
# usage: tools/check_kernels.sh libgsim.a
# Functions of ground-motion models that allocate memory, make errors, read files or print. Fails if one is not of those that run when a
# model is made: kernels cannot fail and allocate nothing.
command -v objdump > /dev/null || { echo no objdump; exit 77; }
objdump -dr --no-show-raw-insn "$1" | awk '
    / file format / { file = $1; sub(/:$/, "", file); sub(/\.c\.o$/, "", file) }
    /^[0-9a-f]+ <.*>:$/ { fn = $2; gsub(/[<>:]/, "", fn); functions++; kernels += fn ~ /kernel/ }
    / R_X86_64_| R_AARCH64_/ {
        to = $3; sub(/[-+].*/, "", to)
        if (to ~ /^(malloc|calloc|realloc|free|strdup|getenv|exit|abort|v?f?printf|puts|fopen|shk_arena_(new|alloc|strdup|printf|free)|shk_fail|shk_h5_|shk_csv_|shk_file_)/) bad[file " " fn] = bad[file " " fn] " " to
    }
    END {
        for (k in bad) {
            split(k, a, " ")
            if (a[1] ~ /^(api|make|lib_coeff_file|lib_zones)$/) continue
            if (a[2] ~ /(plan|make|init|read|builtin|unpack|increasing|for_job|refuse|by_measure|word|spread|no_maps|child|parse|branch|shared_new)/ && a[2] !~ /kernel/) continue
            print k ":" bad[k]; n++
        }
        print functions " functions, " kernels " of them kernels, " n + 0 " that allocate or fail where they must not"
        exit n > 0 || kernels < 100
    }'
