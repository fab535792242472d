package io.callgate.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.callgate.app.config.ConfigFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a callgate that runs, perhaps another version, may answer to the doctor. */
class AnswerTest {

    @TempDir
    Path directory;

    private Finding first(String out, String error) throws Exception {
        Path file = Files.writeString(directory.resolve("callgate.toml"), "");
        Machine machine = new Machine(List.of(), Set.of("asterisk"), Set.of(), true, Set.of(), false);
        return Doctor.examine(
                        ConfigFile.read(Optional.of(file), "pbx", List.of()),
                        machine,
                        Optional.of(new Doctor.Answer(out, error)),
                        Optional.empty())
                .get(0);
    }

    @Test
    void its_findings_are_told_as_they_are() throws Exception {
        String status = "{\"findings\":[{\"level\":\"note\",\"subject\":\"s\",\"meaning\":\"m\",\"remedy\":\"r\"}]}";

        assertThat(first(status, "callgate: it is silent")).isEqualTo(Finding.note("s", "m", "r"));
    }

    @Test
    void a_complaint_instead_of_an_answer_is_told() throws Exception {
        assertThat(first("", "callgate: restart callgate first\n").meaning())
                .isEqualTo("callgate: restart callgate first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{\"running\":true}", "{\"findings\":[1]}", "{\"findings\":[{\"level\":\"awful\"}]}"})
    void an_answer_that_says_nothing_is_a_problem_of_callgate(String out) throws Exception {
        Finding finding = first(out, "");

        assertThat(finding.level()).isEqualTo(Finding.Level.PROBLEM);
        assertThat(finding.subject()).isEqualTo("callgate");
        assertThat(finding.meaning()).startsWith("it does not say how it is: ");
    }
}
