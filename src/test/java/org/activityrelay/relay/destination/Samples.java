package org.activityrelay.relay.destination;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import org.activityrelay.relay.activity.ActivityReader;
import org.activityrelay.relay.activity.Dispositions;
import org.activityrelay.relay.activity.TenantProfile;

/** Every valid sample of {@code routes/samples}, in canonical form. */
public final class Samples {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Samples() {}

    /** By file name; rows of a CSV file as {@code file#row}. */
    public static Map<String, ObjectNode> all() throws IOException {
        Map<String, ObjectNode> samples = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("routes/samples"))) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(".csv")) {
                    readRows(file, name, samples);
                } else if (!name.startsWith("invalid-")) {
                    samples.put(name, canonical(JSON.readTree(file.toFile())));
                }
            }
        }
        return samples;
    }

    public static ObjectNode of(String name) throws IOException {
        return all().get(name);
    }

    private static void readRows(Path file, String name, Map<String, ObjectNode> samples) throws IOException {
        CsvSchema schema = CsvSchema.emptySchema().withHeader();
        int number = 0;
        try (MappingIterator<ObjectNode> rows =
                new CsvMapper().readerFor(ObjectNode.class).with(schema).readValues(file.toFile())) {
            while (rows.hasNext()) {
                samples.put(name + "#" + ++number, canonical(rows.next()));
            }
        }
    }

    private static ObjectNode canonical(JsonNode sent) throws IOException {
        TenantProfile tenant = new TenantProfile(
                "default",
                URI.create("https://tenant.example.com"),
                "DE",
                ZoneId.of("UTC"),
                Dispositions.parse(Files.readAllBytes(Path.of("config/dispositions.yaml"))));
        return new ActivityReader(JSON).read(sent, tenant).json().deepCopy();
    }
}
