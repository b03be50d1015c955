package org.activityrelay.relay.activity;

import static org.activityrelay.relay.activity.Reading.with;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PersonIdentifiersTest {

    @ParameterizedTest
    @CsvSource({
        "+14155550100, , +14155550100",
        "+1 (415) 555-0100, , +14155550100",
        "(415) 555-0100, US, +14155550100",
        "4155550100, US, +14155550100",
        "14155550100, US, +14155550100",
        "14155550100, , +14155550100",
        "14155550100, DE, +14155550100",
        "011 49 30 555010, US, +4930555010",
        "004930555010, , +4930555010",
        "004930555010, US, +4930555010",
        "004930555010, DE, +4930555010",
        "030 555010, DE, +4930555010",
        "4930555010, US, +4930555010",
        "4930555010, , +4930555010",
        "+49 (0)30 555010, , +4930555010",
        "+442079460018, US, +442079460018",
        "sip:+14155550100@pbx.example.com, , +14155550100",
        "tel:+14155550100, , +14155550100",
        "sip:7012@pbx.example.com, , 7012",
        "7001, US, 7001",
        "+999123, , 999123",
        "٤١٥٥٥٥٠١٠٠, US, +14155550100"
    })
    void givesAPhoneNumberOneForm(String written, String region, String expected) {
        assertThat(PersonIdentifiers.phone(written, region)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"anonymous", "''", "' '", "12", "sip:bob@example.com", "+", "123456789012345678901234567890123"})
    void findsNoPhoneNumberInSomethingElse(String written) {
        assertThat(PersonIdentifiers.phone(written, "US")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "Buyer@Example.COM, buyer@example.com",
        "' a@b.de ', a@b.de",
        "Ada Pereira <Ada@Example.com>, ada@example.com",
        "not an address, ",
        "a@b@c, ",
        "@, "
    })
    void givesAnAddressOneForm(String written, String expected) {
        assertThat(PersonIdentifiers.email(written)).isEqualTo(expected);
    }

    @Test
    void findsTheCustomerOfAnInboundCallButNotTheContactCentre() {
        PersonIdentifiers found = PersonIdentifiers.of(with("""
                        "callDirection": "inbound", "phoneNumber": "+14155550100", "ANI": "14155550100",
                        "DNIS": "18005550111", "transferANI": "+14155550177",
                        "callParties": [{"id": "p1", "phone": "+14155550199"},
                                        {"id": "p2", "phone": "+14155550188", "userId": "u-77"}]"""), "US");

        assertThat(found.phones()).containsExactlyInAnyOrder("+14155550100", "+14155550199", "+14155550177");
        assertThat(found.emails()).isEmpty();
    }

    @Test
    void findsTheCustomerOfAnOutboundCallButNotTheCallersNumber() {
        PersonIdentifiers found = PersonIdentifiers.of(with("""
                        "callDirection": "outbound", "phoneNumber": "+14155550100", "ANI": "18005550111",
                        "DNIS": "14155550100\""""), "US");

        assertThat(found.phones()).containsExactly("+14155550100");
    }

    @Test
    void findsBothNumbersWhenTheDirectionIsNotKnown() {
        assertThat(PersonIdentifiers.of(with("\"ANI\":\"14155550100\",\"DNIS\":\"18005550111\""), "US")
                        .phones())
                .containsExactlyInAnyOrder("+14155550100", "+18005550111");
    }

    @Test
    void takesOneNumberInThreeFormsForOne() {
        PersonIdentifiers found = PersonIdentifiers.of(with("""
                        "phoneNumber": "004930555010", "ANI": "4930555010",
                        "callParties": [{"phone": "+4930555010"}]"""), "US");

        assertThat(found.phones()).containsExactly("+4930555010");
    }

    @Test
    void findsTheExternalPartiesOfAChat() {
        PersonIdentifiers found = PersonIdentifiers.of(with("""
                        "email": "Lin.Wei@example.org",
                        "chatParties": [{"type": "external", "email": "lin@example.com", "phone": "+442079460018"},
                                        {"type": "internal", "email": "sam@us.example.com"},
                                        {"userId": "u-1", "email": "kim@us.example.com"}]"""), null);

        assertThat(found.emails()).containsExactlyInAnyOrder("lin.wei@example.org", "lin@example.com");
        assertThat(found.phones()).containsExactly("+442079460018");
    }

    @Test
    void findsWhatIsCertainlyAnAddressOrNumberInScenarioVariablesAndForms() {
        PersonIdentifiers found = PersonIdentifiers.of(with("""
                        "attachedData": {"order": "4711000000", "mail": "Buyer@example.com", "cell": "+44 20 7946 0018"},
                        "formValues": {"Wants_Invoice__c": true, "Cc": "cc@example.com", "Text": "call +1 or mail a@b"}"""), "US");

        assertThat(found.emails()).containsExactlyInAnyOrder("buyer@example.com", "cc@example.com");
        assertThat(found.phones()).containsExactly("+442079460018");
    }

    @Test
    void standsNullsAndOddValues() {
        PersonIdentifiers found = PersonIdentifiers.of(
                with("\"phoneNumber\":null,\"email\":\"none\",\"attachedData\":null,\"callParties\":[{\"phone\":{}}]"),
                "US");

        assertThat(found.phones()).isEmpty();
        assertThat(found.emails()).isEmpty();
    }
}
