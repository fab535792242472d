package io.callgate.mail;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import io.callgate.core.account.Account;
import io.callgate.core.notice.Channel;
import io.callgate.core.notice.Fact;
import io.callgate.core.notice.Message;
import io.callgate.core.notice.Notice;
import io.callgate.gate.Gate;
import io.callgate.gate.outbox.Outbox;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Notices as mails: plain text, one fact a line, to the user if they have a mail address and to each administrator.
 *
 * @param pbx the name of the box, which begins the subject
 * @param admins who is told of everything; may be empty
 */
public record MailChannel(String pbx, ImmutableList<String> admins) implements Channel {

    /** What waits for it in the book, and the part that sends it, is known by this name. */
    public static final String NAME = "mail";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Sends what waits by the server that was configured; nothing is sent where none was. */
    public static Optional<Outbox> open(MailConfig config, Gate gate) {
        return config.smtp()
                .map(server -> new Outbox(gate, NAME, new SmtpMailer(server, config.from()).prepare()).start());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Message> render(Notice notice) {
        String line = oneLine(pbx + ": " + notice.headline());
        String facts = notice.facts().stream().map(MailChannel::line).collect(Collectors.joining());
        String body = line + "\n\n" + facts + "\nThis was not you? Tell your administrator at once.\n";
        Stream<String> user = notice.audience().user().map(Account::email).filter(to -> !to.isEmpty()).stream();
        return Stream.concat(user, admins.stream())
                .map(to -> new Message(to, line, body))
                .collect(ImmutableList.toImmutableList());
    }

    private static String line(Fact fact) {
        String value = fact.match(MailChannel::oneLine, TIME::format);
        return String.format(Locale.ROOT, "%-14s%s\n", fact.label() + ":", value);
    }

    /** Text from outside stays on its line, so that it cannot pretend to be another fact. */
    private static String oneLine(String text) {
        return CharMatcher.javaIsoControl()
                .or(CharMatcher.anyOf("\u2028\u2029\u202e"))
                .replaceFrom(text, ' ');
    }
}
