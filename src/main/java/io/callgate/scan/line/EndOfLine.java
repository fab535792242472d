package io.callgate.scan.line;

/**
 * Reads what a logger writes last: {@code  from ADDRESS port N} and the like. A client's words stand before it, and cannot
 * move it.
 */
public final class EndOfLine {

    private static final byte[] PREAUTH = Text.ascii(" [preauth]");
    private static final byte[] SSH2 = Text.ascii(" ssh2");
    private static final byte[] PORT = Text.ascii(" port");

    private EndOfLine() {}

    /** Without {@code suffix}, if the text ends so. */
    public static int without(byte[] suffix, byte[] in, int from, int to) {
        return Text.ends(in, from, to, suffix) ? to - suffix.length : to;
    }

    /** Where the address ends of {@code ADDRESS [port N] [ssh2] [[preauth]]}. */
    public static int ofPeer(byte[] in, int from, int to) {
        int end = without(SSH2, in, from, without(PREAUTH, in, from, to));
        int space = Text.findLast(in, from, end, ' ');
        boolean number = space >= 0 && end > space + 1 && Text.digits(in, space + 1, end) == end;
        return number && Text.ends(in, from, space, PORT) ? space - PORT.length : end;
    }
}
