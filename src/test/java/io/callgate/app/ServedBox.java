package io.callgate.app;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A box of its own for each test of the class that registers it, where callgate serves when the test begins. */
final class ServedBox extends Box implements BeforeEachCallback, AfterEachCallback {

    private Daemon daemon;

    ServedBox() {
        super(temporary());
    }

    /** @param configuration in the place of what a box has else */
    ServedBox(String configuration) {
        this();
        configureUnchecked(configuration);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("callgate-box");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start() {
        daemon = serve();
    }

    void stop() {
        daemon.close();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        start();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (daemon != null) stop();
        close();
        MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
}
