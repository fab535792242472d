package io.callgate.app.control;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
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

    static final int MAX_REPLY = 64 * 1024 * 1024;

    private static final int MAGIC = 0x63670002;

    private Wire() {}

    static void send(OutputStream to, Request request) throws IOException {
        requireShort(request);
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to));
        out.writeInt(MAGIC);
        write(out, request.book());
        out.writeInt(request.args().size());
        for (String arg : request.args()) write(out, arg);
        write(out, request.input());
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

    static Request receiveRequest(InputStream from) throws IOException {
        DataInputStream in = open(from);
        String book = read(in, MAX_TEXT);
        int count = bounded(in.readInt(), MAX_ARGS, "arguments");
        List<String> args = new ArrayList<>();
        for (int i = 0; i < count; i++) args.add(read(in, MAX_TEXT));
        return new Request(book, args, read(in, MAX_INPUT));
    }

    static void send(OutputStream to, Reply reply) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(to));
        out.writeInt(MAGIC);
        out.writeInt(reply.exit());
        write(out, reply.out());
        write(out, reply.err());
        out.flush();
    }

    static Reply receiveReply(InputStream from) throws IOException {
        DataInputStream in = open(from);
        return new Reply(in.readInt(), read(in, MAX_REPLY), read(in, MAX_REPLY));
    }

    private static DataInputStream open(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(from));
        if (in.readInt() != MAGIC) throw new ProtocolException("the other side is no callgate of this version");
        return in;
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
