package io.callgate.core.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.core.event.Event;
import io.callgate.core.event.EventKind;
import io.callgate.core.notice.Fact.Label;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoticesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final Event EVENT =
            new Event(NOW, EventKind.GRANTED, "cli root", "office", "203.0.113.7", "sip", "", "a note");

    @Test
    void a_notice_holds_what_there_is_to_tell_in_order_and_times_as_times() {
        Notice notice = Notices.entry(EVENT, "office may now connect", Optional.of(NOW.plusSeconds(60)));
        assertThat(notice.kind()).isEqualTo(Notice.Kind.ENTRY);
        assertThat(notice.headline()).isEqualTo("office may now connect");
        assertThat(notice.audience()).isEqualTo(Audience.ADMINISTRATORS);
        assertThat(notice.facts())
                .containsExactly(
                        new Fact.Time(Label.WHEN, NOW),
                        new Fact.Words(Label.ADDRESS, "203.0.113.7"),
                        new Fact.Words(Label.SERVICES, "sip"),
                        new Fact.Words(Label.DONE_BY, "cli root"),
                        new Fact.Words(Label.NAME, "office"),
                        new Fact.Words(Label.NOTE, "a note"),
                        new Fact.Time(Label.UNTIL, NOW.plusSeconds(60)));
    }

    @Test
    void what_the_headline_says_already_is_no_note() {
        assertThat(Notices.entry(EVENT, "a note", Optional.empty()).facts())
                .extracting(Fact::label)
                .doesNotContain(Label.NOTE, Label.UNTIL);
    }
}
