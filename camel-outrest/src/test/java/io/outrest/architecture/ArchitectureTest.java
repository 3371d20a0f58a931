package io.outrest.architecture;

import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.EvaluationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {
    private static final String OURS = "io.outrest";
    private static final String OFFENDERS = "io.outrest.architecture.offenders";

    private static final JavaClasses OUR_CLASSES = new ClassFileImporter()
            .withImportOption(DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !isGenerated(location))
            .importPackages(OURS);

    private static final JavaClasses OFFENDING_CLASSES = new ClassFileImporter().importPackages(OFFENDERS);

    @ParameterizedTest
    @EnumSource
    void holds(ArchitectureRule rule) {
        rule.in(OURS).check(OUR_CLASSES);
    }

    @ParameterizedTest
    @EnumSource
    void findsItsOffenderAndNoOther(ArchitectureRule rule) {
        EvaluationResult result = rule.in(OFFENDERS).evaluate(OFFENDING_CLASSES);

        assertThat(result.getFailureReport().getDetails()).isNotEmpty().allSatisfy(violation -> assertThat(violation)
                .contains(rule.offender()));
    }

    /** Camel's generator has rules of its own. */
    private static boolean isGenerated(Location location) {
        String type = location.asURI().getPath().replaceFirst(".*/classes/", "").replaceFirst("(\\$.*)?\\.class$", "");
        return Files.exists(Path.of("src/generated/java", type + ".java"));
    }
}
