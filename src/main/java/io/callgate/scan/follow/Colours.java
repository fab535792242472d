package io.callgate.scan.follow;

import io.callgate.scan.line.Line;
import io.callgate.scan.line.Text;

/** Takes colours out of a line: {@code ESC [ … m}, as terminals know them and Asterisk's console writes them. */
final class Colours {

    static final byte ESC = 0x1b;

    private Colours() {}

    /** Points the line to a copy without colours. */
    static void strip(Line line, LineReader reader) {
        byte[] in = line.bytes;
        byte[] plain = reader.room(line.length());
        int to = 0;
        for (int i = line.start; i < line.end; i++) {
            int end = colour(in, i, line.end);
            if (end > i) i = end - 1;
            else plain[to++] = in[i];
        }
        line.text(plain, 0, to);
    }

    /** Past the colour that begins there; {@code from} when none does. */
    private static int colour(byte[] in, int from, int to) {
        if (in[from] != ESC || from + 1 >= to || in[from + 1] != '[') return from;
        for (int i = from + 2; i < to; i++) {
            if (in[i] == 'm') return i + 1;
            if (!Text.digit(in[i]) && in[i] != ';') return from;
        }
        return from;
    }
}
