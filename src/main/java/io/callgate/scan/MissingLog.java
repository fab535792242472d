package io.callgate.scan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A log that is to be read and is not there: what follows from that, and what to do, by who would write it.
 *
 * @param asterisks the folder that Asterisk writes to
 */
record MissingLog(Path log, Path asterisks) {

    /** What syslog daemons write log-ins to; the journal alone writes none of them. */
    private static final List<String> OF_SYSLOG = List.of("auth.log", "secure", "syslog", "messages");

    /** What Asterisk and FreePBX write, what holds the fewest words of strangers first. */
    private static final List<String> ASTERISKS =
            List.of("security.log", "security", "messages.log", "messages", "freepbx_security.log", "full");

    MissingLog(Path log) {
        this(log, Path.of("/var/log/asterisk"));
    }

    String what() {
        return log + " IS NOT THERE";
    }

    String meaning() {
        return log + " is not there: attempts that only it would tell of are not seen";
    }

    String remedy() {
        String instead = instead();
        String written = log.startsWith(asterisks)
                ? ofAsterisk()
                : OF_SYSLOG.contains(name()) ? ofSyslog() : "have it written, or take it out of scan.logs";
        return instead.isEmpty() ? written : "name what is there in scan.logs (" + instead + "); or " + written;
    }

    private String name() {
        return log.getFileName().toString();
    }

    private String ofAsterisk() {
        if (name().equals("freepbx_security.log"))
            return "wait: FreePBX makes it when the first log-in to its pages fails";
        String level = name().startsWith("security") ? "security" : "notice,warning,error";
        return "have Asterisk write it: \"" + name() + " => " + level
                + "\" under [logfiles] in /etc/asterisk/logger.conf (with FreePBX in logger_logfiles_custom.conf), then"
                + " asterisk -rx 'logger reload'";
    }

    private static String ofSyslog() {
        return "apt install rsyslog, which writes it: from Debian 12 on the journal alone is there at first;"
                + " or name in scan.logs only what this box writes";
    }

    /** What Asterisk may write in its place, as far as it is there. */
    private String instead() {
        if (!log.startsWith(asterisks)) return "";
        return ASTERISKS.stream()
                .map(asterisks::resolve)
                .filter(Files::isRegularFile)
                .map(Path::toString)
                .collect(Collectors.joining(", "));
    }
}
