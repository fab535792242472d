package io.callgate.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The file in which stands how far each log was read. It is replaced as a whole, and may be lost: logs are then read anew. */
final class Marks {

    private final Path file;
    private String written = "";

    Marks(Path file) {
        this.file = file;
    }

    /** What is there; of what cannot be understood nothing. */
    Map<String, Mark> read() throws IOException {
        Map<String, Mark> marks = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int tab = line.indexOf('\t');
                Optional<Mark> mark = tab < 0 ? Optional.empty() : Mark.parse(line.substring(0, tab));
                mark.ifPresent(m -> marks.put(line.substring(tab + 1), m));
            }
        } catch (NoSuchFileException e) {
            // The first time.
        }
        return marks;
    }

    void write(Iterable<Tail> tails) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Tail tail : tails)
            tail.mark()
                    .ifPresent(mark ->
                            text.append(mark).append('\t').append(tail.path()).append('\n'));
        if (text.toString().equals(written)) return;
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        written = text.toString();
    }
}
