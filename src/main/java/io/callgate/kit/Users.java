package io.callgate.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The users and groups of a box, by {@code /etc/passwd} and {@code /etc/group}: passwd(5), group(5). */
public final class Users {

    private final Map<String, Integer> users = new LinkedHashMap<>();
    private final Map<String, String> groups = new LinkedHashMap<>();

    private Users() {}

    /** @param etc the directory */
    public static Users read(Path etc) {
        Users all = new Users();
        for (String[] user : lines(etc.resolve("passwd")))
            if (user.length > 2 && user[2].matches("[0-9]{1,9}")) all.users.put(user[0], Integer.valueOf(user[2]));
        for (String[] group : lines(etc.resolve("group"))) if (group.length > 3) all.groups.put(group[0], group[3]);
        return all;
    }

    private static Iterable<String[]> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                    .map(line -> line.split(":", -1))::iterator;
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot see who the users of this box are: " + e, e));
        }
    }

    public Optional<Integer> id(String user) {
        return Optional.ofNullable(users.get(user));
    }

    /** The user's name, or its number where it has none. */
    public String name(int id) {
        return users.entrySet().stream()
                .filter(user -> user.getValue() == id)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(Integer.toUnsignedString(id));
    }

    /** Who is listed as a member of the group. */
    public Set<Integer> members(String group) {
        Set<Integer> ids = new TreeSet<>();
        for (String name : groups.getOrDefault(group, "").split(",")) id(name).ifPresent(ids::add);
        return ids;
    }
}
