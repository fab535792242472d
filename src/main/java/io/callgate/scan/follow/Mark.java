package io.callgate.scan.follow;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * How far a log was read.
 *
 * @param key what tells this file from others of its name: device and inode
 * @param offset the first byte that is still to be read
 * @param before a checksum of the {@link #WIDTH} bytes before it, to know the file again after it was cut and grew anew
 */
record Mark(String key, long offset, long before) {

    /** Bytes before an offset that are looked at. */
    static final int WIDTH = 64;

    static long checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return crc.getValue();
    }

    /** As {@link #toString} writes it; empty for anything else. */
    static Optional<Mark> parse(String text) {
        List<String> parts = Splitter.on(' ').splitToList(text);
        if (parts.size() != 3) return Optional.empty();
        try {
            long offset = Long.parseLong(parts.get(1));
            return offset < 0
                    ? Optional.empty()
                    : Optional.of(new Mark(parts.get(0), offset, Long.parseLong(parts.get(2))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return key + " " + offset + " " + before;
    }
}
