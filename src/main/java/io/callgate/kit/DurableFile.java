package io.callgate.kit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Writes files for their owner alone, and never through what somebody else laid in their way: made anew, by a descriptor
 * that was opened once, and on the disk before they bear their name.
 */
public final class DurableFile {

    private static final Set<? extends OpenOption> ANEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final SecureRandom RANDOM = new SecureRandom();

    private DurableFile() {}

    /** What is written into a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * A new and empty file.
     *
     * @throws FileAlreadyExistsException when there is something of this name, be it a link that leads nowhere
     */
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, ANEW, owners());
    }

    /** Replaces a file whole: whoever reads it, also after a power failure, finds all of the former or all of the new. */
    public static void replace(Path file, Content content) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path fresh = directory.resolve("." + file.getFileName() + "." + Long.toHexString(RANDOM.nextLong()));
        FileChannel channel = create(fresh);
        try {
            try (channel) {
                OutputStream out = Channels.newOutputStream(channel);
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            // A link in the file's place is replaced, and not followed.
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        try (FileChannel entries = FileChannel.open(directory)) {
            entries.force(true);
        }
    }

    static FileAttribute<Set<PosixFilePermission>> owners() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }
}
