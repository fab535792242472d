package io.callgate.scan;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.callgate.core.jail.Jail;
import io.callgate.gate.Gate;
import io.callgate.gate.port.Flows;
import io.callgate.kit.Login;
import io.callgate.kit.Part;
import io.callgate.kit.Status;
import io.callgate.scan.ami.AmiClient;
import io.callgate.scan.follow.Scanner;
import io.callgate.scan.follow.Uncounted;
import io.callgate.toml.ConfigException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scanner that runs, and what keeps it from finding all that it was told to find. */
public final class Scan implements Part {

    private static final Logger log = LoggerFactory.getLogger(Scan.class);

    /** What has come to an end since is nobody's work. */
    private static final Duration RECENT = Duration.ofHours(1);

    private final Scanner scanner;
    private final InstantSource clock;
    private final List<Path> logs;
    private final boolean named;
    private final Optional<String> unused;

    private Scan(Scanner scanner, InstantSource clock, List<Path> logs, boolean named, List<String> refused) {
        this.scanner = scanner;
        this.clock = clock;
        this.logs = logs;
        this.named = named;
        this.unused = refused.isEmpty() ? Optional.empty() : Optional.of("NOT USED: " + String.join("; ", refused));
    }

    /**
     * Another's file that an upgrade changed must not keep the doors shut: the rest works, and the status says what does not.
     *
     * @param marks the file in which it is noted how far the logs were read
     * @param flows who sent something here, as the kernel knows it
     * @param distrust why what listens at an address is not to be sent a login, if so
     * @throws ConfigException when AMI is to be heard and there is no login for it
     */
    public static Scan open(
            ScanConfig config,
            Jail jail,
            Path marks,
            Gate gate,
            Flows flows,
            Function<InetSocketAddress, Optional<String>> distrust) {
        Patterns.Ready patterns = config.patterns().ready();
        patterns.refused().forEach(why -> log.error("nothing is found by a filter: {}", why));
        boolean named = config.logs().isPresent();
        List<Path> logs = config.logs().orElseGet(() -> new KnownLogs().found());
        if (!named) log.info("the logs of this box: {}", logs);
        Scanner scanner = new Scanner(gate, jail, logs, patterns.filters(), config.zones()::of, marks, gate.clock());
        config.ami().ifPresent(ami -> listen(scanner, ami, config.login(), () -> distrust.apply(ami)));
        scanner.believe(flows);
        scanner.start();
        LogAccess.trouble(logs).ifPresent(log::error);
        return new Scan(scanner, gate.clock(), logs, named, patterns.refused());
    }

    private static void listen(
            Scanner scanner, InetSocketAddress ami, Login login, Supplier<Optional<String>> distrust) {
        if (!login.isWhole()) throw new ConfigException("scan.ami needs ami.user and ami.password in the secrets");
        scanner.listen(ami, login.user().get(), login.password().get(), distrust);
    }

    @Override
    public Status status() {
        Optional<String> fault = unused.or(() -> LogAccess.trouble(logs)).or(scanner::fault);
        List<String> missing = scanner.missing();
        Status.Builder status = Status.of("scanner")
                .count("bytes", scanner.bytes())
                .count("failures", scanner.failures())
                .count("unclear", scanner.unclear())
                .rows("families", scanner.families().stream().map(Scan::row).toList())
                .rows("uncounted", scanner.uncounted().stream().map(Scan::row).toList())
                .texts("logs", logs.stream().map(Path::toString).toList())
                .texts("missing", missing)
                .rows("ami", scanner.heardOfAmi().stream().map(Scan::row).toList())
                .line(
                        "scanner",
                        scanner.bytes() + " bytes read, " + scanner.failures() + " failures, " + scanner.unclear()
                                + " unclear" + fault.map(f -> "; " + f).orElse(""));
        scanner.families()
                .forEach(f -> status.line(f.name() + ": " + f.failures() + " failures, " + f.ambiguous()
                        + " ambiguous, " + f.withoutAddress() + " without address"));
        scanner.heardOfAmi().flatMap(Scan::text).ifPresent(status::line);
        scanner.uncounted().forEach(one -> status.line(one.text()));
        missing.forEach(path -> status.line(path + " is not there"));
        fault.ifPresent(f -> status.broken(
                f, "not all attempts are seen: " + f, "do as that says; callgate status shows when it is mended"));
        missing.stream()
                .map(Path::of)
                .filter(log -> !LogAccess.isBarred(log))
                .map(MissingLog::new)
                .forEach(log -> status.broken(log.what(), log.meaning(), log.remedy()));
        long recent = clock.instant().minus(RECENT).toEpochMilli();
        for (Uncounted.Case one : scanner.uncounted())
            if (one.lastMillis() >= recent) status.advise(one.text(), one.remedy());
        if (!named) advise(status);
        return status.build();
    }

    /** What this box has, or has not, and could. */
    private void advise(Status.Builder status) {
        KnownLogs known = new KnownLogs();
        known.missing().forEach(log -> status.advise(log.meaning(), log.remedy()));
        for (Path log : known.found())
            if (!logs.contains(log))
                status.advise(
                        log + " was not there when callgate started, and is not read",
                        "systemctl restart callgate, or name it in scan.logs");
    }

    private static Optional<String> text(AmiClient.Heard heard) {
        return heard.since()
                .map(since -> "AMI " + heard.version() + ": connected since " + since.truncatedTo(SECONDS) + ", "
                        + heard.events() + " events"
                        + heard.last()
                                .map(last -> ", the last at " + last.truncatedTo(SECONDS))
                                .orElse(""));
    }

    private static Map<String, Object> row(AmiClient.Heard heard) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("version", heard.version());
        row.put("since", heard.since().map(Instant::toString));
        row.put("events", heard.events());
        row.put("last", heard.last().map(Instant::toString));
        row.put("deaf", heard.isDeaf());
        return row;
    }

    private static Map<String, Object> row(Uncounted.Case one) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("log", one.log().toString());
        row.put("why", one.why().name().toLowerCase(Locale.ROOT));
        row.put("times", one.times());
        row.put("example", one.example());
        row.put("last", Instant.ofEpochMilli(one.lastMillis()).toString());
        return row;
    }

    private static Map<String, Object> row(Scanner.Found found) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("family", found.name());
        row.put("failures", found.failures());
        row.put("ambiguous", found.ambiguous());
        row.put("without_address", found.withoutAddress());
        return row;
    }

    @Override
    public void close() {
        scanner.close();
    }
}
