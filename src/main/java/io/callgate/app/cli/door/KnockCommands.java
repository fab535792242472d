package io.callgate.app.cli.door;

import io.callgate.app.card.KnockCard;
import io.callgate.app.card.QrCode;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Times;
import io.callgate.app.cli.base.UsageError;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.account.Owner;
import io.callgate.core.knock.Knock;
import io.callgate.core.knock.KnockKey;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.core.service.Services;
import io.callgate.gate.act.Knocking;
import io.callgate.kit.text.Json;
import io.callgate.toml.Durations;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "knock",
        description = "Secret sequences of ports that let in whoever knocks at them.",
        subcommands = {KnockCommands.Show.class, KnockCommands.Rotate.class, KnockCommands.Off.class})
public final class KnockCommands {

    private static final SecureRandom RANDOM = new SecureRandom();

    private KnockCommands() {}

    /** A command about the knock of the box, or of an account. */
    abstract static class OfOwner extends BookCommand {
        @Parameters(arity = "0..1", paramLabel = "ACCOUNT", description = "Whose; without it, the box's own.")
        private AccountNumber number;

        Owner owner() {
            return number == null ? KnockKey.BOX : new Owner(number.digits());
        }
    }

    @Command(name = "show", description = "Show how to knock: the ports, ready commands, and a QR code.")
    static final class Show extends OfOwner {
        @Option(
                names = "--host",
                paramLabel = "HOST",
                description = "How users reach this PBX (default: pbx.name, where that is a host's name).")
        private String host;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Option(names = "--png", paramLabel = "FILE", description = "Write the QR code as a picture into a new file.")
        private Path png;

        @Override
        public Optional<Path> into() {
            return Optional.ofNullable(png);
        }

        @Override
        public boolean printsBase64() {
            return png != null;
        }

        @Override
        public void run(CommandContext desk) {
            Owner owner = owner();
            KnockKey key = desk.engine().read(book -> book.knockKey(owner)).orElseThrow(() -> Knocking.none(owner));
            KnockCard card = new KnockCard(key, host(desk));
            if (png != null)
                desk.console()
                        .line(Base64.getEncoder()
                                .encodeToString(QrCode.of(card.code()).png(8)));
            else if (json) desk.console().line(Json.of(facts(desk, key)));
            else print(desk, key, card);
        }

        private String host(CommandContext desk) {
            String name = desk.engine().config().pbx().name();
            String asked = host == null ? name : host;
            if (asked.matches("[A-Za-z0-9.:-]{1,253}")) return asked;
            if (host == null) return "PBX";
            throw new UsageError("--host: \"" + host + "\" is neither a host's name nor an address");
        }

        private static void print(CommandContext desk, KnockKey key, KnockCard card) {
            if (!desk.engine().rules().knock().enabled())
                desk.console().line("NOBODY CAN KNOCK at present: knock.enabled is false.");
            desk.console()
                    .line((key.owner().equals(KnockKey.BOX) ? "The knock of this box" : "The knock of " + key.owner())
                            + " lets in whoever knows it, to " + services(desk, key) + ", for "
                            + Durations.text(desk.engine().rules().knock().grantFor()) + ".");
            desk.console().line("");
            desk.console().lines(card.text());
            desk.console().line("");
            desk.console().lines(QrCode.of(card.code()).text());
        }

        private static Services services(CommandContext desk, KnockKey key) {
            return Optional.of(key.owner().name())
                    .filter(AccountNumber::isValid)
                    .flatMap(number -> desk.engine().read(book -> book.account(new AccountNumber(number))))
                    .map(Account::services)
                    .orElse(desk.engine().rules().knock().services());
        }

        private static Map<String, Object> facts(CommandContext desk, KnockKey key) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("owner", key.owner().name());
            facts.put("mode", key instanceof KnockKey.Once ? "once" : "fixed");
            facts.put("services", services(desk, key).toString());
            facts.put("since", Times.iso(key.createdAt()));
            facts.put(
                    "sequences",
                    key.turns()
                            .map(turn -> Map.of(
                                    "number",
                                    turn.number(),
                                    "knocks",
                                    turn.sequence().knocks().stream()
                                            .map(Knock::toString)
                                            .toList()))
                            .toList());
            if (key instanceof KnockKey.Once once)
                facts.put("secret", once.secret().secretHex());
            return facts;
        }
    }

    @Command(
            name = "rotate",
            description = "Make a new knock in the place of the one before, which then opens nothing any more.")
    static final class Rotate extends OfOwner {
        @Option(names = "--once", description = "A list of sequences of which each opens once, against who listens.")
        private boolean once;

        @Option(
                names = "--ports",
                paramLabel = "N",
                description = "How many ports, 3 to 8 (default: 3, and with --once 4).")
        private Integer ports;

        @Option(names = "--protocol", paramLabel = "P", description = "Only tcp, or only udp (default: both).")
        private String protocol;

        @Override
        public void run(CommandContext desk) {
            Knocking.Form form = UsageError.unless(() -> new Knocking.Form(once, length(), protocols()));
            KnockKey key = desk.engine()
                    .ask(Knocking.rotate(owner(), form, desk.engine().usedPorts(), RANDOM, desk.actor()));
            boolean box = key.owner().equals(KnockKey.BOX);
            desk.console()
                    .line((box ? "this box" : "account " + key.owner()) + " has a new knock of " + key.length()
                            + " ports; 'callgate knock show" + (box ? "" : " " + key.owner()) + "' tells how");
        }

        /** Of one-time sequences ten are open at a time, at fewer ports: one more knock makes up for that. */
        private int length() {
            return Optional.ofNullable(ports).orElse(once ? 4 : 3);
        }

        private List<Protocol> protocols() {
            if (protocol == null) return List.of(Protocol.values());
            return switch (protocol.toLowerCase(Locale.ROOT)) {
                case "tcp" -> List.of(Protocol.TCP);
                case "udp" -> List.of(Protocol.UDP);
                default ->
                    throw new IllegalArgumentException("--protocol: \"" + protocol + "\" is neither tcp nor udp");
            };
        }
    }

    @Command(name = "off", description = "Take a knock away: nobody can knock by it any more.")
    static final class Off extends OfOwner {
        @Override
        public void run(CommandContext desk) {
            Owner owner = owner();
            desk.engine().ask(Knocking.forget(owner, desk.actor()));
            desk.console()
                    .line((owner.equals(KnockKey.BOX) ? "this box" : "account " + owner) + " has no knock any more");
        }
    }
}
