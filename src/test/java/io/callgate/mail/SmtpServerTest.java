package io.callgate.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpServerTest {

    @ParameterizedTest
    @CsvSource({
        "smtp://127.0.0.1, PLAIN, 127.0.0.1, 25",
        "smtp://127.0.0.1:2525/, PLAIN, 127.0.0.1, 2525",
        "smtp://[::1]:25, PLAIN, ::1, 25",
        "smtps://mail.example, TLS, mail.example, 465",
        "smtp+starttls://mail.example, STARTTLS, mail.example, 587",
    })
    void the_scheme_says_how_and_gives_the_port(String text, SmtpServer.Security security, String host, int port) {
        assertThat(SmtpServer.parse(text)).isEqualTo(new SmtpServer(security, host, port, Optional.empty()));
    }

    @Test
    void user_and_password_are_percent_encoded_and_a_plus_is_a_plus() {
        SmtpServer server = SmtpServer.parse("smtp+starttls://me%40x.example:p%3Aa+b%2F@mail.example:587");
        assertThat(server.login()).contains(new SmtpServer.Login("me@x.example", "p:a+b/"));
    }

    @Test
    void the_password_is_never_printed() {
        SmtpServer server = SmtpServer.parse("smtps://me:hunter2@mail.example");
        assertThat(server.toString() + server.login()).doesNotContain("hunter2");
    }

    @Test
    void a_password_goes_over_plain_text_only_within_this_machine() {
        assertThat(SmtpServer.parse("smtp://me:pw@127.0.0.1").login()).isPresent();
        assertThatThrownBy(() -> SmtpServer.parse("smtp://me:hunter2@mail.example"))
                .hasMessageContaining("plain text")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "mail.example",
                "mail.example:25",
                "http://mail.example",
                "smtp:mail.example",
                "smtp:///x",
                "smtp://",
                "smtp://mail.example/path",
                "smtp://mail.example?x=hunter2",
                "smtp://mail.example#x",
                "smtps://hunter2@mail.example",
                "smtps://:hunter2@mail.example",
                "smtp://mail.example:70000",
                "smtp://mail.example:0",
                "smtp://a b",
                "smtps://me:hunter2 @mail.example",
                "smtps://me:hunter2%zz@mail.example",
                "smtp://mail.example\r\nRSET",
                "smtp://under_score.example"
            })
    void everything_else_is_refused_without_showing_what_may_be_a_password(String text) {
        assertThatThrownBy(() -> SmtpServer.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("mail server")
                .hasMessageNotContaining("hunter2");
    }
}
