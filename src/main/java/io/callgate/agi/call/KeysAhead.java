package io.callgate.agi.call;

/** Keys that were pressed and wait to be taken; knows whether those that are taken spell all that was keyed since the last pound. */
final class KeysAhead {

    /** More than any number or address has. Of a longer line so many and one are kept, so that it is known to be too long. */
    static final int MOST_IN_LINE = 60;

    /** Of a {@code #} for each pound. */
    private final StringBuilder keys = new StringBuilder();

    /** How many of them came after the last pound. */
    private int open;

    /** No key was taken or forgotten since the last pound. */
    private boolean atStart = true;

    /**
     * Keys up to a pound, or, when not {@code closed}, up to a pause that was too long.
     *
     * @param whole whether these are all keys since the pound before, and a pound closed them. Where a key was taken for something
     *     else meanwhile, or forgotten, they may be the end of what was meant.
     */
    record Line(String keys, boolean closed, boolean whole) {}

    void add(String pressed) {
        for (char key : pressed.toCharArray()) {
            open = key == '#' ? 0 : open + 1;
            if (open <= MOST_IN_LINE + 1) keys.append(key);
        }
    }

    boolean isEmpty() {
        return keys.length() == 0;
    }

    /** Whether a pound closes the first of them. */
    boolean isClosed() {
        return keys.indexOf("#") >= 0;
    }

    /** Only one key waits, and perhaps a second is to come. */
    boolean isOne() {
        return keys.length() == 1;
    }

    /** The first key stands by itself: nothing follows, or a pound. */
    boolean isByItself() {
        return isOne() || keys.charAt(1) == '#';
    }

    char first() {
        return keys.charAt(0);
    }

    /** Up to the first pound. */
    String line() {
        return isClosed() ? keys.substring(0, keys.indexOf("#")) : keys.toString();
    }

    Line takeLine() {
        String line = line();
        boolean closed = isClosed();
        boolean whole = atStart && closed;
        keys.delete(0, line.length() + (closed ? 1 : 0));
        atStart = closed;
        if (!closed) open = 0;
        return new Line(line, closed, whole);
    }

    /** Takes the first key, which is no pound, and the pound that closes it. */
    char takeKey() {
        char key = first();
        boolean closed = keys.length() > 1 && keys.charAt(1) == '#';
        keys.delete(0, closed ? 2 : 1);
        atStart = closed;
        return key;
    }

    void skipPounds() {
        while (!isEmpty() && first() == '#') {
            keys.deleteCharAt(0);
            atStart = true;
        }
    }

    void forget() {
        if (!isEmpty()) atStart = keys.charAt(keys.length() - 1) == '#';
        keys.setLength(0);
        open = 0;
    }
}
