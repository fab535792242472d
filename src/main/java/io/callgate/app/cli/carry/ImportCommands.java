package io.callgate.app.cli.carry;

import picocli.CommandLine.Command;

@Command(
        name = "import",
        description = "Take over what another firewall, or another box, lets in.",
        subcommands = {ImportTm3Command.class, ImportBookCommand.class})
public final class ImportCommands {}
