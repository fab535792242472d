package io.callgate.app.control;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests and replies as bytes: a magic number with the version, then numbers in network order and texts with their length
 * before them. Nobody can make the other side hold more than the limits.
 */
final class Wire {

    static final int MAX_ARGS = 100;
    static final int MAX_TEXT = 16 * 1024;
    /** Files that a command takes along. */
    static final int MAX_INPUT = 4 * 1024 * 1024 + MAX_TEXT;

    /** All of it, lengths included. */
    static final int MAX_REQUEST = MAX_INPUT + (MAX_ARGS + 2) * MAX_TEXT + 1024;

    static final int MAX_REPLY = 64 * 1024 * 1024;

    private static final int MAGIC = 0x63670003;

    private Wire() {}

    static void send(OutputStream to, Request request) throws IOException {
        requireShort(request);
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to));
        out.writeInt(MAGIC);
        write(out, request.book());
        out.writeInt(request.args().size());
        for (String arg : request.args()) write(out, arg);
        write(out, request.input());
        write(out, request.sessions());
        out.flush();
    }

    /** So that whoever asks too much is told, and not just cut off. */
    private static void requireShort(Request request) throws IOException {
        bounded(request.args().size(), MAX_ARGS, "arguments");
        for (String arg : request.args())
            bounded(arg.getBytes(StandardCharsets.UTF_8).length, MAX_TEXT, "bytes in one argument");
        bounded(
                request.input().getBytes(StandardCharsets.UTF_8).length,
                MAX_INPUT,
                "bytes of files for a callgate that runs");
    }

    /**
     * Whether a whole request is there.
     *
     * @throws ProtocolException as soon as it is seen that none will come of it
     */
    static boolean isWhole(ByteBuffer request) throws IOException {
        try {
            magic(request.getInt());
            skip(request, MAX_TEXT);
            int count = bounded(request.getInt(), MAX_ARGS, "arguments");
            for (int i = 0; i < count; i++) skip(request, MAX_TEXT);
            skip(request, MAX_INPUT);
            skip(request, MAX_TEXT);
            return true;
        } catch (BufferUnderflowException e) {
            return false;
        }
    }

    private static void skip(ByteBuffer in, int max) throws IOException {
        int length = bounded(in.getInt(), max, "bytes");
        if (in.remaining() < length) throw new BufferUnderflowException();
        in.position(in.position() + length);
    }

    static Request receiveRequest(InputStream from) throws IOException {
        DataInputStream in = open(from);
        String book = read(in, MAX_TEXT);
        int count = bounded(in.readInt(), MAX_ARGS, "arguments");
        List<String> args = new ArrayList<>();
        for (int i = 0; i < count; i++) args.add(read(in, MAX_TEXT));
        return new Request(book, args, read(in, MAX_INPUT), read(in, MAX_TEXT));
    }

    static byte[] bytes(Reply reply) {
        byte[] out = reply.out().getBytes(StandardCharsets.UTF_8);
        byte[] err = reply.err().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 * Integer.BYTES + out.length + err.length)
                .putInt(MAGIC)
                .putInt(reply.exit())
                .putInt(out.length)
                .put(out)
                .putInt(err.length)
                .put(err)
                .array();
    }

    static Reply receiveReply(InputStream from) throws IOException {
        DataInputStream in = open(from);
        return new Reply(in.readInt(), read(in, MAX_REPLY), read(in, MAX_REPLY));
    }

    private static DataInputStream open(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(from));
        magic(in.readInt());
        return in;
    }

    private static void magic(int number) throws ProtocolException {
        if (number != MAGIC) throw new ProtocolException("the other side is no callgate of this version");
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String read(DataInputStream in, int max) throws IOException {
        int length = bounded(in.readInt(), max, "bytes");
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) throw new ProtocolException("a text ended before its length");
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int bounded(int number, int max, String of) throws IOException {
        if (number < 0 || number > max)
            throw new ProtocolException(number + " " + of + " are too many: at most " + max);
        return number;
    }
}
