package io.callgate.app.command;

import picocli.CommandLine.Command;

@Command(
        name = "import",
        description = "Take over what another firewall, or another box, lets in.",
        subcommands = {ImportTm3Command.class, ImportBookCommand.class})
final class ImportCommands {}
