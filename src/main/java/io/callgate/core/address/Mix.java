package io.callgate.core.address;

/** Scatters numbers that come in rows: the finalizer of MurmurHash3, which is one to one. */
public final class Mix {

    private Mix() {}

    public static long of(long number) {
        long mixed = (number ^ number >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    /** Of an address; without the salt nobody can tell which addresses come to lie together. */
    public static long of(Address address, long salt) {
        return of(of(address.high() ^ salt) ^ address.low());
    }
}
