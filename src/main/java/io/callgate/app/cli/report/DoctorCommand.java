package io.callgate.app.cli.report;

import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.LocalCommand;
import io.callgate.app.cli.base.LocalMachine;
import io.callgate.app.doctor.Finding;
import io.callgate.app.doctor.Finding.Level;
import io.callgate.core.Refusal;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = "Look for what keeps callgate from doing its work: other firewalls, units, the configuration."
                + " Ends with 1 when there is a problem.")
public final class DoctorCommand extends LocalCommand {

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public void run(LocalMachine site) {
        List<Finding> findings = site.examine();
        if (json) Findings.table(findings).print(site.console(), true, "");
        else findings.forEach(finding -> print(finding, site.console()));
        long problems =
                findings.stream().filter(f -> f.level() == Level.PROBLEM).count();
        if (problems > 0) throw new Refusal(problems + (problems == 1 ? " problem" : " problems") + ", named above");
    }

    private static void print(Finding finding, Console console) {
        String level = finding.level().toString().toUpperCase(Locale.ROOT);
        console.line(String.format("%-8s %s: %s", level, finding.subject(), finding.meaning()));
        if (!finding.remedy().isEmpty()) console.line("         -> " + finding.remedy());
    }
}
