package io.callgate.app.config;

import io.callgate.core.notice.Channel;
import io.callgate.gate.Gate;
import io.callgate.kit.Part;
import io.callgate.toml.Toml;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A door that needs nothing but its own table of callgate.toml, and the gate.
 *
 * @param <C> what its table says
 * @param read reads the table, with the defaults and the errors
 * @param channel by which it tells people of changes, whether it runs or not; empty where it tells nobody
 * @param open has it run; empty where the table says that it is not to
 */
public record Door<C>(
        Function<Toml, C> read,
        Function<C, Optional<? extends Channel>> channel,
        BiFunction<C, Gate, Optional<? extends Part>> open) {

    /** One that always runs, and tells nobody of changes. */
    public static <C> Door<C> of(Function<Toml, C> read, BiFunction<C, Gate, ? extends Part> open) {
        return new Door<>(read, config -> Optional.empty(), (config, gate) -> Optional.of(open.apply(config, gate)));
    }

    Configured<C> configured(Toml toml) {
        return new Configured<>(this, read.apply(toml));
    }

    /** With what its table says. */
    public record Configured<C>(Door<C> door, C config) {

        public Optional<? extends Channel> channel() {
            return door.channel.apply(config);
        }

        public Optional<? extends Part> open(Gate gate) {
            return door.open.apply(config, gate);
        }
    }
}
