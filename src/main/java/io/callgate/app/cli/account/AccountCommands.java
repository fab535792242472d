package io.callgate.app.cli.account;

import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.PinOption;
import io.callgate.app.cli.base.Table;
import io.callgate.app.cli.base.Times;
import io.callgate.app.cli.base.UsageError;
import io.callgate.app.cli.whitelist.Whitelist;
import io.callgate.core.Refusal;
import io.callgate.core.account.Account;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.grant.Grant;
import io.callgate.core.ring.Ring;
import io.callgate.core.service.Services;
import io.callgate.gate.act.Accounts;
import io.callgate.gate.act.Knocking;
import io.callgate.kit.text.Json;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "account",
        description = "Open, show, shut and delete the accounts of remote users.",
        subcommands = {
            AccountCommands.Add.class,
            AccountCommands.ListAll.class,
            AccountCommands.Show.class,
            AccountCommands.Disable.class,
            AccountCommands.Enable.class,
            AccountCommands.Delete.class,
            AccountCommands.ResetPin.class
        })
public final class AccountCommands {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A command about one account. */
    abstract static class OfAccount extends BookCommand {
        @Parameters(paramLabel = "NUMBER", description = "The account number: 1 to 12 digits.")
        AccountNumber number;
    }

    @Command(name = "add", description = "Open an account and print its PIN, this once.")
    static final class Add extends OfAccount {
        @Option(names = "--name", required = true, paramLabel = "NAME", description = "How mails address the user.")
        private String name;

        @Option(
                names = "--email",
                required = true,
                paramLabel = "ADDRESS",
                description = "Where confirmations go; \"\" for nowhere.")
        private String email;

        @Option(
                names = "--services",
                paramLabel = "S,…",
                description = "What a call opens (default: grant.services of the configuration).")
        private Services services;

        @Option(names = "--extension", paramLabel = "X", description = "The PBX extension of their phone.")
        private String extension;

        @Mixin
        private PinOption pin;

        @Override
        public boolean reads() {
            return pin.fromInput();
        }

        @Override
        public void run(CommandContext desk) {
            Services wanted = desk.servicesOr(services);
            PinOption.Chosen chosen = pin.choose(desk.console());
            Accounts.New account = UsageError.unless(
                    () -> new Accounts.New(number, name, email, wanted, Optional.ofNullable(extension), chosen.hash()));
            desk.engine().ask(Accounts.add(account, desk.actor()));
            desk.console().line("account " + number + " is open for " + name + ", to " + wanted);
            chosen.print(desk.console());
            printDoorbell(desk);
        }

        private void printDoorbell(CommandContext desk) {
            if (!desk.engine().rules().knock().enabled()) return;
            int port = desk.engine().ask(Knocking.doorbell(number, desk.engine().usedPorts(), RANDOM));
            desk.console()
                    .line("doorbell: port " + port + "; whoever opens http://the-pbx:" + port
                            + "/ in a browser and calls then need not key an address");
        }
    }

    @Command(name = "reset-pin", description = "Give an account a new PIN and print it, this once; it opens its lock.")
    static final class ResetPin extends OfAccount {
        @Mixin
        private PinOption pin;

        @Override
        public boolean reads() {
            return pin.fromInput();
        }

        @Override
        public void run(CommandContext desk) {
            PinOption.Chosen chosen = pin.choose(desk.console());
            desk.engine().ask(Accounts.resetPin(number, chosen.hash(), desk.actor()));
            desk.console().line("account " + number + " has a new PIN");
            chosen.print(desk.console());
        }
    }

    @Command(name = "list", description = "List the accounts.")
    static final class ListAll extends BookCommand {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public void run(CommandContext desk) {
            list(desk, json);
        }
    }

    @Command(name = "show", description = "Show an account, its grants, and who rang for it in the last minutes.")
    static final class Show extends OfAccount {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        /** An account with what it has. */
        private record Found(Account account, Optional<Integer> doorbell, List<Grant> grants) {}

        @Override
        public void run(CommandContext desk) {
            Engine engine = desk.engine();
            Found found = engine.read(book -> book.account(number)
                            .map(a -> new Found(
                                    a,
                                    Optional.ofNullable(book.doorbells().get(number)),
                                    book.grants(a.owner(), engine.now()))))
                    .orElseThrow(
                            () -> new Refusal("there is no account " + number + "; 'callgate account list' shows all"));
            Map<String, Object> facts = facts(found);
            Table grants = Whitelist.grants(found.grants);
            Table rings = rings(engine);
            if (json) {
                facts.put("grants", grants.objects());
                facts.put("rings", rings.objects());
                desk.console().line(Json.of(facts));
                return;
            }
            facts.forEach((key, value) ->
                    desk.console().line(String.format("%-13s%s", key.replace('_', ' '), Table.cell(value))));
            grants.print(desk.console(), false, "it has no grants");
            rings.print(desk.console(), false, "nobody rang");
        }

        private Table rings(Engine engine) {
            Table table = new Table("rang", "at", "by");
            List<Ring> rings =
                    engine.running().map(r -> r.doorbell().rings(number)).orElse(List.of());
            for (Ring ring : rings)
                table.add(
                        ring.address(),
                        Times.iso(Instant.ofEpochMilli(ring.atMillis())),
                        ring.means().toString().toLowerCase(Locale.ROOT));
            return table;
        }

        private static Map<String, Object> facts(Found found) {
            Account account = found.account;
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("number", account.number());
            facts.put("name", account.name());
            facts.put("email", account.email());
            facts.put("services", account.services());
            facts.put("extension", account.extension());
            facts.put("doorbell", found.doorbell);
            facts.put("enabled", account.enabled());
            facts.put("since", Times.iso(account.createdAt()));
            facts.put("last_caller", account.lastCaller());
            return facts;
        }
    }

    @Command(name = "disable", description = "Shut an account out: it cannot call, and its grants end at once.")
    static final class Disable extends OfAccount {
        @Override
        public void run(CommandContext desk) {
            desk.engine().ask(Accounts.disable(number, desk.actor()));
            desk.console().line("account " + number + " is disabled, and its grants have ended");
        }
    }

    @Command(name = "enable", description = "Let a disabled account call again.")
    static final class Enable extends OfAccount {
        @Override
        public void run(CommandContext desk) {
            desk.engine().ask(Accounts.enable(number, desk.actor()));
            desk.console().line("account " + number + " is enabled; it has to call to be let in");
        }
    }

    @Command(name = "delete", description = "Take an account out of the book; its grants end at once.")
    static final class Delete extends OfAccount {
        @Override
        public void run(CommandContext desk) {
            desk.engine().ask(Accounts.delete(number, desk.actor()));
            desk.console().line("account " + number + " is deleted, and its grants have ended");
        }
    }

    /** Prints the accounts. */
    public static void list(CommandContext desk, boolean json) {
        Table table = new Table("number", "name", "email", "services", "extension", "enabled", "since");
        for (Account a : desk.engine().read(book -> book.accounts()))
            table.add(
                    a.number(),
                    a.name(),
                    a.email(),
                    a.services(),
                    a.extension(),
                    a.enabled(),
                    Times.iso(a.createdAt()));
        table.print(desk.console(), json, "there are no accounts; 'callgate account add' opens one");
    }
}
