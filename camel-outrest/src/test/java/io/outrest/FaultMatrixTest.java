package io.outrest;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrest.testing.Fault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the fault matrix has a test, or a reason why it has none here. */
class FaultMatrixTest {

    /** The last row that is there. */
    private static final int LAST = 48;

    /** Rows that cannot be shown here, and why. */
    private static final Map<Integer, String> NOT_HERE = Map.of();

    @Test
    void everyRowHasATestOrAReason() throws Exception {
        Set<Integer> shown = new TreeSet<>(NOT_HERE.keySet());
        for (Method method : tests()) {
            Fault fault = method.getAnnotation(Fault.class);
            if (fault != null) {
                Arrays.stream(fault.value()).forEach(shown::add);
            }
        }

        assertThat(shown).containsAll(IntStream.rangeClosed(1, LAST).boxed().toList());
    }

    /** The methods of all test classes of this module, as they were compiled. */
    private static Iterable<Method> tests() throws IOException, URISyntaxException {
        Path compiled = Path.of(FaultMatrixTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(compiled)) {
            return files.filter(file -> file.toString().endsWith("Test.class"))
                    .map(file -> compiled.relativize(file).toString())
                    .flatMap(file -> Arrays.stream(methods(file.replace(".class", ""))))
                    .toList();
        }
    }

    private static Method[] methods(String file) {
        try {
            ClassLoader loader = FaultMatrixTest.class.getClassLoader();
            return Class.forName(file.replace('/', '.'), false, loader).getDeclaredMethods();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
