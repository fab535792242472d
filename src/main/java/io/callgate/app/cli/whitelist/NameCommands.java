package io.callgate.app.cli.whitelist;

import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.ServiceMenu;
import io.callgate.app.cli.base.Table;
import io.callgate.app.cli.base.Times;
import io.callgate.app.cli.base.UsageError;
import io.callgate.core.address.AddressRange;
import io.callgate.core.grant.Grant;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.HostName;
import io.callgate.core.name.Lookup;
import io.callgate.core.name.NamedHost;
import io.callgate.core.name.NamedHost.Trouble;
import io.callgate.core.service.Services;
import io.callgate.gate.act.Hosts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Host names whose addresses are granted as DNS changes them. */
public final class NameCommands {

    /** When the name servers are away, it is so for all names: status stays a page. */
    private static final int SHOWN = 10;

    private NameCommands() {}

    @Command(name = "add-fqdn", description = "Let the addresses of a host name in, and follow it as DNS changes them.")
    public static final class Add extends BookCommand {
        @Parameters(paramLabel = "NAME", description = "What to call the entry: letters, digits and - _ .")
        private EntryName name;

        @Parameters(paramLabel = "HOST", description = "A full host name, like phone.example.org.")
        private HostName host;

        @Option(
                names = "--services",
                paramLabel = "S,…",
                description = "What to open (default: grant.services of the configuration).")
        private Services services;

        @Option(names = "--note", paramLabel = "TEXT", defaultValue = "", description = "Why, for whoever reads it.")
        private String note;

        @Option(names = "--force", description = "Enter it also when it has no address yet that may be granted.")
        private boolean force;

        @Override
        public List<String> ask(Console console) {
            if (services != null || !console.isTerminal()) return List.of();
            services = ServiceMenu.ask(console, host.toString());
            return List.of("--services", services.toString());
        }

        @Override
        public void run(CommandContext desk) {
            Engine engine = desk.engine();
            Services wanted = desk.servicesOr(services);
            Hosts.New entry = UsageError.unless(() -> new Hosts.New(name.owner(), host, wanted, note));
            Lookup lookup = engine.resolver().look(host).join();
            Hosts.Followed made = engine.ask(Hosts.add(entry, lookup, force, desk.actor()));
            desk.console()
                    .line(
                            made.after().isEmpty()
                                    ? name + " is entered for " + host + ", and lets nobody in yet"
                                    : name + " lets " + host + " in, to " + wanted + ": " + text(made.after()));
            made.host().trouble().ifPresent(t -> desk.console().line(t.kind() + ": " + t.detail()));
        }
    }

    @Command(name = "check-names", description = "Ask DNS for all host names now, and say what changed.")
    public static final class Check extends BookCommand {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public void run(CommandContext desk) {
            Engine engine = desk.engine();
            Map<NamedHost, CompletableFuture<Lookup>> asked = new LinkedHashMap<>();
            for (NamedHost host : engine.read(book -> book.hosts()))
                asked.put(host, engine.resolver().look(host.host()));
            Table table = new Table("name", "host", "before", "now", "trouble", "detail");
            asked.forEach((host, answer) -> engine.ask(Hosts.follow(host, answer.join(), desk.actor()))
                    .ifPresent(followed -> add(table, followed)));
            table.print(desk.console(), json, "there are no host names; 'callgate add-fqdn' enters one");
        }

        private static void add(Table table, Hosts.Followed followed) {
            NamedHost host = followed.host();
            table.add(
                    host.owner(),
                    host.host(),
                    text(followed.before()),
                    text(followed.after()),
                    host.trouble().map(Trouble::kind),
                    host.trouble().map(Trouble::detail));
        }
    }

    public static void list(CommandContext desk, boolean json) {
        Instant now = desk.engine().now();
        Table table = new Table(
                "name", "host", "origin", "services", "addresses", "trouble", "detail", "last_good", "since", "note");
        desk.engine().read(book -> {
            for (NamedHost host : book.hosts())
                table.add(
                        host.owner(),
                        host.host(),
                        host.origin(),
                        host.services(),
                        text(addresses(book.grants(host.owner(), now), host)),
                        host.trouble().map(Trouble::kind),
                        host.trouble().map(Trouble::detail),
                        host.trouble().map(t -> Times.iso(good(host))),
                        Times.iso(host.createdAt()),
                        host.note());
            return table;
        });
        table.print(desk.console(), json, "there are no host names; 'callgate add-fqdn' enters one");
    }

    private static List<AddressRange> addresses(List<Grant> grants, NamedHost host) {
        return grants.stream().filter(host::granted).map(Grant::range).sorted().toList();
    }

    private static String text(List<AddressRange> ranges) {
        return ranges.stream().map(AddressRange::toString).collect(Collectors.joining(","));
    }

    /** For {@code status}: the names that are not current. */
    public static Table troubles(List<NamedHost> names) {
        Table table = new Table("name", "host", "trouble", "detail", "since", "last_good");
        for (NamedHost host : names)
            host.trouble()
                    .ifPresent(t -> table.add(
                            host.owner(),
                            host.host(),
                            t.kind(),
                            t.detail(),
                            Times.iso(t.since()),
                            Times.iso(good(host))));
        return table;
    }

    /** The same for people. */
    public static List<String> sentences(List<NamedHost> names, Instant now) {
        List<NamedHost> troubled =
                names.stream().filter(h -> h.trouble().isPresent()).toList();
        List<String> all = new ArrayList<>();
        all.add("names     " + names.size() + " followed"
                + (troubled.isEmpty() ? "" : ", " + troubled.size() + " NOT CURRENT"));
        for (NamedHost host : troubled.subList(0, Math.min(SHOWN, troubled.size())))
            all.add("          " + sentence(host, host.trouble().orElseThrow(), now));
        if (troubled.size() > SHOWN)
            all.add("          and " + (troubled.size() - SHOWN) + " more; see callgate list names");
        return all;
    }

    private static String sentence(NamedHost host, Trouble trouble, Instant now) {
        return host.owner() + " " + host.host() + ": " + trouble.kind() + " for "
                + Times.length(Duration.between(trouble.since(), now)) + " (" + trouble.detail()
                + "), last good answer " + Times.length(Duration.between(good(host), now)) + " ago";
    }

    /** The older of the two families: nothing that it lets in is staler. */
    private static Instant good(NamedHost host) {
        Instant good4 = host.notes().good4();
        return host.notes().good6().isBefore(good4) ? host.notes().good6() : good4;
    }
}
