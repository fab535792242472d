package io.callgate.app.cli.report;

import io.callgate.app.cli.base.Console;
import io.callgate.app.cli.base.LocalCommand;
import io.callgate.app.cli.base.LocalMachine;
import io.callgate.app.cli.base.Table;
import io.callgate.app.cli.base.UsageError;
import io.callgate.core.Refusal;
import io.callgate.core.failure.Failure;
import io.callgate.kit.text.Json;
import io.callgate.kit.text.Reasons;
import io.callgate.scan.filter.Filter;
import io.callgate.scan.filter.FilterFile;
import io.callgate.scan.follow.Explanation;
import io.callgate.scan.follow.LogScanner;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "scan",
        description = {
            "Say which failed attempts a log tells of, and why. Nobody is banned by this.",
            "Times in it that name no zone are in this machine's."
        })
public final class ScanCommand extends LocalCommand {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
    private static final int LONGEST_LINE = LogScanner.LONGEST_LINE;

    @Parameters(paramLabel = "FILE", description = "The log, also compressed (gzip); - for standard input.")
    private String file;

    @Option(
            names = "--explain",
            paramLabel = "LINE",
            description = "Explain one line instead: the number of a line of FILE, from 1, or a line itself.")
    private String explain;

    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            description = {
                "Understand what this filter file of fail2ban says, too, as if it were in scan.filters; "
                        + "also with settings, as in FILTER[mode=aggressive]. It can be given several times."
            })
    private List<String> more = List.of();

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many addresses to list, the worst first (default: ${DEFAULT-VALUE}).")
    private ListCommand.Limit top;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public void run(LocalMachine site) {
        boolean numbered = explain != null && NUMBER.matcher(explain).matches();
        if (explain != null && !numbered) {
            explain(site, explain.getBytes(StandardCharsets.UTF_8));
            return;
        }
        try (InputStream in = open(site)) {
            if (numbered) explain(site, line(new BufferedInputStream(in), number()));
            else report(site, in);
        } catch (IOException e) {
            throw new Refusal(file + ": cannot be read: " + Reasons.of(e));
        }
    }

    private InputStream open(LocalMachine site) throws IOException {
        InputStream raw = file.equals("-") ? site.console().in() : Files.newInputStream(Path.of(file));
        PushbackInputStream in = new PushbackInputStream(raw, 2);
        byte[] head = in.readNBytes(2);
        in.unread(head);
        boolean gzip = head.length == 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
        return gzip ? new GZIPInputStream(in, LogScanner.BLOCK) : in;
    }

    private void report(LocalMachine site, InputStream in) throws IOException {
        ScanReport report = new ScanReport();
        LogScanner scanner = new LogScanner(filters(site), zone(site), report).countingLines();
        Instant began = Instant.now();
        while (read(in, scanner.space())) scanner.scan(began.toEpochMilli());
        scanner.settle(began.toEpochMilli());
        // A last line without a break is one, too: nobody writes on here.
        if (scanner.waiting() > 0) {
            scanner.space().put((byte) '\n');
            scanner.scan(began.toEpochMilli());
            scanner.settle(began.toEpochMilli());
        }
        Duration took = Duration.between(began, Instant.now());
        if (json) site.console().line(Json.of(report.facts(scanner.counters(), took, top.number())));
        else report.print(site.console(), scanner.counters(), took, top.number());
    }

    /** Without a copy between: false at the end. */
    private static boolean read(InputStream in, ByteBuffer to) throws IOException {
        int length = in.read(to.array(), to.position(), to.remaining());
        if (length > 0) to.position(to.position() + length);
        return length >= 0;
    }

    private long number() {
        long number = Long.parseLong(explain);
        if (number < 1) throw new UsageError("--explain: lines are counted from 1, not from " + explain);
        return number;
    }

    private byte[] line(InputStream in, long wanted) throws IOException {
        for (long number = 1; number < wanted; number++) {
            int b = in.read();
            while (b >= 0 && b != '\n') b = in.read();
            if (b < 0) throw new Refusal(file + " has no line " + explain + ", it ends with line " + number);
        }
        byte[] line = new byte[LONGEST_LINE + 1];
        int length = 0;
        int b = in.read();
        if (b < 0) throw new Refusal(file + " has no line " + explain);
        for (; b >= 0 && b != '\n' && length < line.length; b = in.read()) line[length++] = (byte) b;
        if (length > LONGEST_LINE)
            throw new Refusal("line " + explain + " is too long to be a logger's: it is passed over");
        return Arrays.copyOf(line, length);
    }

    /** Of the log that it reads, if the daemon has another one for that. */
    private ZoneId zone(LocalMachine site) {
        return site.config().scan().zones().of(Path.of(file).toAbsolutePath());
    }

    private List<Filter> filters(LocalMachine site) {
        List<Filter> filters = new ArrayList<>(site.config().scan().patterns().filters());
        try {
            for (String spec : more) filters.add(FilterFile.read(absolute(spec)));
        } catch (IllegalArgumentException e) {
            throw new Refusal("--filter: " + e.getMessage());
        }
        return filters;
    }

    /** From the folder that this is called in. */
    private static String absolute(String spec) {
        int settings = spec.indexOf('[');
        String path = settings < 0 ? spec : spec.substring(0, settings);
        return Path.of(path).toAbsolutePath() + spec.substring(path.length());
    }

    private void explain(LocalMachine site, byte[] line) {
        Console console = site.console();
        Explanation found = Explanation.of(
                line, filters(site), ZoneId.systemDefault(), Instant.now().toEpochMilli());
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("line", new String(line, StandardCharsets.UTF_8));
        facts.put("writer", found.writer().isEmpty() ? Optional.empty() : found.writer());
        facts.put("verdict", found.verdict());
        facts.put("why", found.why());
        found.failure().ifPresent(failure -> put(facts, failure));
        if (json) console.line(Json.of(facts));
        else facts.forEach((name, value) -> console.line(String.format("%-8s %s", name, Table.cell(value))));
    }

    private static void put(Map<String, Object> facts, Failure failure) {
        facts.put("address", failure.address());
        facts.put("at", Instant.ofEpochMilli(failure.atMillis()));
        facts.put("service", failure.service());
        facts.put("kind", ScanReport.words(failure.kind()));
        facts.put("account", failure.account());
        facts.put("session", failure.session());
    }
}
