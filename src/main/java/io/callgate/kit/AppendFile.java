package io.callgate.kit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of lines, for its owner alone, that only grows until it is replaced: what was appended is on the disk when that
 * returns. A line that was torn, by a crash or a full disk, is none.
 */
public final class AppendFile implements AutoCloseable {

    private final Path path;
    private FileChannel channel;
    private long end;

    /** What a file held: its lines in order, and how many more made no sense. */
    public record Found(List<String> lines, int damaged) {}

    /** Opens a file that is to hold {@code lines}; whatever it held before is gone. */
    public AppendFile(Path path, Collection<String> lines) throws IOException {
        this.path = path;
        replace(lines);
    }

    /**
     * What there is of a file; nothing when there is none.
     *
     * @throws IOException also when it is not this user's, or longer than {@code longest} bytes
     */
    public static Found read(Path path, long longest) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return new Found(List.of(), 0);
        List<String> lines = new ArrayList<>();
        int damaged = 0;
        for (String line : OwnFile.read(path, longest).split("\n")) {
            if (line.length() > 9 && line.substring(0, 8).equals(sum(line.substring(9)))) lines.add(line.substring(9));
            else if (!line.isEmpty()) damaged++;
        }
        return new Found(lines, damaged);
    }

    /** All of them, or none. A line must not hold a line's end. */
    public void append(Collection<String> lines) throws IOException {
        if (lines.isEmpty()) return;
        try {
            ByteBuffer bytes = bytes(lines);
            for (long at = end; bytes.hasRemaining(); ) at += channel.write(bytes, at);
            channel.force(false);
            end = channel.size();
        } catch (IOException e) {
            channel.truncate(end);
            throw e;
        }
    }

    /** From now on it holds {@code lines} and no others. */
    private void replace(Collection<String> lines) throws IOException {
        ByteBuffer bytes = bytes(lines);
        DurableFile.replace(path, out -> out.write(bytes.array(), 0, bytes.limit()));
        if (channel != null) channel.close();
        channel = OwnFile.open(path);
        end = channel.size();
    }

    /** From now on it holds nothing. */
    public void clear() throws IOException {
        channel.truncate(0);
        channel.force(true);
        end = 0;
    }

    /** How long it is, in bytes. */
    public long length() {
        return end;
    }

    private static ByteBuffer bytes(Collection<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines)
            text.append(sum(line)).append(' ').append(line).append('\n');
        return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String sum(String line) {
        CRC32C sum = new CRC32C();
        sum.update(line.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
