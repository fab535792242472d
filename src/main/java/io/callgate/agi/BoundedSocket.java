package io.callgate.agi;

import com.google.common.base.Stopwatch;
import com.google.common.util.concurrent.RateLimiter;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.asteriskjava.util.SocketConnectionFacade;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A FastAGI connection that cannot be made to eat memory: lines are at most {@value #MAX_LINE} bytes, a request at most {@value
 * #MAX_REQUEST_LINES} lines (Asterisk's own has about 25), and a silent peer is given up after a while: soon, and however it
 * trickles, as long as it has not asked for anything.
 */
final class BoundedSocket implements SocketConnectionFacade {

    private static final Logger log = LoggerFactory.getLogger(BoundedSocket.class);

    /** A flood of connections must not become a flood of log lines. */
    private static final RateLimiter ONCE_PER_SECOND = RateLimiter.create(1);

    static final int MAX_LINE = 8192;
    static final int MAX_REQUEST_LINES = 200;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final Stopwatch open = Stopwatch.createStarted();
    private int linesSinceWrite;
    private boolean requested;

    BoundedSocket(Socket socket, int requestMillis, int readTimeoutMillis) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(
                new FilterInputStream(socket.getInputStream()) {
                    @Override
                    public int read(byte[] bytes, int from, int length) throws IOException {
                        long left = requestMillis - open.elapsed(TimeUnit.MILLISECONDS);
                        socket.setSoTimeout(requested ? readTimeoutMillis : (int) Math.max(1, left));
                        return super.read(bytes, from, length);
                    }
                },
                1024);
        out = new BufferedOutputStream(socket.getOutputStream(), 1024);
    }

    /** The next line without its end, or null at the end of the stream, however that came about. */
    @Override
    public String readLine() throws IOException {
        try {
            String line = line();
            requested |= "".equals(line);
            return line;
        } catch (SocketTimeoutException e) {
            return cutOff(requested ? "silence" : "no request in time");
        } catch (IOException e) {
            log.debug("the connection of {} broke: {}", socket.getRemoteSocketAddress(), e.toString());
            socket.close();
            return null;
        }
    }

    private String line() throws IOException {
        if (++linesSinceWrite > MAX_REQUEST_LINES) return cutOff("more than " + MAX_REQUEST_LINES + " lines at once");
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
        if (ONCE_PER_SECOND.tryAcquire())
            log.warn("cut off what is no Asterisk at {}: {}", socket.getRemoteSocketAddress(), why);
        socket.close();
        return null;
    }

    @Override
    public void write(String text) throws IOException {
        linesSinceWrite = 0;
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
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
