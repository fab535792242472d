package io.callgate.gate.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.Refusal;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.GrantDecision;
import io.callgate.core.grant.Origin;
import io.callgate.core.knock.Knock;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.core.service.Services;
import io.callgate.gate.Listener;
import io.callgate.gate.port.BookView;
import io.callgate.testing.Box;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnockingTest {

    private static final Owner ANN = new Owner("1001");
    private static final Address PHONE = Address.parse("203.0.113.7");
    private static final Knocking.Form FIXED = new Knocking.Form(false, 3, List.of(Protocol.values()));
    private static final Knocking.Form ONCE = new Knocking.Form(true, 3, List.of(Protocol.values()));

    private final Random random = new Random(1);

    @TempDir
    Path folder;

    private Box box;

    @BeforeEach
    void open() {
        box = new Box(folder);
        box.account("1001", "271828");
    }

    @AfterEach
    void close() {
        box.close();
    }

    private KnockKey rotate(Owner owner, Knocking.Form form) {
        return box.gate.ask(Knocking.rotate(owner, form, Set.of(), random, "test"));
    }

    private GrantDecision knock(KnockKey key, Address from) {
        return box.gate.ask(
                new LetInByKnock(key.owner(), key.turns().findFirst().orElseThrow(), from));
    }

    @Test
    void a_knock_lets_in_for_its_time_to_the_owners_services_with_audit_and_mail() {
        KnockKey key = rotate(ANN, FIXED);
        assertThat(knock(key, PHONE))
                .isEqualTo(new GrantDecision.Granted(
                        List.of(), Optional.of(box.clock.instant().plus(Duration.ofHours(4)))));
        assertThat(box.grants()).singleElement().satisfies(grant -> {
            assertThat(grant.owner()).isEqualTo(ANN);
            assertThat(grant.origin()).isEqualTo(Origin.KNOCK);
            assertThat(grant.range()).isEqualTo(PHONE.asRange());
            assertThat(grant.services()).isEqualTo(Services.of("sip", "rtp"));
            assertThat(grant.endsAt()).contains(box.clock.instant().plus(Duration.ofHours(4)));
        });
        assertThat(box.firewall.standing("203.0.113.7")).isPresent();
        assertThat(box.events(EventKind.GRANTED)).singleElement().satisfies(event -> {
            assertThat(event.actor()).isEqualTo("knock");
            assertThat(event.owner()).isEqualTo("1001");
        });
        assertThat(box.mails())
                .filteredOn(mail -> mail.message().subject().contains("203.0.113.7"))
                .extracting(mail -> mail.message().to())
                .containsExactlyInAnyOrder("ann@example.org", "admin@example.org");
    }

    @Test
    void the_boxs_knock_is_told_to_the_administrators() {
        knock(rotate(KnockKey.BOX, FIXED), PHONE);
        assertThat(box.grants()).singleElement().satisfies(grant -> assertThat(grant.owner())
                .isEqualTo(KnockKey.BOX));
        assertThat(box.mails())
                .filteredOn(mail -> mail.message().subject().contains("203.0.113.7"))
                .extracting(mail -> mail.message().to())
                .containsExactly("admin@example.org");
    }

    @Test
    void knocking_again_extends_and_at_once_changes_nothing() {
        KnockKey key = rotate(ANN, FIXED);
        knock(key, PHONE);
        int mails = box.mails().size();
        box.clock.forward(Duration.ofSeconds(30));
        knock(key, PHONE);
        assertThat(box.mails()).hasSize(mails);
        box.clock.forward(Duration.ofHours(1));
        knock(key, PHONE);
        assertThat(box.grants())
                .extracting(Grant::endsAt)
                .containsExactly(Optional.of(box.clock.instant().plus(Duration.ofHours(4))));
        box.clock.forward(Duration.ofHours(4));
        assertThat(box.grants()).isEmpty();
    }

    @Test
    void two_addresses_that_knock_are_both_let_in() {
        KnockKey key = rotate(ANN, FIXED);
        knock(key, PHONE);
        knock(key, Address.parse("2001:db8::7"));
        assertThat(box.grants()).hasSize(2);
    }

    @Test
    void a_one_time_sequence_opens_once_and_those_before_it_never_again() {
        KnockKey key = rotate(ANN, ONCE);
        List<KnockKey.Turn> turns = key.turns().toList();
        LetInByKnock third = new LetInByKnock(ANN, turns.get(2), PHONE);
        assertThat(box.gate.ask(third)).isInstanceOf(GrantDecision.Granted.class);
        Address other = Address.parse("203.0.113.8");
        for (int used : new int[] {0, 1, 2})
            assertThat(box.gate.ask(new LetInByKnock(ANN, turns.get(used), other)))
                    .isInstanceOf(GrantDecision.Refused.class);
        assertThat(box.gate.ask(new LetInByKnock(ANN, turns.get(3), other))).isInstanceOf(GrantDecision.Granted.class);
        assertThat(box.gate
                        .read(book -> book.knockKey(ANN))
                        .orElseThrow()
                        .turns()
                        .findFirst())
                .hasValueSatisfying(turn -> assertThat(turn.number()).isEqualTo(4));
    }

    /** Two copies of a sequence that arrive together are one use. */
    @Test
    void a_replay_in_the_same_moment_is_refused() throws Exception {
        KnockKey key = rotate(ANN, ONCE);
        KnockKey.Turn turn = key.turns().findFirst().orElseThrow();
        var first = box.gate.submit(new LetInByKnock(ANN, turn, PHONE));
        var second = box.gate.submit(new LetInByKnock(ANN, turn, Address.parse("203.0.113.8")));
        assertThat(first.get()).isInstanceOf(GrantDecision.Granted.class);
        assertThat(second.get()).isInstanceOf(GrantDecision.Refused.class);
    }

    @Test
    void a_former_key_a_closed_account_a_ban_and_what_is_never_granted_are_refused() {
        KnockKey former = rotate(ANN, FIXED);
        KnockKey key = rotate(ANN, FIXED);
        assertThat(knock(former, PHONE)).isInstanceOf(GrantDecision.Refused.class);
        assertThat(knock(key, Address.parse("10.0.0.1"))).isInstanceOf(GrantDecision.Refused.class);
        assertThat(box.events(EventKind.REFUSED)).hasSize(1);
        box.gate.ask(Bans.ban(AddressRange.parse("203.0.113.0/28"), Optional.empty(), "", false, "test"));
        assertThat(knock(key, PHONE)).isEqualTo(new GrantDecision.Refused("203.0.113.7 is banned"));
        box.gate.ask(Accounts.disable(new AccountNumber("1001"), "test"));
        assertThat(knock(key, Address.parse("198.51.99.1"))).isInstanceOf(GrantDecision.Refused.class);
        assertThat(box.grants()).isEmpty();
    }

    @Test
    void a_key_goes_with_its_account_and_can_be_taken_away() {
        rotate(ANN, FIXED);
        KnockKey boxs = rotate(KnockKey.BOX, FIXED);
        box.gate.ask(Accounts.delete(new AccountNumber("1001"), "test"));
        assertThat(box.gate.read(BookView::knockKeys)).containsExactly(boxs);
        box.gate.ask(Knocking.forget(KnockKey.BOX, "test"));
        assertThat(box.gate.read(BookView::knockKeys)).isEmpty();
        assertThatThrownBy(() -> box.gate.ask(Knocking.forget(KnockKey.BOX, "test")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("callgate knock rotate");
        assertThatThrownBy(() -> rotate(new Owner("999"), FIXED)).hasMessageContaining("no account 999");
    }

    @Test
    void nobody_shares_a_port_and_none_is_a_services() {
        for (int i = 2000; i < 2100; i++) box.account(Integer.toString(i), "271828");
        box.gate.ask(Knocking.giveDoorbells(Set.of(), random));
        Map<AccountNumber, Integer> doorbells = box.gate.read(BookView::doorbells);
        assertThat(doorbells).hasSize(101);
        Set<Integer> all = new HashSet<>(doorbells.values());
        for (int i = 2000; i < 2100; i++)
            for (Knock knock : rotate(new Owner(Integer.toString(i)), FIXED)
                    .turns()
                    .findFirst()
                    .orElseThrow()
                    .sequence()
                    .knocks()) assertThat(all.add(knock.port())).isTrue();
        assertThat(all)
                .hasSize(401)
                .noneMatch(port -> Box.RULES.services().has(port))
                .allMatch(port -> port >= 1024);
        assertThat(box.gate.ask(Knocking.giveDoorbells(Set.of(), random))).isZero();
        Set<Integer> taken = new HashSet<>();
        for (int port = 1; port < 65_536; port++) if (port != 23_456) taken.add(port);
        box.account("3000", "271828");
        box.gate.ask(Knocking.giveDoorbells(taken, random));
        assertThat(box.gate.read(BookView::doorbells)).containsEntry(new AccountNumber("3000"), 23_456);
    }

    @Test
    void whoever_has_to_know_hears_of_each_change_before_it_is_told() {
        int[] heard = {0};
        box.gate.listen(new Listener() {
            @Override
            public void doorsChanged() {
                heard[0]++;
            }
        });
        rotate(ANN, FIXED);
        assertThat(heard[0]).isEqualTo(1);
        box.gate.ask(Accounts.disable(new AccountNumber("1001"), "test"));
        assertThat(heard[0]).isEqualTo(2);
        box.gate.ask(Bans.ban(AddressRange.parse("198.51.99.1"), Optional.empty(), "", false, "test"));
        assertThat(heard[0]).isEqualTo(2);
    }

    /** Whatever program took its former owner out of the book. */
    @Test
    void a_new_account_does_not_get_the_knock_of_who_had_its_number() {
        rotate(ANN, FIXED);
        box.store.write(book -> book.deleteAccount(new AccountNumber("1001")));
        box.account("1001", "314159");
        assertThat(box.gate.read(BookView::knockKeys)).isEmpty();
    }

    @Test
    void doorbells_are_given_to_some_at_a_time_so_that_nobody_waits_for_thousands() {
        for (int i = 2000; i < 2250; i++) box.account(Integer.toString(i), "271828");
        assertThat(box.gate.ask(Knocking.giveDoorbells(Set.of(), random))).isEqualTo(200);
        assertThat(box.gate.ask(Knocking.giveDoorbells(Set.of(), random))).isEqualTo(51);
        assertThat(Set.copyOf(box.gate.read(BookView::doorbells).values())).hasSize(251);
    }
}
