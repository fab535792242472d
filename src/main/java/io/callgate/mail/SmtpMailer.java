package io.callgate.mail;

import io.callgate.core.event.EventKind;
import io.callgate.core.mail.MailAddress;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.gate.outbox.Carrier;
import io.callgate.gate.outbox.DeliveryFailure;
import io.callgate.gate.outbox.DeliveryFailure.Kind;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands mails to an SMTP server, over one connection until it is told to hang up or something goes wrong. */
public final class SmtpMailer implements Carrier {

    private static final Logger log = LoggerFactory.getLogger(SmtpMailer.class);
    private static final String CONNECT_MILLIS = "10000";
    private static final String ANSWER_MILLIS = "30000";

    private final SmtpServer server;
    private final String from;
    private final Session session;
    private Optional<SMTPTransport> connection = Optional.empty();

    /**
     * Looks nothing up and connects to nobody yet.
     *
     * @throws IllegalArgumentException if {@code from} is not a mail address
     */
    public SmtpMailer(SmtpServer server, String from) {
        if (!MailAddress.isValid(from))
            throw new IllegalArgumentException(
                    "mail.from \"" + from + "\" is not a mail address like callgate@pbx.example");
        this.server = server;
        this.from = from;
        this.session = Session.getInstance(properties());
    }

    private Properties properties() {
        boolean tls = server.security() == SmtpServer.Security.TLS;
        String protocol = tls ? "smtps" : "smtp";
        String prefix = "mail." + protocol + ".";
        String domain = from.substring(from.indexOf('@') + 1);
        Properties p = new Properties();
        p.setProperty("mail.transport.protocol", protocol);
        // Or it would ask DNS who we are.
        p.setProperty(prefix + "localhost", domain);
        p.setProperty(prefix + "from", from);
        p.setProperty(prefix + "connectiontimeout", CONNECT_MILLIS);
        p.setProperty(prefix + "timeout", ANSWER_MILLIS);
        p.setProperty(prefix + "writetimeout", ANSWER_MILLIS);
        p.setProperty(prefix + "ssl.checkserveridentity", "true");
        p.setProperty(prefix + "starttls.enable", Boolean.toString(server.security() == SmtpServer.Security.STARTTLS));
        p.setProperty(prefix + "starttls.required", p.getProperty(prefix + "starttls.enable"));
        p.setProperty(prefix + "auth", Boolean.toString(server.login().isPresent()));
        p.setProperty(prefix + "quitwait", "false");
        // Quoted-printable passes everywhere, and what was written is what is sent.
        p.setProperty(prefix + "allow8bitmime", "false");
        return p;
    }

    /**
     * Makes the first use of what Java prepares then and never again: how a mail is written, and whom TLS trusts. Sends nothing.
     *
     * @throws IllegalStateException if no mail could be sent
     */
    public SmtpMailer prepare() {
        Message mail = new Message(from, "first use", "");
        OutboxMessage queued = new OutboxMessage(0, MailChannel.NAME, mail, Instant.EPOCH, 0, Optional.empty(), "");
        try {
            new SmtpMessage(session, from, queued).writeTo(OutputStream.nullOutputStream());
            if (server.security() != SmtpServer.Security.PLAIN) SSLContext.getDefault();
            return this;
        } catch (IOException | MessagingException | DeliveryFailure | NoSuchAlgorithmException e) {
            throw new IllegalStateException("no mail can be made: " + e, e);
        }
    }

    @Override
    public void send(OutboxMessage mail) throws DeliveryFailure {
        SmtpMessage message = new SmtpMessage(session, from, mail);
        SMTPTransport transport = connected();
        try {
            transport.sendMessage(message, message.getAllRecipients());
        } catch (MessagingException e) {
            // Who knows what the server still expects: the next mail gets a fresh connection.
            hangUp();
            throw failure(e);
        }
    }

    private SMTPTransport connected() throws DeliveryFailure {
        if (connection.isPresent()) return connection.get();
        try {
            SMTPTransport transport = (SMTPTransport) session.getTransport();
            transport.connect(
                    server.host(),
                    server.port(),
                    server.login().map(SmtpServer.Login::user).orElse(null),
                    server.login().map(SmtpServer.Login::password).orElse(null));
            connection = Optional.of(transport);
            return transport;
        } catch (AuthenticationFailedException e) {
            throw new DeliveryFailure(Kind.SERVER, server + " refuses the user or password: " + e.getMessage());
        } catch (MessagingException e) {
            throw new DeliveryFailure(Kind.SERVER, "no connection to " + server + ": " + deepest(e));
        }
    }

    private DeliveryFailure failure(MessagingException fault) {
        OptionalInt code = code(fault);
        boolean forGood = code.isPresent() && code.getAsInt() >= 500 && code.getAsInt() < 600;
        String said = code.isPresent() ? server + " answered: " : server + " broke off: ";
        return new DeliveryFailure(forGood ? Kind.PERMANENT : Kind.TEMPORARY, said + deepest(fault));
    }

    /** What the server answered, of the chain of exceptions the one about the recipient last; empty if it did not answer. */
    private static OptionalInt code(MessagingException fault) {
        OptionalInt code = OptionalInt.empty();
        for (Exception e = fault; e instanceof MessagingException m; e = m.getNextException()) {
            int said = said(m);
            if (said > 0) code = OptionalInt.of(said);
        }
        return code;
    }

    private static int said(MessagingException e) {
        if (e instanceof SMTPAddressFailedException f) return f.getReturnCode();
        if (e instanceof SMTPSenderFailedException f) return f.getReturnCode();
        if (e instanceof SMTPSendFailedException f) return f.getReturnCode();
        return -1;
    }

    /** What the last exception of the chain says: the ones before it only wrap. */
    private static String deepest(MessagingException fault) {
        Throwable e = fault;
        while (e.getCause() != null) e = e.getCause();
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    @Override
    public EventKind givenUp() {
        return EventKind.MAIL_GIVEN_UP;
    }

    @Override
    public void hangUp() {
        connection.ifPresent(transport -> {
            try {
                transport.close();
            } catch (MessagingException e) {
                log.debug("{} did not say goodbye: {}", server, e.getMessage());
            }
        });
        connection = Optional.empty();
    }
}
