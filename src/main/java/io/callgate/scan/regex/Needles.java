package io.callgate.scan.regex;

import io.callgate.scan.regex.Node.Alt;
import io.callgate.scan.regex.Node.Assert;
import io.callgate.scan.regex.Node.Atomic;
import io.callgate.scan.regex.Node.Chars;
import io.callgate.scan.regex.Node.Group;
import io.callgate.scan.regex.Node.Look;
import io.callgate.scan.regex.Node.Repeat;
import io.callgate.scan.regex.Node.Seq;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds texts of which every match holds at least one: the longest that can be had. They may stand on both sides of a time
 * that was cut out of the line only where two characters that are no letters or digits meet, so they never hold such a pair.
 * Texts are bytes in the form of characters here.
 */
final class Needles {

    /** Ways that are followed side by side. */
    private static final int WAYS = 16;

    /** More than so many slow the search for all of them. */
    private static final int MOST = 40;

    /** What is known of a part: all that it can be, or else what is in it. */
    private record Known(Set<String> exact, Set<String> within) {
        static final Known NOTHING = new Known(Set.of(), Set.of());

        static Known exactly(Set<String> texts) {
            return new Known(texts, Set.of());
        }

        static Known holding(Set<String> texts) {
            return new Known(Set.of(), texts);
        }

        /** The best of which it holds one. */
        Set<String> best() {
            return exact.isEmpty() ? within : cut(exact);
        }
    }

    private Needles() {}

    static List<byte[]> of(Node all) {
        List<byte[]> needles = new ArrayList<>();
        for (String needle : known(all).best()) needles.add(needle.getBytes(StandardCharsets.ISO_8859_1));
        return needles;
    }

    private static Known known(Node node) {
        if (node instanceof Chars chars) return characters(chars.set());
        if (node instanceof Group group) return known(group.body());
        if (node instanceof Atomic atomic)
            return Known.holding(known(atomic.body()).best());
        if (node instanceof Assert || node instanceof Look) return Known.exactly(Set.of(""));
        if (node instanceof Seq seq) return sequence(seq.parts());
        if (node instanceof Alt alt) return alternatives(alt.ways());
        if (node instanceof Repeat repeat) return repeated(repeat);
        return Known.NOTHING;
    }

    private static Known characters(ByteSet set) {
        if (set.size() > 3) return Known.NOTHING;
        Set<String> texts = new LinkedHashSet<>();
        IntStream.of(set.members()).forEach(b -> texts.add(String.valueOf((char) b)));
        return Known.exactly(texts);
    }

    private static Known repeated(Repeat repeat) {
        if (repeat.min() == 0) return optional(repeat);
        Known one = known(repeat.body());
        if (repeat.min() != repeat.max() || repeat.min() > WAYS) return Known.holding(one.best());
        List<Node> times = new ArrayList<>();
        for (int i = 0; i < repeat.min(); i++) times.add(repeat.body());
        return sequence(times);
    }

    private static Known optional(Repeat repeat) {
        Known one = known(repeat.body());
        if (repeat.max() != 1 || one.exact.isEmpty()) return Known.NOTHING;
        Set<String> texts = new LinkedHashSet<>(one.exact);
        texts.add("");
        return Known.exactly(texts);
    }

    private static Known alternatives(List<Node> ways) {
        Set<String> exact = new LinkedHashSet<>();
        Set<String> within = new LinkedHashSet<>();
        boolean allExact = true;
        boolean allKnown = true;
        for (Node way : ways) {
            Known known = known(way);
            allExact &= !known.exact.isEmpty();
            exact.addAll(known.exact);
            allKnown &= !known.best().isEmpty();
            within.addAll(known.best());
        }
        if (allExact && exact.size() <= WAYS) return Known.exactly(exact);
        return allKnown && within.size() <= MOST ? Known.holding(within) : Known.NOTHING;
    }

    private static Known sequence(List<Node> parts) {
        Set<String> run = Set.of("");
        Set<String> best = Set.of();
        boolean whole = true;
        for (Node part : parts) {
            Known known = known(part);
            Set<String> longer = known.exact.isEmpty() ? Set.of() : joined(run, known.exact);
            if (longer.isEmpty()) {
                whole = false;
                best = better(better(best, cut(run)), known.best());
                run = known.exact.isEmpty() ? Set.of("") : known.exact;
            } else {
                run = longer;
            }
        }
        return whole ? Known.exactly(run) : Known.holding(better(best, cut(run)));
    }

    /** Each behind each; none when that is too many. */
    private static Set<String> joined(Set<String> first, Set<String> second) {
        if (first.size() * second.size() > WAYS) return Set.of();
        Set<String> all = new LinkedHashSet<>();
        for (String a : first) for (String b : second) all.add(a + b);
        return all;
    }

    private static Set<String> better(Set<String> one, Set<String> other) {
        int ones = shortest(one);
        int others = shortest(other);
        if (ones == others) return one.size() <= other.size() ? one : other;
        return ones > others ? one : other;
    }

    private static int shortest(Set<String> texts) {
        return texts.stream().mapToInt(String::length).min().orElse(0);
    }

    /** Of each the longest piece in which no time can have stood; none when one has no such piece. */
    private static Set<String> cut(Set<String> texts) {
        Set<String> pieces = new LinkedHashSet<>();
        for (String text : texts) {
            String piece = piece(text);
            if (piece.isEmpty()) return Set.of();
            pieces.add(piece);
        }
        return pieces;
    }

    private static String piece(String text) {
        String longest = "";
        int begin = 0;
        for (int i = 1; i <= text.length(); i++) {
            if (i < text.length() && (word(text.charAt(i - 1)) || word(text.charAt(i)))) continue;
            if (i - begin > longest.length()) longest = text.substring(begin, i);
            begin = i;
        }
        return longest;
    }

    private static boolean word(char c) {
        return ByteSet.WORDS.has((byte) c);
    }
}
