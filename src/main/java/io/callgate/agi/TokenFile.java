package io.callgate.agi;

import io.callgate.kit.text.Reasons;
import io.callgate.toml.ConfigException;
import io.callgate.toml.Texts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the token is by which Asterisk's calls are known: the same few lines that the dialplan includes. It is read where it is
 * needed, because not everybody may.
 *
 * @param path empty when there is none, as was told
 * @param mustBe whether it was named, and so has to be there
 */
public record TokenFile(Optional<Path> path, boolean mustBe) {

    /** What the dialplan includes, and how it is called beside callgate.toml. */
    public static final String NAME = "callgate_token.conf";

    static final String NONE = "none";

    private static final Pattern LINE =
            Pattern.compile("(?m)^\\s*same\\s*=>\\s*n,Set\\(CALLGATE_TOKEN=([^)]*)\\)\\s*$");

    static TokenFile named(String text) {
        return text.equals(NONE)
                ? new TokenFile(Optional.empty(), false)
                : new TokenFile(Optional.of(Texts.absolutePath(text)), true);
    }

    static TokenFile beside(Path config) {
        return new TokenFile(Optional.of(config.toAbsolutePath().resolveSibling(NAME)), false);
    }

    /** The token; a file that nobody named and that is not there holds none. */
    public Token read() {
        if (path.isEmpty() || !mustBe && Files.notExists(path.get())) return Token.NONE;
        Path file = path.get();
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ))
                throw new ConfigException(file + ": everybody may read the token; run chmod 640 " + file);
            Matcher line = LINE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
            if (!line.find()) throw new ConfigException(file + ": has no line \" same => n,Set(CALLGATE_TOKEN=...)\"");
            return Token.of(line.group(1));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(file + ": " + e.getMessage(), e);
        } catch (NoSuchFileException e) {
            throw new ConfigException("agi.token: there is no file " + file, e);
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + Reasons.of(e), e);
        }
    }
}
