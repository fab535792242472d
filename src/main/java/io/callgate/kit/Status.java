package io.callgate.kit;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a part is at one moment: for programs ordered facts, for people lines, and for both what keeps it from its work, if
 * something does, and what would have it do better.
 *
 * @param name in a word, and in one meaning: the facts are found under it
 * @param isBeside whether scripts know the facts beside those of callgate itself, and not in an object of the part's own
 * @param facts texts, counts, lists of texts and rows of these, under names that nobody else uses if they are beside
 * @param faults the worst first
 */
public record Status(
        String name,
        boolean isBeside,
        ImmutableMap<String, Object> facts,
        ImmutableList<Line> lines,
        ImmutableList<Fault> faults,
        ImmutableList<Advice> advice) {

    /**
     * One line for people.
     *
     * @param label a word that begins it; empty for a line that goes on with what the one before is about
     */
    public record Line(String label, String text) {}

    /**
     * What keeps a part from its work.
     *
     * @param isWanted whether somebody configured it so
     * @param what the fault alone
     * @param meaning what follows from it for whoever relies on callgate, with the fault
     * @param remedy what an administrator is to do; empty for nothing
     */
    public record Fault(boolean isWanted, String what, String meaning, String remedy) {}

    /**
     * What a part works without, but not as well as it could.
     *
     * @param meaning what is so, and what follows from it
     * @param remedy what an administrator is to do
     */
    public record Advice(String meaning, String remedy) {}

    public static Builder of(String name) {
        return new Builder(name);
    }

    /** The worst of what keeps it from its work. */
    public Optional<Fault> fault() {
        return faults.stream().findFirst();
    }

    /** The facts and the fault as values of JSON, by their keys. */
    public Map<String, Object> values() {
        Map<String, Object> own = new LinkedHashMap<>(facts);
        own.put(isBeside ? name + "_fault" : "fault", fault().map(Fault::what));
        return isBeside ? own : Map.of(name, own);
    }

    /** Gathers what a part says of itself. */
    public static final class Builder {
        private final String name;
        private final ImmutableMap.Builder<String, Object> facts = ImmutableMap.builder();
        private final List<Line> lines = new ArrayList<>();
        private boolean beside;
        private final ImmutableList.Builder<Fault> faults = ImmutableList.builder();
        private final ImmutableList.Builder<Advice> advice = ImmutableList.builder();

        private Builder(String name) {
            this.name = name;
        }

        /** The facts, and {@code NAME_fault}, stand beside those of callgate itself. */
        public Builder beside() {
            beside = true;
            return this;
        }

        public Builder count(String key, long number) {
            facts.put(key, number);
            return this;
        }

        /** @param text empty for what is not known, or not so */
        public Builder text(String key, Optional<String> text) {
            facts.put(key, text);
            return this;
        }

        public Builder texts(String key, List<String> texts) {
            facts.put(key, List.copyOf(texts));
            return this;
        }

        /** @param rows with the same keys each */
        public Builder rows(String key, List<? extends Map<String, ?>> rows) {
            facts.put(key, List.copyOf(rows));
            return this;
        }

        /** A line about something else than the one before. */
        public Builder line(String label, String text) {
            lines.add(new Line(label, text));
            return this;
        }

        /** A line that goes on with what the one before is about. */
        public Builder line(String text) {
            return line("", text);
        }

        /** Something is broken. */
        public Builder broken(String what, String meaning, String remedy) {
            faults.add(new Fault(false, what, meaning, remedy));
            return this;
        }

        /** Somebody wants it so. */
        public Builder wanted(String what, String meaning, String remedy) {
            faults.add(new Fault(true, what, meaning, remedy));
            return this;
        }

        /** It works, and could do better. */
        public Builder advise(String meaning, String remedy) {
            advice.add(new Advice(meaning, remedy));
            return this;
        }

        public Status build() {
            return new Status(
                    name, beside, facts.buildOrThrow(), ImmutableList.copyOf(lines), faults.build(), advice.build());
        }
    }
}
