package io.callgate.app.box;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this box calls itself, by its kernel: asking the resolver could hang. */
public final class HostName {

    private static final Logger log = LoggerFactory.getLogger(HostName.class);

    private HostName() {}

    public static String get() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            if (!name.isEmpty()) return name;
        } catch (IOException e) {
            log.warn("this box does not say its name: {}", e.toString());
        }
        return "pbx";
    }
}
