package io.callgate.app.command;

import io.callgate.app.text.Reasons;
import io.callgate.core.failure.Failure;
import io.callgate.gate.Refusal;
import io.callgate.scan.Explanation;
import io.callgate.scan.LogScanner;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
final class ScanCommand extends SiteCommand {

    private static final int LONGEST_LINE = LogScanner.LONGEST_LINE;

    @Parameters(paramLabel = "FILE", description = "The log, also compressed (gzip); - for standard input.")
    private String file;

    @Option(
            names = "--explain",
            paramLabel = "LINE",
            description = "Explain one line instead: the number of a line of FILE, from 1.")
    private Long explain;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many addresses to list, the worst first (default: ${DEFAULT-VALUE}).")
    private ListCommand.Limit top;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public void run(Site site) {
        if (explain != null && explain < 1) throw new Wrong("--explain: lines are counted from 1, not from " + explain);
        try (InputStream in = open(site)) {
            if (explain == null) report(site, in);
            else explain(site.console(), line(in));
        } catch (IOException e) {
            throw new Refusal(file + ": cannot be read: " + Reasons.of(e));
        }
    }

    private InputStream open(Site site) throws IOException {
        InputStream raw = file.equals("-") ? site.console().in() : Files.newInputStream(Path.of(file));
        BufferedInputStream in = new BufferedInputStream(raw, 2 * LogScanner.BLOCK);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, LogScanner.BLOCK) : in;
    }

    private void report(Site site, InputStream in) throws IOException {
        ScanReport report = new ScanReport();
        LogScanner scanner = new LogScanner(ZoneId.systemDefault(), report).countingLines();
        Instant began = Instant.now();
        ReadableByteChannel channel = Channels.newChannel(in);
        while (channel.read(scanner.space()) >= 0) scanner.scan(began.toEpochMilli());
        // A last line without a break is one, too: nobody writes on here.
        if (scanner.waiting() > 0) {
            scanner.space().put((byte) '\n');
            scanner.scan(began.toEpochMilli());
        }
        Duration took = Duration.between(began, Instant.now());
        if (json) site.console().line(Json.of(report.facts(scanner.counters(), took, top.number())));
        else report.print(site.console(), scanner.counters(), took, top.number());
    }

    private byte[] line(InputStream in) throws IOException {
        for (long number = 1; number < explain; number++) {
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

    private void explain(Console console, byte[] line) {
        Explanation found =
                Explanation.of(line, ZoneId.systemDefault(), Instant.now().toEpochMilli());
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
