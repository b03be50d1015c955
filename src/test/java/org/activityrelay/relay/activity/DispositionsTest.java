package org.activityrelay.relay.activity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.activityrelay.relay.activity.Dispositions.InvalidDispositionsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class DispositionsTest {

    private static final String WITH_CODES = """
            SUCCESS:
              - name: Appointment made
                code: APPT
                id: 8f1c2d3e
            SPAM:
              - name: No
            CONTINUE:
            tenants:
              acme:
                FAILURE:
                  - name: appointment MADE
                SUCCESS:
                  - name: Geschäft
            """;

    @ParameterizedTest
    @CsvSource({
        "SUCCESS, Product sold",
        "SUCCESS, Problem solved",
        "SUCCESS, Answer provided",
        "SUCCESS, Message sent",
        "DO_NOT_CALL, Add to DNC",
        "DO_NOT_CALL, Record matches DNC",
        "DO_NOT_CALL, Number matches DNC",
        "CONTINUE, Answering machine",
        "CONTINUE, Silence",
        "CONTINUE, Wrong person",
        "CONTINUE, No answer",
        "FAILURE, Complaint",
        "FAILURE, Offer rejected",
        "FAILURE, Bad record",
        "FAILURE, Message not sent",
        "UNKNOWN, Something else"
    })
    void shipWithTheUsualOnes(DispositionClass expected, String name) {
        assertThat(Reading.SHIPPED.classOf(name)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Appointment made",
                " appointment MADE\t",
                "APPT",
                "appt ",
                "8F1C2D3E",
                "\u00A0appointment made\u202F",
                "\u200BAPPT\uFEFF"
            })
    void areFoundByNameCodeOrIdInAnyLetterCase(String sent) {
        assertThat(parse(WITH_CODES).classOf(sent)).isEqualTo(DispositionClass.SUCCESS);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "  ", "Appointment", "made"})
    void areUnknownWhenNotListed(String sent) {
        assertThat(parse(WITH_CODES).classOf(sent)).isEqualTo(DispositionClass.UNKNOWN);
    }

    @Test
    void readTheWordNoAsAName() {
        assertThat(parse(WITH_CODES).classOf("no")).isEqualTo(DispositionClass.SPAM);
    }

    @Test
    void ofATenantComeBeforeTheCommonOnes() {
        Dispositions acme = parse(WITH_CODES).forTenant("acme");

        assertThat(acme.classOf("Appointment made")).isEqualTo(DispositionClass.FAILURE);
        assertThat(acme.classOf("APPT")).isEqualTo(DispositionClass.SUCCESS);
        assertThat(acme.classOf("GESCHÄFT")).isEqualTo(DispositionClass.SUCCESS);
        assertThat(parse(WITH_CODES).forTenant("other").classOf("Geschäft")).isEqualTo(DispositionClass.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment\n", "---\n", "SUCCESS:\n", "tenants:\n", "tenants: {acme: }"})
    void mayBeEmpty(String yaml) {
        assertThat(parse(yaml).classOf("Product sold")).isEqualTo(DispositionClass.UNKNOWN);
    }

    @Test
    void tellEveryMistakeWithItsLine() {
        assertThatThrownBy(() -> parse("""
                        SUCESS:
                          - name: Product sold
                        FAILURE:
                          - Complaint
                          - nmae: Offer rejected
                          - name:
                        CONTINUE: Silence
                        SPAM:
                          - name: Product sold
                            code: silence
                        DO_NOT_CALL:
                          - name: Silence
                            name: again
                        """))
                .isInstanceOfSatisfying(InvalidDispositionsException.class, e -> assertThat(e.mistakes())
                        .extracting(Object::toString)
                        .containsExactly(
                                "line 1: 'SUCESS' is not a class: use one of SUCCESS, FAILURE, CONTINUE, SPAM, "
                                        + "DO_NOT_CALL, UNKNOWN",
                                "line 4: expected '- name: Complaint'",
                                "line 5: 'nmae' is not known here: use name, code or id",
                                "line 5: this disposition has no name: add 'name: …'",
                                "line 6: 'name' is empty: give it a value or remove it",
                                "line 7: expected a list: write each disposition on a line of its own, as "
                                        + "'- name: Product sold'",
                                "line 9: 'Product sold' is UNKNOWN already, in line 2: remove one of them",
                                "line 12: 'Silence' is SPAM already, in line 10: remove one of them",
                                "line 13: 'name' is here twice: join them"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- SUCCESS|line 1: expected a class (SUCCESS, FAILURE, CONTINUE, SPAM, DO_NOT_CALL, UNKNOWN) or tenants, each followed by a colon",
                "just text|line 1: expected a class (SUCCESS, FAILURE, CONTINUE, SPAM, DO_NOT_CALL, UNKNOWN) or tenants, each followed by a colon",
                "tenants: [acme]|line 1: expected the name of a tenant",
                "tenants: {acme: {GOOD: []}}|line 1: 'GOOD' is not a class: use one of SUCCESS, FAILURE, CONTINUE, SPAM, DO_NOT_CALL, UNKNOWN",
            })
    void refuseOtherShapes(String yaml, String mistake) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOfSatisfying(InvalidDispositionsException.class, e -> assertThat(e.mistakes())
                        .extracting(Object::toString)
                        .containsExactly(mistake));
    }

    @Test
    void tellTheLineWhereTheYamlBreaks() {
        assertThatThrownBy(() -> parse("SUCCESS:\n  - name: A\n - name: B\n"))
                .isInstanceOfSatisfying(
                        InvalidDispositionsException.class,
                        e -> assertThat(e.mistakes()).singleElement().satisfies(mistake -> {
                            assertThat(mistake.line()).isEqualTo(3);
                            assertThat(mistake.detail()).startsWith("not YAML: ");
                        }));
        assertThatThrownBy(() -> Dispositions.parse(new byte[] {'S', ':', ' ', (byte) 0xFC}))
                .isInstanceOf(InvalidDispositionsException.class);
    }

    private static Dispositions parse(String yaml) {
        return Dispositions.parse(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
