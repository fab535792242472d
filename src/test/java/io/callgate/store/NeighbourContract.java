package io.callgate.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Grant;
import io.callgate.core.grant.Origin;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What administrators and dialplans find in the book through ODBC, whichever database keeps it. */
abstract class NeighbourContract extends StoreFixture {

    @Test
    void an_administrator_grants_with_two_columns_and_is_noticed() {
        long before = book().revision();
        sql("INSERT INTO whitelist (owner, address) VALUES ('office', '198.51.100.0/24')");
        Grant grant = grants().get(0);
        assertThat(grant.origin()).isEqualTo(Origin.ADMINISTRATOR);
        assertThat(grant.services()).isEqualTo(PHONE);
        assertThat(grant.endsAt()).isEmpty();
        assertThat(grant.createdAt()).isAfter(Instant.parse("2025-01-01T00:00:00Z"));
        assertThat(book().revision()).isGreaterThan(before);
    }

    @Test
    void an_administrator_adds_an_account_and_a_mail() {
        sql("INSERT INTO account (number) VALUES ('42')", "INSERT INTO outbox (recipient) VALUES ('a@example.org')");
        assertThat(book().account(new AccountNumber("42"))).get().satisfies(a -> {
            assertThat(a.enabled()).isTrue();
            assertThat(a.pin().stored()).isEmpty();
        });
        assertThat(book().waitingMessageCounts()).isEqualTo(Map.of("mail", 1L));
    }

    @Test
    void what_can_be_no_address_no_owner_and_no_number_is_refused_at_the_door() {
        assertRefused("INSERT INTO whitelist (owner, address) VALUES ('x', 'phone.example.org')");
        assertRefused("INSERT INTO whitelist (owner, address) VALUES ('x', '2001:DB8::1')");
        assertRefused("INSERT INTO whitelist (owner, address) VALUES ('x', '')");
        assertRefused("INSERT INTO whitelist (owner, address) VALUES ('O''Hara', '203.0.113.7')");
        assertRefused("INSERT INTO whitelist (address) VALUES ('203.0.113.7')");
        assertRefused("INSERT INTO account (number) VALUES ('12x')");
    }

    @Test
    void a_row_that_makes_no_sense_does_not_count_and_hides_no_other() {
        sql(
                "INSERT INTO whitelist (owner, address) VALUES ('x', '203.0.113.999')",
                "INSERT INTO whitelist (owner, address) VALUES ('x', '203.0.113.7/24')",
                "INSERT INTO whitelist (owner, address) VALUES ('x', '2001:db8:0:0:0:0:0:1')",
                "INSERT INTO whitelist (owner, address, origin) VALUES ('x', '203.0.113.8', 'magic')",
                "INSERT INTO whitelist (owner, address, services) VALUES ('x', '203.0.113.8', 'S I P')",
                "INSERT INTO whitelist (owner, address, ends_at) VALUES ('x', '203.0.113.8', 9223372036854775807)",
                "INSERT INTO event (kind) VALUES ('magic')");
        Grant good = grant(ALICE, HOME, null);
        assertThat(grants()).containsExactly(good);
        assertThat(book().events(9)).isEmpty();
    }

    @Test
    void a_dialplan_sees_the_grants_in_force_by_the_clock_of_the_database() {
        Instant future = Instant.parse("2999-01-01T00:00:00Z");
        grant(ALICE, AddressRange.parse("203.0.113.1"), null);
        grant(ALICE, AddressRange.parse("2001:db8::1"), future);
        grant(BOB, AddressRange.parse("203.0.113.1"), null);
        grant(ALICE, AddressRange.parse("203.0.113.3"), Instant.parse("2020-01-01T00:00:00Z"));
        Grant ended = grant(ALICE, AddressRange.parse("203.0.113.4"), null);
        write(book -> book.endGrant(ended, NOW, "x"));
        assertThat(sql("SELECT address FROM allowed_address ORDER BY owner, address"))
                .containsExactly("2001:db8::1", "203.0.113.1", "203.0.113.1")
                .hasSize(3);
        assertThat(sql("SELECT services FROM allowed_address WHERE address = '2001:db8::1'"))
                .containsExactly("rtp,sip");
        assertThat(sql("SELECT ends_at FROM allowed_address WHERE address = '2001:db8::1'"))
                .containsExactly(Long.toString(future.getEpochSecond()));
    }

    @Test
    void a_dialplan_sees_the_bans_in_force() {
        sql(
                "INSERT INTO ban (address, reason) VALUES ('203.0.113.1', 'guessing')",
                "INSERT INTO ban (address, ends_at) VALUES ('203.0.113.2', 4102444800)",
                "INSERT INTO ban (address, ends_at) VALUES ('203.0.113.3', 1)",
                "INSERT INTO ban (address, ended_at) VALUES ('203.0.113.4', 1)");
        assertThat(sql("SELECT address FROM banned_address ORDER BY address"))
                .containsExactly("203.0.113.1", "203.0.113.2");
    }

    @Test
    void hostnames_and_phone_requests_have_their_tables() {
        sql(
                "INSERT INTO hostname (owner, host) VALUES ('bob', 'phone.example.org')",
                "INSERT INTO phone_request (account, caller, keyed) VALUES ('1001', '+491', '203*0*113*7')");
        assertThat(sql("SELECT status FROM phone_request")).containsExactly("new");
        assertThat(sql("SELECT services FROM hostname WHERE ended_at IS NULL")).containsExactly("rtp,sip");
    }
}
