package io.callgate.app.cli.report;

import io.callgate.app.cli.base.Table;
import io.callgate.app.doctor.Finding;
import java.util.List;

/** Findings as they are printed, and told by a callgate that runs to the doctor who asks it. */
final class Findings {

    private Findings() {}

    static Table table(List<Finding> findings) {
        Table table = new Table("level", "subject", "meaning", "remedy");
        findings.forEach(f -> table.add(f.level(), f.subject(), f.meaning(), f.remedy()));
        return table;
    }
}
