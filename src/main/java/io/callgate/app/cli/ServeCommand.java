package io.callgate.app.cli;

import io.callgate.app.cli.base.LocalCommand;
import io.callgate.app.cli.base.LocalMachine;
import picocli.CommandLine.Command;

@Command(name = "serve", description = "Answer calls and keep the firewall in line with the book, until told to stop.")
final class ServeCommand extends LocalCommand {

    @Override
    public void run(LocalMachine site) {
        site.serve();
    }

    @Override
    public boolean opensFiles() {
        return true;
    }

    @Override
    public boolean lasts() {
        return true;
    }
}
