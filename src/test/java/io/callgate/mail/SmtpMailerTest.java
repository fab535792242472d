package io.callgate.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.base.Splitter;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.gate.outbox.DeliveryFailure;
import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpMailerTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final String FROM = "callgate@pbx.example";
    private static final List<String> HEADERS = List.of(
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding");

    private final GreenMail server =
            new GreenMail(new ServerSetup[] {setup(ServerSetup.PROTOCOL_SMTP), setup(ServerSetup.PROTOCOL_SMTPS)});
    private SmtpMailer mailer;

    private static ServerSetup setup(String protocol) {
        return new ServerSetup(0, "127.0.0.1", protocol);
    }

    @BeforeEach
    void start() {
        server.start();
        mailer = new SmtpMailer(
                SmtpServer.parse("smtp://127.0.0.1:" + server.getSmtp().getPort()), FROM);
    }

    @AfterEach
    void stop() {
        mailer.hangUp();
        server.stop();
    }

    @Test
    void a_mail_arrives_as_it_was_written() throws Exception {
        mailer.send(mail(7, "ann@x.example", "pbx: 1001 may now connect", "Grüße,\n.\n..dots\n\tlast line €\n"));
        MimeMessage got = server.getReceivedMessages()[0];
        assertThat(got.getSubject()).isEqualTo("pbx: 1001 may now connect");
        assertThat(got.getContent().toString().replace("\r\n", "\n")).isEqualTo("Grüße,\n.\n..dots\n\tlast line €");
        assertThat(got.getFrom()).extracting(Object::toString).containsExactly(FROM);
        assertThat(got.getAllRecipients()).extracting(Object::toString).containsExactly("ann@x.example");
        assertThat(got.getSentDate()).isEqualTo(AT);
        assertThat(got.getHeader("Message-ID")).containsExactly("<callgate.7.1772366400@pbx.example>");
        assertThat(got.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(got.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
    }

    @Test
    void one_connection_carries_many_mails() throws Exception {
        try (ScriptedSmtp scripted = new ScriptedSmtp(command -> Optional.empty())) {
            SmtpMailer many = new SmtpMailer(scripted.address(), FROM);
            for (int i = 1; i <= 5; i++) many.send(mail(i, "ann@x.example", "s", "b"));
            many.hangUp();
            assertThat(scripted.messages).hasSize(5);
            assertThat(scripted.commands).containsOnlyOnce("(connect)").containsOnlyOnce("EHLO pbx.example");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil\r\nBcc: victim@x.example",
                "evil\nBcc: victim@x.example",
                "evil\rBcc: victim@x.example",
                "evil\r\n\r\nbody",
                "evil\r\n .\r\n",
                "evil\u0000\u0007\u001b[31mred",
                "evil\u0085next\u2028line\u2029paragraph",
                "evil\u202egnp.exe",
                "=?UTF-8?Q?evil=0D=0ABcc:_victim@x.example?=",
                "=?UTF-8?B?ZXZpbA0KQmNjOiB2aWN0aW1AeC5leGFtcGxl?=",
                "Ünïcode\r\nBcc: victim@x.example",
                "\ud800 half a character",
                "\r\n",
                "",
                "          ",
                "evil: \"quoted\" <b>&amp; `id` $(id) %0d%0aBcc: victim@x.example"
            })
    void a_hostile_subject_stays_one_header(String subject) throws Exception {
        mailer.send(mail(1, "ann@x.example", subject, "body"));
        assertOneCleanMessage();
    }

    @Test
    void random_subjects_and_bodies_stay_where_they_belong() throws Exception {
        Random random = new Random(20260301);
        String alphabet = "aZ9 :;<>@=?_\r\n\t\0\u001b\u0085\u00e9\u2028\u202e\ud83d\ude00.,\"\\()%";
        for (int i = 0; i < 300; i++) {
            String text = random.ints(random.nextInt(300), 0, alphabet.length())
                    .mapToObj(n -> alphabet.substring(n, n + 1))
                    .reduce("", String::concat);
            mailer.send(mail(i, "ann@x.example", text, text));
            assertOneCleanMessage();
            server.purgeEmailFromAllMailboxes();
        }
    }

    private void assertOneCleanMessage() throws Exception {
        assertThat(server.getReceivedMessages()).hasSize(1);
        MimeMessage got = server.getReceivedMessages()[0];
        String raw = GreenMailUtil.getHeaders(got);
        List<String> lines = Splitter.on("\r\n").omitEmptyStrings().splitToList(raw);
        assertThat(lines).allSatisfy(line -> {
            assertThat(line).matches("[\\x20-\\x7e]+").hasSizeLessThanOrEqualTo(78);
        });
        assertThat(lines.stream()
                        .filter(line -> !line.startsWith(" ") && !line.startsWith("\t"))
                        .map(line -> line.substring(0, line.indexOf(':'))))
                .filteredOn(name -> !name.equals("Return-Path") && !name.equals("Received"))
                .containsExactlyInAnyOrderElementsOf(HEADERS);
        assertThat(got.getSubject()).doesNotContainPattern("[\\p{Cc}\\u2028\\u2029\\u202e]");
        assertThat(got.getAllRecipients()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "ann@",
                "@x.example",
                "ann@x.example, victim@x.example",
                "ann@x.example victim@x.example",
                "<ann@x.example>",
                "Ann <ann@x.example>",
                "ann@x.example>\r\nRCPT TO:<victim@x.example",
                "ann@x.example\r\nBcc: victim@x.example",
                "ann@x.example\n",
                "ann@x.example\u0000",
                "\"ann\r\n\"@x.example",
                "änn@x.example",
                "ann@[127.0.0.1]",
                "group:ann@x.example;"
            })
    void a_recipient_that_is_no_mail_address_is_never_said_to_a_server(String to) {
        DeliveryFailure failure = catchThrowableOfType(DeliveryFailure.class, () -> mailer.send(mail(1, to, "s", "b")));
        assertThat(failure.kind()).isEqualTo(DeliveryFailure.Kind.IMPOSSIBLE);
        assertThat(failure).message().matches("[\\x20-\\x7e]+");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_sender_that_is_no_mail_address_is_refused_at_the_start() {
        assertThatThrownBy(() -> new SmtpMailer(SmtpServer.parse("smtp://127.0.0.1"), "me\r\nDATA"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mail.from");
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 550 5.7.1 you may not send, PERMANENT",
        "MAIL, 451 4.3.0 try later, TEMPORARY",
        "RCPT, 550 5.1.1 no such user, PERMANENT",
        "RCPT, 450 4.2.0 greylisted, TEMPORARY",
        "RCPT, 421 4.3.2 shutting down, TEMPORARY",
        "DATA, 554 5.5.1 no valid recipients, PERMANENT",
        "., 554 5.7.1 spam, PERMANENT",
        "., 452 4.3.1 disk full, TEMPORARY",
        "., (break off), TEMPORARY",
        "RCPT, (break off), TEMPORARY",
        "EHLO, (break off), SERVER",
        "(connect), 554 go away, SERVER",
        "(connect), 421 too busy, SERVER",
        "(connect), (break off), SERVER",
    })
    void what_the_server_answers_tells_what_to_do(String at, String answer, DeliveryFailure.Kind kind)
            throws Exception {
        Function<String, Optional<String>> script =
                command -> command.startsWith(at) ? Optional.of(answer) : Optional.empty();
        try (ScriptedSmtp scripted = new ScriptedSmtp(script)) {
            SmtpMailer careful = new SmtpMailer(scripted.address(), FROM);
            DeliveryFailure failure =
                    catchThrowableOfType(DeliveryFailure.class, () -> careful.send(mail(1, "ann@x.example", "s", "b")));
            assertThat(failure.kind()).isEqualTo(kind);
            boolean answered = !answer.equals(ScriptedSmtp.BREAK_OFF) && kind != DeliveryFailure.Kind.SERVER;
            assertThat(failure).hasMessageContaining(answered ? answer : "127.0.0.1 port");
        }
    }

    @Test
    void nobody_listening_is_the_servers_fault() {
        server.stop();
        DeliveryFailure failure =
                catchThrowableOfType(DeliveryFailure.class, () -> mailer.send(mail(1, "ann@x.example", "s", "b")));
        assertThat(failure.kind()).isEqualTo(DeliveryFailure.Kind.SERVER);
    }

    @Test
    void after_a_broken_connection_the_next_mail_gets_a_new_one() throws Exception {
        Function<String, Optional<String>> script =
                command -> command.startsWith("RCPT TO:<bad@") ? Optional.of(ScriptedSmtp.BREAK_OFF) : Optional.empty();
        try (ScriptedSmtp scripted = new ScriptedSmtp(script)) {
            SmtpMailer careful = new SmtpMailer(scripted.address(), FROM);
            assertThatThrownBy(() -> careful.send(mail(1, "bad@x.example", "s", "b")))
                    .isInstanceOf(DeliveryFailure.class);
            careful.send(mail(2, "good@x.example", "s", "b"));
            assertThat(scripted.messages).hasSize(1);
        }
    }

    @Test
    void a_server_whose_certificate_nobody_vouches_for_gets_nothing() {
        int port = server.getSmtps().getPort();
        SmtpMailer careful = new SmtpMailer(SmtpServer.parse("smtps://127.0.0.1:" + port), FROM);
        DeliveryFailure failure =
                catchThrowableOfType(DeliveryFailure.class, () -> careful.send(mail(1, "ann@x.example", "s", "b")));
        assertThat(failure.kind()).isEqualTo(DeliveryFailure.Kind.SERVER);
        assertThat(failure).hasMessageContaining("certification path");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_server_without_starttls_gets_neither_password_nor_mail() throws Exception {
        try (ScriptedSmtp scripted = new ScriptedSmtp(command -> Optional.empty())) {
            SmtpServer plain = scripted.address();
            SmtpServer wanted = new SmtpServer(
                    SmtpServer.Security.STARTTLS,
                    plain.host(),
                    plain.port(),
                    Optional.of(new SmtpServer.Login("me", "hunter2")));
            DeliveryFailure failure = catchThrowableOfType(
                    DeliveryFailure.class, () -> new SmtpMailer(wanted, FROM).send(mail(1, "ann@x.example", "s", "b")));
            assertThat(failure.kind()).isEqualTo(DeliveryFailure.Kind.SERVER);
            assertThat(failure).hasMessageContaining("STARTTLS");
            assertThat(scripted.commands).noneMatch(command -> command.startsWith("AUTH"));
        }
    }

    private static OutboxMessage mail(long id, String to, String subject, String body) {
        return new OutboxMessage(id, MailChannel.NAME, new Message(to, subject, body), AT, 1, Optional.of(AT), "");
    }
}
