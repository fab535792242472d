package io.callgate.agi;

import java.util.concurrent.TimeUnit;

/**
 * Keys given beforehand, as with {@code phone --keys}: digits, {@code *} and {@code #} are pressed as soon as somebody listens,
 * {@code ,} leaves one question unanswered, so that it is asked again, {@code !} hangs up. After the last key nothing more is
 * pressed.
 */
public final class GivenKeys implements TerminalPhone.Keypad {

    private final String keys;
    private int next;

    /** @throws IllegalArgumentException naming a character that is no key */
    public GivenKeys(String keys) {
        keys.chars().filter(c -> "0123456789*#,!".indexOf(c) < 0).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException("\"" + (char) c
                    + "\" is no key: use 0-9, * and #, a comma to leave a question unanswered, and ! to hang up");
        });
        this.keys = keys;
    }

    @Override
    public int next(long waitMillis) throws InterruptedException {
        char key = next < keys.length() ? keys.charAt(next) : ',';
        boolean asked = waitMillis >= TerminalPhone.QUESTION_MILLIS;
        if (key == ',' && !asked) {
            TimeUnit.MILLISECONDS.sleep(waitMillis);
            return 0;
        }
        next++;
        return switch (key) {
            case '!' -> -1;
            case ',' -> 0;
            default -> key;
        };
    }
}
