package io.outrest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outrest.AnswerFuzz;
import io.outrest.security.ChallengeFuzz;
import io.outrest.security.TokenAnswerFuzz;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.provider.Arguments;

/** The seeds of all targets of fuzzing, without the fuzzer: a target that its own seeds break would find nothing else. */
class SeedsTest {

    private static final List<Class<?>> TARGETS = List.of(
            TemplateFuzz.class,
            HeaderFuzz.class,
            DeclaredParameterFuzz.class,
            AnswerFuzz.class,
            RedirectFuzz.class,
            BodyFuzz.class,
            ContentCodingFuzz.class,
            ChallengeFuzz.class,
            TokenAnswerFuzz.class,
            DocumentFuzz.class,
            PemFuzz.class);

    @TestFactory
    Stream<DynamicTest> seedsHold() {
        return TARGETS.stream().flatMap(SeedsTest::tests);
    }

    /** A target that is not in the list above would not be tried here. */
    @Test
    void everyTargetIsListed() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
            List<String> written = sources.map(source -> source.getFileName().toString())
                    .filter(name -> name.endsWith("Fuzz.java"))
                    .toList();
            assertThat(TARGETS)
                    .extracting(target -> target.getSimpleName() + ".java")
                    .containsExactlyInAnyOrderElementsOf(written);
        }
    }

    private static Stream<DynamicTest> tests(Class<?> target) {
        Method check = Arrays.stream(target.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                .findFirst()
                .orElseThrow();
        return seeds(target)
                .map(Arguments::get)
                .map(seed -> DynamicTest.dynamicTest(
                        target.getSimpleName() + " " + Arrays.deepToString(seed), () -> check(target, check, seed)));
    }

    private static Stream<Arguments> seeds(Class<?> target) {
        try {
            Method seeds = target.getDeclaredMethod("seeds");
            seeds.setAccessible(true);
            return ((Stream<?>) seeds.invoke(null)).map(Arguments.class::cast);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no seeds", e);
        }
    }

    private static void check(Class<?> target, Method check, Object[] seed) throws Throwable {
        var constructor = target.getDeclaredConstructor();
        constructor.setAccessible(true);
        check.setAccessible(true);
        Object instance = constructor.newInstance();
        try {
            check.invoke(instance, seed);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            if (instance instanceof AutoCloseable closeable) {
                closeable.close();
            }
        }
    }
}
