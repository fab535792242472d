package io.callgate.core.arm;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * By which connections administrators are on this box, as far as the process that asks can see.
 *
 * @param own the SSH connection that it came in by; empty on the console
 * @param doubtful whether it runs in tmux or screen, where {@code own} is that of whoever started those
 * @param open established connections to where SSH listens, {@code own} before others, at most {@link #MOST}
 */
public record Sessions(Optional<Connection> own, boolean doubtful, ImmutableList<Connection> open) {

    /** More administrators at once are no administrators. */
    public static final int MOST = 100;

    /** On the console of a box that nobody else is on. */
    public static final Sessions NONE = new Sessions(Optional.empty(), false, ImmutableList.of());

    private static final String DOUBTFUL = "doubtful";
    private static final String CONSOLE = "console";

    public Sessions {
        if (open.size() > MOST) open = open.subList(0, MOST);
    }

    /** Its own connection, and all the others. */
    public ImmutableSet<Connection> all() {
        return Stream.concat(own.stream(), open.stream()).collect(ImmutableSet.toImmutableSet());
    }

    /** One line for {@code own}, one if it is doubtful, one for each that is open. */
    public String text() {
        StringBuilder text = new StringBuilder(own.map(Connection::toString).orElse(CONSOLE));
        if (doubtful) text.append('\n').append(DOUBTFUL);
        for (Connection each : open) text.append('\n').append(each);
        return text.toString();
    }

    /** Reads what {@link #text} wrote; lines that are none of these do not count. */
    public static Sessions parse(String text) {
        ImmutableList<String> lines = text.lines().collect(ImmutableList.toImmutableList());
        return new Sessions(
                lines.stream().findFirst().flatMap(Connection::find),
                lines.contains(DOUBTFUL),
                lines.stream()
                        .skip(1)
                        .flatMap(line -> Connection.find(line).stream())
                        .collect(ImmutableList.toImmutableList()));
    }
}
