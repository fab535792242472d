package io.callgate.app.config;

import io.callgate.kit.Login;
import io.callgate.kit.text.Reasons;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Nearest;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What nobody but root may read: lines of {@code key=value} in a file of mode 0600. */
public record Secrets(Login database, Login mail, Login ami) {

    public static final Secrets NONE = new Secrets(Login.NONE, Login.NONE, Login.NONE);

    private static final List<String> KEYS =
            List.of("ami.user", "ami.password", "database.user", "database.password", "mail.user", "mail.password");

    /** A missing file holds no secrets; one that others may read is refused. */
    public static Secrets read(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            Set<PosixFilePermission> owners =
                    EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            if (!owners.containsAll(permissions))
                throw new ConfigException(file + ": others may read the secrets; run chmod 600 " + file);
            return parse(file, Files.readAllLines(file));
        } catch (NoSuchFileException e) {
            return NONE;
        } catch (CharacterCodingException e) {
            throw new ConfigException(file + ": is not UTF-8 text; save it as UTF-8", e);
        } catch (AccessDeniedException e) {
            String user = System.getProperty("user.name");
            throw new ConfigException(file + ": " + user + " may not read it; run chown " + user + " " + file, e);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + Reasons.of(e), e);
        }
    }

    private static Secrets parse(Path file, List<String> lines) {
        TreeMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            int equals = line.indexOf('=');
            String where = file + ": line " + (i + 1) + ": ";
            // A line may be a password that lost its key: it is not repeated.
            if (equals < 0) throw new ConfigException(where + "is not of the form key=value");
            String key = line.substring(0, equals).strip();
            if (!KEYS.contains(key))
                throw new ConfigException(
                        where + "there is no such key; did you mean \"" + Nearest.of(key, KEYS) + "\"?");
            values.put(key, line.substring(equals + 1).strip());
        }
        return new Secrets(login(values, "database"), login(values, "mail"), login(values, "ami"));
    }

    private static Login login(TreeMap<String, String> values, String what) {
        return new Login(
                Optional.ofNullable(values.get(what + ".user")), Optional.ofNullable(values.get(what + ".password")));
    }

    @Override
    public String toString() {
        return "(secrets)";
    }
}
