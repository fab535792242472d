package io.callgate.app.cli.base;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.callgate.core.Refusal;
import io.callgate.core.service.Services;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The menu that Travelin' Man 3's add-ip and add-fqdn ask, with its numbers and its way to answer: numbers with commas
 * between them. It let everybody reach RTP; here SIP brings RTP along, or else nobody would hear a word.
 */
public final class ServiceMenu {

    private record Choice(String label, List<String> services) {}

    private static final List<Choice> CHOICES = List.of(
            new Choice("ALL Services", List.of(Services.ALL)),
            new Choice("SIP (UDP), with RTP", List.of("sip_udp", "rtp")),
            new Choice("SIP (TCP), with RTP", List.of("sip_tcp", "rtp")),
            new Choice("IAX", List.of("iax")),
            new Choice("Web", List.of("web")),
            new Choice("WebMin", List.of("webmin")),
            new Choice("FTP", List.of("ftp")),
            new Choice("TFTP", List.of("tftp")),
            new Choice("SSH", List.of("ssh")),
            new Choice("FOP", List.of("fop")));

    private ServiceMenu() {}

    /** @throws Refusal when nothing was chosen, or something that is not in the menu */
    public static Services ask(Console console, String target) {
        console.line("The following services are available for " + target + ":");
        for (int i = 0; i < CHOICES.size(); i++) console.line(i + " - " + CHOICES.get(i).label);
        console.line(
                "Enter the services desired by number. Separate them with commas: 1,4 is SIP by UDP and web access.");
        try {
            return read(console.readLine().orElse(""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Services read(String answer) {
        Set<String> chosen = new TreeSet<>();
        for (String number :
                Splitter.on(CharMatcher.anyOf(", \t")).omitEmptyStrings().split(answer)) {
            if (!number.matches("[0-9]"))
                throw new Refusal(
                        "\"" + number + "\" is not in the menu (0 to 9, commas between); nothing was changed");
            chosen.addAll(CHOICES.get(Integer.parseInt(number)).services);
        }
        if (chosen.isEmpty()) throw new Refusal("no service was chosen; nothing was changed");
        return chosen.contains(Services.ALL) ? Services.of(Services.ALL) : Services.of(chosen);
    }
}
