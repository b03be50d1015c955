package org.activityrelay.relay.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The browser of this machine. */
public final class Chromium {

    public static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private Chromium() {}

    /** Skips the test where there is none; fails it where one is required. */
    public static Path find() {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        String required = System.getProperty("RELAY_BROWSER", System.getenv("RELAY_BROWSER"));
        if ("required".equals(required)) {
            assertEquals(true, found.isPresent(), "RELAY_BROWSER=required, but there is no Chromium on the PATH");
        }
        assumeTrue(found.isPresent(), "No Chromium on the PATH: nothing is tried in a browser");
        return found.orElseThrow();
    }
}
