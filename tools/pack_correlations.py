"""pack_correlations.py AKKAR.csv CLEMETT.hdf5 OUT.bin: correlations of spectral accelerations between periods, for average SA.

Akkar, Sandikkaya & Ay (2014), 10.1007/s10518-013-9537-x: 62 x 62 numbers at AKKAR_T; Clemett et al. (2024): groups asc, sinter, sslab,
vrancea. OUT: for each of the five float64 n, n periods, n x n correlations, little-endian."""
import struct
import sys
import h5py
import numpy as np

AKKAR_T = ([.01, .02, .03, .04, .05, .075] + [i / 100 for i in range(10, 20)] + [i / 100 for i in range(20, 50, 2)]
           + [i / 100 for i in range(50, 100, 5)] + [i / 10 for i in range(10, 20)] + [i / 10 for i in range(20, 41, 2)])
with open(sys.argv[3], 'wb') as out:
    def put(T, rho):
        assert rho.shape == (len(T), len(T)), rho.shape
        out.write(struct.pack('<d', len(T)) + np.asarray(T, '<f8').tobytes() + rho.astype('<f8').tobytes())
    put(AKKAR_T, np.loadtxt(sys.argv[1], delimiter=','))
    with h5py.File(sys.argv[2]) as f:
        for group in ('asc', 'sinter', 'sslab', 'vrancea'):
            put(f[group]['periods'][:], f[group]['total'][:])
