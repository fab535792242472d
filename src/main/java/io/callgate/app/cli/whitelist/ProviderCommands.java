package io.callgate.app.cli.whitelist;

import com.google.common.base.Joiner;
import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.Engine;
import io.callgate.app.cli.base.Table;
import io.callgate.app.config.ProvidersFile;
import io.callgate.core.Refusal;
import io.callgate.core.account.Owner;
import io.callgate.core.provider.Difference;
import io.callgate.core.provider.Holding;
import io.callgate.core.provider.Provider;
import io.callgate.core.provider.Providers;
import io.callgate.gate.act.EnabledProviders;
import io.callgate.kit.text.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "provider",
        description = "Let SIP providers in, from a list that comes with callgate; none is let in unless you say so.",
        subcommands = {
            ProviderCommands.ListAll.class,
            ProviderCommands.Show.class,
            ProviderCommands.Enable.class,
            ProviderCommands.Disable.class
        })
public final class ProviderCommands {

    /** A command about one provider. */
    abstract static class OfProvider extends BookCommand {
        @Parameters(paramLabel = "NAME", description = "A provider, as 'callgate provider list' shows it.")
        String name;

        Optional<Provider> known() {
            return ProvidersFile.builtIn().find(name);
        }

        Refusal unknown() {
            return new Refusal("there is no provider \"" + name + "\"; 'callgate provider list' shows the "
                    + ProvidersFile.builtIn().byId().size() + " there are; add-ip and add-fqdn let in any other");
        }
    }

    @Command(name = "list", description = "List the providers: which are let in, and which could be.")
    static final class ListAll extends BookCommand {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public void run(CommandContext desk) {
            Providers known = ProvidersFile.builtIn();
            Engine engine = desk.engine();
            Map<String, Holding> held = engine.read(book -> EnabledProviders.all(book, engine.now()));
            List<Map<String, Object>> all = ProviderFacts.all(known.byId(), held);
            if (json) desk.console().line(Json.of(all));
            else table(all).print(desk.console(), false, "no providers are known");
        }

        private static Table table(List<Map<String, Object>> all) {
            Table table = new Table("id", "name", "state", "hosts", "ranges", "checked");
            for (Map<String, Object> p : all)
                table.add(
                        p.get("id"),
                        p.get("name"),
                        p.get("state"),
                        count(p, "hosts"),
                        count(p, "ranges") + count(p, "media"),
                        p.get("checked"));
            return table;
        }

        private static int count(Map<String, Object> provider, String list) {
            return ((List<?>) provider.get(list)).size();
        }
    }

    @Command(name = "show", description = "Show what is known of a provider, from where, and what is let in for it.")
    static final class Show extends OfProvider {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        @Override
        public void run(CommandContext desk) {
            Provider provider = known().orElseThrow(this::unknown);
            Engine engine = desk.engine();
            Holding held = engine.read(book -> EnabledProviders.held(book, provider.id(), engine.now()));
            Map<String, Object> facts = ProviderFacts.of(provider, held);
            Table grants = Whitelist.grants(held.grants());
            if (json) {
                facts.put("grants", grants.objects());
                desk.console().line(Json.of(facts));
                return;
            }
            facts.forEach((key, value) ->
                    desk.console().line(String.format("%-11s%s", key.replace('_', ' '), Table.cell(text(value)))));
            grants.print(desk.console(), false, "no address is let in for it");
        }

        private static Object text(Object value) {
            return value instanceof List<?> list ? Joiner.on(", ").join(list) : value;
        }
    }

    @Command(
            name = "enable",
            description = "Let a provider in, or bring what is let in for it up to what this version knows.")
    static final class Enable extends OfProvider {
        @Option(names = "--force", description = "Even if it is dead or unconfirmed.")
        private boolean force;

        @Override
        public void run(CommandContext desk) {
            Provider provider = known().orElseThrow(this::unknown);
            Difference change = desk.engine().ask(EnabledProviders.enable(provider, force, desk.actor()));
            String what = provider.hosts().size() + " host names, "
                    + provider.reaches().size() + " ranges";
            desk.console()
                    .line(
                            change.isEmpty()
                                    ? provider.name() + " is enabled already, as this version knows it: " + what
                                    : provider.name() + " is enabled: " + what);
            if (!provider.note().isEmpty()) desk.console().line("note: " + provider.note());
        }
    }

    @Command(name = "disable", description = "Shut a provider out: all that is let in for it ends at once.")
    static final class Disable extends OfProvider {
        @Override
        public void run(CommandContext desk) {
            Owner id = known().map(Provider::id).orElseGet(() -> enabled(desk).orElseThrow(this::unknown));
            Holding ended = desk.engine().ask(EnabledProviders.disable(id, desk.actor()));
            desk.console()
                    .line("provider " + id + " is disabled: " + ended.hosts().size() + " host names and "
                            + ended.grants().size() + " grants have ended");
        }

        /** One that a former version knew. */
        private Optional<Owner> enabled(CommandContext desk) {
            Engine engine = desk.engine();
            return Optional.of(name)
                    .filter(engine.read(book -> EnabledProviders.all(book, engine.now()))::containsKey)
                    .map(Owner::new);
        }
    }
}
