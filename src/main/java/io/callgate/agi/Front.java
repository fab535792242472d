package io.callgate.agi;

import io.callgate.agi.call.Ending;
import io.callgate.agi.call.Status;
import io.callgate.agi.call.Telephone;
import io.callgate.kit.Guest;
import io.callgate.kit.Reception;
import io.callgate.kit.Repeats;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a connection before it is a call, on the reception's thread: its request is read, its token looked at, and it
 * has to answer a first command, as Asterisk does at once. Then it is a call if there is a place, or hears that there is none.
 */
final class Front implements Reception.Host {

    /** Takes over what has begun to be a call. */
    interface Calls {
        /** Whether there is a place, which is then taken. */
        boolean admit();

        /** Serves a call for which there is a place, on another thread. */
        void serve(BoundedSocket call);
    }

    private static final Logger log = LoggerFactory.getLogger(Front.class);
    static final int LONGEST_REQUEST = 16 * 1024;
    static final Duration PATIENCE = Duration.ofSeconds(5);
    /** As long as Asterisk may play what a caller is refused with. */
    private static final Duration PLAYING = Duration.ofSeconds(30);

    private static final String SCRIPT = "whitelist";
    private static final byte[] FIRST = line("NOOP");

    private final Token token;
    private final Calls calls;
    private final CallTimes times;
    private final Repeats sentAway = new Repeats(log::warn);
    private final Repeats refused = new Repeats(log::warn);

    Front(Token token, CallTimes times, Calls calls) {
        this.token = token;
        this.times = times;
        this.calls = calls;
    }

    /** A request that is whole and good, before an answer to the first command came. */
    private record Asked(byte[] request, String script) {}

    /** What is still to be said to who is refused. */
    private record Refused(Queue<String> commands) {}

    @Override
    public void heard(Guest guest) throws IOException {
        Object mind = guest.mind();
        if (mind == null) request(guest);
        else if (mind instanceof Asked asked) answered(guest, asked);
        else refuse(guest, (Refused) mind);
    }

    @Override
    public void sentAway(Guest guest, String why) {
        String what = guest.mind() instanceof Refused ? "a caller who was refused" : "what is no Asterisk";
        sentAway.say("sent away " + what + " at " + guest.name() + ": " + why);
    }

    private void request(Guest guest) throws IOException {
        byte[] heard = bytes(guest.heard());
        int end = endOfRequest(heard);
        if (end == 0) return;
        String text = new String(heard, 0, end, StandardCharsets.UTF_8);
        Optional<String> wrong = token.wrongWith(value(text, "agi_request"));
        if (wrong.isPresent()) {
            guest.sendAway(wrong.get());
            return;
        }
        guest.drop(end);
        guest.mind(new Asked(Arrays.copyOf(heard, end), value(text, "agi_network_script")));
        guest.say(FIRST, PATIENCE);
        if (guest.heard().hasRemaining()) heard(guest);
    }

    private void answered(Guest guest, Asked asked) throws IOException {
        if (takeLine(guest).isEmpty()) return;
        if (!SCRIPT.equals(asked.script.replaceFirst("[?].*", "")))
            refuse(guest, "sorry-error", "there is no script of that name");
        else if (!calls.admit()) refuse(guest, "busy", "all lines are busy");
        else {
            byte[] rest = bytes(guest.heard());
            byte[] whole = Arrays.copyOf(asked.request, asked.request.length + rest.length);
            System.arraycopy(rest, 0, whole, asked.request.length, rest.length);
            calls.serve(new BoundedSocket(guest.take().socket(), whole, times));
        }
    }

    private void refuse(Guest guest, String prompt, String why) throws IOException {
        refused.say("a call was refused aloud: " + why);
        Refused refusal = new Refused(new ArrayDeque<>(List.of(
                "SET VARIABLE \"" + Ending.STATUS + "\" \"" + Status.ERROR + "\"",
                "ANSWER",
                "STREAM FILE \"" + Telephone.OURS + prompt + "\" \"\"")));
        guest.mind(refusal);
        guest.say(line(refusal.commands.remove()), PATIENCE);
        refuse(guest, refusal);
    }

    private static void refuse(Guest guest, Refused refusal) throws IOException {
        while (takeLine(guest).isPresent()) {
            String next = refusal.commands.poll();
            if (next == null) {
                guest.close();
                return;
            }
            guest.say(line(next), refusal.commands.isEmpty() ? PLAYING : PATIENCE);
        }
    }

    private static byte[] line(String command) {
        return (command + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer heard) {
        byte[] bytes = new byte[heard.remaining()];
        heard.get(bytes);
        return bytes;
    }

    /** The next whole line that a guest has sent. */
    private static Optional<String> takeLine(Guest guest) {
        byte[] heard = bytes(guest.heard());
        for (int i = 0; i < heard.length; i++)
            if (heard[i] == '\n') {
                guest.drop(i + 1);
                return Optional.of(new String(heard, 0, i, StandardCharsets.UTF_8));
            }
        return Optional.empty();
    }

    /** Where the empty line ends that ends a request; 0 as long as there is none. */
    private static int endOfRequest(byte[] heard) {
        int begin = 0;
        for (int i = 0; i < heard.length; i++) {
            if (heard[i] != '\n') continue;
            if (i == begin || i == begin + 1 && heard[begin] == '\r') return i + 1;
            begin = i + 1;
        }
        return 0;
    }

    /** The value of a line {@code name: value}; empty when there is none, and never from a second one. */
    private static String value(String request, String name) {
        return request.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2).strip())
                .findFirst()
                .orElse("");
    }
}
