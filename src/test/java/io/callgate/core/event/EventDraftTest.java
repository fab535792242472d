package io.callgate.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Caller;
import io.callgate.core.account.Owner;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.service.Services;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventDraftTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");

    @Test
    void what_is_not_mentioned_is_empty() {
        assertThat(new EventDraft(EventKind.FIREWALL_MODE, "cli root").at(NOW))
                .isEqualTo(new Event(NOW, EventKind.FIREWALL_MODE, "cli root", "", "", "", "", ""));
    }

    @Test
    void each_thing_stands_in_its_place() {
        assertThat(new EventDraft(EventKind.GRANTED, "phone")
                        .detail("replaces 203.0.113.1")
                        .caller(Caller.received("+15551234"))
                        .services(Services.of("sip", "rtp"))
                        .address(Address.parse("203.0.113.7"))
                        .owner(new AccountNumber("1001"))
                        .at(NOW))
                .isEqualTo(new Event(
                        NOW,
                        EventKind.GRANTED,
                        "phone",
                        "1001",
                        "203.0.113.7",
                        "rtp,sip",
                        "+15551234",
                        "replaces 203.0.113.1"));
    }

    @Test
    void several_are_named_one_after_the_other() {
        Event event = new EventDraft(EventKind.REMOVED, "dns")
                .owners(List.of(new Owner("ann"), new Owner("bob")))
                .addresses(List.of(AddressRange.parse("203.0.113.0/28"), AddressRange.parse("2001:db8::7")))
                .at(NOW);
        assertThat(event.owner()).isEqualTo("ann, bob");
        assertThat(event.address()).isEqualTo("203.0.113.0/28, 2001:db8::7");
    }
}
