package io.callgate.kit;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is wrong with something that goes on trying, if anything is. It is said when it begins and, summed up, while it lasts;
 * that it is over is said, too. Any thread may ask for it; it is one thread's to say.
 */
public final class Fault {

    private final Repeats said;
    private final Repeats ended;
    private volatile Optional<String> now = Optional.empty();

    /**
     * @param bad where it is said, such as {@code log::error}
     * @param good where it is said that it is over, such as {@code log::info}
     */
    public Fault(Consumer<String> bad, Consumer<String> good) {
        this.said = new Repeats(bad);
        this.ended = new Repeats(good);
    }

    /** What is wrong now; empty when nothing is. */
    public Optional<String> now() {
        return now;
    }

    /** That is wrong, still or again. */
    public void is(String what) {
        is(what, what);
    }

    /** @param line what is said of it, where that is more than who asks has to know */
    public void is(String what, String line) {
        now = Optional.of(what);
        said.say(line);
    }

    /** All is well; {@code line} says so if it was not. */
    public void over(String line) {
        if (now.isPresent()) ended.say(line);
        now = Optional.empty();
    }
}
