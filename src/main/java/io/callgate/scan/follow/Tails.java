package io.callgate.scan.follow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All logs that are followed: one that cannot be read keeps no other from it. The reading thread reads; anybody may ask. */
final class Tails implements Iterable<Tail>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Tails.class);

    private final List<Tail> tails = new ArrayList<>();
    private volatile Optional<String> fault = Optional.empty();

    void add(Tail tail) {
        tails.add(tail);
    }

    /** Begins where a former run ended; whether that is so of each log. */
    boolean begin(Marks.Noted noted, long now) {
        boolean fits = true;
        for (Tail tail : tails) fits &= begin(tail, noted, now);
        return fits;
    }

    private boolean begin(Tail tail, Marks.Noted noted, long now) {
        try {
            return tail.begin(Optional.ofNullable(noted.byLog().get(tail.path().toString())), now);
        } catch (IOException e) {
            // The others are read; this one is tried again.
            is(Optional.of(cannotRead(tail, e)));
            return false;
        }
    }

    /** Reads a portion of each; whether there is more to read. */
    boolean read(long now) {
        boolean more = false;
        Optional<String> trouble = Optional.empty();
        for (Tail tail : tails) {
            try {
                more |= tail.read(now);
            } catch (IOException e) {
                trouble = Optional.of(cannotRead(tail, e));
            }
        }
        is(trouble);
        return more;
    }

    private static String cannotRead(Tail tail, IOException e) {
        return tail.path() + " cannot be read: " + e;
    }

    private void is(Optional<String> trouble) {
        if (!trouble.equals(fault)) trouble.ifPresent(log::error);
        fault = trouble;
    }

    /** What keeps a log from being read, if something does. */
    Optional<String> fault() {
        return fault;
    }

    /** Whether the rest of a record may come within a moment. */
    boolean isWaiting() {
        return tails.stream().anyMatch(Tail::isWaiting);
    }

    /** Says what did not count, when it is time for that. */
    void report() {
        for (Tail tail : tails) tail.uncounted().report().forEach(log::warn);
    }

    long bytes() {
        return sum(tail -> tail.counters().bytes());
    }

    /** How many lines tell of a failure, but not without doubt of whose. */
    long unclear() {
        return sum(
                tail -> Stream.of(tail.counters().ambiguous(), tail.counters().withoutAddress())
                        .flatMap(byFamily -> byFamily.values().stream())
                        .mapToLong(n -> n)
                        .sum());
    }

    /** What was found of each family, none if nothing was. */
    List<Scanner.Found> families() {
        return tails.stream()
                .flatMap(tail -> tail.counters().failures().keySet().stream())
                .distinct()
                .map(name -> new Scanner.Found(
                        name,
                        sum(name, tail -> tail.counters().failures()),
                        sum(name, tail -> tail.counters().ambiguous()),
                        sum(name, tail -> tail.counters().withoutAddress())))
                .toList();
    }

    private long sum(String family, Function<Tail, Map<String, Long>> counts) {
        return sum(tail -> counts.apply(tail).get(family));
    }

    private long sum(ToLongFunction<Tail> each) {
        return tails.stream().mapToLong(each).sum();
    }

    List<Uncounted.Case> uncounted() {
        return tails.stream().flatMap(tail -> tail.uncounted().cases().stream()).toList();
    }

    /** The logs that are not there at the moment. */
    List<String> missing() {
        return tails.stream()
                .filter(tail -> !tail.isThere())
                .map(tail -> tail.path().toString())
                .toList();
    }

    @Override
    public Iterator<Tail> iterator() {
        return tails.iterator();
    }

    @Override
    public void close() throws IOException {
        for (Tail tail : tails) tail.close();
    }
}
