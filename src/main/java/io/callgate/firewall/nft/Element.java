package io.callgate.firewall.nft;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.grant.Opening;
import io.callgate.core.grant.RangeOpenings;
import io.callgate.firewall.ruleset.GateSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An element of a set: the addresses {@code first} to {@code last}, the same in a hash set.
 *
 * @param endMillis when the kernel takes it out by itself, in milliseconds since the epoch; {@link #FOR_EVER} for never
 * @param comment clean of everything that means something to nft, possibly empty
 */
public record Element(GateSet set, Address first, Address last, long endMillis, String comment) {

    public static final long FOR_EVER = Long.MAX_VALUE;

    /** How far apart two ends may lie and still be one: reading and writing take time, and the kernel counts in ticks. */
    static final long TOLERANCE_MILLIS = 2000;

    private static final long CENTURY_MILLIS = Duration.ofDays(36525).toMillis();

    private static final CharMatcher CLEAN = CharMatcher.inRange('A', 'Z')
            .or(CharMatcher.inRange('a', 'z'))
            .or(CharMatcher.inRange('0', '9'))
            .or(CharMatcher.anyOf(" ._@-"))
            .precomputed();

    /** What names an element in the kernel. */
    record Place(GateSet set, Address first, Address last) {}

    /** This with another end, and no comment. */
    Element until(long otherEndMillis) {
        return new Element(set, first, last, otherEndMillis, "");
    }

    /** The end as a book has it. */
    public Optional<Instant> end() {
        return endMillis == FOR_EVER ? Optional.empty() : Optional.of(Instant.ofEpochMilli(endMillis));
    }

    /** What {@code standing}, of a range that this holds, has by it; empty when this is a ban, which is no matter of standings. */
    public Optional<RangeOpenings> adopted(RangeOpenings standing) {
        AddressRange range = standing.range();
        Optional<Opening> opening = set.serviceOfRanges().map(service -> new Opening(range, service, end(), comment));
        if (opening.isEmpty() && !set.name().startsWith("shut")) return Optional.empty();
        ImmutableList<Opening> openings = ImmutableList.<Opening>builder()
                .addAll(standing.openings())
                .addAll(opening.stream().toList())
                .build();
        Optional<Ban> shut = opening.isPresent()
                ? standing.shut()
                : Optional.of(new Ban(0, range, "administrator", "", Instant.EPOCH, end()));
        return Optional.of(new RangeOpenings(range, openings, standing.judged(), shut));
    }

    Place place() {
        return new Place(set, first, last);
    }

    /** Whether {@code other} of the same place need not be replaced by this. */
    boolean standsFor(Element other) {
        return endsLike(other) && comment.equals(other.comment);
    }

    private boolean endsLike(Element other) {
        if (endMillis == FOR_EVER || other.endMillis == FOR_EVER) return endMillis == other.endMillis;
        return Math.abs(endMillis - other.endMillis) <= TOLERANCE_MILLIS;
    }

    /** The kernel has certainly taken it out. */
    boolean isOver(long nowMillis) {
        return endMillis < nowMillis - TOLERANCE_MILLIS;
    }

    /** The kernel may take it out, or have done so, while a transaction is on its way. */
    boolean isFading(long nowMillis) {
        return endMillis < nowMillis + 2 * TOLERANCE_MILLIS;
    }

    /** The end as an element has it. One that lies further ahead than the kernel can count is none. */
    public static long millis(Optional<Instant> end, long nowMillis) {
        return end.filter(e -> e.isBefore(Instant.ofEpochMilli(nowMillis + CENTURY_MILLIS)))
                .map(Instant::toEpochMilli)
                .orElse(FOR_EVER);
    }

    /** As {@link #millis(Optional, long)}. */
    public static long millis(long endMillis, long nowMillis) {
        return endMillis < nowMillis + CENTURY_MILLIS ? endMillis : FOR_EVER;
    }

    /** Text from a book may hold anything: what is left can neither end a quoted string nor a line. */
    static String clean(String comment) {
        if (comment.length() <= 100 && CLEAN.matchesAllOf(comment)) return comment;
        String clean = CLEAN.negate().replaceFrom(comment, '_');
        return clean.length() <= 100 ? clean : clean.substring(0, 100);
    }

    /** How nft writes the place. */
    void writePlace(StringBuilder out) {
        out.append(first);
        if (!first.equals(last)) out.append('-').append(last);
    }

    /** How nft writes the element. */
    public void write(StringBuilder out, long nowMillis) {
        writePlace(out);
        if (endMillis != FOR_EVER) writeTimeout(out.append(" timeout "), Math.max(1, endMillis - nowMillis));
        if (!comment.isEmpty()) out.append(" comment \"").append(comment).append('"');
    }

    /** A length as nft reads it: in more than one unit, because nft reads at most eight digits of each. */
    public static void writeTimeout(StringBuilder out, long millis) {
        long days = millis / 86_400_000;
        long seconds = millis / 1000 % 86_400;
        if (days > 0) out.append(days).append('d');
        if (seconds > 0) out.append(seconds).append('s');
        if (millis % 1000 > 0) out.append(millis % 1000).append("ms");
    }
}
