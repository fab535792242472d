package io.callgate.mail;

import com.google.common.collect.ImmutableList;
import io.callgate.core.mail.MailAddress;
import io.callgate.kit.Login;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Toml;
import java.util.Optional;

/**
 * The table {@code [mail]}: from whom and by which server mails go, and who is told of everything.
 *
 * @param smtp empty: mails stay in the outbox
 */
public record MailConfig(Optional<SmtpServer> smtp, String from, ImmutableList<String> admins) {

    /** @param hostName what the box calls itself */
    public static MailConfig read(Toml toml, String hostName) {
        return new MailConfig(
                toml.find("mail", "smtp").map(v -> v.as(SmtpServer::parse)),
                toml.find("mail", "from").map(v -> v.as(MailConfig::address)).orElseGet(() -> sender(hostName)),
                toml.find("mail", "admins")
                        .map(v -> v.list(MailConfig::address))
                        .orElse(ImmutableList.of()));
    }

    private static String address(String text) {
        if (!MailAddress.isValid(text))
            throw new IllegalArgumentException("must be a mail address like user@host.example");
        return text;
    }

    private static String sender(String hostName) {
        String ofHost = "callgate@" + hostName;
        return MailAddress.isValid(ofHost) ? ofHost : "callgate@localhost";
    }

    /** With the login that is kept apart from it, if one is. */
    public MailConfig with(Login login) {
        return new MailConfig(smtp.map(server -> at(server, login)), from, admins);
    }

    private static SmtpServer at(SmtpServer server, Login login) {
        if (login.user().isEmpty() && login.password().isEmpty()) return server;
        if (!login.isWhole())
            throw new ConfigException("the secrets mail.user and mail.password go together; one is missing");
        try {
            return new SmtpServer(
                    server.security(),
                    server.host(),
                    server.port(),
                    Optional.of(new SmtpServer.Login(
                            login.user().get(), login.password().get())));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("mail.smtp: " + e.getMessage(), e);
        }
    }
}
