package io.callgate.scan.line;

import java.util.stream.Stream;

/**
 * Reads who wrote a line, from the place where only a logger writes: the beginning. A marker anywhere else may be an
 * attacker's words.
 *
 * <p>Known are Asterisk's own ({@code [time] NOTICE[pid][C-call] file.c: }, main/logger.c, with the line and function that
 * its syslog and console forms add), syslog's (RFC 3164 with a time of any form below), the journal's short and short-iso,
 * syslog's RFC 5424, BusyBox's, the journal's short-full, FreePBX's (Monolog), Apache's and nginx's error logs, vsftpd's, and a program's line without any time. Times are
 * {@code [anything]}, {@code Nov 22 10:27:43}, ISO 8601, and seconds since the epoch; {@link LogTime} reads them.
 */
public final class Header {

    private static final int LONGEST_TIME = 40;
    private static final byte[] IN = Text.ascii("in ");
    private static final byte[] PID = Text.ascii("[pid ");
    private static final byte[] CLIENT = Text.ascii("[client ");
    private static final byte[] REMOTE = Text.ascii("[remote ");
    private static final byte[] CALL = Text.ascii("[C-");
    private static final byte[] REPEATED = Text.ascii("message repeated ");
    private static final byte[] TIMES = Text.ascii(" times: [ ");
    private static final byte[] NGINX = Text.ascii("nginx");
    /** Stands before words in UTF-8 (RFC 5424 §6.4). */
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    /** As many bytes of a repeated message are written, the blank before it included ({@code %.800s}, rsyslog's action.c). */
    private static final int LONGEST_REPEATED = 800;

    /** Of syslog (RFC 5424 §6.2.1), in the order of their numbers; BusyBox writes them before the program. */
    private static final byte[][] FACILITIES = Stream.of(
                    "kern",
                    "user",
                    "mail",
                    "daemon",
                    "auth",
                    "syslog",
                    "lpr",
                    "news",
                    "uucp",
                    "cron",
                    "authpriv",
                    "ftp",
                    "local0",
                    "local1",
                    "local2",
                    "local3",
                    "local4",
                    "local5",
                    "local6",
                    "local7")
            .map(name -> Text.ascii(name + "."))
            .toArray(byte[][]::new);

    private Header() {}

    /** Sets source, message and the place of the time; the source is OTHER for what is nobody's that is known. */
    public static void read(Line line) {
        byte[] in = line.bytes;
        if (line.start < line.end && in[line.start] == '<') {
            structured(line);
            return;
        }
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
        if (at - from < 4) return false;
        // Older versions write a blank there.
        if (at < line.end && in[at] == ' ') at++;
        if (at >= line.end || in[at] != '[') return false;
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
        if (at < 2 || !Text.at(in, at, line.end, CLIENT) && !Text.at(in, at, line.end, REMOTE)) return false;
        line.message = at;
        return true;
    }

    /** {@code host program[pid]: }, {@code program[pid]: }, or nginx's {@code [error] 1#2: }. */
    private static void program(Line line, int from) {
        byte[] in = line.bytes;
        int at = from;
        for (int words = 0; words < 2; words++) {
            int end = Text.word(in, at, line.end);
            if (words == 1 && isFacility(in, at, end)) {
                at = end + 1;
                end = Text.word(in, at, line.end);
            }
            if (end > at && in[end - 1] == ':') {
                named(line, at, end - 1);
                return;
            }
            at = end + 1;
        }
    }

    private static boolean isFacility(byte[] in, int from, int to) {
        if (to > from && in[to - 1] == ':') return false;
        for (byte[] facility : FACILITIES) if (Text.at(in, from, to, facility)) return true;
        return false;
    }

    /** {@code <38>1 TIME HOST PROGRAM PROCESS ID [DATA] words} (RFC 5424 §6). */
    private static void structured(Line line) {
        byte[] in = line.bytes;
        int close = Text.digits(in, line.start + 1, line.end);
        if (close == line.start + 1 || close >= line.end || in[close] != '>') return;
        int time = Text.digits(in, close + 1, line.end) + 1;
        if (time == close + 2) {
            // RFC 3164, as it is sent: no version, and of some who send it no time.
            int at = time(line, close + 1);
            if (at < line.end) program(line, at);
            return;
        }
        int host = Text.word(in, time, line.end) + 1;
        int program = Text.word(in, host, line.end) + 1;
        int process = Text.word(in, program, line.end) + 1;
        int id = Text.word(in, process, line.end) + 1;
        int data = Text.word(in, id, line.end) + 1;
        int message = data < line.end && in[data] == '-' ? data + 1 : dataEnd(in, data, line.end);
        if (message < 0 || message >= line.end || in[message] != ' ') return;
        line.timeStart = time;
        line.timeEnd = host - 1;
        line.nameStart = program;
        line.nameEnd = process - 1;
        line.message = line.at(message + 1, BYTE_ORDER_MARK) ? message + 1 + BYTE_ORDER_MARK.length : message + 1;
        line.process(process, id - 1);
        program(line);
    }

    /** Past {@code [id name="value"][…]}, in whose values quotes, backslashes and brackets are escaped; -1 where it does not end. */
    private static int dataEnd(byte[] in, int from, int to) {
        int at = from;
        while (at < to && in[at] == '[') {
            boolean quoted = false;
            while (++at < to && (quoted || in[at] != ']')) {
                if (quoted && in[at] == '\\') at++;
                else if (in[at] == '"') quoted = !quoted;
            }
            at++;
        }
        return at > from && at <= to ? at : -1;
    }

    private static void named(Line line, int from, int to) {
        byte[] in = line.bytes;
        int bracket = Text.find(in, from, to, '[');
        int nameEnd = bracket < 0 ? to : bracket;
        line.nameStart = from;
        line.nameEnd = nameEnd;
        line.message = Math.min(line.end, to + 2);
        if (bracket > 0) line.process(bracket + 1, Text.digits(in, bracket + 1, to));
        program(line);
    }

    /** By the program's name; some write a header of their own behind syslog's. */
    private static void program(Line line) {
        boolean asterisk = isNamed(line, ASTERISK);
        boolean nginx = isNamed(line, NGINX);
        line.source = Source.ofProgram(line.bytes, line.nameStart, line.nameEnd);
        if (asterisk || nginx || line.source != Source.OTHER) repeated(line);
        if (asterisk) inAsterisk(line, line.message);
        if (nginx) inNginx(line, line.message);
    }

    /** {@code message repeated 5 times: [ words]}: rsyslog's of one that came several times (tools/omfile and action.c). */
    private static void repeated(Line line) {
        if (!line.at(line.message, REPEATED)) return;
        int from = line.message + REPEATED.length;
        int to = Text.digits(line.bytes, from, line.end);
        if (to == from || to - from > 4 || !line.at(to, TIMES) || line.bytes[line.end - 1] != ']') return;
        line.times = Integer.parseInt(Text.string(line.bytes, from, to));
        line.message = to + TIMES.length;
        line.end--;
        line.isCut = line.end - line.message + 1 >= LONGEST_REPEATED;
    }

    private static boolean isNamed(Line line, byte[] name) {
        return name.length == line.nameEnd - line.nameStart && line.at(line.nameStart, name);
    }

    private static void inNginx(Line line, int from) {
        int at = inner(line, from);
        int close = at < line.end && line.bytes[at] == '[' ? Text.find(line.bytes, at, line.end, ']') : -1;
        if (close > 0 && close + 1 < line.end && nginx(line, close + 2)) line.source = Source.NGINX;
    }

    private static final byte[] ASTERISK = Text.ascii("asterisk");

    /** Asterisk's own header inside of syslog's or the journal's; its time, if it has one, is the same moment. */
    private static void inAsterisk(Line line, int from) {
        if (!asterisk(line, inner(line, from))) line.source = Source.ASTERISK;
    }

    /** Past the time of the inner header; the outer one's, if there is one, stays. */
    private static int inner(Line line, int from) {
        int start = line.timeStart;
        int end = line.timeEnd;
        int at = time(line, from);
        if (end > start) {
            line.timeStart = start;
            line.timeEnd = end;
        }
        return at;
    }
}
