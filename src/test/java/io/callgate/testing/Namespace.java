package io.callgate.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * A network namespace with a name of its own, gone when closed or when the JVM ends. A socket belongs to the namespace of the
 * thread that makes it, for ever: make it in {@link #call}, use it anywhere.
 */
public final class Namespace implements AutoCloseable {

    private static final int CLONE_NEWNET = 0x40000000;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<Namespace> OPEN = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> OPEN.forEach(Namespace::close)));
    }

    private final String name;
    private final ExecutorService inside;
    private String device = "lo";

    /** The C library's calls that Java lacks. */
    private static final class C {
        static {
            Native.register(C.class, "c");
        }

        static native int setns(int fd, int type) throws LastErrorException;

        static native int open(String path, int flags) throws LastErrorException;

        static native int close(int fd) throws LastErrorException;

        static native int geteuid();
    }

    private Namespace(String name) {
        this.name = name;
        this.inside = Executors.newSingleThreadExecutor(task -> thread("in " + name, task));
    }

    /** Skips the test that asks where namespaces cannot be had, except in CI, where it fails. */
    public static void assumeAvailable(String... commands) {
        List<String> missing = new ArrayList<>();
        if (C.geteuid() != 0) missing.add("root");
        for (String command :
                Stream.concat(Stream.of("ip"), Stream.of(commands)).toList())
            if (!installed(command)) missing.add(command);
        if ("true".equals(System.getenv("CI")))
            assertThat(missing).as("what this test lacks").isEmpty();
        assumeTrue(missing.isEmpty(), "not run without " + String.join(", ", missing));
    }

    private static boolean installed(String command) {
        return Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    /** A new namespace with loopback up; {@code role} is part of its name. */
    public static Namespace create(String role) {
        Namespace namespace = new Namespace("cg-" + role + "-" + Long.toString(RANDOM.nextLong(1L << 40), 36));
        exec(List.of("ip", "netns", "add", namespace.name));
        OPEN.add(namespace);
        namespace.ip("link", "set", "lo", "up");
        return namespace;
    }

    /** Lays a cable between this and {@code other}: a veth pair, up. */
    public void connect(Namespace other) {
        device = "veth0";
        other.device = "veth0";
        exec(List.of(
                "ip", "-n", name, "link", "add", device, "type", "veth", "peer", other.device, "netns", other.name));
        ip("link", "set", device, "up");
        other.ip("link", "set", other.device, "up");
    }

    /** Adds addresses with prefix lengths to the cable's end, usable at once. */
    public Namespace addresses(String... cidrs) {
        for (String cidr : cidrs) {
            if (cidr.contains(":")) ip("addr", "add", cidr, "dev", device, "nodad");
            else ip("addr", "add", cidr, "dev", device);
        }
        return this;
    }

    public String name() {
        return name;
    }

    /** Runs {@code ip} on this namespace. */
    public String ip(String... arguments) {
        return exec(
                Stream.concat(Stream.of("ip", "-n", name), Stream.of(arguments)).toList());
    }

    /** Runs a command inside that must succeed; returns what it printed. */
    public String run(String... command) {
        return exec(Stream.concat(Stream.of("ip", "netns", "exec", name), Stream.of(command))
                .toList());
    }

    /** Whether a command inside succeeds; what it prints does not matter. */
    public boolean succeeds(String... command) {
        try {
            return process(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A command that will start inside. */
    public ProcessBuilder process(String... command) {
        return new ProcessBuilder(Stream.concat(Stream.of("ip", "netns", "exec", name), Stream.of(command))
                .toList());
    }

    /** Runs {@code work} on a thread inside, always the same, and waits for it. */
    public <T> T call(Callable<T> work) {
        try {
            return future(work, inside).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            if (e.getCause() instanceof Error cause) throw cause;
            throw e;
        }
    }

    /** Runs {@code work} inside on a thread of its own. */
    public <T> CompletableFuture<T> start(String what, Callable<T> work) {
        return future(work, task -> thread(what, task).start());
    }

    private static <T> CompletableFuture<T> future(Callable<T> work, Executor executor) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    private Thread thread(String what, Runnable task) {
        Thread thread = new Thread(
                () -> {
                    enter();
                    task.run();
                },
                what);
        thread.setDaemon(true);
        return thread;
    }

    private void enter() {
        int fd = C.open("/run/netns/" + name, 0);
        C.setns(fd, CLONE_NEWNET);
        C.close(fd);
    }

    private static String exec(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0)
                throw new IllegalStateException(String.join(" ", command) + " ended with " + exit + ": " + output);
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (!OPEN.remove(this)) return;
        inside.shutdownNow();
        exec(List.of("ip", "netns", "del", name));
    }
}
