package io.callgate.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import io.callgate.core.account.Owner;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.HostName;
import io.callgate.core.name.Lookup;
import io.callgate.core.name.NamedHost;
import io.callgate.core.service.Services;
import io.callgate.gate.act.Entries;
import io.callgate.gate.act.Hosts;
import io.callgate.gate.port.BookView;
import io.callgate.testing.Box;
import io.callgate.testing.DnsServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** From the name server to the grants, on a real book; the clock stands still, and only the refreshing is quick. */
class HostFollowerTest {

    private static final String HOST = "phone.example.org";
    private static final Services PHONE = Services.of("sip", "rtp");

    @TempDir
    Path folder;

    private Box box;
    private DnsServer server;
    private DnsResolver resolver;
    private HostFollower follower;

    @BeforeEach
    void open() {
        box = new Box(folder);
        server = new DnsServer();
        resolver = new DnsResolver(ImmutableList.of(server.address()));
        follower = new HostFollower(box.gate, resolver, new Refresh(Duration.ofMillis(50), Duration.ofMillis(200)));
    }

    @AfterEach
    void close() {
        follower.close();
        resolver.close();
        server.close();
        box.close();
    }

    private void enter(String owner, String host) {
        box.gate.ask(work ->
                work.book().addHost(new Owner(owner), Origin.HOSTNAME, new HostName(host), PHONE, work.now(), ""));
    }

    private Set<String> granted() {
        return box.grants().stream().map(g -> g.range().toString()).collect(Collectors.toSet());
    }

    private void awaitGranted(String... addresses) {
        await().untilAsserted(() -> assertThat(granted()).containsExactlyInAnyOrder(addresses));
    }

    private NamedHost host() {
        return box.gate.read(BookView::hosts).get(0);
    }

    private void awaitTrouble(NamedHost.Kind kind) {
        await().untilAsserted(() ->
                assertThat(host().trouble().map(NamedHost.Trouble::kind)).contains(kind));
    }

    /** Until the name has been asked, and followed, some times more. */
    private void awaitRounds() {
        int before = server.asked(HOST);
        await().until(() -> server.asked(HOST) >= before + 8);
    }

    @Test
    void addresses_follow_the_name_and_the_kernel_follows_them() {
        server.has(HOST, 0, "203.0.113.7", "2001:db8::7");
        enter("bob", HOST);
        follower.start();
        awaitGranted("203.0.113.7", "2001:db8::7");

        server.has(HOST, 0, "203.0.113.8", "203.0.113.9");
        awaitGranted("203.0.113.8", "203.0.113.9");

        assertThat(box.firewall.isOpenFor("203.0.113.8")).isTrue();
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isFalse();
        assertThat(box.firewall.isOpenFor("2001:db8::7")).isFalse();
        Grant grant = box.grants().get(0);
        assertThat(grant.owner()).isEqualTo(new Owner("bob"));
        assertThat(grant.origin()).isEqualTo(Origin.HOSTNAME);
        assertThat(grant.services()).isEqualTo(PHONE);
        assertThat(grant.note()).isEqualTo(HOST);
        assertThat(box.events(EventKind.REMOVED))
                .allMatch(e -> e.detail().equals("phone.example.org no longer has this address"));
        assertThat(box.mails()).isEmpty();
    }

    @Test
    void a_change_is_one_transaction_old_out_and_new_in() {
        server.has(HOST, 0, "203.0.113.7");
        enter("bob", HOST);
        follower.start();
        awaitGranted("203.0.113.7");
        server.has(HOST, 0, "203.0.113.8");

        await().until(() -> {
            assertThat(granted()).as("at any moment").hasSize(1);
            return granted().contains("203.0.113.8");
        });
    }

    @Test
    void an_answer_that_changes_nothing_writes_nothing() throws SQLException {
        server.has(HOST, 0, "203.0.113.7");
        enter("bob", HOST);
        follower.start();
        awaitGranted("203.0.113.7");
        try (Connection watcher = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("callgate.db"))) {
            long before = version(watcher);

            awaitRounds();

            assertThat(version(watcher)).isEqualTo(before);
        }
        box.clock.forward(Duration.ofMinutes(5));
        await().untilAsserted(() -> assertThat(host().notes().good4()).isEqualTo(box.clock.instant()));
    }

    /** Another number after each transaction of others that wrote anything. */
    private static long version(Connection watcher) throws SQLException {
        try (Statement statement = watcher.createStatement();
                ResultSet version = statement.executeQuery("PRAGMA data_version")) {
            return version.getLong(1);
        }
    }

    @Test
    void while_servers_fail_the_last_good_addresses_stay_a_day_and_the_administrators_are_told_of_the_end() {
        server.has(HOST, 0, "203.0.113.7");
        enter("bob", HOST);
        follower.start();
        awaitGranted("203.0.113.7");

        server.fails(HOST, Rcode.SERVFAIL);
        awaitTrouble(NamedHost.Kind.SILENT);
        Instant since = host().trouble().get().since();
        box.clock.forward(Duration.ofHours(24).minusMinutes(6));
        awaitRounds();
        assertThat(granted()).containsExactly("203.0.113.7");
        assertThat(host().trouble().get().since()).isEqualTo(since);
        assertThat(box.mails()).isEmpty();

        box.clock.forward(Duration.ofMinutes(6));
        awaitGranted();
        awaitRounds();
        assertThat(box.mails()).singleElement().satisfies(m -> {
            assertThat(m.message().subject())
                    .isEqualTo("pbx.example: phone.example.org no longer lets anybody in from 203.0.113.7");
            assertThat(m.message().body()).contains("bob", "the server says SERVFAIL");
        });

        server.has(HOST, 0, "203.0.113.7");
        awaitGranted("203.0.113.7");
        await().until(() -> host().trouble().isEmpty());
    }

    @Test
    void a_name_that_is_gone_has_an_hour_and_may_come_back() {
        server.has(HOST, 0, "203.0.113.7");
        enter("bob", HOST);
        follower.start();
        awaitGranted("203.0.113.7");

        server.forget(HOST);
        awaitTrouble(NamedHost.Kind.GONE);
        box.clock.forward(Duration.ofMinutes(59));
        awaitRounds();
        assertThat(granted()).containsExactly("203.0.113.7");
        box.clock.forward(Duration.ofMinutes(1));
        awaitGranted();
        await().untilAsserted(() -> assertThat(box.mails()).hasSize(1));

        server.has(HOST, 0, "203.0.113.7");
        awaitGranted("203.0.113.7");
    }

    @Test
    void a_name_that_points_at_what_is_never_granted_is_refused_and_told_once() {
        server.has(HOST, 0, "203.0.113.7");
        enter("bob", HOST);
        follower.start();
        awaitGranted("203.0.113.7");

        server.has(HOST, 0, "127.0.0.1", "10.0.0.1", "192.0.2.1", "198.51.100.1", "::1", "203.0.113.8");
        awaitGranted("203.0.113.8");
        awaitRounds();

        assertThat(box.mails()).singleElement().satisfies(m -> {
            assertThat(m.message().to()).isEqualTo("admin@example.org");
            assertThat(m.message().subject())
                    .isEqualTo("pbx.example: phone.example.org points at what is never granted");
            assertThat(m.message().body()).contains("10.0.0.1 is never granted: it touches private space");
        });
        assertThat(box.events(EventKind.REFUSED)).hasSize(1);
        assertThat(host().trouble().map(NamedHost.Trouble::kind)).contains(NamedHost.Kind.REFUSED);
    }

    @Test
    void one_family_that_fails_keeps_its_own_while_the_other_changes() {
        server.has(HOST, 0, "203.0.113.7", "2001:db8::7");
        enter("bob", HOST);
        follower.start();
        awaitGranted("203.0.113.7", "2001:db8::7");

        server.has(HOST, 0, "203.0.113.8").fails(HOST, Type.AAAA, Rcode.SERVFAIL);
        awaitGranted("203.0.113.8", "2001:db8::7");
    }

    @Test
    void a_family_that_always_fails_does_not_slow_the_other_down() {
        follower.close();
        follower = new HostFollower(box.gate, resolver, new Refresh(Duration.ofMillis(50), Duration.ofHours(1)));
        server.has(HOST, 0, "203.0.113.7").fails(HOST, Type.AAAA, Rcode.SERVFAIL);
        enter("bob", HOST);
        follower.start();

        // Twice as long each time, these would take an hour and more.
        await().until(() -> server.asked(HOST) >= 60);
    }

    @Test
    void names_that_come_and_go_in_the_book_are_noticed() {
        follower.start();
        server.has(HOST, 0, "203.0.113.7").has("two.example.org", 0, "203.0.113.8");
        enter("bob", HOST);
        enter("ann", "two.example.org");
        awaitGranted("203.0.113.7", "203.0.113.8");

        box.gate.ask(Entries.remove(new EntryName("bob"), "cli root"));
        assertThat(granted()).containsExactly("203.0.113.8");
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isFalse();
        await().until(() -> {
            int before = server.asked(HOST);
            int other = server.asked("two.example.org");
            await().until(() -> server.asked("two.example.org") >= other + 8);
            return server.asked(HOST) == before;
        });
        assertThat(granted()).containsExactly("203.0.113.8");
    }

    @Test
    void an_answer_that_was_under_way_when_its_name_was_taken_away_lets_nobody_in() {
        enter("bob", HOST);
        NamedHost host = host();
        box.gate.ask(Entries.remove(new EntryName("bob"), "cli root"));
        server.has(HOST, 0, "203.0.113.7");
        Lookup late = resolver.look(host.host()).join();

        assertThat(box.gate.ask(Hosts.follow(host, late, "dns"))).isEmpty();
        assertThat(granted()).isEmpty();
    }

    @Test
    void a_book_that_is_away_for_a_while_is_no_end() {
        server.has(HOST, 0, "203.0.113.7");
        enter("bob", HOST);
        follower.start();
        awaitGranted("203.0.113.7");
        box.store.breakDown();
        server.has(HOST, 0, "203.0.113.8");
        awaitRounds();
        box.store.mend();
        awaitGranted("203.0.113.8");
    }

    @Test
    void two_hundred_names_with_twenty_dead_are_current_within_five_seconds() {
        for (int i = 0; i < 200; i++) {
            String host = "n" + i + ".example.org";
            if (i < 20) server.silent(host);
            else server.has(host, 300, "203.0.113." + i, "2001:db8::" + i);
            enter("n" + i, host);
        }
        follower.start();

        await().until(() -> granted().size() == 360);
    }

    @Test
    void another_entry_with_the_same_address_keeps_it() {
        server.has(HOST, 0, "203.0.113.7").has("two.example.org", 0, "203.0.113.7");
        enter("bob", HOST);
        enter("ann", "two.example.org");
        follower.start();
        await().until(() -> box.grants().size() == 2);
        server.has(HOST, 0, "203.0.113.8");
        await().until(() -> granted().size() == 2);

        assertThat(box.firewall.isOpenFor("203.0.113.7")).isTrue();
    }
}
