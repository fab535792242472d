package io.callgate.agi;

import java.util.concurrent.TimeUnit;

/**
 * Keys given beforehand, as with {@code phone --keys}: digits, {@code *} and {@code #} are pressed as soon as somebody listens,
 * {@code ;} waits for the next question, as who hears a prompt to its end, {@code ,} leaves one question unanswered, so that it is
 * asked again, {@code !} hangs up. After the last key nothing more is pressed.
 */
public final class GivenKeys implements TerminalPhone.Keypad {

    private final String keys;
    private final boolean patient;
    private int next;

    /** @throws IllegalArgumentException naming a character that is no key */
    public GivenKeys(String keys) {
        this(keys, true);
    }

    /** @param patient whether waiting takes time; a test may be in a hurry */
    public GivenKeys(String keys, boolean patient) {
        keys.chars().filter(c -> "0123456789*#,;!".indexOf(c) < 0).findFirst().ifPresent(c -> {
            throw new IllegalArgumentException("\"" + (char) c
                    + "\" is no key: use 0-9, * and #, a semicolon to wait for the next"
                    + " question, a comma to leave one unanswered, and ! to hang up");
        });
        this.keys = keys;
        this.patient = patient;
    }

    @Override
    public int next(long waitMillis) throws InterruptedException {
        boolean asked = waitMillis >= TerminalPhone.QUESTION_MILLIS;
        while (asked && next < keys.length() && keys.charAt(next) == ';') next++;
        char key = next < keys.length() ? keys.charAt(next) : ',';
        if (!asked && (key == ',' || key == ';')) {
            if (patient) TimeUnit.MILLISECONDS.sleep(waitMillis);
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
