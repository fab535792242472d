package io.callgate.app.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be seen of this machine.
 *
 * @param processes names of those that run, as the kernel has them: 15 characters at most
 * @param legacyTables of iptables' old kernel interface, both families
 * @param hasSystemd whether it runs
 * @param units those of systemd that are enabled
 * @param nftablesConfFlushes whether what nftables.service loads empties the ruleset first
 */
record Machine(
        List<OtherTable> tables,
        Set<String> processes,
        Set<String> legacyTables,
        boolean hasSystemd,
        Set<String> units,
        boolean nftablesConfFlushes) {

    private static final Pattern FLUSHES = Pattern.compile("(?m)^\\s*flush ruleset\\b");

    static Machine look(List<OtherTable> tables) {
        return look(tables, Path.of("/"));
    }

    static Machine look(List<OtherTable> tables, Path root) {
        return new Machine(
                tables,
                processes(root.resolve("proc")),
                legacy(root.resolve("proc/net")),
                Files.isDirectory(root.resolve("run/systemd/system")),
                units(root.resolve("etc/systemd/system")),
                FLUSHES.matcher(text(root.resolve("etc/nftables.conf"))).find());
    }

    private static Set<String> processes(Path proc) {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path process : all) names.add(text(process.resolve("comm")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot see what runs here: " + e, e));
        }
        return names;
    }

    private static Set<String> legacy(Path net) {
        Set<String> tables = new TreeSet<>();
        for (String family : List.of("ip_tables_names", "ip6_tables_names"))
            text(net.resolve(family)).lines().forEach(tables::add);
        return tables;
    }

    /** An enabled unit is a link in the folder of a target that wants it: systemd.unit(5). */
    private static Set<String> units(Path system) {
        try (Stream<Path> links = Files.find(system, 2, (file, kind) -> kind.isSymbolicLink())) {
            return links.filter(link -> link.getParent().toString().endsWith(".wants"))
                    .map(link -> link.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot see which units are enabled: " + e, e));
        }
    }

    /** Empty for a file that is not there: a process ends, a module is not loaded. */
    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            // A process that ends while it is read says so in its own way.
            if (file.endsWith("comm")) return "";
            throw new UncheckedIOException(new IOException("cannot read " + file + ": " + e, e));
        }
    }
}
