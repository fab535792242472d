package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.grant.Grant;
import io.callgate.gate.Logins;
import io.callgate.testing.Box;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys at random, by callers who know the PIN and who do not: only a 1 after a whole address ever lets one in. */
class RandomKeysTest {

    private static final int CALLS = Integer.getInteger("callgate.random-calls", 500);
    private static final String[] PIECES = {
        "203*0*113*7",
        "203*0*113*8",
        "203000113009",
        "31*13*65*1",
        "10*0*0*1",
        "203*0*113",
        "*",
        "#",
        "#",
        "#",
        "1",
        "1",
        "2",
        "3",
        "0",
        "5",
        ",",
        "1001#",
        "483920#",
        "11",
        "!"
    };

    private static final Pattern CONFIRMED = Pattern.compile("(?=((?:\\d+\\*){3}\\d+|\\d{12})[#,].*1)");

    @TempDir
    Path folder;

    @Test
    void nothing_is_let_in_without_a_1_after_a_whole_address() throws Exception {
        Random random = new Random(20_000);
        try (Box box = new Box(folder);
                Logins logins = new Logins(box.gate, 2)) {
            box.account("1001", "483920");
            InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            CallServer server = new CallServer(loopback, 100, new CallScript(box.gate, logins, 100));
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            List<String> last = addresses(box);
            int granted = 0;
            for (int i = 0; i < CALLS; i++) {
                List<String> before = last;
                boolean insider = random.nextInt(20) > 0;
                StringBuilder keys = new StringBuilder(insider ? "1001#483920#" : "1001#483921#");
                for (int k = random.nextInt(8); k >= 0; k--) keys.append(PIECES[random.nextInt(PIECES.length)]);
                String status = new TerminalPhone(
                                address, "1", Prompts.of("en"), pressing(keys.toString()), words -> {})
                        .call()
                        .getOrDefault("CALLGATE_STATUS", "(unset)");
                List<String> after = addresses(box);
                assertThat(status).as("status of %s", keys).isNotEqualTo("ERROR");
                if (!insider)
                    assertThat(after)
                            .as("after %s", keys)
                            .satisfiesAnyOf(a -> assertThat(a).isEqualTo(before), a -> assertThat(keys.toString())
                                    .contains("1001#483920#"));
                for (String now : after) {
                    if (before.contains(now)) continue;
                    granted++;
                    assertThat(confirmed(keys.toString()))
                            .as("granted by %s", keys)
                            .contains(now);
                }
                if (!after.equals(before))
                    assertThat(status).as("status of %s", keys).isIn("GRANTED", "REMOVED", "(unset)");
                last = after;
                box.clock.forward(Duration.ofDays(10));
            }
            assertThat(granted).as("the search reaches the grant").isPositive();
            server.close();
        }
    }

    /** As {@link GivenKeys}, but in no hurry to wait: where nobody asks, a comma takes no time. */
    private static TerminalPhone.Keypad pressing(String keys) {
        int[] next = {0};
        return wait -> {
            char key = next[0] < keys.length() ? keys.charAt(next[0]) : ',';
            if (key == ',' && wait < TerminalPhone.QUESTION_MILLIS) return 0;
            next[0]++;
            return key == '!' ? -1 : key == ',' ? 0 : key;
        };
    }

    private static List<String> addresses(Box box) {
        return box.grants().stream().map(Grant::range).map(Object::toString).toList();
    }

    private static List<String> confirmed(String keys) {
        List<String> all = new ArrayList<>();
        var m = CONFIRMED.matcher(keys);
        while (m.find())
            all.add(io.callgate.core.address.KeyedAddress.parse(m.group(1)).match(a -> a.toString(), r -> ""));
        return all;
    }
}
