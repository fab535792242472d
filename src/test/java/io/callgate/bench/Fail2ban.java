package io.callgate.bench;

import io.callgate.testing.Commands;
import io.callgate.testing.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** fail2ban as its package sets it up, in a namespace, with its own filter for Asterisk and five failures to a ban. */
final class Fail2ban implements AutoCloseable {

    private static final Path SETTINGS = Path.of("/etc/fail2ban");

    private final Path settings;
    private final Path socket;
    private final Process server;

    Fail2ban(Namespace namespace, Path folder, Path log) throws IOException, InterruptedException {
        settings = folder.resolve("fail2ban");
        socket = folder.resolve("fail2ban.sock");
        Commands.run(List.of("cp", "-r", SETTINGS.toString(), settings.toString()))
                .orFail();
        Commands.run(List.of("rm", "-rf", settings.resolve("jail.d").toString()));
        Files.createDirectories(settings.resolve("jail.d"));
        Files.writeString(settings.resolve("fail2ban.local"), """
                [DEFAULT]
                logtarget = %1$s/fail2ban.log
                socket = %1$s/fail2ban.sock
                pidfile = %1$s/fail2ban.pid
                dbfile = %1$s/fail2ban.sqlite3
                """.formatted(folder));
        Files.writeString(settings.resolve("jail.d/bench.conf"), """
                [asterisk]
                enabled = true
                backend = auto
                logpath = %s
                maxretry = 5
                findtime = 1d
                bantime = 1d
                usedns = no
                action = nftables[type=multiport, name=asterisk, port="5060,5061", protocol="udp"]
                """.formatted(log));
        server = namespace
                .process(command("fail2ban-server", "-xf", "start"))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("fail2ban.out").toFile())
                .start();
        while (Commands.run(List.of(command("fail2ban-client", "status", "asterisk")))
                        .exit()
                != 0) {
            if (!server.isAlive())
                throw new IllegalStateException("fail2ban ended: " + Files.readString(folder.resolve("fail2ban.out")));
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    static boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/bin/fail2ban-server")) && Files.isDirectory(SETTINGS);
    }

    private String[] command(String program, String... words) {
        List<String> all = new ArrayList<>(
                List.of(program, "-c", settings.toString(), "-s", socket.toString(), "-p", socket + ".pid"));
        all.addAll(List.of(words));
        return all.toArray(String[]::new);
    }

    long pid() {
        return server.pid();
    }

    @Override
    public void close() {
        server.destroy();
        try {
            server.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
