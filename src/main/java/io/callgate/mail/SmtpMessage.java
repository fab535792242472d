package io.callgate.mail;

import com.google.common.base.CharMatcher;
import io.callgate.core.mail.MailAddress;
import io.callgate.core.notice.OutboxMessage;
import io.callgate.gate.outbox.DeliveryFailure;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Date;

/**
 * A mail as it goes over the wire. Whatever its texts hold, it has exactly the headers written here, and equal mails are equal
 * messages with equal ids, so that whoever gets one twice can tell.
 */
final class SmtpMessage extends MimeMessage {

    private static final CharMatcher ASCII = CharMatcher.inRange(' ', '~');
    private static final int LONGEST_SUBJECT = 250;

    /** So that a word of six bytes a character in base 64 stays below the 75 of RFC 2047. */
    private static final int WORD_BYTES = 42;

    /** @throws DeliveryFailure if it cannot be a mail */
    SmtpMessage(Session session, String from, OutboxMessage mail) throws DeliveryFailure {
        super(session);
        String to = mail.message().to();
        if (!MailAddress.isValid(to))
            throw new DeliveryFailure(DeliveryFailure.Kind.IMPOSSIBLE, "\"" + to + "\" is not a mail address");
        try {
            setFrom(new InternetAddress(from, true));
            setRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
            setHeader("Subject", header(mail.message().subject()));
            setSentDate(Date.from(mail.createdAt()));
            String id = "callgate." + mail.id() + "." + mail.createdAt().getEpochSecond();
            setHeader("Message-ID", "<" + id + "@" + from.substring(from.indexOf('@') + 1) + ">");
            setHeader("Auto-Submitted", "auto-generated");
            setText(text(mail.message().body()), "UTF-8");
            setHeader("Content-Transfer-Encoding", "quoted-printable");
            saveChanges();
        } catch (MessagingException e) {
            throw new DeliveryFailure(DeliveryFailure.Kind.IMPOSSIBLE, e.getMessage());
        }
    }

    /** Keeps the id; the default one would ask for this machine's host name. */
    @Override
    protected void updateMessageID() {}

    /** One header: printable ASCII as it is, all else in encoded words, which hold no raw line end. */
    static String header(String text) {
        String line = visible(text, "");
        if (line.codePointCount(0, line.length()) > LONGEST_SUBJECT)
            line = line.substring(0, line.offsetByCodePoints(0, LONGEST_SUBJECT)) + "...";
        // A text that only looks like an encoded word would be decoded by the reader.
        boolean plain = ASCII.matchesAllOf(line) && !line.contains("=?") && line.length() <= 70;
        return plain ? line : encoded(line);
    }

    private static String encoded(String line) {
        StringBuilder words = new StringBuilder();
        StringBuilder word = new StringBuilder();
        for (int point : line.codePoints().toArray()) {
            String character = Character.toString(point);
            if (utf8(word + character).length > WORD_BYTES) {
                append(words, word);
                word.setLength(0);
            }
            word.append(character);
        }
        append(words, word);
        return words.toString();
    }

    private static void append(StringBuilder words, CharSequence word) {
        if (words.length() > 0) words.append("\r\n ");
        String base64 = Base64.getEncoder().encodeToString(utf8(word.toString()));
        words.append("=?UTF-8?B?").append(base64).append("?=");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Lines as they are, without what a terminal might obey. */
    static String text(String body) {
        String lines = body.replace("\r\n", "\n").replace('\r', '\n');
        return visible(lines, "\n\t").replace("\n", "\r\n");
    }

    private static String visible(String text, String keep) {
        StringBuilder seen = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> keep.indexOf(point) >= 0 || isVisible(point) ? point : ' ')
                .forEach(seen::appendCodePoint);
        return seen.toString();
    }

    private static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.LINE_SEPARATOR -> false;
            case Character.PARAGRAPH_SEPARATOR, Character.UNASSIGNED, Character.PRIVATE_USE -> false;
            default -> true;
        };
    }
}
