package io.callgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs commands to their end, within a time. */
public final class Commands {

    private Commands() {}

    /** What a command printed, standard error included, and how it ended. */
    public record Result(int exit, String output) {

        /** This, if it ended with 0. */
        public Result orFail() {
            if (exit != 0) throw new AssertionError("ended with " + exit + ": " + output);
            return this;
        }
    }

    public static Result run(List<String> command) {
        return run(new ProcessBuilder(command), 180);
    }

    public static Result run(ProcessBuilder builder, int seconds) {
        try {
            Path output = Files.createTempFile("callgate-test", ".out");
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
            if (!ended) process.destroyForcibly().waitFor();
            String text = Files.readString(output, StandardCharsets.UTF_8);
            Files.delete(output);
            if (!ended) throw new AssertionError(builder.command() + " did not end in " + seconds + " s: " + text);
            return new Result(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
