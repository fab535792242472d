package io.callgate.gate;

import io.callgate.core.address.AddressRange;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that was done to the kernel, and that the book is to be told of.
 *
 * @param range what was banned or unbanned
 * @param until when a ban ends; empty for never
 * @param by whose ban it is, or who did it
 * @param text the reason of a ban, or what was done
 */
record JournalEntry(
        Kind kind, Optional<AddressRange> range, Optional<Instant> until, Instant at, String by, String text) {

    enum Kind {
        /** The scanner shut an offender out. */
        OFFENDER,
        /** An administrator banned a range. */
        BAN,
        /** An administrator ended the bans of a range. */
        UNBAN,
        /** How the firewall stands was changed. */
        MODE,
        /** A caller was promised a mail. */
        PROMISE
    }

    /** One line without blanks but between its parts: {@code text} may be an attacker's. */
    String line() {
        return String.join(
                " ",
                kind.name(),
                range.map(AddressRange::toString).orElse("-"),
                until.map(end -> Long.toString(end.toEpochMilli())).orElse("-"),
                Long.toString(at.toEpochMilli()),
                encoded(by),
                encoded(text));
    }

    /** @throws RuntimeException for what {@link #line} does not write */
    static JournalEntry parse(String line) {
        String[] parts = line.split(" ", -1);
        return new JournalEntry(
                Kind.valueOf(parts[0]),
                Optional.of(parts[1]).filter(part -> !part.equals("-")).map(AddressRange::parse),
                Optional.of(parts[2])
                        .filter(part -> !part.equals("-"))
                        .map(part -> Instant.ofEpochMilli(Long.parseLong(part))),
                Instant.ofEpochMilli(Long.parseLong(parts[3])),
                URLDecoder.decode(parts[4], StandardCharsets.UTF_8),
                URLDecoder.decode(parts[5], StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
