package io.callgate.app.card;

import com.google.common.io.BaseEncoding;
import io.callgate.core.knock.Knock;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.knock.KnockSequence;
import io.callgate.core.service.PortRange.Protocol;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How to knock with a key at a host: in ready commands, for phones, and as what a QR code says. */
public final class KnockCard {

    private final KnockKey key;
    private final String host;

    /** @param host the PBX's name or address, as users reach it */
    public KnockCard(KnockKey key, String host) {
        this.key = key;
        this.host = host;
    }

    /** All of it, as lines. */
    public String text() {
        return key instanceof KnockKey.Once once ? ofOnce(once) : of(first());
    }

    private KnockSequence first() {
        return key.turns().findFirst().orElseThrow().sequence();
    }

    /** What a telephone's camera is shown: the command, or an authenticator's entry for the numbers. */
    public String code() {
        if (!(key instanceof KnockKey.Once once)) return knock(first());
        String secret = BaseEncoding.base32()
                .omitPadding()
                .encode(BaseEncoding.base16().decode(once.secret().secretHex().toUpperCase(Locale.ROOT)));
        return "otpauth://hotp/callgate:" + once.owner() + "?secret=" + secret + "&issuer=callgate&digits=8&counter="
                + 16 * once.next();
    }

    private String of(KnockSequence sequence) {
        return "The ports, in this order, within 15 seconds, and nothing else in between:\n\n"
                + "    " + ports(sequence) + "\n\n"
                + "Linux, macOS, Termux, with knock (package knockd):\n\n"
                + "    " + knock(sequence) + "\n\n"
                + "With nmap" + (has(sequence, Protocol.UDP) ? " (as root, for UDP)" : "") + ":\n\n"
                + "    " + joined(sequence, " && ", this::nmap) + "\n\n"
                + "With nc:\n\n"
                + "    " + joined(sequence, "; ", this::nc) + "\n\n"
                + "In PowerShell:\n\n"
                + "    " + joined(sequence, "; ", this::powerShell) + "\n\n"
                + "In a telephone's port-knocking app: host " + host + ", these ports and protocols in this order, a\n"
                + "pause of 100 ms between them, UDP with any content of a byte or more.\n";
    }

    private String ofOnce(KnockKey.Once once) {
        String list = once.turns()
                .map(turn -> String.format("    %6d  %s%n", turn.number(), ports(turn.sequence())))
                .collect(Collectors.joining())
                .replace("\r", "");
        return "Each of these opens once; take the next one each time, and cross it out. Up to "
                + KnockKey.Once.WINDOW + " may be skipped.\n\n" + list + "\n"
                + "To knock with the first of them, with knock (package knockd):\n\n"
                + "    " + knock(first()) + "\n\n"
                + "Its ports are 20001 + N mod 40000, for " + once.length() + " numbers of\n\n"
                + "    oathtool --hotp -d 8 -c " + 16 * once.next() + " -w " + (once.length() - 1) + " "
                + once.secret().secretHex() + "\n\n"
                + "and each further sequence begins 16 counters on (a port that came before in it is passed over).\n";
    }

    /** {@code knock} knows no IPv6 but by name; the rest takes either. */
    private String knock(KnockSequence sequence) {
        return "knock -d 100 " + host + " " + joined(sequence, " ", knock -> knock.port() + ":" + knock.protocol());
    }

    private String nmap(Knock knock) {
        boolean udp = knock.protocol() == Protocol.UDP;
        return "nmap " + (isV6() ? "-6 " : "") + "-Pn -n --max-retries 0 --host-timeout 2s -r " + (udp ? "-sU" : "-sT")
                + " -p " + knock.port() + " " + host;
    }

    private String nc(Knock knock) {
        return knock.protocol() == Protocol.UDP
                ? "printf x | nc -u -w 1 " + host + " " + knock.port()
                : "nc -z -w 1 " + host + " " + knock.port();
    }

    private String powerShell(Knock knock) {
        return knock.protocol() == Protocol.UDP
                ? "(New-Object Net.Sockets.UdpClient).Send([byte[]](1), 1, '" + host + "', " + knock.port()
                        + ") | Out-Null; Start-Sleep -m 100"
                : "(New-Object Net.Sockets.TcpClient).ConnectAsync('" + host + "', " + knock.port()
                        + ") | Out-Null; Start-Sleep -m 100";
    }

    private boolean isV6() {
        return host.indexOf(':') >= 0;
    }

    private static boolean has(KnockSequence sequence, Protocol protocol) {
        return sequence.knocks().stream().anyMatch(knock -> knock.protocol() == protocol);
    }

    private static String ports(KnockSequence sequence) {
        return joined(sequence, "  ", Knock::toString);
    }

    private interface Form {
        String of(Knock knock);
    }

    private static String joined(KnockSequence sequence, String between, Form form) {
        List<String> parts = sequence.knocks().stream().map(form::of).toList();
        return String.join(between, parts);
    }
}
