package io.callgate.app.cli.whitelist;

import io.callgate.app.cli.base.BookCommand;
import io.callgate.app.cli.base.CommandContext;
import io.callgate.app.cli.base.UsageError;
import io.callgate.core.Refusal;
import io.callgate.core.account.AccountNumber;
import io.callgate.core.name.EntryName;
import io.callgate.gate.act.Entries;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "del-acct", description = "Delete an entry of the whitelist: all that its name lets in ends at once.")
public final class DelAcctCommand extends BookCommand {

    @Parameters(paramLabel = "NAME", description = "What 'callgate list whitelist' calls it.")
    private String name;

    @Override
    public void run(CommandContext desk) {
        if (AccountNumber.isValid(name))
            throw new Refusal(name + " is an account's number, not an entry's name; 'callgate account delete " + name
                    + "' deletes an account");
        EntryName entry = UsageError.unless(() -> EntryName.parse(name));
        List<String> ended = desk.engine().ask(Entries.remove(entry, desk.actor()));
        desk.console().line(entry + " is deleted: it no longer lets in " + String.join(", ", ended));
    }
}
