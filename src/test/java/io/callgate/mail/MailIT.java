package io.callgate.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.gate.outbox.Outbox;
import io.callgate.testing.Box;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the book to a real mail server and back. */
class MailIT {

    private static final String FROM = "callgate@pbx.example";
    private static final Duration REST = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private Box box;

    @BeforeEach
    void open() {
        box = new Box(folder);
    }

    @AfterEach
    void close() {
        box.close();
    }

    @Test
    void a_thousand_mails_arrive_once_each() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try (Outbox outbox = outbox(server.getSmtp().getPort())) {
            outbox.start();
            for (int i = 1; i <= 1_000; i++) post(i);
            await().atMost(Duration.ofMinutes(1)).until(() -> sent() == 1_000);
            outbox.lookNow();
            assertThat(server.getReceivedMessages()).hasSize(1_000);
            assertThat(Arrays.stream(server.getReceivedMessages()).map(MailIT::subject))
                    .doesNotHaveDuplicates();
        } finally {
            server.stop();
        }
    }

    @Test
    void mails_wait_for_a_server_that_is_down() throws Exception {
        GreenMail first = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        first.start();
        int port = first.getSmtp().getPort();
        first.stop();
        try (Outbox outbox = outbox(port)) {
            outbox.start();
            post(1);
            await().until(() ->
                    outbox.fault().isPresent() && !mail(1).lastError().isEmpty());

            GreenMail again = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
            again.start();
            try {
                box.clock.forward(Duration.ofSeconds(31));
                outbox.lookNow();
                await().until(() -> sent() == 1);
                assertThat(again.getReceivedMessages()).hasSize(1);
            } finally {
                again.stop();
            }
        }
    }

    @Test
    void one_refused_recipient_does_not_hold_up_the_rest() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(command -> command.startsWith("RCPT TO:<user2@")
                        ? Optional.of("550 5.1.1 no such user")
                        : Optional.empty());
                Outbox outbox = outbox(server)) {
            for (int i = 1; i <= 3; i++) post(i);
            outbox.start();
            await().until(() -> sent() == 2);
            await().until(() -> mail(2).lastError().contains("550 5.1.1 no such user"));
            assertThat(mail(2).nextAttemptAt()).contains(box.clock.instant().plus(Duration.ofHours(1)));
        }
    }

    @Test
    void a_mail_that_is_greylisted_passes_the_next_time() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedSmtp server =
                        new ScriptedSmtp(command -> command.startsWith("RCPT") && asked.getAndIncrement() == 0
                                ? Optional.of("450 4.2.0 greylisted")
                                : Optional.empty());
                Outbox outbox = outbox(server)) {
            outbox.start();
            post(1);
            await().until(() -> mail(1).nextAttemptAt()
                    .equals(Optional.of(box.clock.instant().plusSeconds(30))));
            box.clock.forward(Duration.ofSeconds(30));
            outbox.lookNow();
            await().until(() -> sent() == 1);
            assertThat(server.messages).hasSize(1);
        }
    }

    @Test
    void when_nobody_knows_whether_it_was_taken_it_comes_again_with_the_same_id() throws Exception {
        AtomicInteger ends = new AtomicInteger();
        try (ScriptedSmtp server = new ScriptedSmtp(command -> command.equals(".") && ends.getAndIncrement() == 0
                        ? Optional.of(ScriptedSmtp.BREAK_OFF)
                        : Optional.empty());
                Outbox outbox = outbox(server)) {
            outbox.start();
            post(1);
            await().until(() -> mail(1).lastError().contains("broke off"));
            box.clock.forward(Duration.ofSeconds(30));
            outbox.lookNow();
            await().until(() -> sent() == 1);
            assertThat(server.messages).singleElement().asString().contains("<callgate.1.1795420800@pbx.example>");
        }
    }

    private Outbox outbox(int port) {
        return new Outbox(
                box.gate, MailChannel.NAME, new SmtpMailer(SmtpServer.parse("smtp://127.0.0.1:" + port), FROM), REST);
    }

    private Outbox outbox(ScriptedSmtp server) {
        return new Outbox(box.gate, MailChannel.NAME, new SmtpMailer(server.address(), FROM), REST);
    }

    private void post(int i) {
        box.gate.ask(work -> {
            work.book().post("mail", new Message("user" + i + "@x.example", "mail " + i, "b"), work.now());
            return true;
        });
    }

    private OutboxMessage mail(long id) {
        return box.mails().stream().filter(m -> m.id() == id).findFirst().orElseThrow();
    }

    private long sent() {
        return box.count("outbox WHERE sent_at IS NOT NULL");
    }

    private static String subject(MimeMessage message) {
        try {
            return message.getSubject();
        } catch (jakarta.mail.MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}
