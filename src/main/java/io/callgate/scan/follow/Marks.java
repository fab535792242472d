package io.callgate.scan.follow;

import io.callgate.core.jail.Progress;
import io.callgate.kit.DurableFile;
import io.callgate.kit.OwnFile;
import io.callgate.scan.line.ProgressText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which stands how far each log was read, and what had come of it at just that moment. It is replaced as a whole,
 * and may be lost: logs are then read anew.
 */
final class Marks {

    private static final Logger log = LoggerFactory.getLogger(Marks.class);

    /** Far more than is ever written. */
    private static final long LONGEST = 32 << 20;

    private final Path file;
    private String written = "";

    /** @param byLog how far each was read */
    record Noted(Map<String, Mark> byLog, Progress progress) {}

    Marks(Path file) {
        this.file = file;
    }

    /** What is there; of what cannot be understood nothing. */
    Noted read() {
        Map<String, Mark> marks = new HashMap<>();
        ProgressText progress = new ProgressText();
        int strange = 0;
        for (String line : text().split("\n")) {
            int tab = line.indexOf('\t');
            Optional<Mark> mark = tab < 0 ? Optional.empty() : Mark.parse(line.substring(0, tab));
            mark.ifPresent(m -> marks.put(line.substring(tab + 1), m));
            if (mark.isEmpty() && !line.isEmpty() && !progress.read(line)) strange++;
        }
        if (strange > 0) log.warn("{} lines of {} cannot be understood, and are nothing", strange, file);
        return new Noted(marks, progress.progress());
    }

    private String text() {
        try {
            return OwnFile.read(file, LONGEST);
        } catch (NoSuchFileException e) {
            // The first time.
            return "";
        } catch (IOException e) {
            log.warn("{} cannot be read, the logs are read anew: {}", file, e.toString());
            return "";
        }
    }

    void write(Iterable<Tail> tails, Progress progress) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Tail tail : tails)
            tail.mark()
                    .ifPresent(mark ->
                            text.append(mark).append('\t').append(tail.path()).append('\n'));
        ProgressText.write(text, progress);
        if (text.toString().equals(written)) return;
        DurableFile.replace(file, out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
        written = text.toString();
    }
}
