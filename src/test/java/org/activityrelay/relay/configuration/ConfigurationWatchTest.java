package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationWatchTest {

    @TempDir
    Path home;

    private final List<String> taken = new ArrayList<>();
    private SnapshotReader reader;
    private ConfigurationWatch watch;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(home.resolve("routes/mappings"));
        Files.writeString(home.resolve("routes/a.yaml"), "a");
        reader = new SnapshotReader(home.resolve("routes"), home.resolve("config"));
        watch = new ConfigurationWatch(reader, this::take, Duration.ofHours(1));
        look(2);
        assertThat(taken).as("what was saved while the process started").hasSize(1);
        taken.clear();
    }

    private void take() {
        taken.add(reader.read().hash());
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            watch.look();
        }
    }

    @Test
    void takesNothingUpThatDidNotChange() {
        look(3);
        assertThat(taken).isEmpty();
    }

    @Test
    void takesSeveralFilesSavedTogetherUpTogether() throws IOException {
        Files.writeString(home.resolve("routes/a.yaml"), "changed");
        look(1);
        Files.writeString(home.resolve("routes/mappings/new.jsonata"), "{}");
        look(1);
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/dispositions.yaml"), "SUCCESS: []");
        look(1);
        assertThat(taken).as("still being saved").isEmpty();
        look(2);
        assertThat(taken).containsExactly(reader.read().hash());
    }

    @Test
    void takesUpAtTheNextLookWhatWasSavedWhileItReloaded() throws IOException {
        List<String> more = new ArrayList<>(List.of("second"));
        watch = new ConfigurationWatch(
                reader,
                () -> {
                    take();
                    more.forEach(text -> save(text));
                    more.clear();
                },
                Duration.ofHours(1));
        look(2);
        assertThat(taken).hasSize(1);
        look(1);
        assertThat(taken).hasSize(2).endsWith(reader.read().hash()).doesNotHaveDuplicates();
    }

    private void save(String text) {
        try {
            Files.writeString(home.resolve("routes/a.yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void seesARenamedAndARemovedFile() throws IOException {
        Files.move(home.resolve("routes/a.yaml"), home.resolve("routes/b.yaml"));
        look(2);
        assertThat(taken).hasSize(1);
        Files.delete(home.resolve("routes/b.yaml"));
        look(2);
        assertThat(taken).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void seesLinksSwappedAsKubernetesSwapsThem() throws IOException {
        Path mounted = Files.createDirectories(home.resolve("mounted"));
        version(mounted, "..1", "one");
        Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(mounted.resolve("a.yaml"), Path.of("..data/a.yaml"));
        reader = new SnapshotReader(mounted, home.resolve("config"));
        watch = new ConfigurationWatch(reader, this::take, Duration.ofHours(1));
        look(2);

        version(mounted, "..2", "two");
        Files.createSymbolicLink(mounted.resolve("..next"), Path.of("..2"));
        Files.move(mounted.resolve("..next"), mounted.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        look(2);
        assertThat(taken).hasSize(2).doesNotHaveDuplicates();
        assertThat(reader.read().text("routes/a.yaml")).contains("two");
    }

    private static void version(Path mounted, String name, String text) throws IOException {
        Files.createDirectory(mounted.resolve(name));
        Files.writeString(mounted.resolve(name).resolve("a.yaml"), text);
    }
}
