package io.callgate.scan.line;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import io.callgate.core.address.Address;
import io.callgate.core.jail.Progress;
import java.util.List;

/** A {@link Progress} in lines of words: {@code open ADDRESS TIME…} and {@code counted KEY TIME ATTEMPTS TALLY…}. */
public final class ProgressText {

    private static final String OPEN = "open";
    private static final String COUNTED = "counted";

    private final ImmutableList.Builder<Progress.Open> open = ImmutableList.builder();
    private final ImmutableList.Builder<Progress.Counted> counted = ImmutableList.builder();

    public static void write(StringBuilder out, Progress progress) {
        for (Progress.Open client : progress.open()) {
            out.append(OPEN).append(' ').append(client.client());
            client.atMillis().forEach(at -> out.append(' ').append(at));
            out.append('\n');
        }
        for (Progress.Counted attempt : progress.counted()) {
            out.append(COUNTED).append(' ').append(attempt.key()).append(' ').append(attempt.begunMillis());
            out.append(' ').append(attempt.attempts());
            attempt.tallies().forEach(n -> out.append(' ').append(n));
            out.append('\n');
        }
    }

    /** Takes a line in; false when it cannot be understood. */
    public boolean read(String line) {
        List<String> words = Splitter.on(' ').splitToList(line);
        try {
            if (words.get(0).equals(OPEN)) open.add(open(words));
            else if (words.get(0).equals(COUNTED)) counted.add(counted(words));
            else return false;
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Who calls says so, once for all lines.
            return false;
        }
    }

    private static Progress.Open open(List<String> words) {
        ImmutableLongArray.Builder at = ImmutableLongArray.builder();
        for (String word : words.subList(2, words.size())) at.add(Long.parseLong(word));
        return new Progress.Open(Address.parse(words.get(1)), at.build());
    }

    private static Progress.Counted counted(List<String> words) {
        ImmutableIntArray.Builder tallies = ImmutableIntArray.builder();
        for (String word : words.subList(4, words.size())) tallies.add(Integer.parseInt(word));
        return new Progress.Counted(
                Long.parseLong(words.get(1)),
                Long.parseLong(words.get(2)),
                Integer.parseInt(words.get(3)),
                tallies.build());
    }

    public Progress progress() {
        return new Progress(open.build(), counted.build());
    }
}
