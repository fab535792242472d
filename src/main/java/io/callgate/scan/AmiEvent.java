package io.callgate.scan;

import io.callgate.core.address.Address;
import io.callgate.core.failure.Failure;
import io.callgate.core.failure.FailureKind;
import io.callgate.core.failure.Sense;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event of AMI: lines of {@code Key: value} up to an empty one (main/manager.c). Asterisk writes an attacker's words into
 * the values of AccountID and SessionID, before the address: a line break in them would look like further lines, so an event
 * in which a line that matters comes twice tells nothing.
 */
final class AmiEvent {

    private static final Map<String, FailureKind> KINDS = new HashMap<>();

    static {
        for (SecurityEvent event : SecurityEvent.ALL)
            KINDS.put(new String(event.name(), StandardCharsets.US_ASCII), event.kind());
    }

    private final Map<String, String> values = new HashMap<>();
    private boolean ambiguous;

    AmiEvent(List<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(": ");
            String key = colon < 0 ? line : line.substring(0, colon);
            String former = values.put(key, colon < 0 ? "" : line.substring(colon + 2));
            ambiguous |= former != null && (key.equals("RemoteAddress") || key.equals("Event"));
        }
    }

    private String value(String key) {
        return values.getOrDefault(key, "");
    }

    /** Whether it tells of a failed attempt, though perhaps not of whose. */
    boolean isFailure() {
        return KINDS.containsKey(value("Event"));
    }

    /** Empty when it tells of none, or not without doubt of whose. */
    Optional<Failure> failure(long nowMillis) {
        if (!isFailure() || ambiguous) return Optional.empty();
        return address()
                .map(address -> new Failure(
                        nowMillis,
                        address,
                        value("Service"),
                        value("AccountID"),
                        KINDS.get(value("Event")),
                        Sense.EVENT,
                        value("SessionID")));
    }

    /** {@code IPV4/UDP/198.51.100.7/5060}. */
    private Optional<Address> address() {
        String[] parts = value("RemoteAddress").split("/", -1);
        if (parts.length != 4 || !parts[0].startsWith("IPV")) return Optional.empty();
        byte[] bytes = parts[2].getBytes(StandardCharsets.ISO_8859_1);
        return Optional.ofNullable(AddressText.bare(bytes, 0, bytes.length));
    }
}
