package io.callgate.scan.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterFileTest {

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Filter read(String text) throws IOException {
        return FilterFile.read(write("door.conf", text).toString());
    }

    private static List<String> failures(Filter filter) {
        return filter.failures().stream().map(f -> f.regex().toString()).toList();
    }

    @Test
    void what_is_included_and_what_overrules_it_come_together() throws IOException {
        write("base.conf", """
                [INCLUDES]
                after = base.local
                [DEFAULT]
                _daemon = \\S*
                kind = plain
                [kind_plain]
                start = %(_daemon)s:
                [kind_fancy]
                start = <<_daemon>>
                """);
        write("base.local", """
                [kind_plain]
                start = %(known/start)s !
                """);
        write("door.local", """
                [Definition]
                failregex = %(known/failregex)s
                            ^third <IP4>$
                """);

        Filter filter = read("""
                # Nothing of this counts.
                [INCLUDES]
                before = base.conf
                [Definition]
                _daemon = doord
                failregex = ^<kind_<kind>/start> first <IP4>$ ; nor this
                            # nor this

                            ^<second> 100%% of <IP4>$
                second = two
                """);

        String v4 = "(?:::f{4,6}:)?(?P<ip4>(?:\\d{1,3}\\.){3}\\d{1,3})";
        assertThat(failures(filter))
                .containsExactly("^\\S*: ! first " + v4 + "$", "^two 100% of " + v4 + "$", "^third " + v4 + "$");
        assertThat(filter.name()).isEqualTo("door.conf");
    }

    @Test
    void settings_in_brackets_overrule_the_file() throws IOException {
        Path file = write("door.conf", """
                [Definition]
                failregex = ^<what-<mode>> <IP4>
                            <more-<mode>>
                what-normal = a
                what-hard = b
                more-normal =
                more-hard = ^c <IP4>
                mode = normal
                """);

        assertThat(failures(FilterFile.read(file.toString())))
                .singleElement()
                .asString()
                .startsWith("^a ");
        Filter hard = FilterFile.read(file + "[mode=\"hard\"]");
        assertThat(failures(hard)).hasSize(2).first().asString().startsWith("^b ");
        assertThat(hard.name()).isEqualTo("door.conf[mode=\"hard\"]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "failregex = ^no address~no address: it needs <HOST>",
                "failregex = ^(?P<mlfid>\\d+) locked~it needs the lines before it",
                "failregex = ^a <HOST> (b~failregex: a ( that nothing closes, at character",
                "failregex = ^a <HOST>\\n  ^b <HOST> [é]~failregex 2: the character é within [ ]",
                "failregex = ^a <HOST><SKIPLINES>b~<SKIPLINES>: callgate judges each line by itself",
                "failregex = ^a <HOST>\\nmaxlines = 3~maxlines is 3",
                "failregex = ^%(nothing)s <HOST>~%(nothing)s is nowhere",
                "failregex = ^%x <HOST>~a % that is neither %% nor %(name)s",
                "failregex = ^<loop> <HOST>\\nloop = <loop>~settings that name each other in a circle",
                "failregex = %(a)s\\na = %(b)s\\nb = %(a)s~settings that name each other in a circle",
                "failregex = ^a <HOST>\\ndatepattern = %%Q~datepattern: %Q is not known here",
                "failregex = ^a <HOST>\\nignoreregex = *~ignoreregex: nothing before *",
                "failregex = ^a <HOST> <HOST>~a second group with the name \"ip4\"",
                "ignoreregex =~has no failregex",
                "nonsense~line 2 is no setting and no [section]: nonsense"
            })
    void what_cannot_be_done_is_refused_as_a_whole_and_says_what(String text, String why) {
        assertThatThrownBy(() -> read("[Definition]\n" + text.replace("\\n", "\n") + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("door.conf")
                .hasMessageContaining(why);
    }

    @Test
    void what_is_no_file_is_refused() {
        assertThatThrownBy(() -> FilterFile.read("door.conf")).hasMessageContaining("absolute path");
        assertThatThrownBy(() -> FilterFile.read("/nowhere/door.conf")).hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> FilterFile.read("/nowhere/door.conf[x")).hasMessageContaining("must be like");
    }
}
