"""pack_sgobba.py FOLDER OUT_FOLDER: the corrections of Sgobba et al. (2020), 10.1785/0120200029, on a grid of 251 x 251 points in central Italy.

FOLDER holds event.csv, grid.csv, S_model.csv, beta_dS2S.csv and P_model_clusterN.csv, beta_dP2P_clusterN.csv for N = 1, 4, 5, as distributed
with OpenQuake. Written: sgobba_2020_event.bin, float64 n, then n times id and five terms; sgobba_2020_site.bin and sgobba_2020_path.bin,
zlib streams of integer planes of 251 x 251: latitude - 42 and longitude - 13 (steps of 1e-8, first file only), then five columns a table (steps of
5e-9; 1e-7 in the beta tables), as differences in both directions, zigzag, least significant bytes of a plane first."""
import csv
import struct
import sys
import zlib
import numpy as np

N = 251


def planes(v, step):
    q = np.rint(v / step).astype(np.int64).reshape(N, N)
    assert np.abs(q * step - v.reshape(N, N)).max() <= .5001 * step and np.abs(q).max() < 2 ** 31
    d = q.copy()
    d[:, 1:] -= q[:, :-1]
    e = d.copy()
    e[1:] -= d[:-1]
    u = ((e << 1) ^ (e >> 63)).astype(np.uint64)
    assert u.max() < 2 ** 32
    return b''.join((u >> np.uint64(8 * k) & np.uint64(255)).astype(np.uint8).tobytes() for k in range(4))


def table(name, step):
    a = np.loadtxt(f'{sys.argv[1]}/{name}.csv', delimiter=',', skiprows=1)
    return b''.join(planes(a[:, k], step) for k in range(5))


grid = np.loadtxt(f'{sys.argv[1]}/grid.csv', delimiter=';')
site = planes(grid[:, 0] - 42, 1e-8) + planes(grid[:, 1] - 13, 1e-8) + table('S_model', 5e-9) + table('beta_dS2S', 1e-7)
path = b''.join(table(f'P_model_cluster{c}', 5e-9) + table(f'beta_dP2P_cluster{c}', 1e-7) for c in (1, 4, 5))
for name, data in (('site', site), ('path', path)):
    with open(f'{sys.argv[2]}/sgobba_2020_{name}.bin', 'wb') as f:
        f.write(zlib.compress(data, 9))
with open(f'{sys.argv[1]}/event.csv') as f:
    rows = list(csv.reader(f))
assert all(len(r[0]) == 12 for r in rows[1:]) and rows[0][5:] == ['dBe_PGA', 'dBe_SA(0.2)', 'dBe_SA(0.50251256281407)', 'dBe_SA(1.0)', 'dBe_SA(2.0)']
with open(f'{sys.argv[2]}/sgobba_2020_event.bin', 'wb') as f:
    f.write(struct.pack('<d', len(rows) - 1))
    for r in rows[1:]:
        f.write(struct.pack('<6d', float(r[0]), *map(float, r[5:])))
