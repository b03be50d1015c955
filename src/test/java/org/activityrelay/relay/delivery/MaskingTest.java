package org.activityrelay.relay.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.activityrelay.relay.activity.Activity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', textBlock = """
            Authorization: Bearer s3cr3ts3cr3t                             | Authorization: ***
            authorization=Basic dXNlcjpwYXNz                               | authorization=***
            sent Bearer abcdefghijkl to it                                 | sent Bearer *** to it
            https://crm.example.com/v1?access_token=s3cr3t&limit=5         | https://crm.example.com/v1?access_token=***&limit=5
            https://crm.example.com/v1?limit=5&api_key=s3cr3t              | https://crm.example.com/v1?limit=5&api_key=***
            https://crm.example.com/cb?code=s3cr3t                         | https://crm.example.com/cb?code=***
            jdbc:postgresql://db/crm?user=relay&password=s3cr3t            | jdbc:postgresql://db/crm?user=relay&password=***
            smtp://user:s3cr3t@mail.example.com:587                        | smtp://***mail.example.com:587
            {"access_token":"s3cr3t","token_type":"bearer","x":1}          | {"access_token":***,"token_type":***,"x":1}
            {"client_secret": "s3c\\"r3t", "code": "INVALID_FIELD"}        | {"client_secret": ***, "code": "INVALID_FIELD"}
            {"password":null,"errorCode":"REQUIRED"}                       | {"password":***,"errorCode":"REQUIRED"}
            login failed, password=s3cr3t                                  | login failed, password=***
            <sessionId>s3cr3t</sessionId>                                  | <sessionId>***</sessionId>
            Set-Cookie: sid=s3cr3t; Path=/                                 | Set-Cookie: ***
            token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl used   | token *** used
            Nothing secret here, code 4711, key field missing              | Nothing secret here, code 4711, key field missing
            """)
    void hidesSecretsAndLeavesTheExplanation(String text, String masked) {
        assertThat(Masking.mask(text)).isEqualTo(masked);
    }

    @Test
    void hidesWhatTheRecordSaysAboutPeople() throws Exception {
        Activity activity = Activity.of((ObjectNode) new ObjectMapper().readTree("""
                {"interactionId":"8C5F", "type":"voice", "phoneNumber":"+1 (650) 555-0100", "email":"ada@example.com",
                 "contactName":"Ada Lovelace", "description":"Wants her money back", "service":"Billing",
                 "recordingUrl":"https://cc.example.com/rec/8C5F",
                 "callParties":[{"id":"1","name":"Grace Hopper","phone":"+16505550199"}],
                 "attachedData":{"policy":"P-778899"}, "formValues":{"agreed":true}}
                """));
        String masked = Masking.mask(
                "Field Phone: '+1 (650) 555-0100' (16505550100), Ada Lovelace <ada@example.com> or bob@example.org, "
                        + "notes 'Wants her money back', P-778899, Grace Hopper +16505550199, "
                        + "https://cc.example.com/rec/8C5F; interaction 8C5F, Billing",
                activity);

        assertThat(masked)
                .isEqualTo("Field Phone: '[phoneNumber]' ([phoneNumber]), [contactName] <***@example.com> or "
                        + "***@example.org, notes '[description]', [policy], [name] [phone], [recordingUrl]; "
                        + "interaction 8C5F, Billing");
    }

    @Test
    void keepsNoMoreThanTheLedgerTakes() {
        assertThat(Masking.mask("x".repeat(5_000))).hasSize(Masking.LIMIT);
        assertThat(Masking.mask("😀".repeat(1_500))).hasSize(Masking.LIMIT).endsWith("😀");
    }

    @Test
    void leavesNothingThatADatabaseRefuses() {
        assertThat(Masking.mask("a\u0000b\ud800c\td\ne\r")).isEqualTo("a b\uFFFDc d\ne");
    }

    @Test
    void leavesNothingAsItIs() {
        assertThat(Masking.mask(null)).isNull();
    }
}
