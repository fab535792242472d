package io.callgate.core.knock;

/** The last ports of knocks that one source sent packets to, repetitions left out. */
final class Trail {

    private final int[] codes = new int[KnockSequence.LONGEST];
    private final long[] times = new long[KnockSequence.LONGEST];
    private final int[] connections = new int[KnockSequence.LONGEST];
    private int size;

    Trail(int code, long atMillis, int connection) {
        codes[0] = code;
        times[0] = atMillis;
        connections[0] = connection;
        size = 1;
    }

    int last() {
        return codes[size - 1];
    }

    /**
     * A repetition is the same knock, and the later time counts: of a first one it cannot be told from beginning anew. What the
     * sender's kernel sends again, because nobody answered it, is no knock, whatever came in between (RFC 6298: after a second).
     */
    void step(int code, long atMillis, int connection) {
        if (last() == code) {
            times[size - 1] = atMillis;
            connections[size - 1] = connection;
            return;
        }
        if (isSentAgain(code, connection)) return;
        if (size == codes.length) {
            System.arraycopy(codes, 1, codes, 0, size - 1);
            System.arraycopy(times, 1, times, 0, size - 1);
            System.arraycopy(connections, 1, connections, 0, size - 1);
            size--;
        }
        codes[size] = code;
        connections[size] = connection;
        times[size++] = atMillis;
    }

    private boolean isSentAgain(int code, int connection) {
        for (int i = 0; i < size; i++)
            if (connection != 0 && connections[i] == connection && codes[i] == code) return true;
        return false;
    }

    /** Whether the last of them are {@code sequence}, and no more than {@code withinMillis} apart, whichever way clocks went. */
    boolean endsWith(int[] sequence, long withinMillis) {
        int from = size - sequence.length;
        if (from < 0) return false;
        for (int i = 0; i < sequence.length; i++) if (codes[from + i] != sequence[i]) return false;
        for (int i = from + 1; i < size; i++) if (times[i] < times[from]) return false;
        return times[size - 1] - times[from] <= withinMillis;
    }
}
