package org.activityrelay.relay.activity;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.activityrelay.relay.activity.Dispositions.InvalidDispositionsException;
import org.activityrelay.relay.activity.Dispositions.Listed;
import org.activityrelay.relay.activity.Dispositions.Mistake;

/**
 * A list of dispositions as somebody keeps it: CSV with a line of column names, or JSON with an array of objects. Columns
 * are known by usual names; which value means which class, by the class's own words and what people write for them.
 */
public final class DispositionList {

    private static final Map<String, List<String>> COLUMNS = Map.of(
            "name", List.of("name", "disposition", "disposition name", "title", "label"),
            "code", List.of("code", "external code", "disposition code", "notation"),
            "id", List.of("id", "disposition id", "guid"),
            "class", List.of("class", "type", "disposition type", "category", "disposition class", "result"));

    private static final Map<String, DispositionClass> WORDS = words();

    private static final String CLASSES =
            Arrays.stream(DispositionClass.values()).map(Enum::name).collect(Collectors.joining(", "));

    private final List<Mistake> mistakes = new ArrayList<>();
    private final List<Listed> listed = new ArrayList<>();

    private DispositionList() {}

    /**
     * Reads a list.
     *
     * @param json whether it is JSON, otherwise CSV
     * @throws InvalidDispositionsException with every mistake and its line
     */
    public static List<Listed> parse(byte[] content, boolean json) {
        DispositionList list = new DispositionList();
        String text = new String(content, StandardCharsets.UTF_8).replaceFirst("^\\uFEFF", "");
        try {
            if (text.isBlank()) {
                list.mistakes.add(new Mistake(1, "there is no disposition in it"));
            } else if (json) {
                list.readJson(text);
            } else {
                list.readCsv(text);
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            list.mistakes.add(new Mistake(line, "cannot be read: " + e.getOriginalMessage()));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        if (list.listed.isEmpty() && list.mistakes.isEmpty()) {
            list.mistakes.add(new Mistake(1, "there is no disposition in it"));
        }
        if (!list.mistakes.isEmpty()) {
            throw new InvalidDispositionsException(list.mistakes);
        }
        return List.copyOf(list.listed);
    }

    private void readCsv(String text) throws IOException {
        String first = text.lines().findFirst().orElse("");
        char separator = first.chars().filter(c -> c == ';').count()
                        > first.chars().filter(c -> c == ',').count()
                ? ';'
                : first.contains("\t") ? '\t' : ',';
        CsvSchema schema = CsvSchema.emptySchema().withHeader().withColumnSeparator(separator);
        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .enable(CsvParser.Feature.TRIM_SPACES)
                .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
                .readerForMapOf(String.class)
                .with(schema)
                .readValues(text)) {
            while (rows.hasNextValue()) {
                int line = rows.getCurrentLocation().getLineNr();
                Map<String, String> row = rows.nextValue();
                if (listed.isEmpty() && mistakes.isEmpty() && !hasColumns(row)) {
                    return;
                }
                add(row, line);
            }
        }
    }

    private boolean hasColumns(Map<String, String> row) {
        for (String column : List.of("name", "class")) {
            if (row.keySet().stream().noneMatch(key -> COLUMNS.get(column).contains(plain(key)))) {
                mistakes.add(new Mistake(
                        1,
                        "there is no column for the " + column + ": call one "
                                + String.join(" or ", COLUMNS.get(column))));
            }
        }
        return mistakes.isEmpty();
    }

    private void readJson(String text) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        try (JsonParser parser = mapper.createParser(text)) {
            JsonToken token = parser.nextToken();
            while (token != null && token != JsonToken.START_ARRAY) {
                token = parser.nextToken();
            }
            while (token != null && (token = parser.nextToken()) == JsonToken.START_OBJECT) {
                int line = parser.currentTokenLocation().getLineNr();
                JsonNode object = parser.readValueAsTree();
                Map<String, String> row = new HashMap<>();
                object.properties()
                        .forEach(field -> row.put(
                                field.getKey(),
                                field.getValue().isNull()
                                        ? ""
                                        : field.getValue().asText()));
                add(row, line);
            }
            if (token != null && token != JsonToken.END_ARRAY) {
                mistakes.add(new Mistake(
                        parser.currentTokenLocation().getLineNr(), "expected an object with name and class"));
            }
        }
    }

    private void add(Map<String, String> row, int line) {
        Optional<String> name = value(row, "name");
        Optional<String> word = value(row, "class");
        if (name.isEmpty()) {
            mistakes.add(new Mistake(line, "this disposition has no name"));
        }
        DispositionClass known = word.map(text -> WORDS.get(plain(text))).orElse(null);
        if (known == null) {
            String what = word.isEmpty() ? "it has no class" : "'" + word.get() + "' is no class";
            mistakes.add(new Mistake(line, what + ": use one of " + CLASSES));
        }
        if (name.isPresent() && known != null) {
            listed.add(new Listed(
                    null,
                    name.get(),
                    value(row, "code").orElse(null),
                    value(row, "id").orElse(null),
                    known,
                    line));
        }
    }

    private static Optional<String> value(Map<String, String> row, String column) {
        return row.entrySet().stream()
                .filter(field -> COLUMNS.get(column).contains(plain(field.getKey())))
                .map(Map.Entry::getValue)
                .filter(value -> value != null && !value.isBlank())
                .map(String::strip)
                .findFirst();
    }

    private static String plain(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", " ");
    }

    private static Map<String, DispositionClass> words() {
        Map<String, DispositionClass> words = new HashMap<>();
        for (DispositionClass each : DispositionClass.values()) {
            words.put(plain(each.name()), each);
        }
        words.put("dnc", DispositionClass.DO_NOT_CALL);
        words.put("add to dnc", DispositionClass.DO_NOT_CALL);
        words.put("continuation", DispositionClass.CONTINUE);
        words.put("successful", DispositionClass.SUCCESS);
        words.put("failed", DispositionClass.FAILURE);
        return Map.copyOf(words);
    }
}
