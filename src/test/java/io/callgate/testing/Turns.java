package io.callgate.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Has an integration test that is {@link RealTime} run alone, whatever processes run the others. That Asterisk and its callers
 * come before all others (src/test/asterisk/first.sh) is not enough: callgate itself has to answer in time, too.
 */
public final class Turns implements BeforeAllCallback, AfterAllCallback {

    private static final Path FILE = Path.of("target", "turns.lock");

    private FileChannel turn;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Class<?> test = context.getRequiredTestClass();
        if (!test.getSimpleName().endsWith("IT") || test.getEnclosingClass() != null) return;
        turn = FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        // It ends with the channel.
        turn.lock(0, Long.MAX_VALUE, !test.isAnnotationPresent(RealTime.class));
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (turn == null || context.getRequiredTestClass().getEnclosingClass() != null) return;
        turn.close();
        turn = null;
    }
}
