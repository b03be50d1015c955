package org.activityrelay.relay.intake.file;

import java.time.Clock;
import org.activityrelay.relay.intake.DoorStatus;
import org.activityrelay.relay.intake.Intake;
import org.activityrelay.relay.intake.Refusals;
import org.activityrelay.relay.privacy.Copies;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

/** The file door. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FileSettings.class)
class FileConfiguration {

    @Bean
    DoorStatus filesStatus(FileSettings settings) {
        DoorStatus status = new DoorStatus("files");
        if (!settings.enabled()) {
            status.off("relay.intake.files.enabled is false");
        }
        return status;
    }

    @Bean
    FileIntake fileIntake(
            FileSettings settings,
            @Value("${relay.intake.max-record-size}") DataSize maxRecord,
            Intake intake,
            Refusals refusals,
            @Qualifier("filesStatus") DoorStatus status) {
        return new FileIntake(
                settings, Math.toIntExact(maxRecord.toBytes()), intake, refusals, status, FileIntake::open);
    }

    /** What the route of the drop folder names as its {@code processStrategy}. */
    @Bean
    FileStrategy intakeFiles(
            FileSettings settings,
            FileIntake intake,
            @Qualifier("filesStatus") DoorStatus status,
            ObjectProvider<Clock> clock) {
        return new FileStrategy(settings, intake, status, clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    Copies fileCopies(FileSettings settings, @Value("${relay.intake.max-record-size}") DataSize maxRecord) {
        return new FileCopies(settings, Math.toIntExact(maxRecord.toBytes()));
    }
}
