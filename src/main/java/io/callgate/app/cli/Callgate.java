package io.callgate.app.cli;

import com.google.common.collect.ImmutableList;
import io.callgate.app.cli.account.AccountCommands;
import io.callgate.app.cli.base.Version;
import io.callgate.app.cli.carry.ExportCommand;
import io.callgate.app.cli.carry.ImportCommands;
import io.callgate.app.cli.door.KnockCommands;
import io.callgate.app.cli.door.PhoneCommand;
import io.callgate.app.cli.firewall.BanCommands;
import io.callgate.app.cli.firewall.FirewallCommands;
import io.callgate.app.cli.report.DoctorCommand;
import io.callgate.app.cli.report.ListCommand;
import io.callgate.app.cli.report.ScanCommand;
import io.callgate.app.cli.report.StatusCommand;
import io.callgate.app.cli.report.WhyCommand;
import io.callgate.app.cli.whitelist.AddIpCommand;
import io.callgate.app.cli.whitelist.DelAcctCommand;
import io.callgate.app.cli.whitelist.NameCommands;
import io.callgate.app.cli.whitelist.ProviderCommands;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The commands by name. A new one is entered here and nowhere else. */
@Command(
        name = "callgate",
        description = "Keeps a PBX closed to the internet and lets the right people in.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        footer = {
            "",
            "Exit code: 0 done, 1 refused or failed, 2 wrong usage.",
            "While the daemon (callgate serve) runs, it carries out what is asked; while it does not, the command"
                    + " works on the book itself."
        })
public final class Callgate {

    private static final ImmutableList<Class<?>> COMMANDS = ImmutableList.of(
            ServeCommand.class,
            MigrateCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            ListCommand.class,
            WhyCommand.class,
            AccountCommands.class,
            NameCommands.Add.class,
            NameCommands.Check.class,
            BanCommands.Ban.class,
            BanCommands.Unban.class,
            ProviderCommands.class,
            AddIpCommand.class,
            DelAcctCommand.class,
            KnockCommands.class,
            FirewallCommands.class,
            ImportCommands.class,
            ExportCommand.class,
            PhoneCommand.class,
            ScanCommand.class);

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Configuration file (default: /etc/callgate/callgate.toml).")
    private Path config;

    public Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    /**
     * The command line that {@code args} are for: of all commands, or of the one that they begin with, because to look through
     * all takes longer than most of them do.
     */
    CommandLine line(List<String> args) {
        CommandLine line = new CommandLine(this);
        String word = firstWord(args);
        List<Class<?>> asked =
                COMMANDS.stream().filter(command -> name(command).equals(word)).toList();
        (asked.isEmpty() ? COMMANDS : asked).forEach(line::addSubcommand);
        return line;
    }

    private static String name(Class<?> command) {
        return command.getAnnotation(Command.class).name();
    }

    /** Behind the configuration file, if that comes first. */
    private static String firstWord(List<String> args) {
        String first = args.isEmpty() ? "" : args.get(0);
        int at = first.equals("--config") ? 2 : first.startsWith("--config=") ? 1 : 0;
        return args.size() > at ? args.get(at) : "";
    }
}
