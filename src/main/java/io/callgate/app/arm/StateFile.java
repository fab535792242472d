package io.callgate.app.arm;

import com.google.common.collect.ImmutableSet;
import io.callgate.core.Refusal;
import io.callgate.core.arm.Connection;
import io.callgate.core.arm.Posture;
import io.callgate.kit.DurableFile;
import io.callgate.kit.OwnFile;
import io.callgate.kit.text.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps how the firewall stands over restarts. The first line is all that the boot script reads: {@code enforce} or {@code
 * observe}.
 */
public final class StateFile {

    private static final int LONGEST = 64 * 1024;
    private static final String ABOUT =
            "# callgate's own: firewall.mode, or what was armed since. Without it the" + " configuration counts.";

    private final Path path;

    public StateFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /**
     * Empty when there is none.
     *
     * @throws Refusal when it is damaged; it says what to do
     */
    public Optional<Posture> read() {
        try {
            return Optional.of(parse(OwnFile.read(path, LONGEST)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new Refusal(path + " cannot be read: " + Reasons.of(e));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new Refusal(
                    path + " is damaged (" + e.getMessage() + "), so nobody knows whether the firewall was armed;"
                            + " remove it, and firewall.mode in the configuration counts");
        }
    }

    /** @throws UncheckedIOException when it cannot be kept; then the former one stands */
    public void write(Posture posture) {
        try {
            DurableFile.replace(path, out -> out.write(text(posture).getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    new IOException("cannot keep how the firewall stands in " + path + ": " + Reasons.of(e), e));
        }
    }

    static String text(Posture posture) {
        List<String> lines = new ArrayList<>();
        lines.add(mode(posture.dropsAtBoot()));
        lines.add(ABOUT);
        lines.add("stands " + posture.stands().name().toLowerCase(Locale.ROOT));
        posture.trialUntil().ifPresent(end -> lines.add("trial-until " + end));
        lines.add("configured " + mode(posture.configEnforces()));
        lines.add("since " + posture.since());
        lines.add("by " + posture.by().replaceAll("\\R", " "));
        for (Connection each : posture.before()) lines.add("before " + each);
        return String.join("\n", lines) + "\n";
    }

    private static String mode(boolean enforces) {
        return enforces ? "enforce" : "observe";
    }

    static Posture parse(String text) {
        List<String> lines = text.lines().toList();
        String configured = value(lines, "configured").orElse("");
        if (!configured.equals("enforce") && !configured.equals("observe"))
            throw new IllegalArgumentException("it does not say what was configured");
        return new Posture(
                Posture.Stands.valueOf(required(lines, "stands").toUpperCase(Locale.ROOT)),
                value(lines, "trial-until").map(Instant::parse),
                configured.equals("enforce"),
                Instant.parse(required(lines, "since")),
                value(lines, "by").orElse(""),
                lines.stream()
                        .filter(line -> line.startsWith("before "))
                        .flatMap(line -> Connection.find(line.substring("before ".length())).stream())
                        .collect(ImmutableSet.toImmutableSet()));
    }

    private static String required(List<String> lines, String key) {
        return value(lines, key).orElseThrow(() -> new IllegalArgumentException("it has no line \"" + key + "\""));
    }

    private static Optional<String> value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + " "))
                .map(line -> line.substring(key.length() + 1))
                .findFirst();
    }
}
