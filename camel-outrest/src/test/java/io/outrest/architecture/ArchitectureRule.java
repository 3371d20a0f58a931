package io.outrest.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ClassesTransformer;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/**
 * What holds for the code as a whole. A rule is written for a base package, so that it can be tried on the classes in
 * {@code offenders} as well, which are laid out like the real ones below {@code io.outrest}.
 */
@SuppressWarnings("ImmutableEnumChecker") // a function is no state
public enum ArchitectureRule {
    HTTP_CLIENT_ONLY_IN_HTTP("KnowsHttpClient", base -> noClasses()
            .that()
            .resideOutsideOfPackage(base + ".http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hc..")),

    BREAKER_AND_QUOTA_ONLY_IN_RESILIENCE("KnowsBucket4j", base -> noClasses()
            .that()
            .resideOutsideOfPackage(base + ".resilience..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.resilience4j..", "io.github.bucket4j..")),

    CAMEL_ONLY_AT_THE_EDGE("KnowsCamel", base -> noClasses()
            .that()
            .resideOutsideOfPackages(base, base + ".operation")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.camel..")),

    METERS_ONLY_IN_ONE_CLASS("KnowsMicrometer", base -> noClasses()
            .that()
            .doNotHaveFullyQualifiedName(base + ".operation.MeteredCalls")
            .and()
            .haveNameNotMatching(".*MeteredCalls[$].*")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..")),

    TELEMETRY_ONLY_IN_ONE_CLASS("KnowsTelemetry", base -> noClasses()
            .that()
            .doNotHaveFullyQualifiedName(base + ".OutrestSpanDecorator")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel.telemetry..", "io.opentelemetry..")),

    NO_PACKAGE_CYCLES(
            "CycleStart",
            base -> slices().assignedFrom(packagesOf(base)).should().beFreeOfCycles()),

    NAMES_SAY_WHAT_A_CLASS_IS("OrderHelper", base -> noClasses().should(beNamedByHabit())),

    NO_MUTABLE_STATIC("RemembersForever", base -> fields().that().areStatic().should(beConstant())),

    NO_SECRET_IN_A_STRING("PlainSecret", base -> noFields().should(holdASecretAsText())),

    NO_BLOCKING(
            "WaitsForAFuture",
            base -> noClasses().that(doNotWaitByContract(base)).should().accessTargetWhere(waitsForAFuture())),

    EVERY_PACKAGE_IS_NULL_MARKED("offenders.unmarked", base -> all(packages()).should(beNullMarked()));

    /** Their callers asked to wait: the blocking client, and the producer's calls that stay on the caller's thread. */
    private static final Set<String> WAIT_BY_CONTRACT = Set.of(
            "request.Lifetime", "request.WaitingThread", "http.WaitingConnections", "OutrestClient", "OutrestProducer");

    private static final Pattern HABIT = Pattern.compile("(Util|Helper|Manager|Abstract)|Impl(?![a-z])");
    /** AtomicLong and its like, but not an AtomicLongFieldUpdater, which holds nothing. */
    private static final Pattern ATOMIC = Pattern.compile("java\\.util\\.concurrent\\.atomic\\..*(?<!FieldUpdater)");

    private static final Pattern SECRET = Pattern.compile("(?i)(password|secret|token|apiKey|privateKey)$");

    private final String offender;
    private final Function<String, ArchRule> rule;

    ArchitectureRule(String offender, Function<String, ArchRule> rule) {
        this.offender = offender;
        this.rule = rule;
    }

    /** The rule for the classes below a package. */
    public ArchRule in(String basePackage) {
        // That there is nothing to look at yet is no offence: the offenders show that the rule works.
        return rule.apply(basePackage).allowEmptyShould(true);
    }

    /** What the rule finds among the offenders: a class, or a package. */
    String offender() {
        return offender;
    }

    /** The base package itself, and each package right below it with all that it holds. */
    private static SliceAssignment packagesOf(String base) {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                String name = type.getPackageName();
                if (name.equals(base)) {
                    return SliceIdentifier.of(base);
                }
                if (!name.startsWith(base + ".")) {
                    return SliceIdentifier.ignore();
                }
                String below = name.substring(base.length() + 1);
                return SliceIdentifier.of(base + "." + below.replaceFirst("\\..*", ""));
            }

            @Override
            public String getDescription() {
                return "the packages of " + base;
            }
        };
    }

    private static ArchCondition<JavaClass> beNamedByHabit() {
        return ArchCondition.from(
                describe("be named Util, Helper, Manager, Impl or Abstract", type -> HABIT.matcher(type.getSimpleName())
                        .find()));
    }

    /** Final is not enough: a map or a counter that everybody shares is just as mutable. */
    private static ArchCondition<JavaField> beConstant() {
        return ArchCondition.from(describe(
                "be constant",
                field -> field.getModifiers().contains(JavaModifier.FINAL)
                        && !field.getRawType().isAssignableTo(ConcurrentMap.class)
                        && !ATOMIC.matcher(field.getRawType().getName()).matches()));
    }

    /** A constant may name a secret ("access_token"); a field of an object would hold one. */
    private static ArchCondition<JavaField> holdASecretAsText() {
        return ArchCondition.from(describe(
                "hold a secret as text",
                field -> !field.getModifiers().contains(JavaModifier.STATIC)
                        && field.getRawType().isAssignableTo(CharSequence.class)
                        && SECRET.matcher(field.getName()).find()));
    }

    private static DescribedPredicate<JavaClass> doNotWaitByContract(String base) {
        return describe("do not wait by contract", type -> {
            String name = type.getName().replaceFirst("\\$.*", "");
            return WAIT_BY_CONTRACT.stream().noneMatch(waiting -> name.equals(base + "." + waiting));
        });
    }

    private static DescribedPredicate<JavaAccess<?>> waitsForAFuture() {
        return describe(
                "get() or join() of a future",
                access -> access.getTargetOwner().isAssignableTo(Future.class)
                        && Set.of("get", "join").contains(access.getTarget().getName()));
    }

    private static ClassesTransformer<JavaPackage> packages() {
        return new AbstractClassesTransformer<>("packages") {
            @Override
            public Iterable<JavaPackage> doTransform(JavaClasses classes) {
                return classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
            }
        };
    }

    private static ArchCondition<JavaPackage> beNullMarked() {
        return new ArchCondition<>("be @NullMarked in their package-info") {
            @Override
            public void check(JavaPackage inspected, ConditionEvents events) {
                events.add(new SimpleConditionEvent(
                        inspected,
                        inspected.isAnnotatedWith(NullMarked.class),
                        inspected.getName() + " is not @NullMarked"));
            }
        };
    }
}
