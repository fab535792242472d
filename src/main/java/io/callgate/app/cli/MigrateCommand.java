package io.callgate.app.cli;

import io.callgate.app.cli.base.LocalCommand;
import io.callgate.app.cli.base.LocalMachine;
import io.callgate.app.config.Config;
import picocli.CommandLine.Command;

@Command(name = "migrate", description = "Make the book, or bring its schema to this version.")
final class MigrateCommand extends LocalCommand {

    @Override
    public void run(LocalMachine site) {
        int versions = site.migrate();
        String url = Config.concealed(site.config().database().url());
        site.console()
                .line(
                        versions == 0
                                ? "the book at " + url + " is up to date"
                                : "the book at " + url + " is ready: it went up " + versions + " version"
                                        + (versions == 1 ? "" : "s"));
    }

    @Override
    public boolean opensFiles() {
        return true;
    }
}
