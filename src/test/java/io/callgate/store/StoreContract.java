package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Attempts;
import io.callgate.core.account.Caller;
import io.callgate.core.account.Owner;
import io.callgate.core.account.PinHash;
import io.callgate.core.account.Subject;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.ban.Ban;
import io.callgate.core.ban.Banned;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Judged;
import io.callgate.core.grant.NewGrant;
import io.callgate.core.grant.Origin;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.knock.KnockSequence;
import io.callgate.core.knock.OneTime;
import io.callgate.core.name.HostName;
import io.callgate.core.name.NamedHost;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.core.service.Services;
import io.callgate.gate.port.Book;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a store keeps, whichever database keeps it. */
abstract class StoreContract extends StoreFixture {

    // Grants

    @Test
    void a_grant_is_read_back_as_it_was_entered() {
        Optional<Instant> end = Optional.of(NOW.plusSeconds(60));
        Services services = Services.of("ssh", "all");
        Grant entered =
                writing(book -> book.addGrant(new NewGrant(BOB, Origin.KNOCK, OFFICE, services, NOW, end, "a note")));
        assertThat(entered).isEqualTo(new Grant(entered.id(), BOB, Origin.KNOCK, OFFICE, services, NOW, end, "a note"));
        assertThat(grants()).containsExactly(entered);
    }

    @Test
    void a_grant_without_an_end_holds_for_ever() {
        Grant grant = grant(ALICE, HOME, null);
        assertThat(book().grants(Instant.parse("2999-01-01T00:00:00Z"))).containsExactly(grant);
    }

    @Test
    void times_are_kept_in_whole_seconds() {
        Instant fine = NOW.plusNanos(999_999_999);
        Grant grant = writing(
                book -> book.addGrant(new NewGrant(ALICE, Origin.PHONE, HOME, PHONE, fine, Optional.of(fine), "")));
        assertThat(grant.createdAt()).isEqualTo(NOW);
        assertThat(grant.endsAt()).contains(NOW);
    }

    @Test
    void a_grant_ends_by_itself_at_its_very_second() {
        Grant grant = grant(ALICE, HOME, NOW.plusSeconds(10));
        assertThat(book().grants(NOW.plusSeconds(10).minusNanos(1))).containsExactly(grant);
        assertThat(book().grants(NOW.plusSeconds(10))).isEmpty();
    }

    @Test
    void a_grant_that_was_ended_stays_as_history() {
        Grant grant = grant(ALICE, HOME, null);
        write(book -> book.endGrant(grant, NOW.plusSeconds(5), "cli root"));
        assertThat(grants()).isEmpty();
        assertThat(sql("SELECT ended_by FROM whitelist WHERE ended_at = "
                        + NOW.plusSeconds(5).getEpochSecond()))
                .containsExactly("cli root");
    }

    @Test
    void a_grant_is_ended_once_only() {
        Grant grant = grant(ALICE, HOME, null);
        write(book -> book.endGrant(grant, NOW, "first"));
        write(book -> book.endGrant(grant, NOW.plusSeconds(9), "second"));
        assertThat(sql("SELECT ended_by FROM whitelist")).containsExactly("first");
    }

    @Test
    void two_grants_of_one_address_are_two_grants() {
        Grant alices = grant(ALICE, HOME, null);
        Grant bobs = grant(BOB, HOME, null);
        write(book -> book.endGrant(alices, NOW, "phone"));
        assertThat(book().grants(HOME, NOW)).containsExactly(bobs);
    }

    @Test
    void grants_are_found_by_owner_and_by_exact_range() {
        Grant home = grant(ALICE, HOME, null);
        Grant office = grant(BOB, OFFICE, null);
        Grant both = grant(ALICE, OFFICE, NOW.plusSeconds(1));
        assertThat(book().grants(ALICE, NOW)).containsExactly(home, both);
        assertThat(book().grants(OFFICE, NOW)).containsExactly(office, both);
        assertThat(book().grants(OFFICE, NOW.plusSeconds(1))).containsExactly(office);
        assertThat(book().grants(AddressRange.parse("2001:db8::"), NOW)).isEmpty();
    }

    @Test
    void owners_differ_by_case_and_by_leading_zeros() {
        Grant lower = grant(new Owner("bob"), HOME, null);
        grant(new Owner("BOB"), HOME, null);
        grant(new Owner("0815"), HOME, null);
        assertThat(book().grants(BOB, NOW)).containsExactly(lower);
        assertThat(book().grants(new Owner("815"), NOW)).isEmpty();
    }

    @Test
    void the_number_of_a_grant_never_names_another() {
        long first = grant(ALICE, HOME, null).id();
        sql("DELETE FROM whitelist");
        store.close();
        store = JdbcStore.open(url, InstantSource.system());
        assertThat(grant(ALICE, HOME, null).id()).isGreaterThan(first);
    }

    @Test
    void ranges_that_lost_a_grant_are_known_with_the_latest_moment() {
        Grant ended = grant(ALICE, HOME, null);
        Grant later = grant(BOB, HOME, null);
        grant(ALICE, OFFICE, NOW.plusSeconds(30));
        grant(ALICE, AddressRange.parse("198.51.100.1"), NOW.plusSeconds(200));
        write(book -> book.endGrant(ended, NOW.plusSeconds(10), "x"));
        write(book -> book.endGrant(later, NOW.plusSeconds(20), "x"));
        assertThat(book().endedSince(NOW, NOW.plusSeconds(100)))
                .isEqualTo(Map.of(HOME, NOW.plusSeconds(20), OFFICE, NOW.plusSeconds(30)));
        assertThat(book().endedSince(NOW.plusSeconds(20), NOW.plusSeconds(100)))
                .isEqualTo(Map.of(OFFICE, NOW.plusSeconds(30)));
        assertThat(book().endedSince(NOW.plusSeconds(20), NOW.plusSeconds(29))).isEmpty();
    }

    @Test
    void a_grant_ended_after_its_own_end_was_lost_at_its_own_end() {
        Grant grant = grant(ALICE, HOME, NOW.plusSeconds(10));
        write(book -> book.endGrant(grant, NOW.plusSeconds(50), "x"));
        assertThat(book().endedSince(NOW, NOW.plusSeconds(60))).isEqualTo(Map.of(HOME, NOW.plusSeconds(10)));
        assertThat(book().endedSince(NOW.plusSeconds(10), NOW.plusSeconds(60))).isEmpty();
    }

    @Test
    void how_an_address_is_judged_is_read_back_replaced_and_forgotten() {
        Judged used = new Judged(HOME.network(), Judged.Cause.USED, NOW, Optional.of(NOW.plusSeconds(60)), "");
        Judged lifted =
                new Judged(Address.parse("2001:db8::7"), Judged.Cause.LIFTED, NOW, Optional.empty(), "cli root");
        long before = book().revision();
        write(book -> book.putJudged(used));
        write(book -> book.putJudged(lifted));
        assertThat(book().revision()).isGreaterThan(before);
        assertThat(book().judged(NOW)).containsExactly(lifted, used);
        assertThat(book().judged(NOW.plusSeconds(60))).containsExactly(lifted);
        assertThat(book().judged(HOME.network())).contains(used);
        Judged shut = new Judged(HOME.network(), Judged.Cause.ADMINISTRATOR, NOW, Optional.empty(), "x".repeat(300));
        write(book -> book.putJudged(shut));
        assertThat(book().judged(HOME.network()))
                .hasValueSatisfying(j -> assertThat(j.by()).hasSize(255));
        write(book -> book.putJudged(used));
        write(book -> book.forgetJudged(NOW.plusSeconds(60)));
        assertThat(book().judged(NOW)).containsExactly(lifted);
    }

    // Bans

    @Test
    void a_ban_is_read_back_as_it_was_entered_and_ends() {
        Ban ever = writing(book -> book.addBan(HOME, "administrator", "a nuisance", NOW, Optional.empty()));
        Ban hour = writing(
                book -> book.addBan(OFFICE, "asterisk", "x".repeat(2000), NOW, Optional.of(NOW.plusSeconds(3600))));
        assertThat(hour.reason()).hasSize(1000);
        assertThat(book().bans(NOW, 10)).containsExactly(hour, ever);
        assertThat(book().bans(NOW, 1)).containsExactly(hour);
        assertThat(book().bans(OFFICE, NOW)).containsExactly(hour);
        assertThat(book().bans(NOW.plusSeconds(3600), 10)).containsExactly(ever);
        write(book -> book.endBan(ever, NOW, "cli root"));
        write(book -> book.endBan(ever, NOW, "another"));
        assertThat(book().bans(NOW, 10)).containsExactly(hour);
        assertThat(sql("SELECT ended_by FROM ban WHERE id = " + ever.id())).containsExactly("cli root");
    }

    @Test
    void bans_by_hand_are_all_but_the_scanners_the_newest_first() {
        Ban ever = writing(book -> book.addBan(HOME, "administrator", "", NOW, Optional.empty()));
        write(book -> book.addBan(HOME, Ban.SCANNER, "", NOW, Optional.empty()));
        Ban hour = writing(book -> book.addBan(OFFICE, "administrator", "", NOW, Optional.of(NOW.plusSeconds(3600))));
        assertThat(book().bansByHand(NOW, 10)).containsExactly(hour, ever);
        assertThat(book().bansByHand(NOW, 1)).containsExactly(hour);
        assertThat(book().bansByHand(NOW.plusSeconds(3600), 10)).containsExactly(ever);
    }

    @Test
    void all_bans_are_read_without_their_words_the_later_end_of_two() {
        write(book -> {
            book.addBan(HOME, "administrator", "", NOW, Optional.of(NOW.plusSeconds(10)));
            book.addBan(HOME, "asterisk", "", NOW, Optional.of(NOW.plusSeconds(20)));
            book.addBan(OFFICE, "administrator", "", NOW, Optional.empty());
            book.addBan(AddressRange.parse("2001:db8::/64"), "asterisk", "", NOW, Optional.of(NOW));
        });
        Banned banned = book().banned(NOW);
        assertThat(banned.size()).isEqualTo(2);
        assertThat(banned.end(HOME)).isEqualTo(NOW.plusSeconds(20).toEpochMilli());
        assertThat(banned.end(OFFICE)).isEqualTo(Banned.FOR_EVER);
    }

    @Test
    void the_bans_over_an_address_are_those_of_all_ranges_that_hold_it() {
        for (String range : List.of("203.0.113.7", "203.0.113.0/24", "203.0.0.0/16", "203.0.113.8", "0.0.0.0/0"))
            write(book -> book.addBan(AddressRange.parse(range), "administrator", "", NOW, Optional.empty()));
        assertThat(book().bansOver(AddressRange.parse("203.0.113.7"), NOW))
                .extracting(ban -> ban.range().toString())
                .containsExactly("0.0.0.0/0", "203.0.0.0/16", "203.0.113.0/24", "203.0.113.7");
        assertThat(book().bansOver(AddressRange.parse("203.0.112.0/20"), NOW)).hasSize(2);
        assertThat(book().bansOver(AddressRange.parse("2001:db8::1"), NOW)).isEmpty();
    }

    @Test
    void a_change_of_bans_is_a_change_of_the_book() {
        long before = book().revision();
        Ban ban = writing(book -> book.addBan(HOME, "administrator", "", NOW, Optional.empty()));
        long banned = book().revision();
        write(book -> book.endBan(ban, NOW, "x"));
        long ended = book().revision();
        sql("DELETE FROM ban");
        assertThat(List.of(before, banned, ended, book().revision()))
                .doesNotHaveDuplicates()
                .isSorted();
    }

    // Host names

    @Test
    void a_host_name_is_read_back_as_it_was_entered_with_its_trouble() {
        HostName host = new HostName("phone.example.org");
        NamedHost entered = writing(book -> book.addHost(BOB, Origin.HOSTNAME, host, PHONE, NOW, "a note"));
        NamedHost other = writing(book -> book.addHost(ALICE, Origin.PROVIDER, host, PHONE, NOW, ""));
        assertThat(book().hosts()).containsExactly(entered, other);
        NamedHost.Trouble trouble = new NamedHost.Trouble(NamedHost.Kind.SILENT, NOW, "SERVFAIL");
        write(book -> book.putTrouble(entered, Optional.of(trouble)));
        assertThat(book().hosts(BOB).get(0).trouble()).contains(trouble);
        write(book -> book.putTrouble(entered, Optional.empty()));
        assertThat(book().hosts(BOB)).containsExactly(entered);
        NamedHost.Notes notes = new NamedHost.Notes(NOW.plusSeconds(1), NOW.plusSeconds(2), NOW.plusSeconds(3));
        write(book -> book.putNotes(entered, notes));
        assertThat(book().hosts(BOB).get(0).notes()).isEqualTo(notes);
        write(book -> book.endHost(entered, NOW, "cli root"));
        assertThat(book().hosts()).containsExactly(other);
        assertThat(book().hosts(BOB)).isEmpty();
    }

    // Accounts

    @Test
    void an_account_is_added_changed_and_deleted() {
        Account added = account("1001");
        write(book -> book.addAccount(added));
        assertThat(book().account(added.number())).contains(added);
        Account changed = new Account(
                added.number(),
                "Al",
                "",
                Services.of("all"),
                Optional.empty(),
                new PinHash("y"),
                false,
                NOW,
                Optional.of("+1"));
        write(book -> book.updateAccount(changed));
        assertThat(book().account(added.number())).contains(changed);
        write(book -> book.deleteAccount(added.number()));
        assertThat(book().accounts()).isEmpty();
    }

    // Knocks and doorbells

    @Test
    void knocks_are_entered_replaced_and_forgotten_and_each_change_is_noticed() {
        KnockKey box = new KnockKey.Fixed(KnockKey.BOX, KnockSequence.parse("tcp/7000,udp/4000,tcp/9000"), NOW);
        KnockKey ann = new KnockKey.Once(
                new Owner("1001"), new OneTime("3132333435363738393031323334353637383930"), 5, 17, NOW);
        long before = book().revision();
        write(book -> book.putKnockKey(box));
        assertThat(book().revision()).isGreaterThan(before);
        write(book -> book.putKnockKey(ann));
        assertThat(book().knockKeys()).containsExactly(ann, box);
        assertThat(book().knockKey(KnockKey.BOX)).contains(box);
        KnockKey next = ((KnockKey.Once) ann).after(17);
        write(book -> book.putKnockKey(next));
        assertThat(book().knockKey(new Owner("1001"))).contains(next);
        long held = book().revision();
        write(book -> book.deleteKnockKey(KnockKey.BOX));
        assertThat(book().revision()).isGreaterThan(held);
        assertThat(book().knockKeys()).containsExactly(next);
        assertThat(book().knockKey(KnockKey.BOX)).isEmpty();
    }

    @Test
    void a_doorbell_is_an_accounts_and_stays_when_the_account_changes() {
        Account added = account("1001");
        write(book -> book.addAccount(added));
        assertThat(book().doorbells()).isEmpty();
        write(book -> book.putDoorbell(added.number(), 40_123));
        write(book -> book.updateAccount(added.withEnabled(false)));
        assertThat(book().doorbells()).containsExactly(Map.entry(added.number(), 40_123));
        write(book -> book.deleteAccount(added.number()));
        assertThat(book().doorbells()).isEmpty();
    }

    @Test
    void accounts_come_by_number_and_keep_their_leading_zeros() {
        write(book -> List.of("2", "10", "0010").forEach(n -> book.addAccount(account(n))));
        assertThat(book().accounts()).extracting(a -> a.number().digits()).containsExactly("0010", "10", "2");
        assertThat(book().account(new AccountNumber("010"))).isEmpty();
    }

    @Test
    void a_number_that_is_taken_is_refused_and_the_transaction_can_go_on() {
        write(book -> book.addAccount(account("1001")));
        write(book -> {
            assertThatThrownBy(() -> book.addAccount(account("1001").withEnabled(false)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("1001");
            book.addAccount(account("1002"));
        });
        assertThat(book().accounts()).containsExactly(account("1001"), account("1002"));
    }

    // Attempts

    @Test
    void attempts_are_counted_by_subject() {
        Attempts attempts = new Attempts(3, NOW, NOW.plusSeconds(60), Instant.EPOCH);
        Subject caller = Subject.caller(new Caller("+49 30 1"));
        write(book -> {
            book.putAttempts(caller, new Attempts(1, NOW, Instant.EPOCH, Instant.EPOCH));
            book.putAttempts(caller, attempts);
            book.putAttempts(Subject.OVERALL, attempts);
        });
        assertThat(book().attempts(caller)).isEqualTo(attempts);
        assertThat(book().attempts(new Subject(Subject.Kind.ACCOUNT, "+49 30 1")))
                .isEqualTo(Attempts.NONE);
        assertThat(book().locked(NOW)).isEqualTo(Map.of(caller, attempts, Subject.OVERALL, attempts));
        assertThat(book().locked(NOW.plusSeconds(60))).isEmpty();
        write(book -> book.clearAttempts(caller));
        assertThat(book().attempts(caller)).isEqualTo(Attempts.NONE);
    }

    @Test
    void attempts_are_forgotten_when_quiet_and_unlocked() {
        Subject old = Subject.caller(new Caller("old"));
        Subject locked = Subject.caller(new Caller("locked"));
        Subject account = Subject.account(new AccountNumber("1"));
        write(book -> {
            book.putAttempts(old, new Attempts(1, NOW, Instant.EPOCH, Instant.EPOCH));
            book.putAttempts(account, new Attempts(1, NOW, Instant.EPOCH, Instant.EPOCH));
            book.putAttempts(locked, new Attempts(1, NOW, NOW.plusSeconds(60), Instant.EPOCH));
            book.forgetAttempts(Subject.Kind.CALLER, NOW);
        });
        assertThat(book().attempts(old).failures()).isEqualTo(1);
        write(book -> book.forgetAttempts(Subject.Kind.CALLER, NOW.plusSeconds(1)));
        assertThat(book().attempts(old)).isEqualTo(Attempts.NONE);
        assertThat(book().attempts(locked).failures()).isEqualTo(1);
        assertThat(book().attempts(account).failures()).isEqualTo(1);
    }

    // Events and mails

    @Test
    void events_come_newest_first() {
        write(book -> List.of("a", "b", "c").forEach(detail -> book.record(event(detail))));
        assertThat(book().events(2)).containsExactly(event("c"), event("b"));
    }

    @Test
    void every_kind_of_event_and_every_origin_is_kept() {
        write(book -> {
            for (EventKind kind : EventKind.values()) book.record(new Event(NOW, kind, "", "", "", "", "", ""));
            for (Origin origin : Origin.values())
                book.addGrant(new NewGrant(ALICE, origin, HOME, PHONE, NOW, Optional.empty(), ""));
        });
        assertThat(book().events(99)).extracting(Event::kind).containsExactlyInAnyOrder(EventKind.values());
        assertThat(grants()).extracting(Grant::origin).containsExactly(Origin.values());
    }

    @Test
    void an_event_too_long_for_the_book_is_cut_and_never_refused() {
        String rockets = "\uD83D\uDE80".repeat(2000);
        write(book -> book.record(
                new Event(NOW, EventKind.REFUSED, rockets, rockets, rockets, rockets, rockets, "x" + rockets)));
        Event kept = book().events(1).get(0);
        assertThat(kept.detail())
                .startsWith("x\uD83D\uDE80")
                .endsWith("\uD83D\uDE80…")
                .hasSizeLessThanOrEqualTo(1000);
        assertThat(kept.caller()).hasSizeLessThanOrEqualTo(255).endsWith("\uD83D\uDE80…");
    }

    @Test
    void a_mail_is_claimed_sent_and_gone() {
        Message mail = new Message("a@example.org", "subject", "body");
        write(book -> book.post("mail", mail, NOW));
        List<OutboxMessage> claimed = claim(Long.MAX_VALUE, NOW, 10);
        assertThat(claimed).hasSize(1);
        long id = claimed.get(0).id();
        assertThat(claimed.get(0))
                .isEqualTo(new OutboxMessage(id, "mail", mail, NOW, 1, Optional.of(NOW.plus(LEASE)), ""));
        assertThat(book().waitingMessages("mail", 10)).isEqualTo(claimed);
        write(book -> book.messageSent(id, NOW));
        assertThat(book().waitingMessageCounts()).isEmpty();
        assertThat(claim(Long.MAX_VALUE, NOW.plus(LEASE), 10)).isEmpty();
    }

    @Test
    void a_claimed_mail_is_left_alone_until_its_lease_is_over() {
        write(book -> book.post("mail", new Message("a@example.org", "", ""), NOW));
        assertThat(claim(9, NOW.minusSeconds(1), 10)).isEmpty();
        assertThat(claim(9, NOW, 10)).hasSize(1);
        assertThat(claim(9, NOW.plus(LEASE).minusMillis(1), 10)).isEmpty();
        assertThat(claim(9, NOW.plus(LEASE), 10))
                .extracting(OutboxMessage::attempts)
                .containsExactly(2);
    }

    @Test
    void mails_are_claimed_oldest_first_up_to_a_number_and_a_limit() {
        List<Long> ids = new ArrayList<>();
        write(book -> {
            assertThat(book.lastMessageId()).isZero();
            for (int i = 0; i < 5; i++) {
                book.post("mail", new Message("a@example.org", "mail " + i, ""), NOW);
                ids.add(book.lastMessageId());
            }
        });
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(claim(ids.get(3), NOW, 3)).extracting(OutboxMessage::id).isEqualTo(ids.subList(0, 3));
        assertThat(claim(ids.get(3), NOW, 3)).extracting(OutboxMessage::id).containsExactly(ids.get(3));
        assertThat(book().waitingMessages("mail", 99))
                .extracting(OutboxMessage::attempts)
                .containsExactly(1, 1, 1, 1, 0);
    }

    @Test
    void a_failed_mail_waits_and_one_given_up_is_kept_but_waits_no_more() {
        write(book -> book.post("mail", new Message("a@example.org", "", ""), NOW));
        long id = writing(Book::lastMessageId);
        write(book -> book.messageFailed(id, Optional.of(NOW.plusSeconds(30)), "e".repeat(5000)));
        OutboxMessage waiting = book().waitingMessages("mail", 1).get(0);
        assertThat(waiting.nextAttemptAt()).contains(NOW.plusSeconds(30));
        assertThat(waiting.lastError()).startsWith("eee").hasSize(1000);
        write(book -> book.messageFailed(id, Optional.empty(), "550 no such user"));
        assertThat(book().waitingMessages("mail", 1)).isEmpty();
        assertThat(book().waitingMessageCounts()).isEmpty();
        assertThat(sql("SELECT last_error FROM outbox")).containsExactly("550 no such user");
    }

    @Test
    void a_channel_claims_and_counts_only_what_is_its_own() {
        write(book -> {
            for (String channel : List.of("mail", "page", "mail", "page"))
                book.post(channel, new Message("a@example.org", channel, ""), NOW);
        });
        List<OutboxMessage> claimed = writing(book -> book.claimMessages("page", Long.MAX_VALUE, NOW, LEASE, 10));
        assertThat(claimed)
                .extracting(OutboxMessage::id)
                .isEqualTo(ids(book().waitingMessages("page", 10)))
                .hasSize(2);
        assertThat(book().waitingMessages("mail", 10))
                .hasSize(2)
                .allMatch(m -> m.attempts() == 0 && m.nextAttemptAt().equals(Optional.of(NOW)));
        assertThat(claim(Long.MAX_VALUE, NOW, 10))
                .extracting(m -> m.message().subject())
                .containsExactly("mail", "mail");
        assertThat(book().waitingMessageCounts()).isEqualTo(Map.of("mail", 2L, "page", 2L));
    }

    @Test
    void what_was_not_sent_is_listed_by_whichever_channel_it_was_to_go() {
        write(book -> {
            for (String channel : List.of("mail", "page", "mail", "mail"))
                book.post(channel, new Message("a@example.org", "", ""), NOW);
        });
        List<Long> ids = ids(claim(Long.MAX_VALUE, NOW, 10));
        write(book -> {
            book.messageSent(ids.get(0), NOW);
            book.messageFailed(ids.get(1), Optional.empty(), "550 no such user");
        });
        List<OutboxMessage> unsent = book().unsentMessages(10);
        assertThat(unsent).extracting(OutboxMessage::channel).containsExactly("mail", "mail", "page");
        assertThat(unsent.get(0).nextAttemptAt()).contains(NOW.plus(LEASE));
        assertThat(unsent.get(1).nextAttemptAt()).isEmpty();
        assertThat(unsent.get(1).lastError()).isEqualTo("550 no such user");
        assertThat(book().unsentMessages(1)).isEqualTo(unsent.subList(0, 1));
    }

    private static List<Long> ids(List<OutboxMessage> messages) {
        return messages.stream().map(OutboxMessage::id).toList();
    }

    // Text from outside

    @Test
    void text_is_kept_as_it_is_whatever_it_says() {
        for (String text : HOSTILE) {
            Account account = new Account(
                    new AccountNumber("7"),
                    text,
                    text,
                    PHONE,
                    Optional.of(text),
                    new PinHash(text),
                    true,
                    NOW,
                    Optional.of(text));
            Event event = new Event(NOW, EventKind.REFUSED, text, text, text, text, text, text);
            Grant grant = writing(book -> {
                book.addAccount(account);
                book.record(event);
                book.post("mail", new Message(text, text, text), NOW);
                book.putAttempts(Subject.caller(new Caller(text)), new Attempts(1, NOW, NOW, Instant.EPOCH));
                return book.addGrant(new NewGrant(ALICE, Origin.PHONE, HOME, PHONE, NOW, Optional.empty(), text));
            });
            assertThat(book().accounts()).containsExactly(account);
            assertThat(book().events(1)).containsExactly(event);
            OutboxMessage mail = claim(Long.MAX_VALUE, NOW, 1).get(0);
            assertThat(mail.message()).isEqualTo(new Message(text, text, text));
            assertThat(book().attempts(Subject.caller(new Caller(text))).failures())
                    .isEqualTo(1);
            assertThat(grants()).containsExactly(grant);
            write(book -> book.deleteAccount(account.number()));
            write(book -> book.endGrant(grant, NOW, text));
        }
    }

    @Test
    void callers_differ_by_case_accents_and_blanks() {
        List<String> callers = List.of("Zoe", "zoe", "Zoë", "Zoe ", " Zoe", "Zo\u0065\u0308");
        write(book -> callers.forEach(c -> book.putAttempts(
                Subject.caller(new Caller(c)), new Attempts(callers.indexOf(c) + 1, NOW, NOW, Instant.EPOCH))));
        for (String caller : callers)
            assertThat(book().attempts(Subject.caller(new Caller(caller))).failures())
                    .isEqualTo(callers.indexOf(caller) + 1);
    }
}
