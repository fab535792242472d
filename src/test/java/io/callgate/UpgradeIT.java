package io.callgate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.callgate.testing.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What install.sh does with the files of a version whose daemon was root's, and kept all in the group's directory. */
class UpgradeIT {

    /** Every Debian has a user and a group of this name. */
    private static final String DAEMON = "mail";

    @TempDir
    private Path folder;

    private Path book;
    private Path state;

    @BeforeEach
    void begin() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "not run without root, who installs");
        book = Files.createDirectory(folder.resolve("book"));
        state = folder.resolve("state");
        Files.createDirectory(folder.resolve("etc"));
        for (String name : List.of("callgate.db", "boot.nft", "firewall.state", "callgate.db.lock"))
            Files.writeString(book.resolve(name), "of " + name);
    }

    /** All of install.sh but what it then does. */
    private void upgrade(String... steps) throws IOException {
        String script = Files.readString(Path.of("install.sh"));
        String functions = script.substring(0, script.indexOf("\n[ \"$(id -u)\" = 0 ]"))
                .replaceFirst("(?m)^cd \"\\$\\(dirname.*$", "");
        String places = String.join(
                "\n",
                "DAEMON=" + DAEMON,
                "BOOK=" + book,
                "STATE=" + state,
                "RUN=" + folder.resolve("run"),
                "CONFIG=" + folder.resolve("etc"));
        Commands.run(List.of("sh", "-c", functions + "\n" + places + "\n" + String.join("\n", steps)))
                .orFail();
    }

    private static String of(Path file) throws IOException {
        return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS) + " "
                + PosixFilePermissions.toString(Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void the_state_moves_to_a_directory_of_the_daemon_alone() throws IOException {
        upgrade("make_directories");

        assertThat(of(state)).isEqualTo(DAEMON + " rwx------");
        assertThat(of(book)).isEqualTo(DAEMON + " rwxrwx---");
        assertThat(Files.getAttribute(book, "unix:mode")).isEqualTo(042770);
        assertThat(Files.getOwner(book.resolve("callgate.db"))).hasToString(DAEMON);
        for (String name : List.of("boot.nft", "firewall.state")) {
            assertThat(state.resolve(name)).hasContent("of " + name);
            assertThat(of(state.resolve(name))).isEqualTo(DAEMON + " rw-------");
            assertThat(book.resolve(name)).as("until the units look elsewhere").exists();
        }
        Files.writeString(state.resolve("boot.nft"), "newer");

        upgrade("make_directories", "forget_former_state", "make_directories");

        assertThat(state.resolve("boot.nft")).hasContent("newer");
        assertThat(book.resolve("boot.nft")).doesNotExist();
        assertThat(book.resolve("callgate.db")).exists();
    }

    @Test
    void what_a_member_laid_there_is_neither_moved_nor_given_away() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        for (String name : List.of("boot.nft", "callgate.db")) Files.delete(book.resolve(name));
        Files.createSymbolicLink(book.resolve("boot.nft"), precious);
        Files.createLink(book.resolve("callgate.db"), precious);
        Files.setAttribute(book.resolve("firewall.state"), "unix:uid", 65534);

        upgrade("make_directories");

        assertThat(state).isEmptyDirectory();
        assertThat(precious).hasContent("precious");
        assertThat(Files.getOwner(precious)).hasToString("root");
    }

    @Test
    void a_place_of_its_own_is_left_as_it_is() throws IOException {
        Files.writeString(folder.resolve("etc/callgate.toml"), "[firewall]\nstate = \"" + book + "/firewall.state\"\n");

        upgrade("make_directories", "forget_former_state");

        assertThat(state).isEmptyDirectory();
        assertThat(book.resolve("firewall.state")).exists();
    }
}
