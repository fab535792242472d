package io.callgate.scan.line;

/**
 * Who writes a whole file, by its first line: no client can have put a line break before that. Asterisk's logger and nginx do
 * not escape line breaks, so in their files other writers' lines are nobody's, and a record ends only where another one
 * begins as they do: what a client wrote behind a line break is in the middle of a record then, and so is what its writer
 * wrote behind that.
 */
public enum LogFormat {
    /** Not looked at yet. */
    UNKNOWN,
    /** Several writers, who escape line breaks, such as those of syslog; or none that is known. */
    ANY,
    /** Asterisk's logger: {@code [time] NOTICE[123]}, and {@code [time] Asterisk 22.1.0 built by …} first. */
    ASTERISK,
    NGINX;

    /** So much of a beginning is enough to know it. */
    public static final int BEGINNING = 64;

    /** So much of a file is looked at. */
    public static final int HEAD = 4096;

    private static final int LONGEST_TIME = 40;
    private static final byte[] STARTED = Text.ascii("Asterisk ");
    /** What stands between the records of who recorded an attack; nothing that a record ends with looks so. */
    private static final byte[] NOTE = Text.ascii("#####");

    private static final byte[] NOT_IN_NOTES = Text.ascii("'\"<>()[],");
    private static final String NGINX_TIME = "0000/00/00 00:00:00 [";

    /** By the beginning of a file; notes and empty lines tell nothing. */
    public static LogFormat of(byte[] in, int from, int to) {
        int at = from;
        while (at < to && (in[at] == '\n' || Text.at(in, at, to, NOTE))) {
            int end = Text.find(in, at, to, '\n');
            at = end < 0 ? to : end + 1;
        }
        return ASTERISK.begins(in, at, to) ? ASTERISK : NGINX.begins(in, at, to) ? NGINX : ANY;
    }

    /** Whether records may hold line breaks. */
    public boolean holdsLineBreaks() {
        return this == ASTERISK || this == NGINX;
    }

    public boolean writes(Source source) {
        return switch (this) {
            case ASTERISK -> source.isInAsterisk();
            case NGINX -> source == Source.NGINX;
            default -> true;
        };
    }

    /** Whether a record begins there. */
    public boolean begins(byte[] in, int at, int to) {
        return switch (this) {
            case ASTERISK -> asterisk(in, at, to);
            case NGINX -> nginx(in, at, to);
            default -> true;
        };
    }

    private static boolean asterisk(byte[] in, int from, int to) {
        if (from >= to || in[from] != '[') return isNote(in, from, to);
        int close = Text.find(in, from, Math.min(to, from + LONGEST_TIME), ']');
        if (close < 0 || !LogTime.looksLikeTime(in, from + 1, close) || close + 1 >= to || in[close + 1] != ' ')
            return false;
        int at = close + 2;
        if (Text.at(in, at, to, STARTED)) return true;
        int level = at;
        while (level < to && in[level] >= 'A' && in[level] <= 'Z') level++;
        if (level - at < 4 || level >= to || in[level] != '[') return false;
        int digits = Text.digits(in, level + 1, to);
        return digits > level + 1 && digits < to && in[digits] == ']';
    }

    private static boolean isNote(byte[] in, int from, int to) {
        if (!Text.at(in, from, to, NOTE)) return false;
        int end = Text.find(in, from, to, '\n');
        for (byte other : NOT_IN_NOTES) if (Text.find(in, from, end, (char) other) >= 0) return false;
        return end >= 0;
    }

    private static boolean nginx(byte[] in, int from, int to) {
        if (to - from < NGINX_TIME.length()) return false;
        for (int i = 0; i < NGINX_TIME.length(); i++) {
            char form = NGINX_TIME.charAt(i);
            if (form == '0' ? !Text.digit(in[from + i]) : in[from + i] != form) return false;
        }
        return true;
    }
}
