package io.callgate.scan.line;

/**
 * Reads who wrote a line, from the place where only a logger writes: the beginning. A marker anywhere else may be an
 * attacker's words.
 *
 * <p>Known are Asterisk's own ({@code [time] NOTICE[pid][C-call] file.c: }, main/logger.c, with the line and function that
 * its syslog and console forms add), syslog's (RFC 3164 with a time of any form below), the journal's short and short-iso,
 * FreePBX's (Monolog), Apache's and nginx's error logs, vsftpd's, and a program's line without any time. Times are
 * {@code [anything]}, {@code Nov 22 10:27:43}, ISO 8601, and seconds since the epoch; {@link LogTime} reads them.
 */
public final class Header {

    private static final int LONGEST_TIME = 40;
    private static final byte[] IN = Text.ascii("in ");
    private static final byte[] PID = Text.ascii("[pid ");
    private static final byte[] CLIENT = Text.ascii("[client ");
    private static final byte[] CALL = Text.ascii("[C-");

    private Header() {}

    /** Sets source, message and the place of the time; the source is OTHER for what is nobody's that is known. */
    public static void read(Line line) {
        byte[] in = line.bytes;
        int at = time(line, line.start);
        if (at >= line.end) return;
        if (in[at] == '[') bracketed(line, at);
        else if (in[at] < 'A' || in[at] > 'Z' || !asterisk(line, at)) program(line, at);
    }

    /** Past the time and the spaces behind it. */
    private static int time(Line line, int from) {
        byte[] in = line.bytes;
        int to = from;
        if (from < line.end && in[from] == '[') {
            int close = Text.find(in, from, Math.min(line.end, from + LONGEST_TIME), ']');
            if (close < 0 || !LogTime.looksLikeTime(in, from + 1, close)) return from;
            line.timeStart = from + 1;
            line.timeEnd = close;
            to = close + 1;
        } else {
            to = LogTime.end(in, from, line.end);
            if (to == from) return from;
            line.timeStart = from;
            line.timeEnd = to;
        }
        while (to < line.end && in[to] == ' ') to++;
        return to;
    }

    /** {@code NOTICE[123][C-0000001]: file.c:45 in function: }; the parts behind the level are not always there. */
    private static boolean asterisk(Line line, int from) {
        byte[] in = line.bytes;
        int at = from;
        while (at < line.end && in[at] >= 'A' && in[at] <= 'Z') at++;
        if (at - from < 4 || at >= line.end || in[at] != '[') return false;
        int close = Text.digits(in, at + 1, line.end);
        if (close == at + 1 || close >= line.end || in[close] != ']') return false;
        at = close + 1;
        if (Text.at(in, at, line.end, CALL)) at = Text.find(in, at, Math.min(at + 20, line.end), ']') + 1;
        if (at == 0) return false;
        if (at < line.end && in[at] == ':') at++;
        if (at >= line.end || in[at] != ' ') return false;
        return file(line, at + 1);
    }

    private static boolean file(Line line, int from) {
        byte[] in = line.bytes;
        int colon = from;
        while (colon < line.end && in[colon] != ':' && in[colon] != ' ') colon++;
        if (colon == line.end || in[colon] != ':') return false;
        line.nameStart = from;
        line.nameEnd = colon;
        int at = colon + 1;
        int digits = Text.digits(in, at, line.end);
        if (digits > at) at = function(line, digits);
        if (at >= line.end || in[at] != ' ') return false;
        line.message = at + 1;
        line.source = Source.ofFile(in, from, colon);
        return true;
    }

    /** Past {@code  in function:} or {@code  function:}, which stand behind the number of a line. */
    private static int function(Line line, int from) {
        byte[] in = line.bytes;
        int at = from + 1;
        if (Text.at(in, at, line.end, IN)) at += IN.length;
        int word = at;
        while (word < line.end && (Text.digit(in[word]) || in[word] == '_' || in[word] >= 'a' && in[word] <= 'z'))
            word++;
        return word > at && word < line.end && in[word] == ':' ? word + 1 : from;
    }

    /** Another bracket behind the time: FreePBX, Apache, vsftpd. */
    private static void bracketed(Line line, int at) {
        byte[] in = line.bytes;
        int close = Text.find(in, at, line.end, ']');
        if (close < 0 || close + 1 >= line.end) return;
        line.nameStart = at + 1;
        line.nameEnd = close;
        line.message = close + 1;
        if (Text.at(in, at, line.end, PID)) line.source = Source.VSFTPD_OWN;
        else if (Text.at(in, at + 1, close, Source.FREEPBX.mark())) line.source = Source.FREEPBX;
        else if (in[close + 1] == ' ' && apache(line, close)) line.source = Source.APACHE;
        else if (in[close + 1] == ' ' && nginx(line, close + 2)) line.source = Source.NGINX;
    }

    /** {@code [level] process#thread: }; the number of the connection follows, or the words. */
    private static boolean nginx(Line line, int from) {
        byte[] in = line.bytes;
        int hash = Text.digits(in, from, line.end);
        if (hash == from || hash == line.end || in[hash] != '#') return false;
        int colon = Text.digits(in, hash + 1, line.end);
        if (colon + 1 >= line.end || in[colon] != ':' || in[colon + 1] != ' ') return false;
        line.message = colon + 2;
        return true;
    }

    /** {@code [module:level] [pid 1:tid 2] [client ADDRESS:PORT] }; between them may stand {@code (13)Permission denied: }. */
    private static boolean apache(Line line, int close) {
        byte[] in = line.bytes;
        int at = close + 2;
        if (Text.at(in, at, line.end, PID)) at = Text.find(in, at, line.end, ']') + 2;
        if (at < 2 || !Text.at(in, at, line.end, CLIENT)) return false;
        line.message = at;
        return true;
    }

    /** {@code host program[pid]: }, {@code program[pid]: }, or nginx's {@code [error] 1#2: }. */
    private static void program(Line line, int from) {
        byte[] in = line.bytes;
        int at = from;
        for (int words = 0; words < 2; words++) {
            int end = Text.word(in, at, line.end);
            if (end > at && in[end - 1] == ':') {
                named(line, at, end - 1);
                return;
            }
            at = end + 1;
        }
    }

    private static void named(Line line, int from, int to) {
        byte[] in = line.bytes;
        int bracket = Text.find(in, from, to, '[');
        int nameEnd = bracket < 0 ? to : bracket;
        line.nameStart = from;
        line.nameEnd = nameEnd;
        line.message = Math.min(line.end, to + 2);
        if (Text.at(in, from, nameEnd, ASTERISK) && nameEnd - from == ASTERISK.length) {
            inAsterisk(line, line.message);
            return;
        }
        line.source = Source.ofProgram(in, from, nameEnd);
    }

    private static final byte[] ASTERISK = Text.ascii("asterisk");

    /** Asterisk's own header inside of syslog's or the journal's; its time, if it has one, is the same moment. */
    private static void inAsterisk(Line line, int from) {
        int start = line.timeStart;
        int end = line.timeEnd;
        int at = time(line, from);
        if (end > start) {
            line.timeStart = start;
            line.timeEnd = end;
        }
        if (!asterisk(line, at)) line.source = Source.ASTERISK;
    }
}
