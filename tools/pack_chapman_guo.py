"""pack_chapman_guo.py PSA_RATIOS.csv OUT.bin: spectral ratios of the coastal plain of Chapman & Guo (2021), 10.1785/0120200322, as
float64, little-endian, [measure][sediment depth][magnitude][distance]. Columns: zsed,magnitude,distance,psa_ratio_IMT..."""
import csv
import struct
import sys

rows = list(csv.reader(open(sys.argv[1])))
cells = {tuple(float(x) for x in r[:3]): [float(x) for x in r[3:]] for r in rows[1:]}
Z, M, R = (sorted(set(k[i] for k in cells)) for i in range(3))
with open(sys.argv[2], 'wb') as out:
    for j in range(len(rows[0]) - 3):
        for key in ((z, m, r) for z in Z for m in M for r in R):
            out.write(struct.pack('<d', cells[key][j]))
print(rows[0][3:], Z, M, R)
