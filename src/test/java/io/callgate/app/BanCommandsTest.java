package io.callgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.app.Box.Result;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.Banned;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.service.Services;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BanCommandsTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T12:00:00Z");

    @RegisterExtension
    final ServedBox box = new ServedBox();

    private List<Ban> bans() {
        return box.store.read(book -> book.bans(Instant.now(), 100));
    }

    private List<Event> events(EventKind kind) {
        return box.store.read(book -> book.events(100)).stream()
                .filter(event -> event.kind() == kind)
                .toList();
    }

    private void grant(String range) {
        box.enter(book -> book.addGrant(new NewGrant(
                new Owner("office"),
                Origin.ADMINISTRATOR,
                AddressRange.parse(range),
                Services.of("sip"),
                SINCE,
                Optional.empty(),
                "")));
    }

    @Test
    void a_ban_is_in_the_book_the_kernel_and_the_audit_when_it_is_said() {
        Result result = box.run("ban", "203.0.113.66", "--reason", "a nuisance");
        assertThat(result.out()).isEqualTo("203.0.113.66 is banned until somebody ends it\n");
        assertThat(box.firewall.bannedUntil("203.0.113.66")).isEqualTo(Banned.FOR_EVER);
        assertThat(box.firewall.standing("203.0.113.66"))
                .as("by hand: not even its answers")
                .hasValueSatisfying(standing -> assertThat(standing.shut()).isPresent());
        assertThat(bans()).singleElement().satisfies(ban -> {
            assertThat(ban.range()).hasToString("203.0.113.66");
            assertThat(ban.origin()).isEqualTo("administrator");
            assertThat(ban.reason()).isEqualTo("a nuisance");
        });
        assertThat(events(EventKind.BANNED)).singleElement().satisfies(event -> {
            assertThat(event.address()).isEqualTo("203.0.113.66");
            assertThat(event.actor()).startsWith("cli ");
        });
    }

    @Test
    void a_ban_of_one_ipv6_address_shuts_out_its_64() {
        assertThat(box.run("ban", "2001:db8:bad::7", "--for", "1h").out())
                .startsWith("2001:db8:bad::/64 is banned until ");
        assertThat(bans())
                .singleElement()
                .extracting(Ban::endsAt, InstanceOfAssertFactories.optional(Instant.class))
                .hasValueSatisfying(end -> assertThat(Duration.between(Instant.now(), end))
                        .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61)));
        assertThat(box.run("unban", "2001:db8:bad::7").out()).isEqualTo("2001:db8:bad::/64 is no longer banned\n");
        assertThat(box.firewall.bannedUntil("2001:db8:bad::/64")).isLessThanOrEqualTo(1);
        assertThat(box.firewall.standing("2001:db8:bad::/64")).isEmpty();
        assertThat(events(EventKind.UNBANNED)).hasSize(1);
    }

    /** As this box beside its neighbours at a hosting provider. */
    @Test
    void of_a_network_with_somebody_who_is_never_banned_one_address_is_shut_out_alone() throws IOException {
        box.stop();
        box.configure("jail.never = [\"2001:db8:bad::1\"]\n");
        box.start();
        assertThat(box.run("ban", "2001:db8:bad::7").out())
                .isEqualTo("2001:db8:bad::7 is banned until somebody ends it\n");
        assertThat(box.run("ban", "2001:db8:bad::1").err()).contains("is never banned", "jail.never");
        assertThat(box.firewall.bannedUntil("2001:db8:bad::7")).isEqualTo(Banned.FOR_EVER);
        assertThat(box.firewall.bannedUntil("2001:db8:bad::/64")).isLessThanOrEqualTo(1);
        assertThat(box.run("unban", "2001:db8:bad::7").out()).isEqualTo("2001:db8:bad::7 is no longer banned\n");
        assertThat(bans()).isEmpty();
    }

    @Test
    void a_new_ban_of_the_same_address_takes_the_place_of_the_old() {
        box.run("ban", "203.0.113.66");
        assertThat(box.run("ban", "203.0.113.66", "--for", "1h").exit()).isZero();
        assertThat(bans()).singleElement().satisfies(ban -> assertThat(ban.endsAt())
                .isPresent());
        assertThat(box.firewall.bannedUntil("203.0.113.66")).isLessThan(Banned.FOR_EVER);
    }

    @Test
    void whoever_is_granted_is_banned_only_by_force_and_that_says_who_wins() {
        grant("203.0.113.0/24");
        assertRefused("203.0.113.0/24 is let in by grant 1 of office, and a grant beats a ban", "ban", "203.0.113.66");
        assertThat(box.run("ban", "203.0.113.66", "--force").out())
                .contains(
                        "203.0.113.66 is banned until somebody ends it",
                        "grant 1 of office for 203.0.113.0/24 beats it");
        assertThat(box.run("why", "203.0.113.66").out())
                .contains("203.0.113.66 is let in by", "is shut out by ban 1 by administrator", "a grant beats a ban");
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.7.7, firewall.lan",
        "127.0.0.1, loopback",
        "fe80::1, link-local",
        "224.0.0.1, multicast",
        "12.0.0.0/7, wider than /8; --force",
        "2600::/31, wider than /32; --force"
    })
    void whom_the_pbx_needs_is_never_banned(String range, String why) {
        assertRefused(why, "ban", range);
    }

    @ParameterizedTest
    @CsvSource({
        "999.1.1.1, is not an IPv4 or IPv6 address",
        "1.2.3.4;id, is not an IPv4 or IPv6 address",
        "203.0.113.7/24, did you mean 203.0.113.0/24",
        "'', is not an IPv4 or IPv6 address",
        "example.org, is not an IPv4 or IPv6 address"
    })
    void what_is_no_address_is_a_usage_error(String text, String why) {
        Result result = box.run("ban", text);
        assertThat(result.err()).contains(why);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(bans()).isEmpty();
    }

    @Test
    void what_is_not_banned_cannot_be_unbanned_and_it_says_in_which_range_it_is() {
        assertRefused("203.0.113.66 is not banned", "unban", "203.0.113.66");
        box.run("ban", "203.0.113.0/24");
        Result result = box.run("unban", "203.0.113.66");
        assertThat(result.err()).contains("has no ban of its own; it is in 203.0.113.0/24, which ban 1 shuts out");
        assertThat(result.exit()).isEqualTo(1);
    }

    @Test
    void bans_are_listed_the_newest_first() {
        box.run("ban", "203.0.113.66", "--reason", "one\u001b[2J");
        box.run("ban", "203.0.113.67");
        assertThat(box.run("list", "bans").out())
                .hasLineCount(3)
                .doesNotContain("\u001b")
                .containsSubsequence("203.0.113.67", "203.0.113.66");
        assertThat(box.run("list", "bans", "-n", "1").out())
                .contains("203.0.113.67", "the newest 1 of 2; -n shows more");
        assertThat(box.run("list", "bans", "--json").out())
                .startsWith("[{\"id\":2,\"address\":\"203.0.113.67\",\"origin\":\"administrator\"");
        assertThat(box.run("why", "203.0.113.66", "--json").out()).contains("\"bans\":[{\"id\":1,");
        assertThat(box.run("why", "203.0.113.66").out())
                .startsWith("203.0.113.66 is shut out by ban 1 by administrator, since");
    }

    private void assertRefused(String why, String... args) {
        Result result = box.run(args);
        assertThat(result.err()).hasLineCount(1).contains(why);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(bans()).isEmpty();
    }
}
