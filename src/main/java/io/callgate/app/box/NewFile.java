package io.callgate.app.box;

import io.callgate.kit.DurableFile;
import io.callgate.kit.text.Reasons;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that only its owner may read, and that is there whole and on the disk, or not at all. */
public final class NewFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final PrintStream stream;
    private boolean kept;

    private NewFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
        this.stream = new PrintStream(Channels.newOutputStream(channel), false, StandardCharsets.UTF_8);
    }

    /** @throws UncheckedIOException when it cannot be made, or is there already */
    public static NewFile create(Path path) {
        try {
            return new NewFile(path, DurableFile.create(path));
        } catch (FileAlreadyExistsException e) {
            throw new UncheckedIOException(new IOException(path + " is there already; name a new file", e));
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot write " + path + ": " + Reasons.of(e), e));
        }
    }

    public PrintStream stream() {
        return stream;
    }

    /** It is complete. */
    public void keep() {
        try {
            if (stream.checkError()) throw new IOException("the disk does not take it");
            channel.force(true);
            kept = true;
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot write " + path + ": " + Reasons.of(e), e));
        }
    }

    @Override
    public void close() {
        stream.close();
        try {
            if (!kept) Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot take away " + path + ": " + Reasons.of(e), e));
        }
    }
}
