package io.callgate.app.boot;

import io.callgate.app.config.Config;
import io.callgate.app.control.ControlServer;
import io.callgate.core.Refusal;
import io.callgate.kit.text.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The directories of what only the program that keeps the book may write. */
public final class StateDirectory {

    private StateDirectory() {}

    /**
     * A file that is gone from a box that was guarded is a book that is silent; one that never was is a box to be set up.
     *
     * @throws Refusal for the latter
     */
    public static void requireBook(Config config) {
        boolean missing = !config.database().file().map(Files::exists).orElse(true);
        if (missing && !Files.exists(BootFiles.table(config)))
            throw new Refusal("there is no book at " + config.database().url() + ": run callgate migrate");
    }

    /** Those of the state and of the lock; the control socket's may have gone with the last start of the box. */
    public static void make(Config config) {
        makeState(config);
        Path directory = config.lock().getParent();
        try {
            ControlServer.makeDirectory(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot make " + directory + ": " + e, e));
        }
    }

    /** For its owner alone. */
    private static void makeState(Config config) {
        Path directory = config.stateFile().toAbsolutePath().getParent();
        if (Files.isDirectory(directory)) return;
        try {
            Files.createDirectories(directory.getParent());
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot make " + directory + ": " + Reasons.of(e), e));
        }
    }
}
