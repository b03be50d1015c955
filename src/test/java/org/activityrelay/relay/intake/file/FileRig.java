package org.activityrelay.relay.intake.file;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.activityrelay.relay.intake.DoorRig;
import org.activityrelay.relay.intake.Intake;

/** The drop folder's route, impatient. */
final class FileRig {

    private FileRig() {}

    static FileSettings settings(Path drop) {
        return new FileSettings(
                true,
                drop,
                Path.of("done"),
                Path.of("rejected"),
                Duration.ofMillis(20),
                Duration.ofMillis(40),
                16,
                true,
                Duration.ofMillis(20),
                Duration.ofMillis(100));
    }

    /** Not started. */
    static DoorRig of(FileSettings settings, Intake intake, FileIntake.Opener opener, Clock clock) throws Exception {
        DoorRig rig = new DoorRig("files", intake);
        FileIntake files = new FileIntake(settings, 100_000, intake, rig::refuse, rig.door(), opener);
        FileStrategy strategy = new FileStrategy(settings, files, rig.door(), clock);
        return rig.owns(strategy)
                .bind("intakeFiles", strategy)
                .bind("fileIntake", files)
                .load(
                        "routes/1-intake-files.camel.yaml",
                        Map.of(
                                "relay.intake.files.enabled",
                                "true",
                                "relay.intake.files.directory",
                                settings.directory().toString(),
                                "relay.intake.files.poll",
                                settings.poll().toMillis() + "ms"));
    }
}
