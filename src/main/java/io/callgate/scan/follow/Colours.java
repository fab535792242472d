package io.callgate.scan.follow;

import io.callgate.scan.line.Line;
import io.callgate.scan.line.Text;

/** Takes colours out of a line: {@code ESC [ … m}, as terminals know them and Asterisk's console writes them. */
final class Colours {

    static final byte ESC = 0x1b;

    /** rsyslog writes control characters so ($EscapeControlCharactersOnReceive). */
    private static final byte[] ESCAPED = Text.ascii("#033[");

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

    /** The same of colours as rsyslog writes them, if there are any. */
    static boolean stripEscaped(Line line, LineReader reader) {
        int first = Text.find(line.bytes, line.message, line.end, ESCAPED);
        if (first < 0) return false;
        byte[] in = line.bytes;
        byte[] plain = reader.room(line.length());
        int to = 0;
        for (int i = line.start; i < line.end; i++) {
            int end = i < first ? i : escaped(in, i, line.end);
            if (end > i) i = end - 1;
            else plain[to++] = in[i];
        }
        line.text(plain, 0, to);
        return true;
    }

    private static int escaped(byte[] in, int from, int to) {
        return Text.at(in, from, to, ESCAPED) ? digits(in, from, from + ESCAPED.length, to) : from;
    }

    /** Past the colour that begins there; {@code from} when none does. */
    private static int colour(byte[] in, int from, int to) {
        if (in[from] != ESC || from + 1 >= to || in[from + 1] != '[') return from;
        return digits(in, from, from + 2, to);
    }

    /** Past the numbers of a colour and its end; {@code from} when that is none. */
    private static int digits(byte[] in, int from, int at, int to) {
        for (int i = at; i < to; i++) {
            if (in[i] == 'm') return i + 1;
            if (!Text.digit(in[i]) && in[i] != ';') return from;
        }
        return from;
    }
}
