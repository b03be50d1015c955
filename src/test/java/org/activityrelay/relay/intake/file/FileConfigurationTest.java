package org.activityrelay.relay.intake.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.activityrelay.relay.intake.DoorStatus;
import org.activityrelay.relay.intake.FakeIntake;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.Refusals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The file door as the application declares it, with the defaults it ships. */
class FileConfigurationTest {

    @TempDir
    Path data;

    @Test
    void bindsItsDefaults() {
        runner().run(context -> {
            FileSettings files = context.getBean(FileSettings.class);
            assertThat(files.directory()).isEqualTo(data.resolve("intake"));
            assertThat(files.stableFor()).isEqualTo(Duration.ofSeconds(2));
            assertThat(files.enabled()).isTrue();
            assertThat(context.getBean("intakeFiles")).isInstanceOf(FileStrategy.class);
        });
    }

    @Test
    void saysThatItIsSwitchedOff() {
        runner().withPropertyValues("relay.intake.files.enabled=false").run(context -> assertThat(
                        context.getBean(DoorStatus.class).now().state())
                .isEqualTo(DoorStatus.State.OFF));
    }

    private ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withInitializer(context ->
                        context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance()))
                .withConfiguration(AutoConfigurations.of(ConfigurationPropertiesAutoConfiguration.class))
                .withUserConfiguration(FileConfiguration.class)
                .withBean(Intake.class, FakeIntake::new)
                .withBean(Refusals.class, () -> (body, why) -> FakeIntake.refused(422, "", why))
                .withPropertyValues("relay.data=" + data);
    }
}
