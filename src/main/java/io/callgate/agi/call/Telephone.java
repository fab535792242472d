package io.callgate.agi.call;

import io.callgate.core.address.Address;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.StoreException;
import io.callgate.kit.Futures;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
public final class Telephone {

    public static final String OURS = "callgate/";

    /** What {@link #ask} and {@link #choiceAhead} answer when no choice was keyed. */
    static final char NOTHING = 0;

    /** What they answer when keys were keyed that follow each other: they wait to be taken as a line. */
    static final char LINE = '-';

    /** All that a keypad can have: a key that did not stop a prompt would be lost, and be missing from an address. */
    private static final String ALL_KEYS = "0123456789*#ABCD";

    private static final int ASKED = 3;
    private static final long WAIT_MILLIS = 7_000;
    /** While something slow runs, how long a pause between keys makes it look whether that is done. */
    private static final long PAUSE_MILLIS = 400;
    /** A word lasts up to two seconds, and a silence before the next one a second and a half. */
    private static final long WORD_MILLIS = 2_300;

    private static final long LONGEST_MILLIS = 10_000;
    /** A hundred who log in at once have their PINs hashed one after the other. */
    private static final long LONGEST_TURN_MILLIS = 60_000;

    private static final long QUIET_MILLIS = 500;
    /** After a second of silence: how long who keys a whole address may take for its second key. */
    private static final long SOON_MILLIS = 500;
    /** Nobody keys so many lines for nothing. */
    private static final int MOST_LINES = 20;

    private static final String SILENCE = "silence/1";

    private final AgiChannel channel;
    private final KeysAhead ahead = new KeysAhead();

    /** How long nothing was keyed up to now, as far as that was waited for. */
    private long pausedMillis;

    public Telephone(AgiChannel channel) {
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
        if (ahead.isEmpty()) keep(agi(() -> channel.streamFile(file, ALL_KEYS)));
    }

    /**
     * Says an address sign by sign, with "dot" or "colon" between: one command, so that no key falls between two. Whether it was
     * said to its end: a key stops it.
     */
    boolean say(Address address) throws HungUp {
        if (!ahead.isEmpty()) return false;
        keep(agi(() -> channel.sayAlpha(address.toString(), ALL_KEYS)));
        return ahead.isEmpty();
    }

    /** Says a date and time in the PBX's own time zone. */
    void say(Instant time) throws HungUp {
        if (ahead.isEmpty()) keep(agi(() -> channel.sayDateTime(time.getEpochSecond(), ALL_KEYS)));
    }

    private void keep(char key) {
        if (key == 0) return;
        ahead.add(String.valueOf(key));
        pausedMillis = 0;
    }

    /** Forgets keys that were pressed ahead: what they were meant for did not come. */
    void forgetAhead() {
        ahead.forget();
    }

    /** As {@link #forgetAhead}, with those that follow until the caller pauses. */
    void forgetUntilPause() throws HungUp {
        ahead.forget();
        for (int i = 0; pausedMillis < SOON_MILLIS && i < MOST_LINES; i++) {
            hear(SILENCE, SOON_MILLIS, KeysAhead.MOST_IN_LINE);
            if (!ahead.isEmpty()) pausedMillis = 0;
            ahead.forget();
        }
    }

    /** Asks for a number up to {@code #}. A pound too many is no answer, and goes unheard. */
    String number(String prompt) throws HungUp, Silence {
        for (int asked = 0; asked < ASKED; asked++) {
            ahead.skipPounds();
            String number = line(prompt).keys();
            if (!number.isEmpty()) return number;
        }
        throw new Silence();
    }

    /** Asks for keys up to {@code #}. A caller who stops without it is taken at their word after some seconds. */
    KeysAhead.Line line(String prompt) throws HungUp, Silence {
        for (int asked = 0; asked < ASKED; asked++) {
            hearLine(prompt);
            Optional<KeysAhead.Line> line = takeLine();
            if (line.isPresent()) return line.get();
        }
        throw new Silence();
    }

    /** As {@link #line}, asking once, and leaving what is keyed to be taken. */
    String hearLine(String prompt) throws HungUp {
        if (ahead.isEmpty()) hear(OURS + prompt, WAIT_MILLIS, KeysAhead.MOST_IN_LINE);
        while (!ahead.isClosed() && pausedMillis < WAIT_MILLIS) hear(SILENCE, WAIT_MILLIS, KeysAhead.MOST_IN_LINE);
        return ahead.line();
    }

    /** The line that was heard; empty when nothing was keyed. */
    Optional<KeysAhead.Line> takeLine() {
        return ahead.isEmpty() ? Optional.empty() : Optional.of(ahead.takeLine());
    }

    /** Takes the star before an address that is keyed where another question was asked. */
    void skipStar() {
        if (!ahead.isEmpty() && ahead.first() == '*') ahead.takeKey();
    }

    /** Asks for one key of {@code allowed}, by itself, until there is one; {@link #LINE} when it is not by itself. */
    char choice(String prompt, String allowed) throws HungUp, Silence {
        for (int asked = 0; asked < ASKED; asked++) {
            char key = ask(prompt, allowed, "*");
            if (key != NOTHING) return key;
        }
        throw new Silence();
    }

    /**
     * As {@link #choice}, asking once: {@link #NOTHING} when nothing was keyed, or what is no choice.
     *
     * @param atOnce keys for which nobody waits whether another one follows
     */
    char ask(String prompt, String allowed, String atOnce) throws HungUp {
        ahead.skipPounds();
        if (ahead.isEmpty()) hear(OURS + prompt, WAIT_MILLIS, 1);
        char key = choiceAhead(allowed, atOnce);
        if (key != NOTHING || ahead.isEmpty()) return key;
        forgetUntilPause();
        say("invalid-key");
        return NOTHING;
    }

    /** The choice that waits to be taken. */
    char choiceAhead(String allowed, String atOnce) throws HungUp {
        ahead.skipPounds();
        if (ahead.isEmpty()) return NOTHING;
        char first = ahead.first();
        if (allowed.indexOf(first) >= 0 && atOnce.indexOf(first) >= 0) return ahead.takeKey();
        if (ahead.isOne()) hearSecond();
        if (!ahead.isByItself()) return LINE;
        return allowed.indexOf(first) >= 0 ? ahead.takeKey() : NOTHING;
    }

    private void hearSecond() {
        try {
            // No more than one: of more, who hangs up takes them along.
            hear(SILENCE, SOON_MILLIS, 1);
        } catch (HungUp e) {
            // Then nothing follows, and the key stands by itself. Whatever is said next finds out.
            pausedMillis = WAIT_MILLIS;
        }
    }

    /** As {@link #await}, saying nothing for a moment: mostly it is done by then. */
    <T> T awaitSoon(CompletableFuture<T> quick) throws HungUp {
        CompletableFuture<Void> soon = in(QUIET_MILLIS);
        CompletableFuture.anyOf(quick.handle((answer, fault) -> true), soon).join();
        return await(quick, "one-moment");
    }

    /**
     * Waits for {@code slow} behind {@code prompt}, keeping what is keyed meanwhile. Throws what it failed with. Something is said
     * every few seconds, and it ends after {@link #LONGEST_MILLIS}: with {@link StoreException} if what did not come is withdrawn,
     * and {@link OutcomeUnknown} if that is too late.
     */
    <T> T await(CompletableFuture<T> slow, String prompt) throws HungUp {
        return await(slow, prompt, () -> true);
    }

    /** As {@link #await}, for what only waits for its turn: it ends as soon only if it is {@code hopeless}. */
    <T> T await(CompletableFuture<T> slow, String prompt, BooleanSupplier hopeless) throws HungUp {
        CompletableFuture<Void> end = in(LONGEST_MILLIS);
        CompletableFuture<Void> turn = in(LONGEST_TURN_MILLIS);
        CompletableFuture<Void> word = in(WORD_MILLIS);
        String file = OURS + prompt;
        while (!slow.isDone() && !turn.isDone() && !(end.isDone() && hopeless.getAsBoolean())) {
            hear(file, PAUSE_MILLIS, KeysAhead.MOST_IN_LINE);
            file = word.isDone() ? OURS + "please-wait" : SILENCE;
            if (word.isDone()) word = in(WORD_MILLIS);
        }
        if (slow.isDone()) return Futures.get(slow);
        String why = "no answer within " + (turn.isDone() ? LONGEST_TURN_MILLIS : LONGEST_MILLIS) / 1000 + " seconds";
        throw slow.cancel(true) ? new StoreException(why) : new OutcomeUnknown(why, null);
    }

    /** Is done when the time has passed. */
    private static CompletableFuture<Void> in(long millis) {
        return new CompletableFuture<Void>().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
    }

    void set(String variable, String value) throws HungUp {
        agi(() -> {
            channel.setVariable(variable, value);
            return null;
        });
    }

    /** Hears keys up to a pound, to {@code max} or to a pause. */
    private void hear(String file, long waitMillis, int max) throws HungUp {
        String digits = agi(() -> channel.getData(file, waitMillis, max));
        // A channel that is gone answers -1, and so does a missing recording: for that the dialplan apologises.
        if (digits == null || digits.startsWith("-")) throw new HungUp();
        boolean paused = "timeout".equals(channel.getLastReply().getExtra());
        pausedMillis = paused ? waitMillis : 0;
        ahead.add(digits);
        if (!paused && digits.length() < max) ahead.add("#");
    }
}
