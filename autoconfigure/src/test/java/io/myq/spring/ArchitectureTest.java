package io.myq.spring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Proves who may see whom: what runs listeners and sends messages must not need Boot. */
class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.myq.spring");

    @Test
    void onlyAutoconfigureKnowsBoot() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.myq.spring.autoconfigure..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot..")
                .check(CLASSES);
    }

    @Test
    void importsOnlyGoDown() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("annotation")
                .definedBy("io.myq.spring.annotation")
                .layer("convert")
                .definedBy("io.myq.spring.convert")
                .layer("listener")
                .definedBy("io.myq.spring.listener")
                .layer("template")
                .definedBy("io.myq.spring.template")
                .layer("autoconfigure")
                .definedBy("io.myq.spring.autoconfigure..")
                .whereLayer("annotation")
                .mayNotAccessAnyLayer()
                .whereLayer("convert")
                .mayNotAccessAnyLayer()
                .whereLayer("listener")
                .mayOnlyAccessLayers("annotation", "convert")
                .whereLayer("template")
                .mayOnlyAccessLayers("convert")
                .check(CLASSES);
    }

    @Test
    void optionalLibrariesStayInTheirOwnClasses() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.myq.spring.autoconfigure.health")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.boot.health..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.myq.spring.autoconfigure.metrics")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.micrometer..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.myq.spring.autoconfigure.embedded")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.myq.embedded..")
                .check(CLASSES);
        noClasses()
                .that()
                .haveSimpleNameNotContaining("Json")
                .and()
                .haveSimpleNameNotContaining("Jackson")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("tools.jackson..")
                .check(CLASSES);
    }

    @Test
    void nobodySeesTheInsideOfTheClient() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideOutsideOfPackage("io.myq.internal..")
                .check(CLASSES);
    }
}
