package io.callgate.scan.filter;

import io.callgate.scan.regex.Machine;
import io.callgate.scan.regex.Regex;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the time of a line, in the language of fail2ban's {@code datepattern}: a regular expression with {@code %Y} and its
 * like. What it finds has no letter or digit beside it, so that cutting it out of a line joins no words.
 */
public final class DatePattern {

    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String DAYS = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
    private static final String BEGIN = "{^LN-BEG}";
    private static final long TAI_TO_UNIX = (1L << 62) + 10;

    private static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("Y", "(?P<Y>\\d{4})"),
            Map.entry("y", "(?P<y>\\d{2})"),
            Map.entry("m", "(?P<m>0?[1-9]|1[0-2])"),
            Map.entry("d", "(?P<d>[1-2]\\d|[0 ]?[1-9]|3[0-1])"),
            Map.entry("b", "(?P<b>(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))"),
            Map.entry("a", "(?:" + DAYS + ")"),
            Map.entry("H", "(?P<H>[0-1]?\\d|2[0-3])"),
            Map.entry("k", " ?(?P<H>[0-1]?\\d|2[0-3])"),
            Map.entry("I", "(?P<I>1[0-2]|0?[1-9])"),
            Map.entry("l", " ?(?P<I>1[0-2]|0?[1-9])"),
            Map.entry("p", "(?P<p>[AaPp][Mm])"),
            Map.entry("M", "(?P<M>[0-5]?\\d)"),
            Map.entry("S", "(?P<S>[0-5]?\\d|6[0-1])"),
            Map.entry("f", "(?P<f>\\d{1,9})"),
            Map.entry("z", "(?P<z>Z|UTC|GMT|[+-][01]\\d(?::?\\d{2})?)"),
            Map.entry("Z", "(?P<Z>[A-Z]{3,5}|Z)"));

    private static final Pattern PART = Pattern.compile("%(?:Ex)?(.)");

    /** In every other place a number of two digits may lack the first. */
    private static final Map<String, String> EXACT = Map.of(
            "Y", "(?P<Y>(?:19|20)\\d{2})",
            "m", "(?P<m>0[1-9]|1[0-2])",
            "d", "(?P<d>[1-2]\\d|0[1-9]|3[0-1])",
            "H", "(?P<H>[0-1]\\d|2[0-3])",
            "M", "(?P<M>[0-5]\\d)",
            "S", "(?P<S>[0-5]\\d|6[0-1])");

    private static final List<String> TEXTS = List.of(
            "%ExY[-/.]%m[-/.]%d(?:T|  ?)%H:%M:%S(?:[.,]%f)?(?:\\s*%z)?",
            "(?:%a )?%b %d %k:%M:%S(?:\\.%f)?(?: %ExY)?",
            "(?:%a )?%b %d %ExY %k:%M:%S(?:\\.%f)?",
            "%d/%b/%ExY[ :]%H:%M:%S(?:\\.%f)?(?: %z)?",
            "%d-%b-%ExY[ :]?%H:%M:%S(?:\\.%f)?(?: %z)?",
            "%d[-/]%m[-/](?:%ExY|%Exy) %k:%M:%S",
            "%m/%d/%ExY:%H:%M:%S",
            "%m-%d-%ExY %k:%M:%S(?:\\.%f)?",
            "EPOCH",
            BEGIN + "%H:%M:%S",
            "^<%m/%d/%Exy@%H:%M:%S>",
            "%Exy%Exm%Exd  ?%H:%M:%S",
            "%b %d, %ExY %I:%M:%S %p",
            "^%b-%d-%Exy %k:%M:%S",
            "%ExY%Exm%Exd(?:T|  ?)%ExH%ExM%ExS(?:[.,]%f)?(?:\\s*%z)?",
            "(?:(?:%Z|%z) )?(?:%a )?%b %d %k:%M:%S(?:\\.%f)?(?: %ExY)?",
            "TAI64N");

    /** What most logs write; what stands at the beginning of a line comes first. */
    public static final List<DatePattern> USUAL = List.of(DatePattern.of("{DATE}"));

    /** One way to write a time. */
    private record Form(Regex regex, int cut, boolean begins) {}

    private final String text;
    private final List<Form> forms;

    private DatePattern(String text, List<Form> forms) {
        this.text = text;
        this.forms = forms;
    }

    /** @throws IllegalArgumentException saying what is not understood */
    static DatePattern of(String text) {
        List<Form> forms = new ArrayList<>();
        String trimmed = text.strip();
        if (!trimmed.contains("{DATE}") && !trimmed.equals(BEGIN)) {
            forms.add(form(trimmed));
            return new DatePattern(text, forms);
        }
        if (trimmed.equals("{DATE}") || trimmed.equals(BEGIN))
            for (String one : TEXTS) forms.add(form(one.startsWith("^") || one.startsWith(BEGIN) ? one : BEGIN + one));
        for (String one : TEXTS)
            if (!trimmed.equals(BEGIN) && !one.startsWith("^") && !one.startsWith(BEGIN))
                forms.add(form(trimmed.replace("{DATE}", one)));
        return new DatePattern(text, forms);
    }

    private static Form form(String text) {
        boolean begins = text.startsWith(BEGIN);
        String own = begins ? text.substring(BEGIN.length()) : text;
        boolean anchored = own.startsWith("^");
        if (anchored) own = own.substring(1);
        own = own.replaceFirst("(?i)\\{?\\bL?EPOCH\\b\\}?", "(?P<E>\\\\d{10}(?:\\\\d{3}|\\\\d{6})?(?:\\\\.\\\\d+)?)")
                .replaceFirst("\\bTAI64N\\b", "@(?P<T>[0-9a-f]{24})");
        int plain = plainGroup(own);
        String cut =
                plain < 0 ? "(?P<cut>" + own + ")" : own.substring(0, plain) + "(?P<cut>" + own.substring(plain + 1);
        String edge = begins ? "^\\W{0,2}" : anchored ? "^" : "(?<!\\w)";
        Regex regex = Regex.compile(edge + parts(cut) + (own.endsWith("$") || own.endsWith("\\s+") ? "" : "(?!\\w)"));
        return new Form(regex, regex.group("cut"), begins || anchored);
    }

    /** Where a group without a name opens; below 0 for nowhere. */
    private static int plainGroup(String text) {
        boolean inClass = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') i++;
            else if (c == '[') inClass = true;
            else if (c == ']') inClass = false;
            else if (c == '(' && !inClass && !text.startsWith("(?", i)) return i;
        }
        return -1;
    }

    private static String parts(String text) {
        StringBuilder all = new StringBuilder();
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            String name = parts.group(1);
            String exact = parts.group().length() > 2 ? EXACT.get(name) : null;
            String part = name.equals("%") ? "%" : exact != null ? exact : PARTS.get(name);
            if (part == null) throw new IllegalArgumentException("%" + name + " is not known here");
            parts.appendReplacement(all, Matcher.quoteReplacement(part));
        }
        return parts.appendTail(all).toString();
    }

    /** The time that stands in a line, and where. Used again for the next. */
    public static final class Found {
        /** Without a time, both are the beginning of the line. */
        public int start;

        public int end;
        private Form form;
        private byte[] in;
        private final int[] places = new int[2 * NAMES.length];

        /** In milliseconds since the epoch; {@code readAt} when it says too little. */
        public long millis(ZoneId zone, long readAt) {
            if (form == null) return readAt;
            try {
                return read(zone, readAt);
            } catch (DateTimeException | ArithmeticException e) {
                return readAt; // such as the 31st of February
            }
        }

        private static final String[] NAMES = {"Y", "y", "m", "d", "b", "H", "I", "p", "M", "S", "f", "z", "Z", "E", "T"
        };

        private void keep(Form found, byte[] bytes, Machine machine) {
            form = found;
            in = bytes;
            start = machine.start(found.cut);
            end = machine.end(found.cut);
            for (int i = 0; i < NAMES.length; i++) {
                int group = found.regex.group(NAMES[i]);
                places[2 * i] = group == 0 ? -1 : machine.start(group);
                places[2 * i + 1] = group == 0 ? -1 : machine.end(group);
            }
        }

        private String part(String name) {
            int i = List.of(NAMES).indexOf(name);
            if (places[2 * i] < 0) return "";
            return new String(in, places[2 * i], places[2 * i + 1] - places[2 * i], StandardCharsets.ISO_8859_1)
                    .strip();
        }

        private int number(String name, int otherwise) {
            String digits = part(name);
            return digits.isEmpty() ? otherwise : Integer.parseInt(digits);
        }

        private long read(ZoneId zone, long readAt) {
            String epoch = part("E");
            if (!epoch.isEmpty()) return epoch(epoch);
            if (!part("T").isEmpty()) return (Long.parseLong(part("T").substring(0, 16), 16) - TAI_TO_UNIX) * 1000;
            ZoneId of = zone(zone);
            LocalDate today = Instant.ofEpochMilli(readAt).atZone(of).toLocalDate();
            int month = part("b").isEmpty() ? number("m", 0) : month(part("b"));
            if (month == 0) return at(today, of);
            int year = number("Y", part("y").isEmpty() ? 0 : 2000 + number("y", 0));
            if (year > 0) return at(LocalDate.of(year, month, number("d", 1)), of);
            long thisYear = at(LocalDate.of(today.getYear(), month, number("d", 1)), of);
            return thisYear <= readAt + 86_400_000
                    ? thisYear
                    : at(LocalDate.of(today.getYear() - 1, month, number("d", 1)), of);
        }

        private long at(LocalDate date, ZoneId zone) {
            int hour = number("H", -1);
            if (hour < 0)
                hour = number("I", 0) % 12 + (part("p").toLowerCase(Locale.ROOT).equals("pm") ? 12 : 0);
            String nanos = (part("f") + "000000000").substring(0, 9);
            LocalTime time = LocalTime.of(hour, number("M", 0), Math.min(59, number("S", 0)), Integer.parseInt(nanos));
            return LocalDateTime.of(date, time).atZone(zone).toInstant().toEpochMilli();
        }

        private ZoneId zone(ZoneId otherwise) {
            String offset = part("z");
            if (offset.isEmpty()) return part("Z").matches("Z|UTC|GMT") ? ZoneOffset.UTC : otherwise;
            return Character.isLetter(offset.charAt(0)) ? ZoneOffset.UTC : ZoneOffset.of(offset);
        }

        private static int month(String name) {
            String proper = name.substring(0, 1).toUpperCase(Locale.ROOT)
                    + name.substring(1).toLowerCase(Locale.ROOT);
            return MONTHS.indexOf(proper) / 3 + 1;
        }

        private static long epoch(String digits) {
            int dot = digits.indexOf('.');
            if (dot > 0) return new BigDecimal(digits).movePointRight(3).longValue();
            long number = Long.parseLong(digits);
            return digits.length() == 10 ? number * 1000 : digits.length() == 13 ? number : number / 1000;
        }
    }

    /** Looks for a time; without one, {@code found} is an empty place at the beginning. */
    public static void find(List<DatePattern> dates, Machine machine, byte[] in, int from, int to, Found found) {
        found.form = null;
        found.start = from;
        found.end = from;
        for (DatePattern date : dates) if (date.find(machine, in, from, to, found)) return;
    }

    private boolean find(Machine machine, byte[] in, int from, int to, Found found) {
        for (Form form : forms) {
            if (!machine.find(form.regex, in, from, to) || machine.start(form.cut) < 0) continue;
            found.keep(form, in, machine);
            return true;
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }
}
