package io.callgate;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.callgate");

    /** What is no adapter. Every other package right below io.callgate is one, with all that holds for adapters. */
    private static final Set<String> OTHERS = Set.of("core", "gate", "kit", "netlink", "toml", "app");

    /** Libraries that cannot be one part's own. */
    private static final Map<String, Set<String>> SHARED = Map.of(
            "com.sun.jna", Set.of("netlink", "firewall", "sight", "scan"),
            "org.tomlj", Set.of("toml", "app"));

    @Test
    void the_importer_sees_the_code_base() {
        assertThat(CLASSES).hasSizeGreaterThan(120);
        assertThat(CLASSES.contain(io.callgate.core.address.Address.class)).isTrue();
        assertThat(CLASSES.contain(io.callgate.gate.Gate.class)).isTrue();
    }

    @Test
    void the_core_is_pure() {
        classes()
                .that()
                .resideInAPackage("io.callgate.core..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                "io.callgate.core..",
                                "java.lang..",
                                "java.util..",
                                "java.time..",
                                "java.math..",
                                "java.security..",
                                "javax.crypto..",
                                "com.google.common..")
                        .or(DescribedPredicate.describe("are values of java.net", c -> Set.of(
                                        "java.net.InetAddress",
                                        "java.net.Inet4Address",
                                        "java.net.Inet6Address",
                                        "java.net.IDN",
                                        "java.net.UnknownHostException")
                                .contains(c.getName()))))
                .check(CLASSES);
    }

    @Test
    void the_core_starts_no_threads() {
        noClasses()
                .that()
                .resideInAPackage("io.callgate.core..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..", "java.util.logging.."))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .check(CLASSES);
    }

    @Test
    void the_core_asks_no_resolver() {
        noClasses()
                .that()
                .resideInAPackage("io.callgate.core..")
                .should()
                .callMethod(java.net.InetAddress.class, "getByName", String.class)
                .orShould()
                .callMethod(java.net.InetAddress.class, "getAllByName", String.class)
                .orShould()
                .callMethod(java.net.InetAddress.class, "getHostName")
                .orShould()
                .callMethod(java.net.InetAddress.class, "getCanonicalHostName")
                .check(CLASSES);
    }

    @Test
    void only_the_app_looks_at_a_clock() {
        Set<String> clocks = Set.of(
                Instant.class.getName(),
                LocalDate.class.getName(),
                LocalDateTime.class.getName(),
                OffsetDateTime.class.getName(),
                ZonedDateTime.class.getName());
        DescribedPredicate<JavaAccess<?>> looking = DescribedPredicate.describe("look at a clock", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getName();
            if (clocks.contains(owner)) return name.equals("now");
            if (owner.equals(Clock.class.getName())) return name.startsWith("system") || name.startsWith("tick");
            if (owner.equals(InstantSource.class.getName())) return name.equals("system");
            if (owner.equals(System.class.getName()))
                return name.equals("currentTimeMillis") || name.equals("nanoTime");
            return owner.equals(Date.class.getName())
                    && name.equals("<init>")
                    && access.getTarget() instanceof CodeUnitCallTarget target
                    && target.getRawParameterTypes().isEmpty();
        });
        noClasses()
                .that()
                .resideOutsideOfPackage("io.callgate.app..")
                .should()
                .accessTargetWhere(looking)
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void an_adapter_knows_the_gate_the_core_and_the_kit_and_no_other_adapter(String adapter) {
        noClasses()
                .that()
                .resideInAPackage("io.callgate." + adapter + "..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.callgate..")
                        .and(resideOutsideOfPackages(
                                "io.callgate." + adapter + "..",
                                "io.callgate.gate..",
                                "io.callgate.core..",
                                "io.callgate.kit..",
                                "io.callgate.netlink..",
                                "io.callgate.toml..")))
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    static Stream<String> adapters() {
        return CLASSES.stream().map(ArchitectureTest::part).distinct().filter(part -> !OTHERS.contains(part));
    }

    /** The package right below io.callgate that a class is in or under. */
    private static String part(JavaClass of) {
        return of.getPackageName().split("[.]")[2];
    }

    @Test
    void each_package_below_io_callgate_that_is_nothing_else_is_an_adapter() {
        assertThat(adapters())
                .contains("store", "firewall", "mail", "agi", "sight", "scan", "names", "registrar")
                .doesNotContainAnyElementsOf(OTHERS);
    }

    @Test
    void each_library_is_one_parts_own() {
        Map<String, Set<String>> users = new TreeMap<>();
        for (JavaClass each : CLASSES)
            each.getDirectDependenciesFromSelf().stream()
                    .flatMap(dependency -> library(dependency.getTargetClass()).stream())
                    .forEach(library ->
                            users.computeIfAbsent(library, l -> new TreeSet<>()).add(part(each)));
        assertThat(users).containsKeys("java.sql", "org.xbill", "org.asteriskjava", "jakarta.mail");
        users.values().removeIf(parts -> parts.size() == 1);
        assertThat(users).isEqualTo(SHARED);
    }

    /** By the beginning of its packages; empty for what any part may use. */
    private static Optional<String> library(JavaClass of) {
        String name = of.getBaseComponentType().getPackageName();
        if (name.isEmpty() || name.matches("io[.]callgate.*|com[.]google[.]common.*|org[.]slf4j.*"))
            return Optional.empty();
        boolean isJdks = name.matches("java(x[.](crypto|net))?([.].*)?");
        if (isJdks && !name.startsWith("java.sql")) return Optional.empty();
        List<String> words = Splitter.on('.').splitToList(name);
        int own = name.startsWith("com.sun.") || name.startsWith("com.google.") ? 3 : 2;
        return Optional.of(String.join(".", words.subList(0, Math.min(own, words.size()))));
    }

    /** Elsewhere a name that somebody can guess, or a link that is followed, would soon creep in. */
    @Test
    void only_the_kit_writes_files() {
        DescribedPredicate<JavaAccess<?>> writing = DescribedPredicate.describe("make or write a file", access -> {
            String owner = access.getTargetOwner().getName();
            String name = access.getName();
            if (owner.equals(Files.class.getName()))
                return name.startsWith("write")
                        || name.startsWith("copy")
                        || name.equals("move")
                        || name.equals("createFile")
                        || name.equals("createTempFile")
                        || name.equals("newOutputStream")
                        || name.equals("newBufferedWriter")
                        || name.equals("newByteChannel");
            if (owner.equals(FileChannel.class.getName()) && name.equals("open"))
                return access.getTarget() instanceof CodeUnitCallTarget target
                        && target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Set.class));
            return owner.equals(RandomAccessFile.class.getName())
                    || owner.equals(FileWriter.class.getName())
                    || owner.equals(File.class.getName()) && name.startsWith("createTemp")
                    || owner.equals(FileOutputStream.class.getName())
                            && access.getTarget() instanceof CodeUnitCallTarget target
                            && target.getName().equals("<init>")
                            && !target.getRawParameterTypes().get(0).isEquivalentTo(FileDescriptor.class);
        });
        noClasses()
                .that()
                .resideOutsideOfPackage("io.callgate.kit..")
                // SQLite writes its files itself, and a socket is none that one opens.
                .and(DescribedPredicate.not(simpleName("SqliteFile")))
                .and(DescribedPredicate.not(simpleName("SocketFile")))
                .should()
                .accessTargetWhere(writing)
                .check(CLASSES);
    }

    @Test
    void the_gate_knows_only_the_core_and_the_kit() {
        noClasses()
                .that()
                .resideInAPackage("io.callgate.gate..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.callgate..")
                        .and(resideOutsideOfPackages("io.callgate.gate..", "io.callgate.core..", "io.callgate.kit..")))
                .check(CLASSES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kit", "netlink"})
    void what_lies_below_all_knows_nothing_of_callgate(String below) {
        noClasses()
                .that()
                .resideInAPackage("io.callgate." + below + "..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("io.callgate..").and(resideOutsideOfPackages("io.callgate." + below + "..")))
                .check(CLASSES);
    }

    @Test
    void the_reading_of_toml_knows_only_the_kit() {
        noClasses()
                .that()
                .resideInAPackage("io.callgate.toml..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.callgate..")
                        .and(resideOutsideOfPackages("io.callgate.toml..", "io.callgate.kit..")))
                .check(CLASSES);
    }

    /** One place makes them, so that each has a name and none keeps the program from ending. */
    @Test
    void only_the_kit_makes_daemon_threads() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.callgate.kit..")
                .should()
                .callMethod(Thread.class, "setDaemon", boolean.class)
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("doors")
    void each_outside_thing_has_one_door(String thing, Set<String> doors) {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        doors.stream().map(d -> "io.callgate." + d + "..").toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(thing)
                .check(CLASSES);
    }

    static Stream<Object[]> doors() {
        return Map.of(
                        "java.sql..", Set.of("store"),
                        "picocli..", Set.of("app"),
                        "org.tomlj..", Set.of("toml", "app.book"),
                        "com.google.zxing..", Set.of("app.card"),
                        "jdk.net..", Set.of("app.control"))
                .entrySet()
                .stream()
                .map(e -> new Object[] {e.getKey(), e.getValue()});
    }

    @Test
    void no_packages_depend_on_each_other_in_a_circle() {
        slices().matching("io.callgate.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
