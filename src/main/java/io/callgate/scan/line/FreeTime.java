package io.callgate.scan.line;

import java.util.Locale;
import java.util.Map;

/**
 * Reads a time of any form that {@code dateformat} of Asterisk's logger.conf may be given (strftime(3) in the C locale, and
 * {@code %q}, main/stdtime/localtime.c): numbers in any order and with any marks between them, names of months and days, 12
 * hours with AM or PM, an offset or the name of a zone, seconds since the epoch, no year, no date at all.
 *
 * <p>Whether the day or the month comes first a line alone may not tell. It is learned from the log: an order that makes no
 * date of a line, or has the times go back or lie in the future, is believed less than one that does not; of those that are
 * left, the one nearest to the moment of reading counts.
 */
final class FreeTime {

    /** The moment of a date and a time of day, for which the zone of the log may be asked. */
    interface Calendar {
        /** In milliseconds since the epoch; {@link #NONE} for a date that is none. Offsets are in minutes. */
        long at(int year, int month, int day, long millisOfDay, int offset);

        /** Of the year that ends a day after the moment of reading. */
        long at(int month, int day, long millisOfDay, int offset);

        /** Today's, or yesterday's if that were to come. */
        long at(long millisOfDay, int offset);
    }

    static final long NONE = Long.MIN_VALUE;
    static final int LOCAL = Integer.MIN_VALUE;

    /** What numbers without a month's name may mean: the places of year, month and day. */
    private static final int[][] ORDERS = {{2, 1, 0}, {2, 0, 1}, {0, 1, 2}};

    private static final int[][] WITHOUT_YEAR = {{1, 0}, {0, 1}};
    private static final int IMPOSSIBLE = 1000;
    private static final long HOUR = 3_600_000;

    /** No zone is farther from UTC (java.time.ZoneOffset), in minutes. */
    private static final int FARTHEST = 18 * 60;

    /** Names that mean the same offset everywhere, in minutes. EST, CST, IST, BST and others do not. */
    private static final Map<String, Integer> ZONES = Map.ofEntries(
            Map.entry("Z", 0),
            Map.entry("UTC", 0),
            Map.entry("GMT", 0),
            Map.entry("WET", 0),
            Map.entry("WEST", 60),
            Map.entry("CET", 60),
            Map.entry("CEST", 120),
            Map.entry("EET", 120),
            Map.entry("EEST", 180),
            Map.entry("MSK", 180),
            Map.entry("EDT", -240),
            Map.entry("MDT", -360),
            Map.entry("PDT", -420),
            Map.entry("JST", 540),
            Map.entry("KST", 540),
            Map.entry("AEST", 600),
            Map.entry("AEDT", 660),
            Map.entry("NZST", 720),
            Map.entry("NZDT", 780));

    private static final String DAYS = "MonTueWedThuFriSatSun";

    // What speaks against each order, and the last time it made.
    private final int[] doubts = new int[ORDERS.length];
    private final long[] before = new long[ORDERS.length];

    // What stands in the text.
    private final int[] numbers = new int[3];
    private int count;
    private boolean yearFirst;
    private boolean yearLast;
    private int month;
    private long time;
    private int timeEnd;
    private int offset;
    private long epoch;

    /** {@link #NONE} for what is no time. */
    long read(byte[] in, int from, int to, long readAt, Calendar calendar) {
        if (!parts(in, from, to)) return NONE;
        if (epoch != NONE) return epoch;
        if (time < 0) return NONE;
        if (month > 0) return named(calendar);
        if (count == 0) return calendar.at(time, offset);
        if (count == 3 && yearFirst) return calendar.at(numbers[0], numbers[1], numbers[2], time, offset);
        return count == 1 ? NONE : ordered(readAt, calendar);
    }

    private long named(Calendar calendar) {
        if (count == 1) return calendar.at(month, numbers[0], time, offset);
        if (count != 2) return NONE;
        int day = yearFirst ? 1 : 0;
        return calendar.at(year(numbers[1 - day]), month, numbers[day], time, offset);
    }

    private long ordered(long readAt, Calendar calendar) {
        int last = yearLast || count == 2 ? 2 : ORDERS.length;
        long best = NONE;
        int least = IMPOSSIBLE;
        for (int order = 0; order < last; order++) {
            long at = count == 2
                    ? calendar.at(numbers[WITHOUT_YEAR[order][0]], numbers[WITHOUT_YEAR[order][1]], time, offset)
                    : calendar.at(
                            year(numbers[ORDERS[order][0]]),
                            numbers[ORDERS[order][1]],
                            numbers[ORDERS[order][2]],
                            time,
                            offset);
            if (at == NONE) {
                doubts[order] = IMPOSSIBLE;
                continue;
            }
            if (doubts[order] < IMPOSSIBLE - 1 && (at < before[order] - HOUR || at > readAt + 24 * HOUR))
                doubts[order]++;
            before[order] = at;
            boolean nearer = best == NONE || Math.abs(readAt - at) < Math.abs(readAt - best);
            if (doubts[order] < least || doubts[order] == least && nearer) {
                least = doubts[order];
                best = at;
            }
        }
        return best;
    }

    private static int year(int number) {
        return number < 100 ? 2000 + number : number;
    }

    /** Whether all of it is known. */
    private boolean parts(byte[] in, int from, int to) {
        count = month = 0;
        time = -1;
        yearFirst = yearLast = false;
        offset = LOCAL;
        epoch = NONE;
        int at = from;
        while (at < to) {
            int end = Text.digits(in, at, to);
            if (end == at) end = isLetter(in[at]) ? word(in, at, to) : mark(in, at, to);
            else end = number(in, at, end, to);
            if (end <= at) return false;
            at = end;
        }
        return true;
    }

    /** Past a number and what belongs to it; 0 when it means nothing. */
    private int number(byte[] in, int from, int end, int to) {
        int length = end - from;
        boolean hours = length <= 2 && end < to && in[end] == ':';
        if (hours && time < 0) return clock(in, from, end, to);
        if (length <= 4) return add(value(in, from, end), length == 4 || length == 3) ? end : 0;
        if (length == 10 && count == 0) return epoch(in, from, end, to);
        if (length == 6 && count > 0 && time < 0) return compactClock(in, from, to);
        if (length == 6)
            return add(value(in, from, from + 2), false)
                            && add(value(in, from + 2, from + 4), false)
                            && add(value(in, from + 4, end), false)
                    ? end
                    : 0;
        if (length != 8 && length != 14) return 0;
        boolean year = in[from] == '2' && in[from + 1] == '0';
        int middle = from + (year ? 4 : 2);
        int last = middle + 2;
        boolean added = add(value(in, from, middle), year)
                && add(value(in, middle, last), false)
                && add(value(in, last, from + 8), !year);
        if (!added) return 0;
        return length == 14 ? compactClock(in, from + 8, to) : end;
    }

    private boolean add(int value, boolean year) {
        int most = month > 0 ? 2 : 3;
        if (count == most) return false;
        if (year && count == 0) yearFirst = true;
        else if (year && count == most - 1) yearLast = true;
        else if (year) return false;
        numbers[count++] = value;
        return true;
    }

    private int epoch(byte[] in, int from, int end, int to) {
        epoch = Long.parseLong(Text.string(in, from, end)) * 1000;
        int at = fraction(in, end, to);
        epoch += time;
        return at;
    }

    /** {@code 14:10}, {@code 14:10:21}, {@code 14:10:21.123456}. */
    private int clock(byte[] in, int from, int colon, int to) {
        int minutes = Text.digits(in, colon + 1, to);
        if (minutes != colon + 3) return 0;
        int seconds = minutes < to && in[minutes] == ':' ? Text.digits(in, minutes + 1, to) : minutes;
        if (seconds != minutes && seconds != minutes + 3) return 0;
        int second = seconds == minutes ? 0 : value(in, minutes + 1, seconds);
        return timeOfDay(in, value(in, from, colon), value(in, colon + 1, minutes), second, seconds, to);
    }

    private int compactClock(byte[] in, int from, int to) {
        int second = value(in, from + 4, from + 6);
        return timeOfDay(in, value(in, from, from + 2), value(in, from + 2, from + 4), second, from + 6, to);
    }

    private int timeOfDay(byte[] in, int hour, int minute, int second, int end, int to) {
        if (hour > 23 || minute > 59 || second > 60) return 0;
        timeEnd = fraction(in, end, to);
        time += (hour * 3600L + minute * 60L + Math.min(second, 59)) * 1000;
        return timeEnd;
    }

    /** Into the time, in milliseconds. */
    private int fraction(byte[] in, int from, int to) {
        time = 0;
        if (from + 1 >= to || in[from] != '.' && in[from] != ',' || !Text.digit(in[from + 1])) return from;
        int end = Text.digits(in, from + 1, to);
        for (int i = 0; i < 3; i++) time = time * 10 + (from + 1 + i < end ? in[from + 1 + i] - '0' : 0);
        return end;
    }

    private int word(byte[] in, int from, int to) {
        int end = from;
        while (end < to && isLetter(in[end])) end++;
        String word = Text.string(in, from, end);
        int named = LogTime.month(in, from) + 1;
        if (named > 0 && word.length() >= 3) {
            // Numbers that stand before it count as if it had come first.
            month = named;
            yearLast = false;
            return count < 3 ? end : 0;
        }
        if (word.equalsIgnoreCase("AM") || word.equalsIgnoreCase("PM")) return half(word) ? end : 0;
        if (word.length() >= 3 && DAYS.indexOf(word.substring(0, 3)) % 3 == 0) return end;
        if (word.equals("T") && time < 0) return end;
        Integer zone = ZONES.get(word);
        if (zone != null) offset = zone;
        // Another zone's name is taken for the log's own.
        return time >= 0 && word.equals(word.toUpperCase(Locale.ROOT)) ? end : 0;
    }

    private boolean half(String word) {
        long hour = time / HOUR;
        if (time < 0 || hour < 1 || hour > 12) return false;
        time += ((word.equalsIgnoreCase("PM") ? 12 : 0) - (hour == 12 ? 12 : 0)) * HOUR;
        return true;
    }

    /** A sign behind the time begins an offset; other marks only part. 0 for an offset that no zone has. */
    private int mark(byte[] in, int from, int to) {
        boolean behind = time >= 0 && (from == timeEnd || from == timeEnd + 1);
        if (!behind || in[from] != '+' && in[from] != '-') return from + 1;
        int hours = Text.digits(in, from + 1, to);
        int minutes = hours < to && in[hours] == ':' ? hours + 1 : hours - 2;
        int end = minutes + 2;
        boolean whole = minutes == from + 3 && hours >= minutes || minutes == from + 4 && hours == from + 3;
        if (!whole || end > to || Text.digits(in, minutes, to) != end) return from + 1;
        int value = value(in, from + 1, from + 3) * 60 + value(in, minutes, end);
        if (value > FARTHEST) return 0;
        offset = in[from] == '-' ? -value : value;
        return end;
    }

    private static int value(byte[] in, int from, int to) {
        int n = 0;
        for (int i = from; i < to; i++) n = n * 10 + in[i] - '0';
        return n;
    }

    private static boolean isLetter(byte b) {
        return b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
    }
}
