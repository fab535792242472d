package io.callgate.app.cli.door;

import io.callgate.agi.TerminalPhone;
import io.callgate.kit.Daemons;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keys as somebody types them at the terminal. What is no key is passed over; the end of the input hangs up. */
final class TypedKeys implements TerminalPhone.Keypad {

    private static final int HUNG_UP = -1;
    /** Typing takes longer than dialling: every question waits so many times longer than on a telephone. */
    private static final int PATIENCE = 10;

    private final BlockingQueue<Integer> typed = new LinkedBlockingQueue<>();

    TypedKeys(InputStream in) {
        Thread reader = Daemons.thread("keys", () -> read(in));
        reader.start();
    }

    private void read(InputStream in) {
        try {
            for (int c = in.read(); c >= 0; c = in.read()) if ("0123456789*#".indexOf(c) >= 0) typed.add(c);
        } catch (IOException e) {
            // Nothing more can be typed, which is what the end of the input means.
        }
        typed.add(HUNG_UP);
    }

    @Override
    public int next(long waitMillis) throws InterruptedException {
        boolean question = waitMillis >= TerminalPhone.QUESTION_MILLIS;
        Integer key = typed.poll(question ? waitMillis * PATIENCE : waitMillis, TimeUnit.MILLISECONDS);
        return key == null ? 0 : key;
    }
}
