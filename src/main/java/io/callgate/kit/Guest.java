package io.callgate.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** A connection in a {@link Reception}. Only {@link #leaveWith} may be called by other threads than the reception's own. */
public final class Guest {

    private static final int FIRST_ROOM = 512;
    /** However steadily it hears its answer, it is over after so many times the patience. */
    private static final int STEPS = 6;

    private final Reception reception;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Deque<ByteBuffer> unsent = new ArrayDeque<>();
    private byte[] heard = new byte[0];
    private int length;
    private long stepSince;
    private long patience;
    private long leavingSince;
    private boolean held;
    private boolean leaving;
    private Object mind;

    Guest(Reception reception, SocketChannel channel, SelectionKey key, long now) {
        this.reception = reception;
        this.channel = channel;
        this.key = key;
        this.stepSince = now;
        this.patience = reception.limits().patience().toNanos();
        key.attach(this);
    }

    public SocketChannel channel() {
        return channel;
    }

    /** Where it comes from. */
    public String name() {
        try {
            return String.valueOf(channel.getRemoteAddress());
        } catch (IOException e) {
            return "(gone)";
        }
    }

    /** What it has sent, and what was not dropped of it. */
    public ByteBuffer heard() {
        return ByteBuffer.wrap(heard, 0, length).asReadOnlyBuffer();
    }

    /** The first bytes of what it has sent are dealt with. */
    public void drop(int count) {
        System.arraycopy(heard, count, heard, 0, length - count);
        length -= count;
    }

    /** What the host keeps in mind of it; null at first. */
    public Object mind() {
        return mind;
    }

    public void mind(Object of) {
        mind = of;
    }

    /** Says something, and gives it so much time for its answer. */
    public void say(byte[] words, Duration time) throws IOException {
        stepSince = reception.now();
        patience = time.toNanos();
        send(words);
    }

    private void send(byte[] words) throws IOException {
        unsent.add(ByteBuffer.wrap(words));
        reception.kept(words.length);
        write();
    }

    /** From now on somebody works for it: it has all the time until {@link #leaveWith}, and nothing more is read. */
    public void hold() {
        held = true;
        key.interestOps(0);
        reception.kept(-heard.length);
        heard = new byte[0];
        length = 0;
    }

    /** Says its last word to it. */
    public void leaveWith(byte[] words) {
        reception.errand(() -> {
            held = false;
            leaving = true;
            leavingSince = stepSince = reception.now();
            try {
                send(words);
            } catch (IOException e) {
                close();
            }
        });
    }

    /** Hands the connection over, blocking. What was heard and not dropped is no longer in it. */
    public SocketChannel take() throws IOException {
        key.cancel();
        forget();
        channel.configureBlocking(true);
        return channel;
    }

    /** Cuts it off. */
    public void sendAway(String why) {
        try {
            reception.host().sentAway(this, why);
        } finally {
            close();
        }
    }

    public void close() {
        forget();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a connection cannot be closed", e);
        }
    }

    private void forget() {
        reception.left(this);
        reception.kept(
                -heard.length - unsent.stream().mapToLong(ByteBuffer::capacity).sum());
        heard = new byte[0];
        unsent.clear();
    }

    /** Reads a piece; false when there is nothing to be said about it. */
    boolean read(ByteBuffer piece) throws IOException {
        piece.clear();
        int count = channel.read(piece);
        if (count < 0) close();
        if (count <= 0) return false;
        if (length + count > reception.limits().request()) {
            sendAway("it sent more than " + reception.limits().request() + " bytes");
            return false;
        }
        makeRoom(length + count);
        piece.flip().get(heard, length, count);
        length += count;
        return true;
    }

    private void makeRoom(int needed) {
        if (needed <= heard.length) return;
        int room = Math.max(
                needed,
                Math.min(2 * heard.length + FIRST_ROOM, reception.limits().request()));
        reception.kept(room - heard.length);
        heard = Arrays.copyOf(heard, room);
    }

    /** Sends what the other side takes at the moment: in pieces, because the JDK copies each whole. */
    void write() throws IOException {
        while (!unsent.isEmpty()) {
            ByteBuffer next = unsent.peek();
            int end = next.limit();
            next.limit(Math.min(end, next.position() + Reception.PIECE));
            int sent = channel.write(next);
            next.limit(end);
            if (sent > 0) stepSince = reception.now();
            if (next.hasRemaining() && sent < Reception.PIECE) break;
            if (!next.hasRemaining()) reception.kept(-unsent.remove().capacity());
        }
        if (unsent.isEmpty() && leaving) close();
        // Who is leaving has said all that counts, and may have ended that side of the connection.
        else key.interestOps((leaving ? 0 : SelectionKey.OP_READ) | (unsent.isEmpty() ? 0 : SelectionKey.OP_WRITE));
    }

    long patienceSeconds() {
        return patience / 1_000_000_000;
    }

    boolean isHeld() {
        return held;
    }

    boolean isToBeTold() {
        return held || leaving;
    }

    boolean isLate(long now) {
        return !held && now - stepSince > patience || leaving && now - leavingSince > STEPS * patience;
    }
}
