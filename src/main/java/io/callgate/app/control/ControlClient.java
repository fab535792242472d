package io.callgate.app.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks the program that runs to carry a command out. */
public final class ControlClient {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private ControlClient() {}

    /**
     * The reply, or empty when nobody listens.
     *
     * @throws IOException when somebody does, but may not be asked, or does not answer
     */
    public static Optional<Reply> ask(Path socket, Request request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            if (!connect(channel, socket)) return Optional.empty();
            Deadline deadline = Deadline.in(PATIENCE, channel);
            try (deadline) {
                Wire.send(Channels.newOutputStream(channel), request);
                return Optional.of(Wire.receiveReply(Channels.newInputStream(channel)));
            }
        } catch (IOException e) {
            throw new IOException("cannot ask the callgate that listens on " + socket + ": " + reason(e), e);
        }
    }

    static boolean listens(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return connect(channel, socket);
        }
    }

    private static boolean connect(SocketChannel channel, Path socket) throws IOException {
        if (!Files.exists(socket)) return false;
        try {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (ConnectException e) {
            return false;
        }
    }

    private static String reason(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("Permission denied")) return "only root and the group callgate may ask it";
        return e instanceof ProtocolException ? text : e.toString();
    }
}
