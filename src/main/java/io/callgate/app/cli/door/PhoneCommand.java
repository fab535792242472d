package io.callgate.app.cli.door;

import io.callgate.agi.GivenKeys;
import io.callgate.agi.TerminalPhone;
import io.callgate.agi.call.Prompts;
import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.LocalCommand;
import io.callgate.app.cli.base.LocalMachine;
import io.callgate.app.cli.base.UsageError;
import io.callgate.core.Refusal;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "phone",
        description = {
            "Call callgate from this terminal, as if by telephone: prompts are printed, keys are typed.",
            "Typed keys count after Enter. With --keys they are pressed as soon as callgate listens; a semicolon waits"
                    + " for the next question, a comma leaves one unanswered, and ! hangs up."
        })
public final class PhoneCommand extends LocalCommand {

    private static final Set<String> WELL = Set.of("GRANTED", "UNCHANGED", "REMOVED", "CANCELLED");

    private static final String FROM_INPUT = "-";

    @Option(
            names = "--keys",
            paramLabel = "KEYS",
            description = "Keys to press, as in \"1001#123456#203*0*113*7#1\"; - reads them from standard input, where"
                    + " a PIN belongs: arguments stay in the shell's history.")
    private String keys;

    @Option(
            names = "--caller",
            paramLabel = "NUMBER",
            description = "The number to call from (default: ${DEFAULT-VALUE}).")
    private String caller = "terminal";

    @Override
    public void run(LocalMachine site) {
        InetSocketAddress server = site.config().agi().listen();
        TerminalPhone.Keypad keypad = keys == null
                ? new TypedKeys(site.console().in())
                : UsageError.unless(() -> new GivenKeys(given(site.console())));
        TerminalPhone phone = new TerminalPhone(server, caller, Prompts.of("en"), keypad, site.console()::line)
                .with(site.config().agi().token().read());
        if (keys == null) site.console().line("(type keys and press Enter; Ctrl-D hangs up)");
        Map<String, String> variables = call(phone, server);
        String status = variables.get("CALLGATE_STATUS");
        if (status == null)
            throw new Refusal(
                    "the call ended before callgate said what came of it; 'callgate list grants' shows what stands");
        String address = variables.getOrDefault("CALLGATE_ADDRESS", "");
        site.console().line("status: " + status + (address.isEmpty() ? "" : ", address " + address));
        if (!WELL.contains(status))
            throw new Refusal("the call ended with status " + status + "; 'callgate list events' tells why");
    }

    private String given(Console console) {
        if (!keys.equals(FROM_INPUT)) return keys;
        // The launcher takes them off the command line, where everybody could see them.
        String hidden = System.getenv("CALLGATE_KEYS");
        return hidden != null ? hidden : console.readAll().strip();
    }

    private static Map<String, String> call(TerminalPhone phone, InetSocketAddress server) {
        try {
            return phone.call();
        } catch (ConnectException e) {
            throw new Refusal("nobody answers at " + server.getHostString() + ":" + server.getPort()
                    + "; is callgate running? 'callgate status' tells");
        } catch (IOException e) {
            throw new Refusal("the line to callgate broke: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("the call was interrupted");
        }
    }
}
