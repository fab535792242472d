package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.Refusal;
import io.callgate.core.account.Owner;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.name.NamedHost;
import io.callgate.core.provider.Difference;
import io.callgate.core.provider.Holding;
import io.callgate.core.provider.Known;
import io.callgate.core.provider.Provider;
import io.callgate.core.service.Services;
import io.callgate.gate.Command;
import io.callgate.gate.Gate;
import io.callgate.gate.act.EnabledProviders;
import io.callgate.testing.Box;
import io.callgate.testing.MemoryFirewall;
import io.callgate.testing.TestClock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What enabling a provider comes to in the book and the kernel, whichever database keeps the book. */
abstract class ProvidersContract extends StoreFixture {

    private static final Owner ACME = new Owner("acme");
    private static final List<String> HOSTS = List.of("a.acme.example", "b.acme.example");
    private static final Provider FIRST =
            Known.provider("acme", HOSTS, List.of("203.0.113.0/30", "2001:db8::7"), List.of("203.0.113.128/25"));
    private static final Provider SECOND = Known.provider(
            "acme", List.of("b.acme.example", "c.acme.example"), List.of("203.0.113.0/30", "203.0.113.8"), List.of());

    private final MemoryFirewall firewall = new MemoryFirewall();
    private final TestClock clock = new TestClock();
    private Gate gate;

    @BeforeEach
    void start() {
        gate = new Gate(store, firewall, () -> Box.RULES, clock).start();
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    private Difference enable(Provider provider) {
        return gate.ask(EnabledProviders.enable(provider, false, "cli root"));
    }

    @Test
    void enabled_it_is_in_the_book_the_kernel_the_audit_and_the_outbox() {
        enable(FIRST);
        assertThat(firewall.openFor(AddressRange.parse("203.0.113.1"))).containsExactly("rtp", "sip");
        assertThat(firewall.openFor(AddressRange.parse("2001:db8::7"))).containsExactly("rtp", "sip");
        assertThat(firewall.openFor(AddressRange.parse("203.0.113.200"))).containsExactly("rtp");
        assertThat(granted()).allSatisfy(g -> {
            assertThat(g.owner()).isEqualTo(ACME);
            assertThat(g.origin()).isEqualTo(Origin.PROVIDER);
            assertThat(g.note()).isEqualTo("ACME Inc.");
            assertThat(g.endsAt()).isEmpty();
        });
        assertThat(book().hosts(ACME))
                .allSatisfy(h -> assertThat(h.origin()).isEqualTo(Origin.PROVIDER))
                .extracting(h -> h.host().text())
                .containsExactlyElementsOf(HOSTS);
        Event event = book().events(1).get(0);
        assertThat(event.kind()).isEqualTo(EventKind.PROVIDER_ENABLED);
        assertThat(event.actor()).isEqualTo("cli root");
        assertThat(event.detail())
                .isEqualTo("enabled: 2 host names and 3 ranges added, 0 host names and 0 grants ended");
        assertThat(book().waitingMessages("mail", 9)).singleElement().satisfies(m -> {
            assertThat(m.message().to()).isEqualTo("admin@example.org");
            assertThat(m.message().subject()).startsWith("pbx.example: provider acme: enabled: 2 host names");
        });
    }

    @Test
    void enabled_again_nothing_changes_and_nobody_is_told() {
        enable(FIRST);
        long revision = book().revision();
        assertThat(enable(FIRST).isEmpty()).isTrue();
        assertThat(book().revision()).isEqualTo(revision);
        assertThat(book().events(9)).hasSize(1);
        assertThat(book().waitingMessages("mail", 9)).hasSize(1);
    }

    @Test
    void enabled_again_after_an_upgrade_only_the_difference_changes() {
        enable(FIRST);
        Grant kept = granted().get(0);
        resolved("a.acme.example", "203.0.113.77");
        resolved("b.acme.example", "203.0.113.78");

        enable(SECOND);
        assertThat(granted())
                .contains(kept)
                .extracting(g -> g.range().toString())
                .containsExactly("203.0.113.0/30", "203.0.113.78", "203.0.113.8");
        assertThat(firewall.isOpenFor("203.0.113.77")).isFalse();
        assertThat(firewall.isOpenFor("203.0.113.200")).isFalse();
        assertThat(firewall.isOpenFor("203.0.113.8")).isTrue();
        assertThat(book().hosts(ACME))
                .extracting(h -> h.host().text())
                .containsExactly("b.acme.example", "c.acme.example");
        assertThat(sql("SELECT host FROM hostname WHERE ended_by = 'cli root'")).containsExactly("a.acme.example");
    }

    @Test
    void disabled_everything_of_it_ends_and_nothing_else() {
        gate.ask((Command<Void>) work -> {
            work.grant(new NewGrant(
                    ACME, Origin.ADMINISTRATOR, HOME, PHONE, work.now(), Optional.empty(), "typed by hand"));
            return null;
        });
        enable(FIRST);
        resolved("a.acme.example", "203.0.113.77");

        gate.ask(EnabledProviders.disable(ACME, "cli root"));
        assertThat(granted()).extracting(Grant::note).containsExactly("typed by hand");
        assertThat(book().hosts(ACME)).isEmpty();
        assertThat(firewall.isOpenFor("203.0.113.77")).isFalse();
        assertThat(firewall.isOpenFor("203.0.113.1")).isFalse();
        assertThat(firewall.isOpenFor(HOME.toString())).isTrue();
        assertThat(book().events(1).get(0).detail()).isEqualTo("disabled: 2 host names and 4 grants ended");
        assertThatThrownBy(() -> gate.ask(EnabledProviders.disable(ACME, "cli root")))
                .isInstanceOf(Refusal.class)
                .hasMessage("provider acme is not enabled");
    }

    @Test
    void all_that_are_enabled_are_found_by_id() {
        enable(FIRST);
        enable(Known.provider("hosty", List.of("sip.hosty.example"), List.of(), List.of()));
        enable(Known.provider("rangy", List.of(), List.of("203.0.113.40"), List.of()));
        grant(ALICE, HOME, null);
        Map<String, Holding> all = gate.read(book -> EnabledProviders.all(book, clock.instant()));
        assertThat(all).containsOnlyKeys("acme", "hosty", "rangy").hasEntrySatisfying("acme", held -> {
            assertThat(held.hosts()).hasSize(2);
            assertThat(held.grants()).hasSize(3);
        });
    }

    @Test
    void a_range_that_this_box_refuses_refuses_it_all() {
        Provider wide = Known.provider(
                "acme",
                HOSTS,
                List.of("203.0.113.0/30", "198.51.100.7"),
                List.of()); // policy.refuse has 198.51.100.0/24
        assertRefused(
                wide, true, "ACME Inc. cannot be let in: 198.51.100.7 is never granted: it touches 198.51.100.0/24");
        Provider own = Known.provider("acme", HOSTS, List.of("192.0.2.0/24"), List.of());
        assertRefused(own, true, "192.0.2.0/24 is never granted: it touches the PBX's own address 192.0.2.1");
    }

    @Test
    void the_dead_and_the_unconfirmed_need_force_and_the_unknown_cannot_be_forced() {
        Provider dead = Known.provider("acme", Provider.Status.DEAD, HOSTS, List.of(), List.of());
        assertRefused(dead, false, "ACME Inc. is dead since 2020-02: a note; --force enables it nevertheless");
        Provider old = Known.provider("acme", Provider.Status.UNCONFIRMED, HOSTS, List.of(), List.of());
        assertRefused(old, false, "ACME Inc. is unconfirmed: a note; --force enables it nevertheless");
        assertRefused(
                Known.provider("acme", List.of(), List.of(), List.of()),
                true,
                "nothing is known of ACME Inc. that could be let in: a note");

        gate.ask(EnabledProviders.enable(dead, true, "cli root"));
        assertThat(book().hosts(ACME)).hasSize(2);
    }

    private void assertRefused(Provider provider, boolean force, String why) {
        assertThatThrownBy(() -> gate.ask(EnabledProviders.enable(provider, force, "cli root")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(why);
        assertThat(granted()).isEmpty();
        assertThat(book().hosts()).isEmpty();
        assertThat(book().events(9)).isEmpty();
        assertThat(book().waitingMessages("mail", 9)).isEmpty();
    }

    /** As DNS would have it. */
    private void resolved(String host, String address) {
        NamedHost named = book().hosts(ACME).stream()
                .filter(h -> h.host().text().equals(host))
                .findFirst()
                .orElseThrow();
        gate.ask((Command<Void>) work -> {
            Services services = named.services();
            work.grant(new NewGrant(
                    ACME, Origin.PROVIDER, AddressRange.parse(address), services, work.now(), Optional.empty(), host));
            return null;
        });
    }

    private List<Grant> granted() {
        return book().grants(clock.instant());
    }
}
