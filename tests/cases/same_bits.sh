#!/bin/sh
# The demo's exported files are the same bytes for 0 (in this process), 1, 2, 3 and 8 workers, but for the date in their first line.
# usage: same_bits.sh MAINSHOCK DEMO_DIR
set -e
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export MAINSHOCK_DATADIR="$work/data"
cp -r "$2" "$work/job"
cd "$work/job"
for w in 0 1 2 3 8; do
    "$1" run job.ini -p region_grid_spacing=25 --exports csv --export-dir "$work/out$w" --workers $w 2>/dev/null
    (cd "$work/out$w" && for f in *.csv; do sed 1d "$f" | sha256sum | sed "s/-/${f%_*.csv}/"; done) > "$work/sums$w"
    test "$(wc -l < "$work/sums$w")" -ge 20
    cmp "$work/sums0" "$work/sums$w"
done
echo "same bits with 0, 1, 2, 3 and 8 workers"
