package io.myq;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.myq.error.MyqException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Proves the floors of docs/DESIGN.md: imports only go down, and what is internal stays inside. */
class FloorsTest {

    /** The classes of this module alone: the embedded broker, a test dependency, has a house of its own. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(MyqClient.class.getProtectionDomain().getCodeSource().getLocation());

    /** From the ground up: a floor sees the floors before it, and packages of one floor do not see each other. */
    private static final List<List<String>> FLOORS = List.of(
            List.of("error", "message"),
            List.of("partitioner", "balance"),
            List.of("config", "internal.protocol", "internal.compress"),
            List.of("internal.batch"),
            List.of("internal.network"),
            List.of("internal.cluster"),
            List.of("producer", "consumer"),
            List.of("group"));

    @Test
    void importsOnlyGoDown() {
        var layers = layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("root")
                .definedBy("io.myq");
        for (String floor : FLOORS.stream().flatMap(List::stream).toList()) {
            layers = layers.layer(floor).definedBy("io.myq." + floor);
        }
        for (int i = 0; i < FLOORS.size(); i++) {
            String[] below = FLOORS.subList(0, i).stream().flatMap(List::stream).toArray(String[]::new);
            for (String floor : FLOORS.get(i)) {
                layers = below.length == 0
                        ? layers.whereLayer(floor).mayNotAccessAnyLayer()
                        : layers.whereLayer(floor).mayOnlyAccessLayers(below);
            }
        }
        layers.whereLayer("root").mayNotBeAccessedByAnyLayer().check(CLASSES);
    }

    @Test
    void everyPackageHasItsFloor() {
        String[] known = Stream.concat(
                        Stream.of("io.myq"),
                        FLOORS.stream().flatMap(List::stream).map(floor -> "io.myq." + floor))
                .toArray(String[]::new);
        classes().should().resideInAnyPackage(known).check(CLASSES);
    }

    @Test
    void onlyTheNetworkFloorSeesSocketsAndSelectors() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.myq.internal.network")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.nio.channels..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(Socket|ServerSocket|InetSocketAddress|InetAddress).*")
                .check(CLASSES);
    }

    @Test
    void onlyTheCompressFloorSeesCodecLibraries() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.myq.internal.compress")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.github.luben..", "net.jpountz..", "org.xerial..", "java.util.zip")
                .because("codecs are optional at run time (java.util.zip holds gzip; checksums come from CRC32C)")
                .check(CLASSES.that(new com.tngtech.archunit.base.DescribedPredicate<>("use no checksum") {
                    @Override
                    public boolean test(JavaClass javaClass) {
                        return !Set.of("io.myq.internal.batch", "io.myq.partitioner")
                                .contains(javaClass.getPackageName());
                    }
                }));
    }

    @Test
    void whatUsersSeeMentionsNothingInternal() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("io.myq.internal..")
                .and()
                .areDeclaredInClassesThat()
                .haveSimpleNameNotEndingWith("Factory")
                .should(mentionNothingInternal())
                .because("only the factories through which the floor above builds a feature may")
                .check(CLASSES);
    }

    @Test
    void everyExceptionIsAMyqException() {
        classes()
                .that()
                .areAssignableTo(Throwable.class)
                .should()
                .beAssignableTo(MyqException.class)
                .check(CLASSES);
    }

    private static ArchCondition<JavaMethod> mentionNothingInternal() {
        return new ArchCondition<>("mention nothing internal") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                        .map(JavaClass::getBaseComponentType)
                        .filter(type -> type.getPackageName().startsWith("io.myq.internal"))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " mentions " + type.getName())));
            }
        };
    }
}
