package io.callgate.app.command;

import picocli.CommandLine.Command;

@Command(name = "serve", description = "Answer calls and keep the firewall in line with the book, until told to stop.")
final class ServeCommand extends SiteCommand {

    @Override
    public void run(Site site) {
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
