package org.activityrelay.relay.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.activityrelay.relay.ActivityRelay;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModule;
import org.springframework.modulith.core.ApplicationModules;

/** The packages are modules: no cycles, and nobody reaches into another's insides. */
class ModulesTest {

    private static final String ROOT = ActivityRelay.class.getPackageName();
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    private static final ArchRule RECORD_IS_PLAIN_JAVA = noClasses()
            .that()
            .resideInAPackage(ROOT + ".activity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "org.apache.camel..", "java.sql..");

    private static final ArchRule LEDGER_KNOWS_NO_CAMEL = noClasses()
            .that()
            .resideInAPackage(ROOT + ".ledger..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..");

    @Test
    void modulesHaveNoCyclesAndKeepTheirInsides() {
        ApplicationModules modules = ApplicationModules.of(ActivityRelay.class);

        assertThat(modules.stream().map(ApplicationModule::getIdentifier).map(Object::toString))
                .contains(
                        "activity", "component", "intake", "ledger", "routing", "delivery", "destination", "security");
        modules.verify();
    }

    @Test
    void recordIsPlainJava() {
        RECORD_IS_PLAIN_JAVA.check(MAIN);
    }

    @Test
    void ledgerKnowsNoCamel() {
        LEDGER_KNOWS_NO_CAMEL.check(MAIN);
    }

    /** What they share is in the package around them. */
    @Test
    void doorsDoNotKnowEachOther() {
        slices().matching(ROOT + ".intake.(*)..")
                .should()
                .notDependOnEachOther()
                .check(MAIN);
        assertThatThrownBy(() -> slices().matching(ROOT + ".(*)..")
                        .should()
                        .notDependOnEachOther()
                        .check(MAIN))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void rulesCanFail() {
        ArchRule wrong = noClasses()
                .that()
                .resideInAPackage(ROOT + ".component..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.camel..");

        assertThatThrownBy(() -> wrong.check(MAIN)).isInstanceOf(AssertionError.class);
        classes()
                .that()
                .resideInAPackage(ROOT + ".activity..")
                .should()
                .bePublic()
                .orShould()
                .notBePublic()
                .check(MAIN);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws Exception {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java"))) {
            List<Path> silent = folders.filter(Files::isDirectory)
                    .filter(ModulesTest::holdsJava)
                    .filter(folder -> !folder.endsWith("relay") && !Files.exists(folder.resolve("package-info.java")))
                    .toList();

            assertThat(silent).isEmpty();
        }
    }

    private static boolean holdsJava(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
