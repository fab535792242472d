package io.callgate.gate.outbox;

import static io.callgate.gate.outbox.DeliveryFailure.Kind.IMPOSSIBLE;
import static io.callgate.gate.outbox.DeliveryFailure.Kind.PERMANENT;
import static io.callgate.gate.outbox.DeliveryFailure.Kind.SERVER;
import static io.callgate.gate.outbox.DeliveryFailure.Kind.TEMPORARY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.Uninterruptibles;
import io.callgate.core.event.EventKind;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.testing.Box;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {

    private static final Duration REST = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private final FakeMailer mailer = new FakeMailer();
    private Box box;
    private Outbox outbox;

    @BeforeEach
    void open() {
        box = new Box(folder);
        outbox = new Outbox(box.gate, "mail", mailer, REST);
    }

    @AfterEach
    void close() {
        box.store.mend();
        outbox.close();
        box.close();
    }

    @Test
    void what_waited_before_the_start_is_sent() {
        post("a@x.example");
        outbox.start();
        awaitSent(1);
        assertThat(mailer.sent).containsExactly("a@x.example");
    }

    @Test
    void a_new_mail_does_not_wait_for_the_timer() {
        outbox.start();
        post("a@x.example", "b@x.example");
        awaitSent(2);
        assertThat(mailer.sent).containsExactly("a@x.example", "b@x.example");
        assertThat(mailer.hangUps).isPositive();
    }

    @Test
    void nothing_is_told_of_before_the_kernel_does_it() {
        outbox.start();
        box.firewall.breakDown("the test broke it");
        box.clock.forward(Duration.ofSeconds(60));
        await().until(() -> box.gate.fault().isPresent());
        post("a@x.example");
        outbox.lookNow();
        await().until(() -> mailer.hangUps >= 2);
        assertThat(mailer.sent).isEmpty();

        box.firewall.repair();
        awaitSent(1);
    }

    @Test
    void its_own_commands_do_not_wake_it_again_and_again() {
        outbox.start();
        post("a@x.example");
        awaitSent(1);
        await().during(Duration.ofMillis(200)).atMost(Duration.ofSeconds(5)).until(() -> mailer.hangUps <= 3);
    }

    @Test
    void a_slow_server_delays_nothing_but_mail() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        mailer.before = () -> {
            inside.countDown();
            awaitQuietly(go);
        };
        outbox.start();
        post("a@x.example");
        assertThat(inside.await(5, TimeUnit.SECONDS)).isTrue();
        String answer = box.gate.ask(work -> "served");
        assertThat(answer).isEqualTo("served");
        go.countDown();
        awaitSent(1);
    }

    @Test
    void a_poisonous_mail_does_not_hold_up_the_others() {
        mailer.failing.put("bad@x.example", Optional.of(new DeliveryFailure(TEMPORARY, "450 not now")));
        mailer.failing.put("worse@x.example", Optional.empty());
        outbox.start();
        post("bad@x.example", "worse@x.example", "c@x.example");
        awaitSent(1);
        assertThat(mailer.sent).containsExactly("c@x.example");
        assertThat(mail(1).lastError()).isEqualTo("450 not now");
        assertThat(mail(2).lastError()).contains("a fault of callgate");
        assertThat(mail(2).nextAttemptAt()).contains(box.clock.instant().plusSeconds(30));
    }

    @Test
    void while_the_server_is_down_one_try_stands_for_all_that_are_due() {
        mailer.failing.put("a@x.example", Optional.of(new DeliveryFailure(SERVER, "connection refused")));
        post("a@x.example", "b@x.example", "c@x.example");
        outbox.start();
        await().until(() -> mail(3).lastError().equals("connection refused"));
        assertThat(mailer.tried).containsExactly("a@x.example");
        assertThat(outbox.fault()).contains("connection refused");

        mailer.failing.clear();
        box.clock.forward(Duration.ofSeconds(31));
        outbox.lookNow();
        awaitSent(3);
        await().until(() -> outbox.fault().isEmpty());
    }

    @Test
    void a_server_that_refuses_one_mail_after_the_other_is_told_of_until_it_takes_one() {
        mailer.failing.put("a@x.example", Optional.of(new DeliveryFailure(TEMPORARY, "450 not now")));
        mailer.failing.put("b@x.example", Optional.of(new DeliveryFailure(TEMPORARY, "451 not now either")));
        post("a@x.example", "b@x.example");
        outbox.start();
        await().until(() -> outbox.fault().isPresent());
        assertThat(outbox.fault()).contains("451 not now either");
        post("c@x.example");
        awaitSent(1);
        await().until(() -> outbox.fault().isEmpty());
    }

    @Test
    void a_server_that_does_not_finish_with_a_mail_is_told_of() {
        CountDownLatch finish = new CountDownLatch(1);
        mailer.before = () -> Uninterruptibles.awaitUninterruptibly(finish);
        post("a@x.example");
        outbox.start();
        await().until(() -> {
            box.clock.forward(Duration.ofSeconds(1));
            return outbox.fault().isPresent();
        });
        assertThat(outbox.fault().orElseThrow()).contains("has not finished with a mail since");
        finish.countDown();
        awaitSent(1);
        await().until(() -> outbox.fault().isEmpty());
    }

    @Test
    void what_was_sent_while_the_book_was_away_is_not_sent_again() {
        mailer.before = () -> box.store.breakDown();
        outbox.start();
        post("a@x.example");
        await().until(() -> mailer.sent.size() == 1);
        box.clock.forward(Outbox.LEASE.plusSeconds(1));
        mailer.before = () -> {};
        box.store.mend();
        awaitSent(1);
        outbox.lookNow();
        await().until(() -> mailer.hangUps >= 2);
        assertThat(mailer.sent).containsExactly("a@x.example");
    }

    @Test
    void what_a_dead_process_had_taken_is_due_when_its_lease_ends() {
        post("a@x.example");
        box.gate.ask(work -> work.book().claimMessages("mail", 1, work.now(), Outbox.LEASE, 10));
        outbox.start();
        await().until(() -> mailer.hangUps >= 1);
        assertThat(mailer.sent).isEmpty();

        box.clock.forward(Outbox.LEASE);
        outbox.lookNow();
        awaitSent(1);
        assertThat(box.count("outbox WHERE attempts = 2")).isEqualTo(1);
    }

    @Test
    void a_mail_that_no_server_took_for_five_days_is_given_up_and_kept() {
        mailer.failing.put("a@x.example", Optional.of(new DeliveryFailure(TEMPORARY, "450 not now")));
        post("a@x.example");
        box.clock.forward(Duration.ofDays(5).minusSeconds(1));
        outbox.start();
        await().until(() -> !mail(1).lastError().isEmpty());
        assertThat(isGivenUp(1)).isFalse();

        box.clock.forward(Duration.ofHours(1));
        outbox.lookNow();
        await().until(() -> isGivenUp(1));
        assertThat(box.events(EventKind.MAIL_GIVEN_UP)).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.MAIL_GIVEN_UP);
            assertThat(event.detail()).isEqualTo("mail 1 to a@x.example: 450 not now");
        });
    }

    @Test
    void a_refusal_for_good_is_not_believed_at_once() {
        mailer.failing.put("a@x.example", Optional.of(new DeliveryFailure(PERMANENT, "550 no relaying")));
        outbox.start();
        post("a@x.example");
        for (int hour = 1; hour <= 3; hour++) {
            int tries = hour;
            await().until(() -> mail(1).attempts() == tries
                    && mail(1).nextAttemptAt()
                            .equals(Optional.of(box.clock.instant().plus(Duration.ofHours(1)))));
            box.clock.forward(Duration.ofHours(1));
            outbox.lookNow();
        }
        await().until(() -> isGivenUp(1));
        assertThat(mailer.tried).hasSize(4);
    }

    @Test
    void what_can_never_be_a_mail_is_given_up_at_once() {
        mailer.failing.put("nobody", Optional.of(new DeliveryFailure(IMPOSSIBLE, "not a mail address")));
        outbox.start();
        post("nobody");
        await().until(() -> isGivenUp(1));
    }

    @Test
    void what_is_claimed_and_not_tried_at_the_end_is_due_at_once() {
        mailer.before = () -> {
            Thread closer = new Thread(outbox::close, "closer");
            closer.start();
            await().until(() -> closer.getState() == Thread.State.TIMED_WAITING);
        };
        post("a@x.example", "b@x.example");
        outbox.start();
        await().until(() -> mail(2).nextAttemptAt().equals(Optional.of(box.clock.instant())) && sent() == 1);
        assertThat(mailer.tried).containsExactly("a@x.example");
    }

    private void post(String... recipients) {
        List<Message> mails = List.of(recipients).stream()
                .map(to -> new Message(to, "s", "b"))
                .toList();
        box.gate.ask(work -> {
            mails.forEach(mail -> work.book().post("mail", mail, work.now()));
            return true;
        });
    }

    private OutboxMessage mail(long id) {
        return box.mails().stream().filter(m -> m.id() == id).findFirst().orElseThrow();
    }

    private long sent() {
        return box.count("outbox WHERE sent_at IS NOT NULL");
    }

    private boolean isGivenUp(long id) {
        return box.count("outbox WHERE sent_at IS NULL AND next_attempt_at IS NULL AND id = " + id) == 1;
    }

    private void awaitSent(int count) {
        await().until(() -> sent() == count);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails for the recipients it was told to; with a bug of its own where it was not told how. */
    private static final class FakeMailer implements Carrier {
        final List<String> tried = new CopyOnWriteArrayList<>();
        final List<String> sent = new CopyOnWriteArrayList<>();
        final Map<String, Optional<DeliveryFailure>> failing = new ConcurrentHashMap<>();
        volatile Runnable before = () -> {};
        /** Once at the end of each round. */
        volatile int hangUps;

        @Override
        public void send(OutboxMessage mail) throws DeliveryFailure {
            String to = mail.message().to();
            before.run();
            tried.add(to);
            Optional<DeliveryFailure> failure = failing.get(to);
            if (failure == null) sent.add(to);
            else throw failure.orElseThrow(() -> new IllegalStateException("a bug of the test"));
        }

        @Override
        public EventKind givenUp() {
            return EventKind.MAIL_GIVEN_UP;
        }

        @Override
        public void hangUp() {
            hangUps++;
        }
    }
}
