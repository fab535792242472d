package io.callgate.app.box;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.BanPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameServersTest {

    @TempDir
    private Path folder;

    private static final Address CONFIGURED = Address.parse("203.0.113.53");

    private NameServers servers(String... files) {
        ImmutableList<Path> paths =
                ImmutableList.copyOf(files).stream().map(folder::resolve).collect(ImmutableList.toImmutableList());
        return new NameServers(ImmutableList.of(new InetSocketAddress("203.0.113.53", 5353)), paths);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    @Test
    void they_are_the_configured_ones_and_those_of_the_system() throws IOException {
        write("resolv.conf", """
                # nameserver 198.51.100.9
                ; nameserver 198.51.100.8
                search example.org
                nameserver 198.51.100.1
                \tnameserver   2001:db8:53::1  # the second
                nameserver fe80::1%eth0
                nameserver
                nameserver rubbish
                nameservers 198.51.100.7
                """);
        write("upstream", "nameserver 198.51.100.2");

        assertThat(servers("resolv.conf", "upstream", "none").get())
                .containsExactlyInAnyOrder(
                        CONFIGURED,
                        Address.parse("198.51.100.1"),
                        Address.parse("2001:db8:53::1"),
                        Address.parse("198.51.100.2"));
    }

    @Test
    void a_file_that_changes_is_believed_and_one_that_goes_says_what_it_said_last() throws IOException {
        NameServers servers = servers("resolv.conf");
        assertThat(servers.look()).containsExactly(CONFIGURED);
        write("resolv.conf", "nameserver 198.51.100.1\n");
        assertThat(servers.look()).containsExactlyInAnyOrder(CONFIGURED, Address.parse("198.51.100.1"));
        write("resolv.conf", "nameserver 198.51.100.2\n");
        assertThat(servers.look()).containsExactlyInAnyOrder(CONFIGURED, Address.parse("198.51.100.2"));
        // As while another program writes it anew.
        write("resolv.conf", "");
        assertThat(servers.look()).containsExactlyInAnyOrder(CONFIGURED, Address.parse("198.51.100.2"));
        Files.delete(folder.resolve("resolv.conf"));
        assertThat(servers.look()).containsExactlyInAnyOrder(CONFIGURED, Address.parse("198.51.100.2"));
        Files.createDirectory(folder.resolve("resolv.conf"));
        assertThat(servers.look()).containsExactlyInAnyOrder(CONFIGURED, Address.parse("198.51.100.2"));
    }

    @Test
    void a_ban_of_its_neighbour_in_ipv6_does_not_take_it_along() throws IOException {
        write("resolv.conf", "nameserver 2001:db8:53::1\n");
        ImmutableSet<Address> named = servers("resolv.conf").get();
        BanPolicy policy = new BanPolicy(ImmutableSet.of(), ImmutableList.of(), ImmutableList.of(), named);

        assertThat(policy.refusal(AddressRange.parse("2001:db8:53::/64"))).isPresent();
        assertThat(policy.reach(AddressRange.parse("2001:db8:53::ffff:1"))).hasToString("2001:db8:53::ffff:1");
        assertThat(policy.reach(AddressRange.parse("2001:db8:53:1::1"))).hasToString("2001:db8:53:1::/64");
    }
}
