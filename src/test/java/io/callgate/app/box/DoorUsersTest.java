package io.callgate.app.box;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.agi.AgiConfig;
import io.callgate.agi.TokenFile;
import io.callgate.firewall.ruleset.Door;
import io.callgate.toml.ConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A box made of files: who its users are, and whose sockets there are. */
class DoorUsersTest {

    private static final InetSocketAddress MANAGER = new InetSocketAddress("127.0.0.1", 5038);
    private static final String PASSWD = """
            root:x:0:0:root:/root:/bin/bash
            nobody:x:65534:65534::/:/usr/sbin/nologin
            ann:x:1000:1000:Ann:/home/ann:/bin/bash
            callgate:x:998:998::/:/usr/sbin/nologin
            """;
    private static final String ASTERISK = "asterisk:x:112:112::/var/lib/asterisk:/usr/sbin/nologin\n";

    @TempDir
    Path root;

    @BeforeEach
    void box() throws IOException {
        Files.createDirectories(root.resolve("proc/self"));
        Files.createDirectories(root.resolve("proc/net"));
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("proc/self/status"), "Name:\tjava\nUid:\t998\t998\t998\t998\n");
        Files.writeString(root.resolve("etc/group"), "callgate:x:998:ann,gone\nother:x:5:nobody\n");
        passwd(PASSWD);
        sockets("tcp");
        sockets("udp");
    }

    private void passwd(String text) throws IOException {
        Files.writeString(root.resolve("etc/passwd"), text);
    }

    /** Each as {@code ADDRESS:PORT STATE USER}, in the kernel's way. */
    private void sockets(String kind, String... sockets) throws IOException {
        StringBuilder text = new StringBuilder("  sl  local_address rem_address   st ...\n");
        for (String socket : sockets) {
            String[] parts = socket.split(" ");
            text.append("   0: " + parts[0] + " 00000000:0000 " + parts[1] + " 00000000:00000000 00:00000000 00000000 "
                    + parts[2] + "        0 4711 1 0000000000000000 100 0 0 10 0\n");
        }
        Files.writeString(root.resolve("proc/net").resolve(kind), text);
    }

    private DoorUsers users(String user) {
        return new DoorUsers(
                new AgiConfig(
                        new InetSocketAddress("127.0.0.1", 4573),
                        100,
                        Duration.ofMinutes(10),
                        new TokenFile(Optional.empty(), false),
                        Optional.of(user).filter(name -> !name.isEmpty())),
                root);
    }

    private Door door(String user) {
        return users(user).door().orElseThrow();
    }

    @Test
    void root_callgate_those_who_may_command_it_and_asterisk_may_call() throws IOException {
        passwd(PASSWD + ASTERISK);
        assertThat(door("").users()).containsExactly(0, 112, 998, 1000);
        assertThat(door("").closed()).isTrue();
        assertThat(door("").port()).isEqualTo(4573);
    }

    @Test
    void who_listens_for_sip_is_taken_for_asterisk_where_nothing_else_tells() throws IOException {
        sockets("udp", "00000000:13C4 07 1234");
        assertThat(door("").users()).containsExactly(0, 998, 1000, 1234);
        assertThat(door("").closed()).isTrue();
    }

    /** Asterisk may listen on IPv4 alone, or on one address. */
    @Test
    void who_listens_for_sip_beside_asterisk_is_nobody() throws IOException {
        sockets("udp", "00000000:13C4 07 0", "0200007F:13C4 07 1234");
        assertThat(door("").users()).as("Asterisk is root's").containsExactly(0, 998, 1000);
        passwd(PASSWD + ASTERISK);
        sockets("udp", "00000000:13C4 07 112", "0200007F:13C4 07 1234");
        sockets("udp6", "00000000000000000000000001000000:13C4 07 1234");
        assertThat(door("").users()).containsExactly(0, 112, 998, 1000);
        assertThat(door("").closed()).isTrue();
    }

    @Test
    void whose_the_directory_of_asterisks_control_socket_is_may_call() throws IOException {
        Path run = Files.createDirectories(root.resolve("run/asterisk"));
        Files.setAttribute(run, "unix:uid", 4321);
        sockets("udp", "00000000:13C4 07 1234");
        assertThat(door("").users()).containsExactly(0, 998, 1000, 4321);
    }

    @Test
    void nobody_is_kept_from_calling_before_it_is_known_who_asterisk_is() {
        assertThat(door("").users()).containsExactly(0, 998, 1000);
        assertThat(door("").closed()).isFalse();
    }

    @Test
    void who_is_named_is_asterisk_and_nobody_else() throws IOException {
        passwd(PASSWD + ASTERISK);
        sockets("udp", "00000000:13C4 07 1234");
        assertThat(door("nobody").users()).containsExactly(0, 998, 1000, 65534);
        assertThat(door("77").users()).containsExactly(0, 77, 998, 1000);
        assertThatThrownBy(() -> door("pbx"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("agi.user: there is no user pbx in /etc/passwd");
    }

    @Test
    void any_user_is_not_looked_at() throws IOException {
        sockets("tcp", "0100007F:13AE 0A 65534");
        assertThat(users("any").door()).isEmpty();
        assertThat(users("any").distrust(MANAGER)).isEmpty();
    }

    @Test
    void ami_is_believed_when_root_or_asterisk_listens_there() throws IOException {
        passwd(PASSWD + ASTERISK);
        assertThat(users("").distrust(MANAGER)).as("nobody listens").isEmpty();
        sockets("tcp", "00000000:13AE 0A 112");
        assertThat(users("").distrust(MANAGER)).isEmpty();
        sockets(
                "tcp",
                "0100007F:13AE 0A 0",
                "0200007F:13AE 0A 65534",
                "0100007F:13AF 0A 65534",
                "0100007F:13AE 01 65534");
        assertThat(users("").distrust(MANAGER))
                .as("what others do elsewhere, or as clients, is no reason")
                .isEmpty();
    }

    @Test
    void ami_is_not_believed_when_somebody_else_listens_there() throws IOException {
        passwd(PASSWD + ASTERISK);
        sockets("tcp", "0100007F:13AE 0A 65534");
        assertThat(users("").distrust(MANAGER)).hasValueSatisfying(why -> assertThat(why)
                .contains("not Asterisk but the user nobody")
                .contains("no login is sent")
                .contains("agi.user"));
        sockets("tcp");
        sockets("tcp6", "00000000000000000000000000000000:13AE 0A 65534");
        assertThat(users("").distrust(MANAGER)).as("for all addresses, by IPv6").isPresent();
        sockets("tcp6", "0000000000000000FFFF00000100007F:13AE 0A 65534");
        assertThat(users("").distrust(MANAGER))
                .as("for an IPv4 address, by IPv6")
                .isPresent();
    }

    @Test
    void who_holds_a_port_is_named() throws IOException {
        sockets("tcp", "0100007F:11DD 0A 65534");
        assertThat(users("").holder(new InetSocketAddress("127.0.0.1", 4573))).isEqualTo("the user nobody has it");
        assertThat(users("").holder(new InetSocketAddress("127.0.0.1", 4574))).isEmpty();
    }
}
