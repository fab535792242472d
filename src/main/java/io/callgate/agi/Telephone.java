package io.callgate.agi;

import io.callgate.core.address.Address;
import io.callgate.gate.Futures;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.asteriskjava.fastagi.AgiChannel;
import org.asteriskjava.fastagi.AgiException;
import org.asteriskjava.fastagi.AgiHangupException;
import org.asteriskjava.fastagi.AgiNetworkException;

/**
 * The caller's side of one call: says prompts, and hears keys.
 *
 * <p>Keys pressed while something is said stop it and are kept, so that a caller who knows the way can key straight through.
 * Asterisk throws digits away while it waits for a command (res_agi.c, run_agi), so anything slow runs behind a prompt that
 * listens.
 */
final class Telephone {

    static final String OURS = "callgate/";
    private static final String ALL_KEYS = "0123456789*#";
    private static final int ASKED = 3;
    private static final long WAIT_MILLIS = 7_000;
    /** While something slow runs, how long a pause between keys makes it look whether that is done. */
    private static final long PAUSE_MILLIS = 400;
    /** After a second of silence: how long who keys a whole address may take for its second key. */
    private static final long SOON_MILLIS = 200;

    private static final int MOST_AHEAD = 60;
    private static final String SILENCE = "silence/1";

    private final AgiChannel channel;
    private final StringBuilder typed = new StringBuilder();

    Telephone(AgiChannel channel) {
        this.channel = channel;
    }

    /** An AGI command; every way in which a channel can be gone is {@link HungUp}. */
    private interface Agi<T> {
        T run() throws AgiException;
    }

    private static <T> T agi(Agi<T> command) throws HungUp {
        try {
            return command.run();
        } catch (AgiHangupException | AgiNetworkException e) {
            throw new HungUp();
        } catch (AgiException e) {
            throw new IllegalStateException("Asterisk refused a command: " + e.getMessage(), e);
        }
    }

    void answer() throws HungUp {
        agi(() -> {
            channel.answer();
            return null;
        });
    }

    /** Says phrases of our own, by name, until a key is pressed. */
    void say(String... names) throws HungUp {
        for (String name : names) play(OURS + name);
    }

    /** Says goodbye as Asterisk does. */
    void goodbye() throws HungUp {
        play("vm-goodbye");
    }

    private void play(String file) throws HungUp {
        if (typed.length() == 0) keep(agi(() -> channel.streamFile(file, ALL_KEYS)));
    }

    /**
     * Says an address sign by sign, with "dot" or "colon" between: one command, so that no key falls between two. Whether it was
     * said to its end: a key stops it.
     */
    boolean say(Address address) throws HungUp {
        if (typed.length() > 0) return false;
        keep(agi(() -> channel.sayAlpha(address.toString(), ALL_KEYS)));
        return typed.length() == 0;
    }

    /** Says a date and time in the PBX's own time zone. */
    void say(Instant time) throws HungUp {
        if (typed.length() == 0) keep(agi(() -> channel.sayDateTime(time.getEpochSecond(), ALL_KEYS)));
    }

    private void keep(char key) {
        if (key != 0) typed.append(key);
    }

    /** Forgets keys that were pressed ahead: what they were meant for did not come. */
    void forgetTyped() {
        typed.setLength(0);
    }

    /**
     * Asks for keys up to {@code #}, which is not part of the answer. A caller who stops without it is taken at their word after
     * some seconds.
     *
     * @param max the most keys that are heard
     */
    String line(String prompt, int max) throws HungUp, Silence {
        for (int asked = 0; asked < ASKED; asked++) {
            Optional<Line> line = tryLine(prompt, max);
            if (line.isPresent()) return line.get().keys();
        }
        throw new Silence();
    }

    /** Keys up to {@code #}, or, when not {@code closed}, up to a pause that was too long. */
    record Line(String keys, boolean closed) {}

    /** As {@link #line}, asking once: empty when nothing was keyed. */
    Optional<Line> tryLine(String prompt, int max) throws HungUp {
        String ahead = takeLine();
        if (ahead != null) return Optional.of(new Line(ahead, true));
        boolean begun = typed.length() > 0;
        Keys keys = hear(begun ? SILENCE : OURS + prompt, WAIT_MILLIS, Math.max(1, max - typed.length()));
        typed.append(keys.digits());
        if (!keys.complete() && typed.length() == 0) return Optional.empty();
        return Optional.of(new Line(takeAll(), keys.complete()));
    }

    /** The keys that wait to be taken, a {@code #} for each pound. */
    String ahead() {
        return typed.toString();
    }

    /** Has keys wait to be taken before those that do. */
    void putBack(String keys) {
        typed.insert(0, keys);
    }

    /** Asks for a key, which then waits to be taken. */
    void hearKey(String prompt) throws HungUp {
        hearOne(OURS + prompt, WAIT_MILLIS);
    }

    /** Listens for one key more, about as long as a second finger takes. */
    void hearSoon() throws HungUp {
        hearOne(SILENCE, SOON_MILLIS);
    }

    /** Listens for one key during a prompt and just after it. */
    void hearSoon(String prompt) throws HungUp {
        hearOne(OURS + prompt, PAUSE_MILLIS);
    }

    private void hearOne(String file, long waitMillis) throws HungUp {
        Keys keys = hear(file, waitMillis, 1);
        typed.append(keys.digits());
        if (keys.complete()) typed.append('#');
    }

    /** Asks for one key of {@code allowed}. */
    char choice(String prompt, String allowed) throws HungUp, Silence {
        for (int asked = 0; asked < ASKED; ) {
            char key = takeKey();
            if (key == 0) {
                Keys keys = hear(OURS + prompt, WAIT_MILLIS, 1);
                if (keys.digits().isEmpty()) {
                    asked++;
                    continue;
                }
                key = keys.digits().charAt(0);
            }
            if (allowed.indexOf(key) >= 0) return key;
            asked++;
            forgetTyped();
            say("invalid-key");
        }
        throw new Silence();
    }

    /** Waits for {@code slow} behind {@code prompt}, keeping what is keyed meanwhile. Throws what it failed with. */
    <T> T await(CompletableFuture<T> slow, String prompt) throws HungUp {
        String file = OURS + prompt;
        while (!slow.isDone()) {
            Keys keys = hear(file, PAUSE_MILLIS, MOST_AHEAD);
            typed.append(keys.digits());
            if (keys.complete()) typed.append('#');
            file = SILENCE;
        }
        return Futures.get(slow);
    }

    void set(String variable, String value) throws HungUp {
        agi(() -> {
            channel.setVariable(variable, value);
            return null;
        });
    }

    /** What GET DATA heard. {@code complete}: it was ended by {@code #}, or is as long as asked for. */
    private record Keys(String digits, boolean complete) {}

    private Keys hear(String file, long waitMillis, int max) throws HungUp {
        String digits = agi(() -> channel.getData(file, waitMillis, max));
        // A channel that is gone answers -1, and so does a missing recording: for that the dialplan apologises.
        if (digits == null || digits.startsWith("-")) throw new HungUp();
        boolean timeout = "timeout".equals(channel.getLastReply().getExtra());
        return new Keys(digits, !timeout && digits.length() < max);
    }

    private String takeLine() {
        int end = typed.indexOf("#");
        if (end < 0) return null;
        String line = typed.substring(0, end);
        typed.delete(0, end + 1);
        return line;
    }

    private String takeAll() {
        String all = typed.toString();
        typed.setLength(0);
        return all;
    }

    /** The next key pressed ahead; a {@code #} chooses nothing, and closes what was keyed before. */
    char takeKey() {
        skipPounds();
        if (typed.length() == 0) return 0;
        char key = typed.charAt(0);
        typed.deleteCharAt(0);
        return key;
    }

    void skipPounds() {
        while (typed.length() > 0 && typed.charAt(0) == '#') typed.deleteCharAt(0);
    }
}
