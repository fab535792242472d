package io.callgate.agi;

import com.google.common.base.Stopwatch;
import io.callgate.kit.Repeats;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.asteriskjava.util.SocketConnectionFacade;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a call that cannot be made to eat memory or to hold its place: lines are at most {@value #MAX_LINE} bytes,
 * at most {@value #MAX_LINES} come at once (Asterisk's request has about 25), and who lets the time for an answer or for the
 * whole call pass is given up.
 */
final class BoundedSocket implements SocketConnectionFacade {

    private static final Logger log = LoggerFactory.getLogger(BoundedSocket.class);
    private static final Repeats CUT_OFF = new Repeats(log::warn);

    static final int MAX_LINE = 8192;
    static final int MAX_LINES = 200;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final CallTimes times;
    private final Stopwatch open = Stopwatch.createStarted();
    private Duration answer;
    private int linesSinceWrite;

    /** @param heard what was read of it already */
    BoundedSocket(Socket socket, byte[] heard, CallTimes times) throws IOException {
        this.socket = socket;
        this.times = times;
        this.answer = times.atOnce();
        socket.setTcpNoDelay(true);
        InputStream rest = new BufferedInputStream(
                new FilterInputStream(socket.getInputStream()) {
                    @Override
                    public int read(byte[] bytes, int from, int length) throws IOException {
                        socket.setSoTimeout((int) Math.max(1, Math.min(answer.toMillis(), left())));
                        return super.read(bytes, from, length);
                    }
                },
                1024);
        in = new SequenceInputStream(new ByteArrayInputStream(heard), rest);
        out = new BufferedOutputStream(socket.getOutputStream(), 1024);
    }

    private long left() {
        return times.call().toMillis() - open.elapsed(TimeUnit.MILLISECONDS);
    }

    /** The next line without its end, or null at the end of the stream, however that came about. */
    @Override
    public String readLine() throws IOException {
        try {
            return left() > 0 ? line() : tooLong();
        } catch (SocketTimeoutException e) {
            return left() > 0 ? cutOff("no answer within " + answer.toSeconds() + " s") : tooLong();
        } catch (IOException e) {
            log.debug("the connection of {} broke: {}", socket.getRemoteSocketAddress(), e.toString());
            socket.close();
            return null;
        }
    }

    private String tooLong() throws IOException {
        return cutOff("the call took longer than " + times.call().toSeconds() + " s");
    }

    private String line() throws IOException {
        if (++linesSinceWrite > MAX_LINES) return cutOff("more than " + MAX_LINES + " lines at once");
        byte[] line = new byte[128];
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (length == 0) return null;
                break;
            }
            if (length == MAX_LINE) return cutOff("a line of more than " + MAX_LINE + " bytes");
            if (length == line.length) line = Arrays.copyOf(line, 2 * length);
            line[length++] = (byte) b;
        }
        if (length > 0 && line[length - 1] == '\r') length--;
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    /** An end of the stream, and not an exception, which would be logged with a stack trace. */
    private String cutOff(String why) throws IOException {
        CUT_OFF.say("cut off a call at " + socket.getRemoteSocketAddress() + ": " + why);
        close();
        return null;
    }

    @Override
    public void write(String text) throws IOException {
        linesSinceWrite = 0;
        answer = text.startsWith("ANSWER") || text.startsWith("SET VARIABLE") ? times.atOnce() : times.playing();
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** What was said before is heard to its end, also by who is in the middle of a word. */
    @Override
    public void close() throws IOException {
        try {
            if (isConnected() && !socket.isOutputShutdown()) socket.shutdownOutput();
        } catch (IOException e) {
            log.debug("the other side was gone first: {}", e.toString());
        } finally {
            socket.close();
        }
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected() && !socket.isClosed();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public InetAddress getRemoteAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getRemotePort() {
        return socket.getPort();
    }
}
