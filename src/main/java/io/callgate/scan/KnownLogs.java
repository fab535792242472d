package io.callgate.scan;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a box logs that nobody told of: of each kind of log the first that is there. The others of the kind tell of the same
 * attempts, which would then count twice.
 *
 * @param root where the box's files are: {@code /}
 */
record KnownLogs(Path root) {

    /** What holds the fewest words of strangers first: Asterisk's own, then FreePBX's names, of logger.conf and its web pages. */
    private static final List<List<String>> ASTERISKS = List.of(
            List.of("messages.log", "messages", "full"),
            List.of("security.log", "security"),
            List.of("freepbx_security.log"));

    /** As Debian names them, then Red Hat. */
    private static final List<String> LOGINS = List.of("auth.log", "secure");

    private static final List<List<String>> OTHERS = List.of(
            LOGINS, List.of("nginx/error.log"), List.of("apache2/error.log", "httpd/error_log"), List.of("vsftpd.log"));

    KnownLogs() {
        this(Path.of("/"));
    }

    ImmutableList<Path> found() {
        ImmutableList.Builder<Path> found = ImmutableList.builder();
        for (List<String> kind : ASTERISKS) first("asterisk/", kind).ifPresent(found::add);
        for (List<String> kind : OTHERS) first("", kind).ifPresent(found::add);
        return found.build();
    }

    /** What attempts are not seen because nothing is there that tells of them, and what would be there. */
    List<MissingLog> missing() {
        ImmutableList.Builder<MissingLog> missing = ImmutableList.builder();
        if (first("asterisk/", ASTERISKS.get(0)).isEmpty()) missing.add(new MissingLog(log("asterisk/messages.log")));
        if (first("", LOGINS).isEmpty() && Files.exists(root.resolve("usr/sbin/sshd")))
            missing.add(new MissingLog(log("auth.log")));
        return missing.build();
    }

    private Optional<Path> first(String folder, List<String> names) {
        return names.stream()
                .map(name -> log(folder + name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private Path log(String name) {
        return root.resolve("var/log").resolve(name);
    }
}
