package io.callgate.app.arm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asterisk's own console, for whoever may use it: root, mostly. */
public final class AsteriskConsole {

    private static final int MOST_BYTES = 4 * 1024 * 1024;
    private static final long PATIENCE_SECONDS = 10;
    private static final List<String> COMMANDS = List.of("pjsip show contacts", "pjsip show registrations");

    private AsteriskConsole() {}

    /** What it prints of who is registered; empty where there is no Asterisk to be asked. */
    public static Optional<String> registered() {
        StringBuilder printed = new StringBuilder();
        try {
            for (String command : COMMANDS) printed.append(run(command)).append('\n');
        } catch (IOException e) {
            return Optional.empty();
        }
        return printed.toString().contains("Contact:") ? Optional.of(printed.toString()) : Optional.empty();
    }

    private static String run(String command) throws IOException {
        Process process = new ProcessBuilder("asterisk", "-rx", command)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            byte[] printed = process.getInputStream().readNBytes(MOST_BYTES);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0)
                throw new IOException("asterisk -rx failed");
            return new String(printed, StandardCharsets.ISO_8859_1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
