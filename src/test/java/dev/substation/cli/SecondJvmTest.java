package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecondJvmTest {

    private static final Path JAR = Path.of("substation.jar");

    @ParameterizedTest
    @ValueSource(strings = {"run", "demo"})
    void runsWhatStaysInAJvmOfItsOwn(String command) {
        assertTrue(SecondJvm.isNeeded(List.of(command), Optional.empty(), true));
        assertTrue(SecondJvm.isNeeded(List.of(command), Optional.of("small"), true));
        assertFalse(SecondJvm.isNeeded(List.of(command, "--help"), Optional.empty(), true));
    }

    @Test
    void leavesAJvmAloneWhoseOptionsAreSet() {
        assertFalse(SecondJvm.isNeeded(List.of("run"), Optional.of("set"), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "routes", "station", "--version", "health"})
    void runsWhatEndsSoonInTheFirstJvm(String command) {
        assertFalse(SecondJvm.isNeeded(List.of(command), Optional.empty(), true));
        assertFalse(SecondJvm.isNeeded(List.of(), Optional.empty(), true));
    }

    @Test
    void hasNoOptionsOutsideTheRunnableJar() {
        assertFalse(SecondJvm.isNeeded(List.of("run"), Optional.empty(), false));
    }

    @Test
    void optionsOfTheUserComeAfterThoseOfTheMachine() {
        List<String> command =
                SecondJvm.command(
                        List.of("run", "--home", "/h"),
                        JAR,
                        List.of("-Xmx512m", "-Dsubstation.jvm=set"),
                        List.of("-Xmx1g", "-Duser.language=de"));

        assertEquals(
                List.of("-Xmx512m", "-Dsubstation.jvm=set", "-Xmx1g", "-Duser.language=de"),
                command.subList(1, 5));
        assertEquals(
                List.of("-jar", "substation.jar", "run", "--home", "/h"),
                command.subList(6, command.size()));
    }

    @Test
    void aCollectorOfTheUserReplacesTheShippedOne() {
        List<String> command =
                SecondJvm.command(
                        List.of("run"),
                        JAR,
                        List.of("-XX:+UseSerialGC", "-Xmx512m"),
                        List.of("-XX:+UseG1GC", "-XX:+UseStringDeduplication"));

        assertEquals(
                List.of("-Xmx512m", "-XX:+UseG1GC", "-XX:+UseStringDeduplication"),
                command.subList(1, 4));
        assertEquals(
                List.of("-XX:+UseParallelGC"),
                JvmOptions.together(List.of("-XX:+UseSerialGC"), List.of("-XX:+UseParallelGC")));
        assertEquals(
                List.of("-XX:+UseSerialGC", "-Xmx1g"),
                JvmOptions.together(List.of("-XX:+UseSerialGC"), List.of("-Xmx1g")));
    }

    @Test
    void optionsOfASmallFirstJvmAreNotForTheSecond() {
        List<String> command =
                SecondJvm.command(
                        List.of("run"),
                        JAR,
                        List.of("-Xmx512m"),
                        List.of("-Xmx16m", "-Dsubstation.jvm=small"));

        assertEquals("-Xmx512m", command.get(1));
        assertFalse(command.contains("-Xmx16m"), command::toString);
        assertFalse(command.contains("-Dsubstation.jvm=small"), command::toString);
    }
}
