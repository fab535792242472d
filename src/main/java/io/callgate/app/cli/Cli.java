package io.callgate.app.cli;

import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.LocalCommand;
import io.callgate.app.cli.base.UsageError;
import io.callgate.app.cli.report.ListCommand;
import io.callgate.core.Refusal;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.address.Address;
import io.callgate.core.address.AddressRange;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.HostName;
import io.callgate.core.service.Services;
import io.callgate.gate.NotEnforced;
import io.callgate.gate.port.FirewallException;
import io.callgate.gate.port.OutcomeUnknown;
import io.callgate.gate.port.StoreException;
import io.callgate.gate.port.UnusableBook;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Durations;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Reads a command line and has its command carried out. Every way out is an exit code, and one line when it failed. */
public final class Cli {

    public static final int DONE = 0;
    public static final int REFUSED = 1;
    public static final int USAGE = 2;

    private static final Logger log = LoggerFactory.getLogger(Cli.class);

    /** Faults that are not this program's: their messages say what to do. */
    private static final Set<Class<?>> EXPECTED = Set.of(
            Refusal.class,
            NotEnforced.class,
            OutcomeUnknown.class,
            StoreException.class,
            UnusableBook.class,
            FirewallException.class,
            ConfigException.class,
            UncheckedIOException.class);

    /** Who carries commands out. What they throw becomes a line and an exit code. */
    public interface Carrier {

        /** Returns the exit code. */
        int carry(BookCommand command, Callgate root);

        default int carry(LocalCommand command, Callgate root) {
            throw new Refusal("this cannot be asked of a program that runs");
        }
    }

    private Cli() {}

    public static int run(List<String> args, Console console, Carrier carrier) {
        Callgate root = new Callgate();
        CommandLine line = root.line(args)
                .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
                .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
                .registerConverter(AccountNumber.class, value(AccountNumber::new))
                .registerConverter(HostName.class, value(HostName::parse))
                .registerConverter(EntryName.class, value(EntryName::parse))
                .registerConverter(Address.class, value(Address::parse))
                .registerConverter(AddressRange.class, value(AddressRange::parse))
                .registerConverter(Duration.class, value(Durations::parse))
                .registerConverter(Services.class, value(Services::parse))
                .registerConverter(ListCommand.What.class, value(ListCommand.What::parse))
                .registerConverter(ListCommand.Limit.class, value(ListCommand.Limit::parse))
                .setExecutionStrategy(parsed -> {
                    try {
                        return carry(parsed, root, carrier);
                    } catch (ParameterException e) {
                        throw e;
                    } catch (RuntimeException e) {
                        return failed(e, console);
                    }
                })
                .setParameterExceptionHandler((wrong, ignored) -> usage(wrong, console));
        line.setExpandAtFiles(false);
        return line.execute(args.toArray(String[]::new));
    }

    private static <T> ITypeConverter<T> value(Function<String, T> parse) {
        return text -> {
            try {
                return parse.apply(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        };
    }

    private static int carry(ParseResult parsed, Callgate root, Carrier carrier) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) return helped;
        ParseResult last = parsed;
        while (last.hasSubcommand()) last = last.subcommand();
        CommandLine command = last.commandSpec().commandLine();
        if (command.getCommand() instanceof BookCommand desk) return carrier.carry(desk, root);
        if (command.getCommand() instanceof LocalCommand site) return carrier.carry(site, root);
        throw new ParameterException(
                command,
                "say what to do: " + String.join(", ", command.getSubcommands().keySet()));
    }

    private static int usage(ParameterException wrong, Console console) {
        console.error(Usage.of(wrong));
        return USAGE;
    }

    private static int failed(RuntimeException fault, Console console) {
        if (fault instanceof UsageError) {
            console.error(fault.getMessage());
            return USAGE;
        }
        if (!EXPECTED.contains(fault.getClass())) log.error("a bug: a command broke", fault);
        console.error(EXPECTED.contains(fault.getClass()) ? reason(fault) : "the command broke: " + fault);
        return REFUSED;
    }

    private static String reason(RuntimeException fault) {
        return fault instanceof UncheckedIOException io ? io.getCause().getMessage() : fault.getMessage();
    }
}
