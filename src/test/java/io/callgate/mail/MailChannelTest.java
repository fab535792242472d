package io.callgate.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.account.PinHash;
import io.callgate.core.account.Subject;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.notice.Channel;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.Notices;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MailChannelTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Channel CHANNEL =
            new MailChannel("pbx.example", ImmutableList.of("admin@example.org", "night@example.org"));

    private static Account account(String name, String email) {
        return new Account(
                new AccountNumber("1001"),
                name,
                email,
                Services.of("sip"),
                Optional.empty(),
                PinHash.of("483920", new byte[16], 1),
                true,
                NOW,
                Optional.empty());
    }

    private static List<Message> granted(String name, String email) {
        Event event = new Event(NOW, EventKind.GRANTED, "phone", "1001", "203.0.113.7", "rtp,sip", "+15551234", "");
        return CHANNEL.render(Notices.granted(account(name, email), event, "203.0.113.1", Optional.empty()));
    }

    @Test
    void the_user_and_every_administrator_are_told_who_what_when_and_from_where() {
        List<Message> mails = granted("Ann", "ann@example.org");
        assertThat(mails)
                .extracting(Message::to)
                .containsExactly("ann@example.org", "admin@example.org", "night@example.org");
        assertThat(mails.get(0).subject()).isEqualTo("pbx.example: 1001 may now connect from 203.0.113.7");
        assertThat(mails.get(0).body()).isEqualTo("""
                        pbx.example: 1001 may now connect from 203.0.113.7

                        Who:          1001 Ann
                        When:         2026-11-23 08:00:00 UTC
                        Address:      203.0.113.7
                        Services:     rtp,sip
                        Done by:      phone
                        Caller:       +15551234
                        Replaces:     203.0.113.1
                        Until:        it is changed or removed

                        This was not you? Tell your administrator at once.
                        """);
    }

    @Test
    void an_account_without_mail_is_told_nothing() {
        assertThat(granted("Ann", ""))
                .extracting(Message::to)
                .containsExactly("admin@example.org", "night@example.org");
    }

    @Test
    void a_notice_for_administrators_is_told_to_no_user() {
        Event event = new Event(NOW, EventKind.LOCKED, "gate", "1001", "", "", "+15551234", "locked");
        List<Message> mails = CHANNEL.render(Notices.locked(Subject.OVERALL, event, NOW.plusSeconds(60)));
        assertThat(mails).extracting(Message::to).containsExactly("admin@example.org", "night@example.org");
        assertThat(mails.get(0).body()).contains("Locked until: 2026-11-23 08:01:00 UTC\n");
    }

    @Test
    void text_from_outside_stays_on_its_line() {
        String body =
                granted("Ann\r\nAddress:      6.6.6.6\u2028\u202e", "").get(0).body();
        assertThat(body.lines().filter(line -> line.startsWith("Address:")))
                .containsExactly("Address:      203.0.113.7");
        assertThat(body).doesNotContain("\r").doesNotContain("\u2028").doesNotContain("\u202e");
    }

    @Test
    void callers_are_cut_down_to_what_a_number_can_be() {
        assertThat(Caller.received("+1 (555) 123-4567")).hasToString("+1555123-4567");
        assertThat(Caller.received("\"x\";rm -rf /\r\nBcc: a@b")).hasToString("xrm-rfBccab");
        assertThat(Caller.received("")).isEqualTo(Caller.ANONYMOUS);
        assertThat(Caller.received(null)).isEqualTo(Caller.ANONYMOUS);
        assertThat(Caller.received("9".repeat(500)).number()).hasSize(40);
    }
}
