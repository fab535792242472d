package io.callgate.kit;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Set;

/** Opens files that this user, or root for all, has made: what anybody else laid in their place is refused. */
public final class OwnFile {

    private static final Path STATUS = Path.of("/proc/self/status");

    private OwnFile() {}

    /**
     * All of a file, as text.
     *
     * @throws NoSuchFileException when there is none
     * @throws IOException when it is not this user's, or longer than {@code longest} bytes
     */
    public static String read(Path file, long longest) throws IOException {
        require(file);
        try (FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            if (channel.size() > longest) throw new IOException(file + " is longer than " + longest + " bytes");
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** For a lock: open to be written, made if there is none, and never cut. */
    public static FileChannel open(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) require(file);
        FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                DurableFile.owners());
        try {
            // Once more: it may have been laid there in between.
            require(file);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static void require(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, "unix:isRegularFile,uid", LinkOption.NOFOLLOW_LINKS);
        Object uid = found.get("uid");
        if (found.get("isRegularFile").equals(false) || !(uid.equals(0) || uid.equals(uid())))
            throw new IOException(file + " is a link, or not a file of root or of " + System.getProperty("user.name")
                    + "'s: somebody laid it there; look at it, and take it away");
    }

    /** The number of the user as whom this process does what it does. */
    public static int uid() throws IOException {
        for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1))
            if (line.startsWith("Uid:")) return Integer.parseInt(line.split("\t")[2]);
        throw new IOException(STATUS + " names no user");
    }
}
