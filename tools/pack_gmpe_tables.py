"""Packs ground-motion tables (HDF5, the layout of GMPETable) of published models into one binary file a family, data/tables/*.bin.

  pack_gmpe_tables.py OUT.bin FILE.hdf5...

Run by hand when a family is added; the build needs only its output. Little-endian. Each table (src/gsim/lib_table.c reads it):
  char name[64], metric[8]; u32: single, nd, nt, nm, ndm, nsig, sig_full, coding; then padded to 8 bytes, in this order
  f64: Mw[nm], T[nt], log10 T[nt], D[ndm][nd], log10 D[ndm][nd]
  the measures PGA, PGV, SA(T[0]), ... : values [2 + nt][nm][nd]
      coding 0 (the source is float32): log10 as NumPy rounds it, f32; 1: 3 bytes, 17 bits of mantissa (5 digits) and 7 of minus the power of ten; 2: log10, 5 bytes,
      (x + 16) 2^35; absent measures: NaN, or all bits 1
  the deviations, log10: f32 [2 + nt] where they do not depend on magnitude and distance, else [2 + nt][nm][nd]
"""
import os
import struct
import sys
# NumPy's float32 log10 depends on the processor; without AVX-512 it is the C library's log10f, as in src/gsim/lib_table.c.
os.environ['NPY_DISABLE_CPU_FEATURES'] = 'AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR'
import h5py
import numpy as np


def measures(g):
    """[2 + nt][nm][nd]"""
    sa = g['SA'][:]
    pga, pgv = (g[m][:] if m in g else np.full_like(sa[:, :1], np.nan) for m in ('PGA', 'PGV'))
    return np.concatenate([pga.transpose(1, 2, 0), pgv.transpose(1, 2, 0), sa.transpose(1, 2, 0)])


def decimals(a):
    """3 bytes each, or None if a value has more than five digits"""
    out = bytearray()
    for v in a.ravel():
        if v != v:          # absent
            out += b'\xff\xff\xff'
            continue
        m, e = ('%.4e' % v).split('e')
        m, e = int(m.replace('.', '')), int(e) - 4
        while m and m % 10 == 0:
            m, e = m // 10, e + 1
        while e > 0:
            m, e = m * 10, e - 1
        if not (0 <= m < 1 << 17 and 0 <= -e < 128 and abs(m / 10. ** -e - v) <= 1e-13 * v):
            return None
        out += (m | -e << 17).to_bytes(3, 'little')
    return bytes(out)


def fixed(a):
    """log10 as a 40-bit fixed-point number between -16 and 16: 3e-11"""
    out = bytearray()
    for v in np.log10(a).ravel():
        out += b'\xff\xff\xff\xff\xff' if v != v else int(round((v + 16) * 2 ** 35)).to_bytes(5, 'little')
    return bytes(out)


def pad(b):
    return b + b'\0' * (-len(b) % 8)


def pack(path):
    with h5py.File(path, 'r') as f:
        mw, dist = f['Mw'][:], f['Distances'][:, 0, :].T
        T, iml = f['IMLs/T'][:], measures(f['IMLs'])
        sig = measures(f['Total']) if 'Total' in f else None
        metric = f['Distances'].attrs['metric']
    metric = metric if isinstance(metric, str) else metric.decode()
    if (dist == dist[0]).all():
        dist = dist[:1]
    single = mw.dtype == np.float32
    assert single == (iml.dtype == np.float32)
    full = 0
    if sig is not None:
        assert single
        with np.errstate(divide='ignore'):
            sig = np.log10(sig)
        full = int((sig != sig[:, :1, :1]).any())
        if not full:
            sig = sig[:, 0, 0]
    with np.errstate(divide='ignore'):
        tiny = np.where(dist < 1e-5, dist.dtype.type(1e-5), dist)
        arrays = [mw, T, np.log10(T), dist, np.log10(tiny)]
    coded = np.log10(iml).astype('<f4').tobytes() if single else decimals(iml)
    coding = 0 if single else 1
    if coded is None:
        coded, coding = fixed(iml), 2
    out = struct.pack('<64s8s8I', os.path.basename(path).encode(), metric.encode(), single, dist.shape[1], len(T), len(mw), len(dist),
                      0 if sig is None else sig.size, full, coding)
    for a in arrays:
        out += a.astype('<f8').tobytes()
    out += pad(coded)
    if sig is not None:
        out += pad(sig.astype('<f4').tobytes())
    return out


if __name__ == '__main__':
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    with open(sys.argv[1], 'wb') as out:
        out.write(struct.pack('<8sQ', b'SHKT0001', len(sys.argv) - 2))
        for path in sys.argv[2:]:
            out.write(pack(path))
