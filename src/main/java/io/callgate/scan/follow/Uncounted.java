package io.callgate.scan.follow;

import io.callgate.core.failure.Failure;
import io.callgate.kit.text.Printable;
import io.callgate.scan.line.Reading;
import io.callgate.scan.line.Sink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What one log tells, on its way to the judge, and what of it does not count, by why, so that nothing is dropped in silence.
 * What was in the log already when callgate began is history, and no clock is wrong because it is old. The reading thread
 * counts; anybody may ask.
 */
public final class Uncounted implements Sink {

    /** Clocks of one box differ by less, and lines wait for less in a writer's buffer. */
    private static final Duration CLOSE = Duration.ofSeconds(90);

    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final int LONGEST_EXAMPLE = 200;
    private static final long EXAMPLE_EVERY_MILLIS = 1_000;
    private static final long REPORT_EVERY_MILLIS = 60_000;

    /** Why something does not count, or not as it stands. */
    public enum Why {
        STRANGE(
                "lines look like failures, under a header of no writer that is known",
                "'callgate scan LOG --explain N' explains line N; name what you want found under [scan.patterns], or a filter"),
        OLD(
                "attempts are too old to count by their time",
                "have it written with its offset (Asterisk: dateformat = %F %T%z in logger.conf), or name its zone: scan.zone = { \"LOG\" = \"UTC\" }"),
        AHEAD(
                "attempts count as of now, because their time is still to come",
                "have it written with its offset (Asterisk: dateformat = %F %T%z in logger.conf), or name its zone: scan.zone = { \"LOG\" = \"UTC\" }"),
        MOVED(
                "attempts count as of now, because all that comes is off by as much as a time zone",
                "name its zone: scan.zone = { \"LOG\" = \"UTC\" }, so that what comes while callgate is away is read right, too"),
        NO_ADDRESS("failures name no address", "'callgate scan LOG' shows some; sshd names addresses with UseDNS no"),
        AMBIGUOUS(
                "failures may name an address that a client made up",
                "'callgate scan LOG' shows some; scan.ami, or Asterisk's security log, tells of the same without doubt");

        private final String what;
        private final String remedy;

        Why(String what, String remedy) {
            this.what = what;
            this.remedy = remedy;
        }
    }

    /**
     * How much of one kind there was.
     *
     * @param example a line, printable, or by how much a time is off
     * @param lastMillis when it was read
     */
    public record Case(Path log, Why why, long times, String example, long lastMillis) {

        /** In one line for people. */
        public String text() {
            return log + ": " + times + " " + why.what + ": " + example;
        }

        public String remedy() {
            return why.remedy.replace("LOG", log.toString());
        }
    }

    private final Path log;
    private final Consumer<Failure> judge;
    private final LongSupplier now;
    private final Duration findTime;
    private final Map<Why, Case> cases = new EnumMap<>(Why.class);
    private final Map<Why, Long> reported = new EnumMap<>(Why.class);
    private long reportedAt;
    private boolean history;

    /** @param findTime older attempts do not count */
    Uncounted(Path log, Duration findTime, LongSupplier now, Consumer<Failure> judge) {
        this.log = log;
        this.findTime = findTime;
        this.now = now;
        this.judge = judge;
    }

    /** Whether what comes next was there before callgate began. */
    void history(boolean history) {
        this.history = history;
    }

    @Override
    public void failure(Failure failure) {
        long age = now.getAsLong() - failure.atMillis();
        if (age > findTime.toMillis() && !history) add(Why.OLD, off(age, "ago"));
        else if (age < -CLOSE.toMillis()) add(Why.AHEAD, off(-age, "ahead"));
        judge.accept(failure);
    }

    @Override
    public void moved(long millis) {
        add(Why.MOVED, Duration.ofMillis(Math.abs(millis)).toMinutes() + " minutes " + (millis > 0 ? "ago" : "ahead"));
    }

    /** As people say it; a quarter of an hour, or several, is a zone's. */
    private static String off(long millis, String which) {
        long minutes = Duration.ofMillis(millis).plusSeconds(30).toMinutes();
        long within = Math.floorMod(millis + CLOSE.toMillis(), QUARTER.toMillis());
        boolean zone = within <= 2 * CLOSE.toMillis() && minutes >= QUARTER.toMinutes() && minutes <= 26 * 60;
        return minutes + " minutes " + which + (zone ? ": is this log in another time zone?" : "");
    }

    @Override
    public void unclear(String family, Reading reading, byte[] line, int from, int to) {
        add(reading.outcome == Reading.Outcome.NO_ADDRESS ? Why.NO_ADDRESS : Why.AMBIGUOUS, line, from, to);
    }

    @Override
    public void strange(byte[] line, int from, int to) {
        add(Why.STRANGE, line, from, to);
    }

    private void add(Why why, byte[] line, int from, int to) {
        if (history) return;
        Case before = cases.get(why);
        boolean fresh = before == null || now.getAsLong() - before.lastMillis >= EXAMPLE_EVERY_MILLIS;
        add(why, fresh ? example(line, from, to) : before.example);
    }

    private static String example(byte[] line, int from, int to) {
        return Printable.clean(new String(line, from, Math.min(to - from, LONGEST_EXAMPLE), StandardCharsets.UTF_8));
    }

    private synchronized void add(Why why, String example) {
        Case before = cases.get(why);
        cases.put(why, new Case(log, why, before == null ? 1 : before.times + 1, example, now.getAsLong()));
    }

    synchronized List<Case> cases() {
        return List.copyOf(cases.values());
    }

    /** What to say of it, a line each: at once, and then once a minute what has come since. */
    synchronized List<String> report() {
        if (Math.abs(now.getAsLong() - reportedAt) < REPORT_EVERY_MILLIS) return List.of();
        List<String> lines = new ArrayList<>();
        for (Case one : cases.values()) {
            long before = Optional.ofNullable(reported.put(one.why, one.times)).orElse(0L);
            if (one.times > before)
                lines.add(new Case(log, one.why, one.times - before, one.example, one.lastMillis).text());
        }
        if (!lines.isEmpty()) reportedAt = now.getAsLong();
        return lines;
    }
}
