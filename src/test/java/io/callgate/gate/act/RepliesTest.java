package io.callgate.gate.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableMap;
import io.callgate.core.Refusal;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.arm.Contact;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.Judged.Cause;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Firewall;
import io.callgate.gate.port.Firewall.Noted;
import io.callgate.testing.Box;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** For whom flows that the PBX began speak, as the book keeps it. */
class RepliesTest {

    private static final Address PHONE = Address.parse("203.0.113.7");
    private static final Address PROVIDER = Address.parse("203.0.113.99");

    @TempDir
    Path folder;

    private Box box;

    @BeforeEach
    void open() {
        box = new Box(folder);
        box.account("1001", "483920");
    }

    @AfterEach
    void close() {
        box.close();
    }

    private Optional<Cause> cause(Address address) {
        return box.gate.read(book -> book.judged(address)).map(Judged::cause);
    }

    private Optional<Cause> inKernel(Address address) {
        return box.firewall
                .standing(address.toString())
                .flatMap(s -> s.judged())
                .map(Judged::cause);
    }

    private void allow(Address address) {
        box.gate.ask(new AllowAddress(new AccountNumber("1001"), address, Caller.received("+15551234")));
    }

    private void note(Noted noted) {
        box.firewall.note(noted);
        box.clock.forward(Duration.ofSeconds(10));
    }

    private static Noted noted(Set<Address> used, Set<Address> flows, Set<Address> peers, Instant until) {
        return new Noted(until(used, until), until(flows, until), until(peers, until));
    }

    private static ImmutableMap<Address, Instant> until(Set<Address> addresses, Instant until) {
        return addresses.stream().collect(ImmutableMap.toImmutableMap(a -> a, a -> until));
    }

    private Instant week() {
        return box.clock.instant().plus(Judged.AFTERMATH);
    }

    @Test
    void what_the_kernel_noted_is_in_the_book_within_seconds_and_of_peers_those_that_have_a_grant() {
        allow(PROVIDER);
        Address flow = Address.parse("2001:db8::7");
        note(noted(Set.of(PHONE), Set.of(flow), Set.of(PROVIDER, Address.parse("192.0.2.9")), week()));
        await().untilAsserted(() -> {
            assertThat(cause(PHONE)).contains(Cause.USED);
            assertThat(cause(flow)).contains(Cause.FLOW);
            assertThat(cause(PROVIDER)).contains(Cause.PEER);
        });
        assertThat(cause(Address.parse("192.0.2.9"))).isEmpty();
        assertThat(inKernel(PHONE)).contains(Cause.USED);
        assertThat(inKernel(PROVIDER)).contains(Cause.PEER);
    }

    @Test
    void while_nothing_is_shut_who_has_flows_is_not_held_against_him() {
        box.gate.withFirewall(firewall -> {
            firewall.mode(Firewall.Mode.OBSERVE, Optional.empty(), box.clock.instant());
            return firewall;
        });
        note(noted(Set.of(PROVIDER), Set.of(PHONE), Set.of(), week()));
        await().until(() -> cause(PROVIDER).isPresent());
        assertThat(cause(PHONE)).isEmpty();
    }

    @Test
    void a_week_after_the_last_of_it_nothing_is_left() {
        note(noted(Set.of(PHONE), Set.of(), Set.of(), box.clock.instant().plusSeconds(100)));
        await().until(() -> inKernel(PHONE).isPresent());
        note(noted(Set.of(PROVIDER), Set.of(), Set.of(), week().plusSeconds(1000)));
        box.clock.forward(Duration.ofSeconds(200));
        await().until(() -> inKernel(PROVIDER).isPresent());
        box.gate.restore();
        assertThat(inKernel(PHONE)).isEmpty();
        assertThat(box.count("judged")).isEqualTo(1);
    }

    @Test
    void an_administrator_has_the_last_word_and_the_audit_says_so() {
        note(noted(Set.of(PHONE), Set.of(), Set.of(), week()));
        await().until(() -> inKernel(PHONE).isPresent());
        box.gate.ask(Replies.lift(PHONE, "cli root"));
        assertThat(inKernel(PHONE)).contains(Cause.LIFTED);
        box.gate.ask(Replies.contacts(List.of(new Contact("1001", PHONE)), Set.of()));
        assertThat(inKernel(PHONE)).contains(Cause.LIFTED);
        box.gate.ask(Replies.lift(PHONE, "cli root"));
        assertThat(box.events(EventKind.REPLIES_LIFTED)).hasSize(1);
        box.gate.ask(Replies.shut(PHONE, "cli root"));
        assertThat(inKernel(PHONE)).contains(Cause.ADMINISTRATOR);
        assertThat(box.events(EventKind.REPLIES_SHUT)).hasSize(1);
    }

    @Test
    void a_contact_without_a_grant_is_shut_out_and_one_with_a_grant_when_that_ends() {
        allow(PHONE);
        Contact granted = new Contact("1001", PHONE);
        Contact stranger = new Contact("1002", Address.parse("203.0.113.8"));
        assertThat(box.gate.ask(Replies.contacts(List.of(granted, stranger), Set.of())))
                .containsExactly(stranger);
        assertThat(inKernel(stranger.address())).contains(Cause.CONTACT);
        box.gate.ask(new RemoveAddress(new AccountNumber("1001"), Caller.received("+15551234")));
        assertThat(box.firewall.isOpenFor("203.0.113.7")).isFalse();
        assertThat(inKernel(PHONE)).contains(Cause.CONTACT);
    }

    @Test
    void a_phone_that_names_another_as_its_contact_shuts_out_nobody_who_is_needed() {
        box.gate.ask(work -> {
            work.grant(new NewGrant(
                    new Owner("telco"),
                    Origin.PROVIDER,
                    Address.parse("203.0.113.50").asRange(),
                    Services.of("sip"),
                    work.now(),
                    Optional.empty(),
                    ""));
            return null;
        });
        // Where the PBX registers, itself, the LAN, a name server, loopback, a provider that is enabled.
        List<Contact> named =
                List.of("203.0.113.99", "192.0.2.1", "192.168.1.1", "203.0.113.53", "127.0.0.1", "203.0.113.50")
                        .stream()
                        .map(address -> new Contact("1001", Address.parse(address)))
                        .toList();
        assertThat(box.gate.ask(Replies.contacts(named, Set.of(PROVIDER)))).isEmpty();
        assertThat(box.count("judged")).isZero();
    }

    @Test
    void nobody_is_shut_without_whom_the_box_talks_to_nobody() {
        assertThatThrownBy(() -> box.gate.ask(Replies.shut(Address.parse("203.0.113.53"), "cli root")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("203.0.113.53 is never shut out: it is of the name server");
        assertThat(box.count("judged")).isZero();
    }
}
