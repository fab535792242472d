package io.callgate.scan;

import io.callgate.kit.text.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Which logs this process may not read, and what would let it: it is an ordinary user, and logs belong to others. */
public final class LogAccess {

    private LogAccess() {}

    /** Empty when each may be read, or is not there. */
    public static Optional<String> trouble(List<Path> logs) {
        return logs.stream().flatMap(LogAccess::barred).findFirst();
    }

    static boolean isBarred(Path log) {
        return barred(log).findAny().isPresent();
    }

    private static Stream<String> barred(Path log) {
        Path at = log.getRoot();
        for (Path step : log) {
            at = at.resolve(step);
            boolean isDirectory = Files.isDirectory(at);
            if (!Files.exists(at)) return Stream.empty();
            if (isDirectory ? !Files.isExecutable(at) : !Files.isReadable(at))
                return Stream.of("CANNOT READ " + log + ": " + remedy(at, isDirectory));
        }
        return Stream.empty();
    }

    private static String remedy(Path barrier, boolean isDirectory) {
        try {
            PosixFileAttributes of = Files.readAttributes(barrier, PosixFileAttributes.class);
            String user = System.getProperty("user.name");
            String group = of.group().getName();
            PosixFilePermission needed =
                    isDirectory ? PosixFilePermission.GROUP_EXECUTE : PosixFilePermission.GROUP_READ;
            if (group.equals("root") || !of.permissions().contains(needed))
                return barrier + " is for " + of.owner().getName() + " alone; give it to a group and let that read"
                        + " (chgrp adm " + barrier + "; chmod g+" + (isDirectory ? "rx " : "r ") + barrier + ")";
            return barrier + " is for the group " + group + ", and " + user + " is not in it; usermod -aG " + group
                    + " " + user + ", and restart callgate";
        } catch (IOException e) {
            return barrier + ": " + Reasons.of(e);
        }
    }
}
