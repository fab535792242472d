package io.callgate.app.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of a listening socket, open to its owner and the group callgate from its first moment on. */
record SocketFile(Path path, ServerSocketChannel channel, Object key) implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SocketFile.class);
    private static final String GROUP = "callgate";

    /** Replaces the socket of a program that died. A socket that somebody listens on, or any other file, is refused. */
    static SocketFile bind(Path path) throws IOException {
        Path directory = path.getParent();
        makeDirectory(directory);
        refuseToReplace(path);
        // Made where nobody else can reach it, then moved: there is no moment with a wrong mode, or without a socket.
        Path hidden = Files.createTempDirectory(
                directory, ".", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = hidden.resolve("s");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(made));
            open(made, "rw-rw----");
            Object key = key(made);
            Files.move(made, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new SocketFile(path, channel, key);
        } catch (IOException e) {
            channel.close();
            throw e;
        } finally {
            Files.deleteIfExists(made);
            Files.deleteIfExists(hidden);
        }
    }

    static void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) return;
        Files.createDirectories(directory);
        open(directory, "rwxr-x---");
    }

    private static void refuseToReplace(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) throw new IOException(path + " is in the way: it is not a socket");
        if (ControlClient.listens(path))
            throw new IOException("another program listens on " + path + "; stop it, or set control.socket");
    }

    private static void open(Path path, String mode) throws IOException {
        Optional<GroupPrincipal> group = group(path);
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
            // The daemon's own group is that already: its unit lets it change no owner.
            if (group.isPresent() && !view.readAttributes().group().equals(group.get())) view.setGroup(group.get());
        } catch (FileSystemException e) {
            // Only a member, or root, may give it away.
            log.warn("{} is for its owner alone: this user is not in the group {}", path, GROUP);
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static Optional<GroupPrincipal> group(Path path) throws IOException {
        try {
            return Optional.of(
                    path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP));
        } catch (UserPrincipalNotFoundException e) {
            log.debug("there is no group {}: only the owner may use {}", GROUP, path);
            return Optional.empty();
        }
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /** Whether who looks for the socket finds this one. */
    boolean isFound() throws IOException {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS) && key(path).equals(key);
    }

    /** Stops listening, and takes the file away if it is still this one. */
    @Override
    public void close() {
        try {
            channel.close();
            if (isFound()) Files.delete(path);
        } catch (IOException e) {
            log.warn("cannot take away {}: {}", path, e.toString());
        }
    }
}
