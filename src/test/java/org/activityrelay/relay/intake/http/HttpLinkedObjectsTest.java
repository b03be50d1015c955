package org.activityrelay.relay.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpLinkedObjectsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"type\":\"Case\"'                                     | c1 | ",
                "'\"type\":\"task\"'                                     | c1 | ",
                "'\"displayType\":\"Ticket\"'                            | c1 | ",
                "'\"type\":\"x\",\"customFields\":{\"isCase\":\"true\"}' | c1 | ",
                "'\"type\":\"x\",\"customFields\":{\"isTask\":\"true\"}' | c1 | ",
                "'\"type\":\"x\",\"customFields\":{\"isCase\":\"false\"}'|    | ",
                "'\"type\":\"contact\"'                                  |    | c1",
                "'\"customFields\":{\"isServiceNowContact\":\"true\"}'   |    | c1",
                "'\"type\":\"account\"'                                  |    | ",
            })
    void knowsAKindByTypeOrByMark(String object, String caseId, String contactId) throws Exception {
        ObjectNode record = record("[{\"id\":\"c1\"," + object + "}]", "[\"c1\"]");

        assertThat(HttpLinkedObjects.caseId(record)).isEqualTo(caseId);
        assertThat(HttpLinkedObjects.contactId(record)).isEqualTo(contactId);
    }

    @Test
    void takesTheFirstThatIsSelected() throws Exception {
        String list =
                "[{\"id\":\"a\",\"type\":\"case\"},{\"id\":\"b\",\"type\":\"case\"},{\"id\":\"c\",\"type\":\"case\"}]";

        assertThat(HttpLinkedObjects.caseId(record(list, "[\"c\",\"b\"]"))).isEqualTo("c");
        assertThat(HttpLinkedObjects.caseId(record(list, "[]"))).isNull();
        assertThat(HttpLinkedObjects.caseId(record(list, "null"))).isNull();
        assertThat(HttpLinkedObjects.caseId(record("[]", "[\"c\"]"))).isNull();
        assertThat(HttpLinkedObjects.caseId(new ObjectMapper().createObjectNode()))
                .isNull();
    }

    private static ObjectNode record(String list, String selected) throws Exception {
        return (ObjectNode) new ObjectMapper()
                .readTree("{\"associatedObjects\":{\"list\":" + list + ",\"selected\":" + selected + "}}");
    }
}
