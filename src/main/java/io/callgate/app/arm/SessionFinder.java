package io.callgate.app.arm;

import com.google.common.collect.ImmutableList;
import io.callgate.core.arm.Connection;
import io.callgate.core.arm.Sessions;
import io.callgate.core.service.PortRange;
import io.callgate.core.service.PortRange.Protocol;
import io.callgate.core.service.ServiceCatalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds in {@code /proc} (proc(5)) by which connections administrators are on this box. What it may not read, or what ends
 * meanwhile, it does not see.
 */
public final class SessionFinder {

    private static final int GENERATIONS = 64;
    private static final String SSH = "SSH_CONNECTION=";

    private final Path proc;
    private final List<PortRange> service;

    public SessionFinder(Path proc, ServiceCatalog services) {
        this.proc = proc;
        this.service = services.byName().getOrDefault("ssh", ImmutableList.of());
    }

    public Sessions find() {
        return find(ProcessHandle.current().pid());
    }

    /** As the process {@code pid} sees it. */
    Sessions find(long pid) {
        Optional<Connection> own = Optional.empty();
        boolean doubtful = false;
        long process = pid;
        for (int i = 0; i < GENERATIONS && process > 0 && own.isEmpty(); i++) {
            List<String> environment = environment(process);
            own = environment.stream()
                    .filter(variable -> variable.startsWith(SSH))
                    .findFirst()
                    .flatMap(variable -> Connection.find(variable.substring(SSH.length())));
            doubtful |= environment.stream().anyMatch(v -> v.startsWith("TMUX=") || v.startsWith("STY="));
            process = parent(process);
        }
        return new Sessions(own, doubtful && own.isPresent(), open(own));
    }

    /** sudo takes the variable out of the environment of what it starts; but not out of the shell's that it was typed in. */
    private List<String> environment(long process) {
        return List.of(read(process + "/environ").split("\0"));
    }

    /** The fourth field, after the name in parentheses, which may hold anything. */
    private long parent(long process) {
        String stat = read(process + "/stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        return fields.length < 2 ? 0 : Long.parseLong(fields[1]);
    }

    private ImmutableList<Connection> open(Optional<Connection> own) {
        TcpTable table = TcpTable.read(proc);
        Set<Integer> listening = table.listening(sockets());
        own.ifPresent(connection -> listening.add(connection.serverPort()));
        Set<Connection> open = new LinkedHashSet<>();
        own.filter(table.established()::contains).ifPresent(open::add);
        table.established().stream()
                .filter(each -> listening.contains(each.serverPort()) || isService(each.serverPort()))
                .limit(Sessions.MOST)
                .forEach(open::add);
        return open.stream().limit(Sessions.MOST).collect(ImmutableList.toImmutableList());
    }

    private boolean isService(int port) {
        return service.stream()
                .anyMatch(range -> range.protocol() == Protocol.TCP && range.first() <= port && port <= range.last());
    }

    /** The numbers of the sockets that processes named sshd have. Where systemd listens for it, the service has to name it. */
    private Set<String> sockets() {
        Set<String> inodes = new LinkedHashSet<>();
        for (Path process : list(proc)) {
            if (!process.getFileName().toString().matches("[0-9]+")) continue;
            if (!read(process.getFileName() + "/comm").strip().equals("sshd")) continue;
            for (Path fd : list(process.resolve("fd"))) socket(fd).ifPresent(inodes::add);
        }
        return inodes;
    }

    private static Optional<String> socket(Path fd) {
        try {
            String target = Files.readSymbolicLink(fd).toString();
            return target.startsWith("socket:[")
                    ? Optional.of(target.substring("socket:[".length(), target.length() - 1))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // closed meanwhile
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            return List.of(); // ended meanwhile, or another user's
        }
    }

    private String read(String file) {
        try {
            return new String(Files.readAllBytes(proc.resolve(file)), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // ended meanwhile, or another user's
        }
    }
}
