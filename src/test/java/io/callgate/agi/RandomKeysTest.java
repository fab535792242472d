package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.address.Address;
import io.callgate.core.grant.Grant;
import io.callgate.core.ring.Ring;
import io.callgate.gate.Logins;
import io.callgate.testing.Box;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys at random, by callers who know the PIN and who do not: only what was confirmed by its rule is ever let in. */
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
        "!",
        ";",
        ";",
        ";1",
        ";7#",
        ";72#",
        ";0#",
        ";#"
    };

    private static final String[] RINGING = {
        "203.0.113.7", "203.0.113.77", "203.0.113.1", "2001:db8::7", "2001:db8::7a", "2001:db8::", "10.0.0.1"
    };

    private static final Pattern CONFIRMED = Pattern.compile("(?=((?:\\d+\\*){3}\\d+|\\d{12})[#,].*1)");

    @TempDir
    Path folder;

    /** What rings at present. */
    private volatile List<Ring> rings = List.of();

    /** A call in signs: {@code p} for words, {@code a} and on for the addresses that ring, keys, {@code .} for no key. */
    private final StringBuilder course = new StringBuilder();

    @Test
    void nothing_is_let_in_that_was_neither_keyed_whole_nor_read_out_whole_and_confirmed() throws Exception {
        Random random = new Random(20_000);
        try (Box box = new Box(folder);
                Logins logins = new Logins(box.gate, 2)) {
            box.account("1001", "483920");
            InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            CallServer server = new CallServer(loopback, 100, new CallScript(box.gate, logins, account -> rings, 100));
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            List<String> last = addresses(box);
            int granted = 0;
            int[] rang = {0, 0};
            for (int i = 0; i < CALLS; i++) {
                List<String> before = last;
                boolean insider = random.nextInt(20) > 0;
                StringBuilder keys = new StringBuilder(insider ? "1001#483920#" : "1001#483921#");
                for (int k = random.nextInt(8); k >= 0; k--) keys.append(PIECES[random.nextInt(PIECES.length)]);
                rings = someRings(random);
                course.setLength(0);
                String status = new TerminalPhone(
                                address,
                                "1",
                                Prompts.of("en"),
                                noting(new GivenKeys(keys.toString(), false)),
                                this::note)
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
                    if (confirmed(keys.toString()).contains(now)) continue;
                    List<Ring> offered = rings.stream()
                            .filter(r -> !before.contains(r.address().toString()))
                            .filter(r -> !r.address().toString().equals("10.0.0.1"))
                            .toList();
                    boolean one = offered.size() == 1 && offered.get(0).means() != Ring.Means.UNNAMED;
                    rang[one ? 0 : 1]++;
                    assertThat(course.toString())
                            .as("%s granted by %s while %s ring", now, keys, rings)
                            .containsPattern(one ? allowedAlone(now) : allowedInTurn(now, offered));
                }
                if (!after.equals(before))
                    assertThat(status).as("status of %s", keys).isIn("GRANTED", "REMOVED", "(unset)");
                last = after;
                box.clock.forward(Duration.ofDays(10));
            }
            assertThat(granted).as("the search reaches the grant").isPositive();
            assertThat(rang[0]).as("and that of a single ring").isPositive();
            assertThat(rang[1]).as("and that of several").isPositive();
            server.close();
        }
    }

    private static List<Ring> someRings(Random random) {
        List<String> addresses = new ArrayList<>(List.of(RINGING));
        Collections.shuffle(addresses, random);
        Ring.Means[] means = Ring.Means.values();
        return addresses.stream()
                .limit(random.nextInt(5))
                .map(a -> new Ring(Address.parse(a), 0, means[random.nextInt(means.length)]))
                .toList();
    }

    private void note(String words) {
        for (int i = 0; i < rings.size(); i++)
            if (words.equals(TerminalPhone.spelled(rings.get(i).address().toString()))) {
                course.append((char) ('a' + i));
                return;
            }
        course.append('p');
    }

    private TerminalPhone.Keypad noting(TerminalPhone.Keypad keypad) {
        return wait -> {
            int key = keypad.next(wait);
            if (key > 0) course.append((char) key);
            // Where a PIN is hashed, a caller is heard to press nothing many a time.
            else if (course.charAt(course.length() - 1) != '.') course.append('.');
            return key;
        };
    }

    private char sign(String address) {
        for (int i = 0; i < rings.size(); i++)
            if (rings.get(i).address().toString().equals(address)) return (char) ('a' + i);
        return '!';
    }

    /** Read out whole, then a 1 alone; or a 1 alone, then read out whole, and no other key until after the last chance. */
    private String allowedAlone(String address) {
        char a = sign(address);
        return a + "\\.p1[.#]|1[.#p]*p\\." + a + "\\.p[.#]";
    }

    /** Read out whole, then its own last number and a pound; where another ends alike, a 1 in the end, too. */
    private String allowedInTurn(String address, List<Ring> offered) {
        String last = last(address);
        boolean alike = offered.stream()
                        .filter(r -> last(r.address().toString()).equals(last))
                        .count()
                > 1;
        return sign(address) + "\\.p0*" + last + "#" + (alike ? "p.*p1" : "");
    }

    private static String last(String address) {
        return address.replaceAll(".*[.:]", "").replaceAll("^$", "0").replace('a', '2');
    }

    private static List<String> addresses(Box box) {
        return box.grants().stream().map(Grant::range).map(Object::toString).toList();
    }

    private static List<String> confirmed(String keys) {
        List<String> all = new ArrayList<>();
        var m = CONFIRMED.matcher(keys.replace(";", ""));
        while (m.find())
            all.add(io.callgate.core.address.KeyedAddress.parse(m.group(1)).match(a -> a.toString(), r -> ""));
        return all;
    }
}
