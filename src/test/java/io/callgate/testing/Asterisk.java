package io.callgate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A real Asterisk in a namespace, with this project's dialplan and prompts. Calls come over SIP from 127.0.0.1, as from a trunk;
 * phones register from elsewhere. See src/test/asterisk.
 */
public final class Asterisk implements AutoCloseable {

    private static final Path SCRIPTS = Path.of("src/test/asterisk").toAbsolutePath();
    private static final String ROOT =
            Optional.ofNullable(System.getenv("CALLGATE_TEST_ASTERISK")).orElse("/var/tmp/callgate-asterisk");

    private final Namespace namespace;
    private final String address;
    private final String name;

    private Asterisk(Namespace namespace, String address, String name) {
        this.namespace = namespace;
        this.address = address;
        this.name = name;
    }

    /**
     * Starts one that listens on {@code address}.
     *
     * @param options as of make-conf.sh: {@code agi=127.0.0.1:4573}, {@code max-calls=20}
     */
    public static Asterisk start(Namespace namespace, String address, String... options) {
        Commands.run(List.of(script("get-asterisk.sh"), ROOT)).orFail();
        String name = namespace.name();
        List<String> configure = new ArrayList<>(List.of(script("make-conf.sh"), ROOT, name, address));
        configure.addAll(List.of(options));
        Commands.run(configure).orFail();
        Asterisk asterisk = new Asterisk(namespace, address, name);
        Runtime.getRuntime().addShutdownHook(new Thread(asterisk::stop));
        Commands.run(List.of(script("start-asterisk.sh"), ROOT, name, "ip", "netns", "exec", name))
                .orFail();
        return asterisk;
    }

    private static String script(String file) {
        return SCRIPTS.resolve(file).toString();
    }

    /**
     * Calls over the trunk and keys: one call for each element of {@code keys}, all at once. Returns sipp's end: 0 if every call
     * was hung up by Asterisk in the end.
     */
    public Commands.Result call(List<String> keys, String... options) {
        Path list = home().resolve("keys.txt");
        try {
            Files.write(list, keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> make = new ArrayList<>(
                List.of(script("make-call.py"), home().resolve("call.xml").toString(), "@" + list, "--chroot", ROOT));
        make.addAll(List.of(options));
        Commands.run(make).orFail();
        String calls = Integer.toString(keys.size());
        return Commands.run(
                namespace.process(
                        script("first.sh"),
                        "timeout",
                        "150",
                        "chroot",
                        ROOT,
                        "/usr/bin/sipp",
                        "127.0.0.1:5060",
                        "-i",
                        "127.0.0.1",
                        "-p",
                        "5070",
                        "-mp",
                        "40000",
                        "-sf",
                        "/i/" + name + "/call.xml",
                        "-s",
                        "15550199",
                        "-m",
                        calls,
                        "-l",
                        calls,
                        "-r",
                        "200",
                        "-nostdin"),
                170);
    }

    /** Lets a phone in another namespace register as 1001; true if Asterisk answered and took it. */
    public boolean register(Namespace phone, String from) {
        return register(phone, from, address);
    }

    /** As {@link #register(Namespace, String)}, at one of the addresses that it listens on. */
    public boolean register(Namespace phone, String from, String to) {
        Commands.run(List.of(
                        script("make-register.py"),
                        home().resolve("register.xml").toString(),
                        "1001",
                        "secret1001"))
                .orFail();
        Commands.Result sipp = Commands.run(
                phone.process(
                        "timeout",
                        "30",
                        "chroot",
                        ROOT,
                        "/usr/bin/sipp",
                        (to.contains(":") ? "[" + to + "]" : to) + ":5060",
                        "-i",
                        from,
                        "-p",
                        "5060",
                        "-sf",
                        "/i/" + name + "/register.xml",
                        "-m",
                        "1",
                        "-nostdin"),
                60);
        return sipp.exit() == 0;
    }

    /**
     * Has so many phones at one address register with a wrong password, each in a session of its own; they give up when nobody
     * answers.
     *
     * @param transport {@code u1} for UDP, {@code t1} for TCP, as sipp has it
     */
    public void attack(Namespace where, String from, String user, int times, String transport) {
        attack(where, from, user, times, transport, List.of("--expect", "401", "--wait", "300"));
    }

    /** As {@link #attack}, but who is refused for an access list, at once. */
    public void trespass(Namespace where, String from, String user, int times, String transport) {
        attack(where, from, user, times, transport, List.of("--no-auth", "--expect", "403", "--wait", "300"));
    }

    private void attack(Namespace where, String from, String user, int times, String transport, List<String> answers) {
        String scenario = "attack-" + from.replace(':', '_') + ".xml";
        List<String> make = new ArrayList<>(
                List.of(script("make-register.py"), home().resolve(scenario).toString(), user, "wrong"));
        make.addAll(answers);
        Commands.run(make).orFail();
        Commands.run(
                where.process(
                        "timeout",
                        "60",
                        "chroot",
                        ROOT,
                        "/usr/bin/sipp",
                        (address.contains(":") ? "[" + address + "]" : address) + ":5060",
                        "-i",
                        from,
                        "-t",
                        transport,
                        "-sf",
                        "/i/" + name + "/" + scenario,
                        "-m",
                        Integer.toString(times),
                        "-l",
                        "1",
                        "-r",
                        "50",
                        "-nostdin"),
                90);
    }

    /**
     * Has a phone at each address of {@code from} in turn register as 1001 with a wrong password: two REGISTERs each, the
     * second with the answer to Asterisk's challenge.
     */
    public Commands.Result flood(Namespace where, List<String> from, int phonesPerSecond) {
        List<String> fields = new ArrayList<>(List.of("SEQUENTIAL"));
        from.forEach(address -> fields.add(address + ";"));
        String in = "/i/" + name + "/";
        try {
            Files.write(home().resolve("flood.csv"), fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String scenario = home().resolve("flood.xml").toString();
        Commands.run(List.of(script("make-register.py"), scenario, "1001", "wrong", "--expect", "401", "--wait", "300"))
                .orFail();
        String sipp = String.join(
                " ",
                "ulimit -n 20000; exec timeout 60 chroot " + ROOT + " /usr/bin/sipp " + address + ":5060 -t ui -p 5060",
                "-inf " + in + "flood.csv -ip_field 0 -sf " + in + "flood.xml -m " + from.size(),
                "-r " + phonesPerSecond + " -l 10000 -max_socket 19000 -nostdin");
        return Commands.run(where.process("bash", "-c", sipp), 90);
    }

    /** What a command of its console prints. */
    public String cli(String... command) {
        List<String> all = new ArrayList<>(List.of(script("cli.sh"), ROOT, name));
        all.addAll(List.of(command));
        return Commands.run(all).output();
    }

    /** Ends it and starts it again, with what it remembers. */
    public void restart() {
        stop();
        Commands.run(List.of(script("start-asterisk.sh"), ROOT, name, "ip", "netns", "exec", name))
                .orFail();
    }

    /** A log that it writes, by its name. */
    public Path log(String file) {
        return home().resolve("log").resolve(file);
    }

    /** All that it logged so far, verbose lines included. */
    public List<String> log() {
        try (Stream<String> lines = Files.lines(home().resolve("log/full.log"))) {
            return lines.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path home() {
        return Path.of(ROOT, "i", name);
    }

    private void stop() {
        Commands.run(List.of(script("stop-asterisk.sh"), ROOT, name));
    }

    @Override
    public void close() {
        stop();
        Commands.run(List.of("rm", "-rf", home().toString())).orFail();
    }
}
