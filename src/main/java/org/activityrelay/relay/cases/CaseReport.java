package org.activityrelay.relay.cases;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.activityrelay.relay.configuration.Finding;

/** Writes results for people, for programs, and for CI systems. */
public final class CaseReport {

    private static final int WINDOW = 60;

    private CaseReport() {}

    /** @param colour whether the terminal knows ANSI colours */
    public static String text(CaseResults results, boolean colour) {
        StringBuilder out = new StringBuilder();
        String file = "";
        for (CaseResult result : results.cases()) {
            if (!result.file().equals(file)) {
                file = result.file();
                out.append(file).append('\n');
            }
            String name = result.name().substring(result.name().indexOf(": ") + 2);
            String mark = result.isGood() ? styled("32", "  ok    ", colour) : styled("31", "  FAIL  ", colour);
            out.append(mark).append(name).append('\n');
            result.differences().forEach(difference -> append(out, result.file(), difference));
        }
        results.mistakes().forEach(mistake -> out.append(styled("31", mistake.toString(), colour))
                .append('\n'));
        long failed =
                results.cases().stream().filter(result -> !result.isGood()).count();
        long millis = results.cases().stream().mapToLong(CaseResult::millis).sum();
        out.append('\n')
                .append(results.cases().size())
                .append(results.cases().size() == 1 ? " case, " : " cases, ")
                .append(failed == 0 ? "all as expected" : failed + " not as expected")
                .append(
                        results.mistakes().isEmpty()
                                ? ""
                                : ", " + results.mistakes().size() + " mistakes in case files")
                .append(" (")
                .append(millis)
                .append(" ms)\n");
        for (Finding finding : results.uncovered()) {
            out.append("not covered: ").append(finding).append('\n');
        }
        return out.toString();
    }

    private static void append(StringBuilder out, String file, Difference difference) {
        out.append("        ")
                .append(difference.at())
                .append("  (")
                .append(file)
                .append(':')
                .append(difference.line())
                .append(")\n");
        String expected = difference.expected();
        String actual = difference.actual();
        int apart = apart(expected, actual);
        if (expected != null) {
            out.append("          expected  ").append(window(expected, apart)).append('\n');
        }
        if (actual != null) {
            out.append("          actual    ").append(window(actual, apart)).append('\n');
        }
    }

    /** Where two long texts begin to differ; 0 for short ones, which are shown from their beginning. */
    private static int apart(String expected, String actual) {
        if (expected == null || actual == null || Math.min(expected.length(), actual.length()) < WINDOW) {
            return 0;
        }
        int i = 0;
        while (i < Math.min(expected.length(), actual.length()) && expected.charAt(i) == actual.charAt(i)) {
            i++;
        }
        return i;
    }

    private static String window(String text, int apart) {
        int from = Math.max(0, apart - WINDOW / 2);
        int to = Math.min(text.length(), from + 8 * WINDOW);
        String shown = text.substring(from, to);
        String visible = shown.codePoints()
                .mapToObj(c -> Character.isISOControl(c) ? String.format("\\u%04x", c) : Character.toString(c))
                .collect(Collectors.joining());
        return (from > 0 ? "… " : "") + visible + (to < text.length() ? " …" : "");
    }

    private static String styled(String code, String text, boolean colour) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }

    /** One JSON object. */
    public static String json(CaseResults results) {
        try {
            return new ObjectMapper()
                    .addMixIn(CaseResult.class, Shown.class)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(results);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What programs get to see of a result. */
    @JsonIgnoreProperties({"reached", "shown"})
    private interface Shown {}

    /** JUnit's XML: each case one test, a file that cannot be read one error. */
    public static String junit(CaseResults results) {
        try {
            StringWriter text = new StringWriter();
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            long failed =
                    results.cases().stream().filter(result -> !result.isGood()).count();
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "cases");
            xml.writeAttribute(
                    "tests",
                    String.valueOf(results.cases().size() + results.mistakes().size()));
            xml.writeAttribute("failures", String.valueOf(failed));
            xml.writeAttribute("errors", String.valueOf(results.mistakes().size()));
            for (CaseResult result : results.cases()) {
                junit(xml, result);
            }
            for (Finding mistake : results.mistakes()) {
                testcase(xml, mistake.file(), "can be read", 0);
                element(xml, "error", mistake.toString());
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            return text.append('\n').toString();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void junit(XMLStreamWriter xml, CaseResult result) throws XMLStreamException {
        testcase(xml, result.file(), result.name(), result.millis());
        if (!result.isGood()) {
            StringBuilder text = new StringBuilder();
            List<Difference> differences = result.differences();
            differences.forEach(difference -> append(text, result.file(), difference));
            element(xml, "failure", text.toString().stripIndent());
        }
        xml.writeEndElement();
    }

    private static void testcase(XMLStreamWriter xml, String file, String name, long millis) throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", file);
        xml.writeAttribute("name", clean(name));
        xml.writeAttribute("time", String.valueOf(millis / 1000.0));
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeAttribute("message", clean(text.strip().lines().findFirst().orElse("")));
        xml.writeCharacters(clean(text));
        xml.writeEndElement();
    }

    /** XML 1.0 cannot hold control characters, not even escaped. */
    private static String clean(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }
}
