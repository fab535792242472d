package io.callgate.core.mail;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import io.callgate.core.Rules;
import io.callgate.core.account.Account;
import io.callgate.core.notice.Fact;
import io.callgate.core.notice.Notice;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Notices as mails: plain text, one fact a line, to the user if they have a mail address and to each administrator. */
public final class NoticeMails {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private NoticeMails() {}

    public static List<Mail> of(Notice notice, Rules rules) {
        String line = oneLine(rules.pbx() + ": " + notice.headline());
        String facts = notice.facts().stream().map(NoticeMails::line).collect(Collectors.joining());
        String body = line + "\n\n" + facts + "\nThis was not you? Tell your administrator at once.\n";
        Stream<String> user = notice.audience().user().map(Account::email).filter(to -> !to.isEmpty()).stream();
        return Stream.concat(user, rules.admins().stream())
                .map(to -> new Mail(to, line, body))
                .collect(ImmutableList.toImmutableList());
    }

    private static String line(Fact fact) {
        String value = fact.match(NoticeMails::oneLine, TIME::format);
        return String.format(Locale.ROOT, "%-14s%s\n", fact.label() + ":", value);
    }

    /** Text from outside stays on its line, so that it cannot pretend to be another fact. */
    private static String oneLine(String text) {
        return CharMatcher.javaIsoControl()
                .or(CharMatcher.anyOf("\u2028\u2029\u202e"))
                .replaceFrom(text, ' ');
    }
}
