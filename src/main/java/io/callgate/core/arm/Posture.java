package io.callgate.core.arm;

import com.google.common.collect.ImmutableSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How the firewall stands, and since when.
 *
 * @param trialUntil when a trial ends, or has ended
 * @param configEnforces what the configuration said then: when it says something else later, the configuration counts
 * @param by who made it so
 * @param before the connections from which a trial cannot be confirmed, because they were open when it began
 */
public record Posture(
        Stands stands,
        Optional<Instant> trialUntil,
        boolean configEnforces,
        Instant since,
        String by,
        ImmutableSet<Connection> before) {

    /** What becomes of packets that nothing allows. */
    public enum Stands {
        /** They are counted. */
        OBSERVING,
        /** They are dropped until the trial ends. */
        TRIAL,
        /** They are dropped. */
        ENFORCING,
        /** They are counted, because a trial ended and nobody had confirmed it. */
        ROLLED_BACK
    }

    public Posture {
        boolean hasTrial = stands == Stands.TRIAL || stands == Stands.ROLLED_BACK;
        if (hasTrial != trialUntil.isPresent())
            throw new IllegalArgumentException(stands + (hasTrial ? " needs" : " cannot have") + " the end of a trial");
    }

    /** As the configuration says. */
    public static Posture configured(boolean enforces, Instant now) {
        return new Posture(
                enforces ? Stands.ENFORCING : Stands.OBSERVING,
                Optional.empty(),
                enforces,
                now,
                "the configuration",
                ImmutableSet.of());
    }

    /** What a program that starts at {@code now} goes on with: what was kept, unless the configuration was changed since. */
    public static Posture start(Optional<Posture> kept, boolean configEnforces, Instant now) {
        return kept.filter(k -> k.configEnforces == configEnforces)
                .map(k -> k.atMost(now))
                .orElseGet(() -> configured(configEnforces, now));
    }

    /** A clock that was set back makes no trial longer than it was meant to be. */
    private Posture atMost(Instant now) {
        if (stands != Stands.TRIAL || !now.isBefore(since)) return this;
        Instant end = now.plus(Duration.between(since, trialUntil.get()));
        return new Posture(stands, Optional.of(end), configEnforces, now, by, before);
    }

    /**
     * This as it has become by {@code now}: a trial that is over is rolled back. So is one when the clock was set back behind its
     * beginning: nobody knows what is left of it, and who is locked out must not stay so until the clock has caught up.
     */
    public Posture at(Instant now) {
        if (stands != Stands.TRIAL || !now.isBefore(since) && now.isBefore(trialUntil.get())) return this;
        return new Posture(Stands.ROLLED_BACK, trialUntil, configEnforces, trialUntil.get(), "callgate", before);
    }

    /** A trial begins. */
    public Posture tried(Instant until, Sessions sessions, String by, Instant now) {
        return new Posture(Stands.TRIAL, Optional.of(until), configEnforces, now, by, sessions.all());
    }

    /** From now on it enforces, whatever happens. */
    public Posture confirmed(String by, Instant now) {
        return new Posture(Stands.ENFORCING, Optional.empty(), configEnforces, now, by, ImmutableSet.of());
    }

    /** From now on it only observes. */
    public Posture observing(String by, Instant now) {
        return new Posture(Stands.OBSERVING, Optional.empty(), configEnforces, now, by, ImmutableSet.of());
    }

    /** Whether packets that nothing allows are dropped. */
    public boolean drops() {
        return stands == Stands.ENFORCING || stands == Stands.TRIAL;
    }

    /** Whether a box that starts anew has to be shut: a trial does not outlive the box, because it may be what cut it off. */
    public boolean dropsAtBoot() {
        return stands == Stands.ENFORCING;
    }

    /** Until when it drops, if that ends. */
    public Optional<Instant> dropsUntil() {
        return trialUntil.filter(end -> stands == Stands.TRIAL);
    }

    /** Why whoever asks cannot confirm the trial; empty when they can. */
    public Optional<String> unconfirmable(Sessions asking) {
        return switch (stands) {
            case OBSERVING ->
                Optional.of("there is nothing to confirm: the firewall only observes since " + since
                        + "; 'callgate firewall arm' begins a trial");
            case ENFORCING ->
                Optional.of("there is nothing to confirm: the firewall enforces, without an end, since " + since);
            case ROLLED_BACK ->
                Optional.of(
                        "the trial ended at " + trialUntil.get()
                                + " and was rolled back, because nobody had confirmed it; 'callgate firewall arm' begins another");
            case TRIAL -> asking.own().flatMap(own -> old(own, asking));
        };
    }

    /** On the console there is no connection, and nothing that the firewall could cut. */
    private Optional<String> old(Connection own, Sessions asking) {
        String from = own.client() + " port " + own.clientPort();
        String todo = "; open a NEW ssh connection and run 'callgate firewall confirm' there";
        if (before.contains(own))
            return Optional.of("this connection (" + from + ") was open before arming, and proves nothing"
                    + (asking.doubtful() ? ": in tmux and screen it is that of whoever started them" : "") + todo);
        if (asking.doubtful() && !asking.open().contains(own))
            return Optional.of(
                    "in tmux or screen nobody can tell which connection this is: that of whoever started it (" + from
                            + ") is closed" + todo + ", outside of them");
        return Optional.empty();
    }
}
