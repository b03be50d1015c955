package org.activityrelay.relay.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {

    @TempDir
    Path folder;

    private Path routes;
    private Path site;

    @BeforeEach
    void write() throws IOException {
        routes = Files.createDirectories(folder.resolve("routes/mappings")).getParent();
        site = Files.createDirectories(folder.resolve("config"));
        Files.writeString(routes.resolve("3-routing.camel.yaml"), "a");
        Files.writeString(routes.resolve("mappings/crm.jsonata"), "b");
        Files.writeString(site.resolve("dispositions.yaml"), "c");
        Files.writeString(site.resolve("application.yaml"), "secret");
    }

    private Snapshot read() {
        return new SnapshotReader(routes, site).read();
    }

    private static List<String> paths(Snapshot snapshot) {
        return StreamSupport.stream(snapshot.paths().spliterator(), false).toList();
    }

    @Test
    void holdsTheRoutesFolderAndTheDispositionsAndNoSecrets() {
        Snapshot snapshot = read();
        assertThat(paths(snapshot))
                .containsExactly(
                        "config/dispositions.yaml", "routes/3-routing.camel.yaml", "routes/mappings/crm.jsonata");
        assertThat(snapshot.text("routes/mappings/crm.jsonata")).contains("b");
        assertThat(snapshot.bytes("routes/nope")).isEmpty();
    }

    @Test
    void leavesOutWhatEditorsAndKubernetesHide() throws IOException {
        Files.writeString(routes.resolve(".3-routing.camel.yaml.swp"), "x");
        Files.writeString(routes.resolve("3-routing.camel.yaml~"), "x");
        Path mounted = Files.createDirectories(routes.resolve("..2026_11_23/more"));
        Files.writeString(mounted.resolve("linked.ftl"), "d");
        Files.createSymbolicLink(routes.resolve("..data"), Path.of("..2026_11_23"));
        Files.createSymbolicLink(routes.resolve("more"), Path.of("..data/more"));
        assertThat(paths(read()))
                .containsExactly(
                        "config/dispositions.yaml",
                        "routes/3-routing.camel.yaml",
                        "routes/mappings/crm.jsonata",
                        "routes/more/linked.ftl");
    }

    @Test
    void hasTheSameHashForTheSameContentOnly() throws IOException {
        String hash = read().hash();
        assertThat(hash).matches("[0-9a-f]{64}").isEqualTo(read().hash());
        assertThat(Snapshot.of(read().files()).hash()).isEqualTo(hash);

        Files.writeString(routes.resolve("mappings/crm.jsonata"), "b2");
        assertThat(read().hash()).isNotEqualTo(hash);
    }

    @Test
    void tellsAMovedByteFromAnother() {
        Snapshot one = Snapshot.of(Map.of("routes/a", "bc".getBytes(), "routes/d", new byte[0]));
        Snapshot other = Snapshot.of(Map.of("routes/ab", "c".getBytes(), "routes/d", new byte[0]));
        assertThat(one.hash()).isNotEqualTo(other.hash());
    }

    @Test
    void cannotBeChanged() {
        byte[] content = "a".getBytes();
        Snapshot snapshot = Snapshot.of(Map.of("routes/a", content));
        content[0] = 'z';
        snapshot.bytes("routes/a").orElseThrow()[0] = 'y';
        snapshot.files().get("routes/a")[0] = 'x';
        assertThat(snapshot.text("routes/a")).contains("a");
    }

    @Test
    void saysWhenThereIsNoFolder() {
        assertThatThrownBy(() -> new SnapshotReader(folder.resolve("nowhere"), site).read())
                .isInstanceOf(RefusedConfigurationException.class)
                .hasMessageContaining("nowhere: there is no such folder")
                .hasMessageContaining("relay.configuration.routes");
    }
}
