package io.callgate.scan.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SkipScanTest {

    @Test
    void it_finds_what_a_search_byte_by_byte_finds() {
        Random random = new Random(5);
        int hits = 0;
        for (int round = 0; round < 20_000; round++) {
            List<byte[]> needles = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) needles.add(bytes(random, 2 + random.nextInt(5)));
            byte[] text = bytes(random, random.nextInt(60));
            int from = random.nextInt(text.length + 1);
            int expected = -1;
            for (byte[] needle : needles) {
                int at = Text.find(text, from, text.length, needle);
                if (at >= 0 && (expected < 0 || at < expected)) expected = at;
            }
            assertThat(new SkipScan(needles).find(text, from, text.length)).isEqualTo(expected);
            if (expected >= 0) hits++;
        }
        assertThat(hits).isBetween(5_000, 19_000);
    }

    /** Few letters, of both halves of the bytes. */
    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte) ("ab\u00e1!".charAt(random.nextInt(4)));
        return bytes;
    }
}
