package io.callgate.app.tm3;

import com.google.common.collect.ImmutableList;
import io.callgate.core.name.EntryName;
import io.callgate.core.name.Target;
import io.callgate.core.service.ServiceCatalog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Goes through the files line by line. The forms are those of add-ip, add-fqdn and del-acct 1.3 and 1.4, and iptables-save. */
final class Reader {

    private static final String ACCOUNT_FILE = ".iptables";
    private static final Pattern MARKER = Pattern.compile("#\\s*//\\s*(New|End) entry for (\\S+?)(?:[.]iptables)?\\s*");
    /** Tables, policies and the end of a table in a file for iptables-restore; the head of a script. */
    private static final Pattern FRAME = Pattern.compile("[*:].*|COMMIT|exit [0-9]+|\\[.*]");

    private static final Pattern COMMAND = Pattern.compile("^(/\\S*/)?ip6?tables\\s");
    private static final Pattern SETTING = Pattern.compile("(\\w+)\\s*=\\s*(.*)");
    /** What add-ip and add-fqdn write before they have asked. */
    private static final Set<String> UNFINISHED = Set.of("1.1.1.1", "no.fqdn");

    private record Account(Place place, String text, String name) {}

    private final ServiceCatalog services;
    private final Map<EntryName, Draft> drafts = new LinkedHashMap<>();
    private final List<Account> accounts = new ArrayList<>();
    private final List<Left> left = new ArrayList<>();

    Reader(ServiceCatalog services) {
        this.services = services;
    }

    void read(Source source) {
        Optional<String> ofFile = accountOf(source.name());
        Optional<String> block = ofFile;
        int number = 0;
        for (String raw : source.text().lines().toList()) {
            Place place = new Place(source.name(), ++number);
            String line = raw.strip();
            Matcher marker = MARKER.matcher(line);
            if (marker.matches()) block = marker.group(1).equals("New") ? Optional.of(marker.group(2)) : ofFile;
            else if (!line.isEmpty()
                    && !line.startsWith("#")
                    && !FRAME.matcher(line).matches()) line(place, line, block, ofFile);
        }
    }

    private static Optional<String> accountOf(String path) {
        String file = path.substring(path.lastIndexOf('/') + 1);
        if (!file.endsWith(ACCOUNT_FILE) || file.equals(ACCOUNT_FILE)) return Optional.empty();
        return Optional.of(file.substring(0, file.length() - ACCOUNT_FILE.length()));
    }

    private void line(Place place, String line, Optional<String> block, Optional<String> ofFile) {
        Matcher setting = SETTING.matcher(line);
        if (setting.matches()) {
            // Of knockd.conf, only the commands matter.
            if (setting.group(1).endsWith("command")) command(place, setting.group(2));
        } else if (ofFile.isPresent()
                && !line.startsWith("-")
                && !COMMAND.matcher(line).find()) accounts.add(new Account(place, line, ofFile.get()));
        else rule(place, line, block);
    }

    private void command(Place place, String command) {
        if (command.contains("%IP%"))
            leave(place, command, "it lets in whoever knocks, whose address nobody knows yet");
        else rule(place, command, Optional.empty());
    }

    private void rule(Place place, String line, Optional<String> block) {
        try {
            Rule rule = Rule.parse(line);
            for (String source : rule.sources()) take(place, Targets.parse(source), rule, block);
        } catch (IllegalArgumentException e) {
            leave(place, line, e.getMessage());
        }
    }

    private void take(Place place, Target target, Rule rule, Optional<String> block) {
        EntryName name = block.map(Reader::name).orElseGet(() -> Targets.name(target));
        boolean known = drafts.containsKey(name);
        Draft draft = known ? drafts.get(name) : new Draft(name, place);
        draft.add(target, rule, services);
        if (block.isEmpty()) draft.remark("it has no name there: make sure that you know it");
        drafts.put(name, draft);
    }

    /** Travelin' Man 3 took extension numbers for names, which are accounts here. */
    private static EntryName name(String written) {
        return EntryName.parse(written.matches("[0-9]+") ? "tm3-" + written : written);
    }

    private void leave(Place place, String text, String why) {
        left.add(new Left(place, text, why));
    }

    Reading reading() {
        accounts.forEach(this::check);
        return new Reading(
                drafts.values().stream().map(draft -> draft.entry(services)).collect(ImmutableList.toImmutableList()),
                ImmutableList.copyOf(left));
    }

    /** Such a file says who it is, and the block of rules, what they may. */
    private void check(Account account) {
        String first = account.text.split("\\s+", 2)[0];
        if (UNFINISHED.contains(first)) leave(account.place, account.text, "it was never finished");
        else if (!isTaken(account.name))
            leave(
                    account.place,
                    account.text,
                    "none of the files has its rules, after \"# // New entry for " + account.name
                            + ".iptables\"; name rules.v4 or /etc/sysconfig/iptables, too");
    }

    private boolean isTaken(String written) {
        try {
            return drafts.containsKey(name(written));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
