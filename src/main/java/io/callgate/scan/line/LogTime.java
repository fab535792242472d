package io.callgate.scan.line;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Reads the times of log lines, in milliseconds since the epoch. A time without an offset is in the zone given; one without
 * a year is within the year that ends a day after the moment of reading. The last quarter of an hour is remembered, because
 * the next line is mostly in it, and no zone changes its offset within one.
 */
public final class LogTime implements FreeTime.Calendar {

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final byte[] UTC = Text.ascii(" UTC");
    /** The length of {@code 2026-11-22 10:27:43}. */
    private static final int SECOND = 19;

    private static final long QUARTER = 900_000;
    private static final long DAY = 86_400_000;

    private final ZoneId zone;
    private long quarter = -1;
    private long quarterMillis;

    /** The last local time to the second, as text, and what it is: most lines are of the same second as the one before. */
    private final byte[] second = new byte[SECOND];

    private long secondMillis;

    private final FreeTime free = new FreeTime();

    /** The moment of reading, for what is within a year or a day of it. */
    private long now;

    // Where reading stands, and what it has found.
    private byte[] in;
    private int at;
    private int end;

    public LogTime(ZoneId zone) {
        this.zone = zone;
    }

    /** A cheap look: a digit or a capital first, and a colon somewhere, or as many digits as a date. */
    static boolean looksLikeTime(byte[] in, int from, int to) {
        if (to - from < 8) return false;
        if (Text.digit(in[from])) return Text.find(in, from, to, ':') > 0 || Text.digits(in, from, to) >= from + 8;
        return in[from] >= 'A' && in[from] <= 'Z' && Text.find(in, from, to, ':') > 0;
    }

    /** Where a time without brackets at {@code from} ends; {@code from} itself when there is none. */
    static int end(byte[] in, int from, int to) {
        if (to - from < 10) return from;
        if (Text.digit(in[from])) {
            int word = Text.word(in, from, to);
            if (in[from + 4] != '-' && in[from + 4] != '/') return epoch(in, from, word) ? word : from;
            // A date alone is followed by the time of day.
            return word - from == 10 && word + 9 <= to && in[word + 3] == ':' ? Text.word(in, word + 1, to) : word;
        }
        // The journal's short-full: Sat 2026-11-28 14:10:21 UTC
        if (to - from >= 24 && in[from + 3] == ' ' && Text.digit(in[from + 4]) && in[from + 8] == '-') {
            int zone = Text.word(in, end(in, from + 4, to) + 1, to);
            return end(in, from + 4, to) > from + 4 ? zone : from;
        }
        int month = month(in, from) >= 0 ? from : month(in, from + 4) >= 0 && in[from + 3] == ' ' ? from + 4 : -1;
        if (month < 0 || to - month < 15 || in[month + 9] != ':' || in[month + 12] != ':') return from;
        int rest = Text.word(in, month + 7, to);
        // vsftpd writes the year last.
        return month > from && to - rest > 5 && Text.digits(in, rest + 1, to) == rest + 5 ? rest + 5 : rest;
    }

    private static boolean epoch(byte[] in, int from, int to) {
        int dot = Text.digits(in, from, to);
        return dot - from == 10 && (dot == to || in[dot] == '.' && Text.digits(in, dot + 1, to) == to);
    }

    static int month(byte[] in, int from) {
        if (from + 3 > in.length) return -1;
        for (int m = 0; m < 36; m += 3)
            if (in[from] == MONTHS.charAt(m)
                    && in[from + 1] == MONTHS.charAt(m + 1)
                    && in[from + 2] == MONTHS.charAt(m + 2)) return m / 3;
        return -1;
    }

    /** What stands there, or {@code readAt} when it is no time. */
    public long read(byte[] bytes, int from, int to, long readAt) {
        in = bytes;
        at = from;
        end = to;
        now = readAt;
        if (to - from < 8) return readAt;
        if (Text.at(bytes, from, to, second)) {
            at = from + SECOND;
            int millis = fraction();
            if (at == end) return secondMillis + millis;
            at = from;
        }
        long millis = to - from < 10 ? FreeTime.NONE : known(from);
        if (millis == FreeTime.NONE) millis = free.read(bytes, from, to, readAt, this);
        return millis == FreeTime.NONE ? readAt : millis;
    }

    /** Of a form that most logs have; without the zone that may stand behind it in words. */
    private long known(int from) {
        if (Text.digit(in[from])) {
            if (in[from + 4] == '-' || in[from + 4] == '/') return whole(iso());
            return epoch(in, from, end) ? seconds() : FreeTime.NONE;
        }
        if (month(in, from) < 0) at += 4;
        return whole(Text.digit(in[at]) ? iso() : named());
    }

    private long whole(long millis) {
        return at == end ? millis : FreeTime.NONE;
    }

    @Override
    public long at(int year, int month, int day, long millisOfDay, int offset) {
        if (offset == FreeTime.LOCAL) return local(year, month, day, millisOfDay);
        long utc = utc(year, month, day, millisOfDay);
        return utc == FreeTime.NONE ? utc : utc - offset * 60_000L;
    }

    @Override
    public long at(int month, int day, long millisOfDay, int offset) {
        int year = 1970 + (int) (now / 31_556_952_000L);
        for (int y = year + 1; y > year - 2; y--) {
            long millis = at(y, month, day, millisOfDay, offset);
            if (millis != FreeTime.NONE && millis <= now + DAY) return millis;
        }
        return FreeTime.NONE;
    }

    @Override
    public long at(long millisOfDay, int offset) {
        ZoneId of = offset == FreeTime.LOCAL ? zone : ZoneOffset.ofTotalSeconds(offset * 60);
        LocalDate today = Instant.ofEpochMilli(now).atZone(of).toLocalDate();
        for (LocalDate day : List.of(today.plusDays(1), today, today.minusDays(1))) {
            long millis = at(day.getYear(), day.getMonthValue(), day.getDayOfMonth(), millisOfDay, offset);
            if (millis <= now + QUARTER) return millis;
        }
        return FreeTime.NONE;
    }

    private long seconds() {
        long s = number(10);
        return s * 1000 + fraction();
    }

    /** {@code 2026-11-22 10:27:43.673}, with a T, slashes, a month's name, an offset or a Z. */
    private long iso() {
        int from = at;
        int year = number(4);
        at++;
        int month = month();
        at++;
        int day = number(2);
        at++;
        long time = timeOfDay();
        if (time < 0) return FreeTime.NONE;
        int offset = offset();
        long millis = at(year, month, day, time, offset);
        if (offset == FreeTime.LOCAL && millis != FreeTime.NONE && at == end) remember(from, millis - time % 1000);
        return millis;
    }

    private void remember(int from, long millis) {
        boolean whole = end == from + SECOND || end > from + SECOND && !Text.digit(in[from + SECOND]);
        if (!whole) return;
        System.arraycopy(in, from, second, 0, SECOND);
        secondMillis = millis;
    }

    private int month() {
        if (Text.digit(in[at])) return number(2);
        at += 3;
        return month(in, at - 3) + 1;
    }

    /** {@code Nov 22 10:27:43}, with a year behind it or not. */
    private long named() {
        int month = month(in, at) + 1;
        at += 4;
        if (month == 0 || at + 11 > end) return FreeTime.NONE;
        if (in[at] == ' ') at++;
        int day = number(2);
        at++;
        long time = timeOfDay();
        if (time < 0) return FreeTime.NONE;
        if (end - at >= 5 && in[at] == ' ') {
            at++;
            return local(number(4), month, day, time);
        }
        return at(month, day, time, FreeTime.LOCAL);
    }

    private int number(int digits) {
        int n = 0;
        for (int i = 0; i < digits && at < end && Text.digit(in[at]); i++) n = n * 10 + in[at++] - '0';
        return n;
    }

    /** In milliseconds; below 0 when it is none. */
    private long timeOfDay() {
        if (end - at < 8 || in[at + 2] != ':' || in[at + 5] != ':') return -1;
        int hour = number(2);
        at++;
        int minute = number(2);
        at++;
        int second = number(2);
        if (hour > 23 || minute > 59 || second > 60) return -1;
        return (hour * 3600L + minute * 60L + Math.min(second, 59)) * 1000 + fraction();
    }

    private int fraction() {
        if (at >= end || in[at] != '.' && in[at] != ',') return 0;
        at++;
        int from = at;
        int millis = number(3);
        for (int i = at - from; i < 3; i++) millis *= 10;
        at = Text.digits(in, at, end);
        return millis;
    }

    /** In minutes; {@link FreeTime} knows other zones by their names. */
    private int offset() {
        if (at >= end) return FreeTime.LOCAL;
        if (Text.at(in, at, end, UTC) && end - at == UTC.length) return past(UTC.length);
        byte sign = in[at];
        if (sign == 'Z') return past(1);
        if (sign != '+' && sign != '-') return FreeTime.LOCAL;
        at++;
        int hours = number(2);
        if (at < end && in[at] == ':') at++;
        int minutes = hours * 60 + number(2);
        return sign == '-' ? -minutes : minutes;
    }

    private int past(int length) {
        at += length;
        return 0;
    }

    private long utc(int year, int month, int day, long time) {
        if (month < 1 || month > 12 || day < 1 || day > 31) return FreeTime.NONE;
        return day(year, month, day) * DAY + time;
    }

    /** Days since the epoch (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). */
    private static long day(int year, int month, int day) {
        int y = month <= 2 ? year - 1 : year;
        int era = Math.floorDiv(y, 400);
        int yearOfEra = y - era * 400;
        int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        return era * 146_097L + yearOfEra * 365L + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
    }

    private long local(int year, int month, int day, long time) {
        long wall = utc(year, month, day, time);
        if (wall == FreeTime.NONE) return FreeTime.NONE;
        long key = Math.floorDiv(wall, QUARTER);
        if (key != quarter) {
            try {
                quarterMillis = start(year, month, day, time);
            } catch (DateTimeException e) {
                return FreeTime.NONE; // such as the 31st of February
            }
            quarter = key;
        }
        return quarterMillis + wall - key * QUARTER;
    }

    private long start(int year, int month, int day, long time) {
        int seconds = (int) (time / QUARTER * QUARTER / 1000);
        LocalDateTime wall = LocalDateTime.of(year, month, day, seconds / 3600, seconds / 60 % 60);
        return wall.atZone(zone).toInstant().toEpochMilli();
    }
}
