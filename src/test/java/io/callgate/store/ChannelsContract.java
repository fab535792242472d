package io.callgate.store;

import static io.callgate.gate.outbox.DeliveryFailure.Kind.IMPOSSIBLE;
import static io.callgate.gate.outbox.DeliveryFailure.Kind.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import io.callgate.core.Rules;
import io.callgate.core.event.Event;
import io.callgate.core.event.EventDraft;
import io.callgate.core.event.EventKind;
import io.callgate.core.notice.Channel;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.Notice;
import io.callgate.core.notice.Notices;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.gate.Gate;
import io.callgate.gate.outbox.Carrier;
import io.callgate.gate.outbox.DeliveryFailure;
import io.callgate.gate.outbox.Outbox;
import io.callgate.mail.MailChannel;
import io.callgate.testing.Box;
import io.callgate.testing.MemoryFirewall;
import io.callgate.testing.TestClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two channels of one outbox, each with a state of its own, whichever database keeps the book. */
abstract class ChannelsContract extends StoreFixture {

    private static final Duration REST = Duration.ofMillis(20);
    private static final int MANY = 120;

    private final MemoryFirewall firewall = new MemoryFirewall();
    private final TestClock clock = new TestClock();
    private final FakeCarrier mail = new FakeCarrier(EventKind.MAIL_GIVEN_UP);
    private final FakeCarrier page = new FakeCarrier(EventKind.NOTICE_GIVEN_UP);
    private final List<Outbox> outboxes = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private Gate gate;

    /** One message, whoever is told. */
    private record PageChannel() implements Channel {
        @Override
        public String name() {
            return "page";
        }

        @Override
        public List<Message> render(Notice notice) {
            return List.of(new Message("+15551234", "", notice.headline()));
        }
    }

    @BeforeEach
    void start() {
        gate = gate(store);
    }

    private Gate gate(JdbcStore book) {
        Rules r = Box.RULES;
        ImmutableList<Channel> channels =
                ImmutableList.of(new MailChannel("pbx", ImmutableList.of("admin@example.org")), new PageChannel());
        Rules rules = new Rules(
                r.policy(), r.bans(), r.guessing(), r.services(), channels, r.phoneGrantFor(), r.names(), r.knock());
        Gate made = new Gate(book, firewall, () -> rules, clock).start();
        gates.add(made);
        return made;
    }

    @AfterEach
    void stop() {
        outboxes.forEach(Outbox::close);
        gates.forEach(Gate::close);
    }

    @Test
    void a_notice_waits_once_for_each_channel_as_that_tells_it() {
        post(1);
        assertThat(waiting(MailChannel.NAME)).singleElement().satisfies(m -> {
            assertThat(m.message().to()).isEqualTo("admin@example.org");
            assertThat(m.message().subject()).isEqualTo("pbx: notice 1");
        });
        assertThat(waiting("page"))
                .extracting(OutboxMessage::message)
                .containsExactly(new Message("+15551234", "", "notice 1"));
    }

    @Test
    void a_channel_that_is_broken_keeps_what_is_its_own_and_holds_up_no_other() {
        mail.failure = Optional.of(new DeliveryFailure(SERVER, "connection refused"));
        send(gate);
        IntStream.rangeClosed(1, MANY).forEach(this::post);
        await().until(() -> page.sent.size() == MANY && waiting("page").isEmpty());
        await().until(() ->
                waiting(MailChannel.NAME).stream().allMatch(m -> m.lastError().equals("connection refused")));
        assertThat(waiting(MailChannel.NAME)).hasSize(MANY).allMatch(m -> m.attempts() > 0);
        assertThat(outboxes.get(0).fault()).contains("connection refused");
        assertThat(outboxes.get(1).fault()).isEmpty();

        mail.failure = Optional.empty();
        clock.forward(Duration.ofHours(1));
        outboxes.forEach(Outbox::lookNow);
        await().until(() -> waiting(MailChannel.NAME).isEmpty());
        await().until(() -> outboxes.get(0).fault().isEmpty());
        assertThat(mail.sent).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(page.sent).hasSize(MANY).doesNotHaveDuplicates();
    }

    @Test
    void each_channel_gives_up_for_itself_and_the_audit_says_which() {
        page.failure = Optional.of(new DeliveryFailure(IMPOSSIBLE, "no such number"));
        mail.failure = Optional.of(new DeliveryFailure(SERVER, "connection refused"));
        post(1);
        send(gate);
        await().until(() -> !events(EventKind.NOTICE_GIVEN_UP).isEmpty());
        assertThat(events(EventKind.NOTICE_GIVEN_UP)).containsExactly("page 2 to +15551234: no such number");
        assertThat(waiting(MailChannel.NAME)).hasSize(1);
        assertThat(events(EventKind.MAIL_GIVEN_UP)).isEmpty();

        clock.forward(Duration.ofDays(5));
        outboxes.forEach(Outbox::lookNow);
        await().until(() -> !events(EventKind.MAIL_GIVEN_UP).isEmpty());
        assertThat(events(EventKind.MAIL_GIVEN_UP)).containsExactly("mail 1 to admin@example.org: connection refused");
        assertThat(events(EventKind.NOTICE_GIVEN_UP)).hasSize(1);
        assertThat(book().unsentMessages(10)).hasSize(2).allMatch(m -> m.nextAttemptAt()
                .isEmpty());
    }

    @Test
    void nothing_goes_by_any_channel_before_the_kernel_does_what_it_tells() {
        send(gate);
        firewall.breakDown("the test broke it");
        clock.forward(Duration.ofSeconds(60));
        await().until(() -> gate.fault().isPresent());
        post(1);
        outboxes.forEach(Outbox::lookNow);
        await().until(() -> mail.rounds >= 2 && page.rounds >= 2);
        assertThat(mail.sent).isEmpty();
        assertThat(page.sent).isEmpty();

        firewall.repair();
        await().until(() -> mail.sent.size() == 1 && page.sent.size() == 1);
    }

    @Test
    void two_that_send_from_one_book_send_nothing_twice() {
        IntStream.rangeClosed(1, MANY).forEach(this::post);
        Gate other = gate(JdbcStore.open(url, InstantSource.system()));
        send(gate);
        send(other);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> book().waitingMessageCounts().isEmpty());
        assertThat(mail.sent).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(page.sent).hasSize(MANY).doesNotHaveDuplicates();
    }

    /** Begins to send by both. */
    private void send(Gate by) {
        outboxes.add(new Outbox(by, MailChannel.NAME, mail, REST).start());
        outboxes.add(new Outbox(by, "page", page, REST).start());
    }

    private void post(int number) {
        gate.ask(work -> {
            Event event = new EventDraft(EventKind.IMPORTED, "test").at(work.now());
            work.post(Notices.entry(event, "notice " + number, Optional.empty()));
            return true;
        });
    }

    private List<OutboxMessage> waiting(String channel) {
        return book().waitingMessages(channel, 10_000);
    }

    private List<String> events(EventKind kind) {
        return book().events(100).stream()
                .filter(event -> event.kind() == kind)
                .map(Event::detail)
                .toList();
    }

    /** Takes everything, or nothing. Two threads may use it here. */
    private static final class FakeCarrier implements Carrier {
        final EventKind givenUp;
        final List<Long> sent = new CopyOnWriteArrayList<>();
        volatile Optional<DeliveryFailure> failure = Optional.empty();
        volatile int rounds;

        FakeCarrier(EventKind givenUp) {
            this.givenUp = givenUp;
        }

        @Override
        public void send(OutboxMessage message) throws DeliveryFailure {
            if (failure.isPresent()) throw failure.get();
            sent.add(message.id());
        }

        @Override
        public void hangUp() {
            rounds++;
        }

        @Override
        public EventKind givenUp() {
            return givenUp;
        }
    }
}
