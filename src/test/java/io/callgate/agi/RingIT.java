package io.callgate.agi;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.agi.call.CallScript;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.address.Address;
import io.callgate.core.ring.Ring;
import io.callgate.gate.act.AllowAddress;
import io.callgate.gate.act.Logins;
import io.callgate.testing.Asterisk;
import io.callgate.testing.Box;
import io.callgate.testing.Namespace;
import io.callgate.testing.RealTime;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers of a real Asterisk whose phones rang: sounds take their time there, and keys come while they play. */
@RealTime
class RingIT {

    /** Longer than any address here is read, with the words before it. */
    private static final String LISTENS = ",".repeat(30);

    @TempDir
    Path folder;

    private static List<Ring> rings(AccountNumber account) {
        return switch (account.digits()) {
            case "1001", "1002", "1003", "1004" -> ring(Ring.Means.DOORBELL, "2001:db8::7");
            case "1005", "1006" -> ring(Ring.Means.UNNAMED, "203.0.113.66", "2001:db8::7a");
            case "1007" -> ring(Ring.Means.EXTENSION, "203.0.113.67");
            default -> List.of();
        };
    }

    private static List<Ring> ring(Ring.Means means, String... addresses) {
        return Stream.of(addresses)
                .map(a -> new Ring(Address.parse(a), 0, means))
                .toList();
    }

    @Test
    void what_a_caller_keys_on_a_real_line_is_taken_as_it_was_meant() throws Exception {
        Namespace.assumeAvailable("python3", "setsid", "chroot");
        try (Box box = new Box(folder);
                Logins logins = new Logins(box.gate, 2);
                Namespace pbx = Namespace.create("ring")) {
            for (int i = 1; i <= 9; i++) box.account("100" + i, "48392" + i);
            for (String number : List.of("1008", "1009")) {
                Address before = Address.parse("203.0.113." + number.substring(3));
                box.gate.ask(new AllowAddress(new AccountNumber(number), before, new Caller("1")));
            }
            InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4573);
            CallScript script = new CallScript(box.gate, logins, RingIT::rings);
            try (CallServer server = pbx.call(() -> new CallServer(listen, 100, script));
                    Asterisk asterisk = Asterisk.start(pbx, "192.0.2.1")) {
                assertThat(server.port()).isEqualTo(4573);
                asterisk.call(
                                List.of(
                                        "1001#483921#" + LISTENS + "1",
                                        "1002#483922#1",
                                        "1003#483923#" + LISTENS + "1,92*0*2*9#,1",
                                        "1004#483924#,203*0*113*9#1",
                                        "1005#483925#" + LISTENS + "#" + LISTENS + "72#",
                                        "1006#483926#66#",
                                        "1007#483927#" + LISTENS + "1" + LISTENS + "1",
                                        "1008#483928#195*51*100*9#1",
                                        "1009#483929#1,,,,203*0*113*99#" + LISTENS + "1"),
                                "--wait",
                                "110000")
                        .orFail();
                assertThat(asterisk.log())
                        .anyMatch(line -> line.contains("Playing 'callgate/rang-from.slin'"))
                        .anyMatch(line -> line.contains("Playing 'letters/ascii58.gsm'"))
                        .anyMatch(line -> line.contains("Playing 'callgate/listen-first.slin'"));
            }
            Map<String, String> granted = new TreeMap<>();
            box.grants()
                    .forEach(g -> granted.put(g.owner().toString(), g.range().toString()));
            assertThat(granted)
                    .as(
                            "1001 presses 1 after hearing, 1002 before; 1003 and 1004 key an address; 1005 keys a last number,"
                                    + " 1006 one unheard, 1007 a 1; 1008 has an address and keys another, 1009 by the menu")
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "1001", "2001:db8::7",
                            "1003", "192.0.2.9",
                            "1004", "203.0.113.9",
                            "1005", "2001:db8::7a",
                            "1008", "195.51.100.9",
                            "1009", "203.0.113.99"));
        }
    }
}
