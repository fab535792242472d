package io.callgate.app.cli.carry;

import io.callgate.app.cli.base.UsageError;
import io.callgate.app.tm3.Source;
import io.callgate.core.Refusal;
import io.callgate.kit.text.Reasons;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files as one text, for a daemon that may not read them itself (it sees no home directories): before each, its length in
 * characters, its path, and a line's end.
 */
final class Parcel {

    /** Of rules: ten thousand of them, which a daemon reads within its little memory. */
    private static final int MOST_BYTES = 1024 * 1024;

    private static final Pattern HEAD = Pattern.compile("([0-9]{1,9}) (.+)");

    private Parcel() {}

    /** Of a directory, the files that are called {@code NAME.iptables}. */
    static List<Source> read(List<Path> paths) {
        List<Source> sources = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.isDirectory(path)) sources.add(file(path));
            else for (Path file : accounts(path)) sources.add(file(file));
        }
        if (sources.stream().mapToInt(s -> s.text().length()).sum() > MOST_BYTES)
            throw new UsageError("these files are longer than " + MOST_BYTES + " bytes together; name fewer at once");
        return sources;
    }

    private static List<Path> accounts(Path directory) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.iptables")) {
            List<Path> sorted = new ArrayList<>();
            files.forEach(sorted::add);
            sorted.sort(null);
            return sorted;
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    static Source file(Path file) {
        return file(file, MOST_BYTES);
    }

    /** As large as it is, for a program without a daemon and with the memory for it. */
    static Source book(Path file) {
        return file(file, Integer.MAX_VALUE - 100);
    }

    private static Source file(Path file, long most) {
        if (file.toString().indexOf('\n') >= 0) throw new UsageError("the name of a file has one line: " + file);
        try {
            if (Files.size(file) > most) throw new UsageError(file + " has more than " + most + " bytes");
            return new Source(file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static UncheckedIOException unreadable(Path file, IOException e) {
        return new UncheckedIOException(new IOException("cannot read " + file + ": " + Reasons.of(e), e));
    }

    static String pack(List<Source> sources) {
        StringBuilder text = new StringBuilder();
        for (Source s : sources)
            text.append(s.text().length())
                    .append(' ')
                    .append(s.name())
                    .append('\n')
                    .append(s.text());
        return text.toString();
    }

    /** At least one file. Whoever packed it may be another program than this one. */
    static List<Source> unpack(String text) {
        List<Source> sources = new ArrayList<>();
        for (int at = 0; at < text.length() || sources.isEmpty(); ) {
            int begin = text.indexOf('\n', at) + 1;
            Matcher head = HEAD.matcher(text.substring(at, Math.max(at, begin - 1)));
            if (!head.matches() || Integer.parseInt(head.group(1)) > text.length() - begin)
                throw new Refusal("the files did not arrive whole; nothing was changed");
            at = begin + Integer.parseInt(head.group(1));
            sources.add(new Source(head.group(2), text.substring(begin, at)));
        }
        return sources;
    }
}
