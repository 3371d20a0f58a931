package io.outrest.openapi;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.importer.ImportOption.Predefined.DO_NOT_INCLUDE_TESTS;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.outrest.architecture.ArchitectureRule;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for the import as a whole; {@code offenders} shows that each rule can fail. */
class ImportArchitectureTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(DO_NOT_INCLUDE_TESTS).importPackages("io.outrest.openapi");
    private static final JavaClasses OFFENDERS = new ClassFileImporter().importPackages("io.outrest.openapi.offenders");

    private static final Set<String> MAPPING =
            Set.of("SwaggerModel", "Mapping", "Parameters", "Requirements", "Schemes", "ServerUrl");

    private static final ArchRule SWAGGER_ONLY_WHERE_IT_IS_MAPPED = noClasses()
            .that(describe("do not map", type -> !MAPPING.contains(outermost(type))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.swagger..");

    /** Of the parser only the class that makes a model of a tree. */
    private static final ArchRule THE_PARSER_READS_NOTHING = noClasses()
            .should()
            .dependOnClassesThat(describe(
                    "read text, files or addresses",
                    type -> type.getPackageName().startsWith("io.swagger.v3.parser")
                            && !outermost(type).equals("OpenAPIDeserializer")));

    private static final ArchRule NO_CAMEL =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.apache.camel..");

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst(".*\\.", "").replaceFirst("\\$.*", "");
    }

    @Test
    void swaggersClassesAreKnownWhereTheyAreMapped() {
        SWAGGER_ONLY_WHERE_IT_IS_MAPPED.check(CLASSES);
        finds(SWAGGER_ONLY_WHERE_IT_IS_MAPPED, "KnowsSwagger");
    }

    @Test
    void theParserReadsNothing() {
        THE_PARSER_READS_NOTHING.check(CLASSES);
        finds(THE_PARSER_READS_NOTHING, "LetsTheParserRead");
    }

    @Test
    void camelIsNotKnown() {
        NO_CAMEL.check(CLASSES);
        finds(NO_CAMEL, "KnowsCamel");
    }

    private static void finds(ArchRule rule, String offender) {
        assertThat(rule.evaluate(OFFENDERS).getFailureReport().getDetails())
                .isNotEmpty()
                .anySatisfy(violation -> assertThat(violation).contains(offender));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "NAMES_SAY_WHAT_A_CLASS_IS",
                "NO_MUTABLE_STATIC",
                "NO_SECRET_IN_A_STRING",
                "EVERY_PACKAGE_IS_NULL_MARKED"
            })
    void whatHoldsForTheComponentHoldsHere(ArchitectureRule rule) {
        rule.in("io.outrest.openapi").check(CLASSES);
    }
}
