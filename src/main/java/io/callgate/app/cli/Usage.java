package io.callgate.app.cli;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one line: the word, the rule that it breaks, and where to look further. */
final class Usage {

    private static final Pattern INVALID = Pattern.compile(
            "^Invalid value for (?:positional parameter at index [0-9]+ \\(([^)]*)\\)|option '([^']*)'(?: \\([^)]*\\))?): ");

    private Usage() {}

    static String of(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        return what(wrong) + "; see " + command.getCommandSpec().qualifiedName() + " --help";
    }

    private static String what(ParameterException wrong) {
        List<String> unmatched = wrong instanceof UnmatchedArgumentException none
                ? none.getUnmatched()
                : wrong.getCommandLine().getUnmatchedArguments();
        // A mistyped option is why the right one is missing: it is what to tell.
        if (!unmatched.isEmpty()) return unknown(unmatched.get(0), wrong.getCommandLine());
        String text = String.valueOf(wrong.getMessage()).strip().replaceFirst("[.]$", "");
        return INVALID.matcher(text).replaceFirst(m -> (m.group(1) == null ? m.group(2) : m.group(1)) + ": ");
    }

    /** Only the first of what nobody expected: the next may be a PIN. */
    private static String unknown(String word, CommandLine command) {
        if (word.startsWith("-") && word.length() > 1)
            return "there is no option \"" + word + "\" here; there are "
                    + command.getCommandSpec().options().stream()
                            .map(OptionSpec::longestName)
                            .sorted()
                            .collect(Collectors.joining(", "));
        Collection<String> commands = command.getSubcommands().keySet();
        if (commands.isEmpty()) return "\"" + word + "\" is one word too many";
        return "there is no command \"" + word + "\" here; there are " + String.join(", ", commands);
    }
}
