package io.callgate.core.notice;

import java.time.Instant;
import java.util.function.Function;

/** A fact of a {@link Notice}: words or a time, under a label. */
public sealed interface Fact {

    Label label();

    /** The value in a channel's form: another kind of value breaks the build wherever one is told. */
    <R> R match(Function<? super String, ? extends R> words, Function<? super Instant, ? extends R> time);

    record Words(Label label, String words) implements Fact {
        @Override
        public <R> R match(
                Function<? super String, ? extends R> ofWords, Function<? super Instant, ? extends R> ofTime) {
            return ofWords.apply(words);
        }
    }

    record Time(Label label, Instant at) implements Fact {
        @Override
        public <R> R match(
                Function<? super String, ? extends R> ofWords, Function<? super Instant, ? extends R> ofTime) {
            return ofTime.apply(at);
        }
    }

    /** What a fact is about, and how that is called for people. */
    enum Label {
        WHO("Who"),
        WHEN("When"),
        ADDRESS("Address"),
        SERVICES("Services"),
        DONE_BY("Done by"),
        CALLER("Caller"),
        REPLACES("Replaces"),
        UNTIL("Until"),
        NAME("Name"),
        NOTE("Note"),
        LOCKED("Locked"),
        LOCKED_UNTIL("Locked until"),
        LET_IN_AS("Let in as"),
        WHAT("What"),
        WHOSE("Whose it is"),
        WHY_TOLD("Why you get this"),
        ENTRY("Entry"),
        BECAUSE("Because");

        private final String text;

        Label(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
