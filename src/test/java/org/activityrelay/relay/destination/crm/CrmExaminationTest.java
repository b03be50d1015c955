package org.activityrelay.relay.destination.crm;

import static org.activityrelay.relay.doctor.Examination.lines;
import static org.activityrelay.relay.doctor.Examination.problems;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.activityrelay.relay.destination.Observation.Verdict;
import org.activityrelay.relay.doctor.Diagnosis;
import org.activityrelay.relay.doctor.Examination;
import org.activityrelay.relay.explain.TrialFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told before the first record of a CRM that is not yet as it has to be. Nothing is written there meanwhile. */
class CrmExaminationTest {

    @TempDir
    Path folder;

    private FakeSalesforce salesforce;
    private FakeServiceNow serviceNow;
    private FakeDataverse dataverse;
    private TrialFolder files;

    @BeforeEach
    void start() {
        salesforce = new FakeSalesforce();
        serviceNow = new FakeServiceNow();
        dataverse = new FakeDataverse();
        files = TrialFolder.shipped(folder)
                .setting("relay.destination.salesforce.url", salesforce.url())
                .setting("relay.destination.salesforce.auth.token-url", salesforce.url() + "/services/oauth2/token")
                .setting("relay.destination.salesforce.auth.client-id", "consumer-key")
                .setting("relay.destination.salesforce.auth.client-secret", "consumer-secret")
                .setting("relay.destination.servicenow.url", serviceNow.url())
                .setting("relay.destination.servicenow.auth.username", "relay")
                .setting("relay.destination.servicenow.auth.password", "password-1")
                .setting("relay.destination.dynamics.url", dataverse.url())
                .setting("relay.destination.dynamics.auth.token-url", dataverse.url() + "/tenant/oauth2/v2.0/token")
                .setting("relay.destination.dynamics.auth.client-id", "app-id")
                .setting("relay.destination.dynamics.auth.client-secret", "secret-1");
    }

    @AfterEach
    void nothingIsWritten() {
        files.close();
        Stream.of(salesforce, serviceNow, dataverse).forEach(crm -> {
            assertThat(crm.writes()).isEmpty();
            crm.close();
        });
    }

    @Test
    void findsNothingWrongWithCrmsAsTheirPagesDescribeThem() {
        for (String destination : new String[] {"salesforce", "servicenow", "dynamics"}) {
            Diagnosis diagnosis = Examination.of(files, destination);

            assertThat(diagnosis.ok()).as(diagnosis.text()).isTrue();
            assertThat(diagnosis.count(Verdict.WARNING)).as(diagnosis.text()).isZero();
            assertThat(lines(diagnosis, Verdict.OK))
                    .as(destination)
                    .anyMatch(line -> line.matches("the \\d+ fields of \\w+ that the mapping fills exist.*"));
        }
    }

    @Test
    void examinesAllSideBySideAndNamesWhatNobodyHasSetUp() {
        Diagnosis diagnosis = Examination.of(files, null);

        assertThat(diagnosis.ok()).as(diagnosis.text()).isTrue();
        assertThat(diagnosis.parts())
                .extracting(Diagnosis.Part::name)
                .contains("service", "crm", "database", "dynamics", "email", "salesforce", "servicenow");
        assertThat(diagnosis.text())
                .contains("relay.destination.email.smtp.host", "RELAY_DESTINATION_EMAIL_SMTP_HOST")
                .contains("No problems")
                .contains("Nothing was written or sent.");
    }

    @Test
    void namesTheSettingsThatAreMissing() {
        files.setting("relay.destination.salesforce.auth.client-secret", "");

        assertThat(Examination.of(files, "salesforce").text())
                .contains("problem")
                .contains("relay.destination.salesforce.auth.client-secret")
                .contains("RELAY_DESTINATION_SALESFORCE_AUTH_CLIENTSECRET");
    }

    @Test
    void namesAFieldThatIsMissingAndOneThatIsNotWritable() {
        salesforce.hide("CallObject");
        salesforce.lock("CallDisposition");

        assertThat(problems(files, "salesforce"))
                .containsExactlyInAnyOrder(
                        "field CallObject does not exist on Task, or the integration user may not see it",
                        "field CallDisposition of Task is not writable for the integration user");
    }

    @Test
    void namesAFieldOfATable() {
        files.file("tables/salesforce-fields.csv", "attachedData.orderNumber,Order_Number__c\nformValues.x,Gone__c\n");

        assertThat(problems(files, "salesforce"))
                .containsExactly("field Gone__c does not exist on Task, or the integration user may not see it");
    }

    @Test
    void namesAFieldThatIsTooShortForWhatTheMappingCuts() {
        salesforce.shorten("Subject", 80);
        serviceNow.shorten("u_short_description", 100);
        dataverse.shorten("subject", 150);

        assertThat(problems(files, "salesforce"))
                .containsExactly("field Subject of Task takes 80 characters, and the mapping sends up to 255");
        assertThat(problems(files, "servicenow"))
                .containsExactly("field u_short_description of u_activity_relay takes 100 characters, and the mapping"
                        + " sends up to 160");
        assertThat(problems(files, "dynamics"))
                .contains("field subject of phonecall takes 150 characters, and the mapping sends up to 200");
    }

    @Test
    void warnsOfATextThatIsNotCut() {
        files.edit(
                "mappings/salesforce-task.jsonata",
                "\"Status\": \"Completed\"",
                "\"Status\": \"Completed\",\n    \"CallObject\": description");

        assertThat(lines(Examination.of(files, "salesforce"), Verdict.WARNING))
                .anyMatch(line -> line.contains("CallObject") && line.contains("does not cut it"));
    }

    @Test
    void namesPicklistValuesThatAreAbsentAndTheirDispositions() {
        salesforce.restrict("CallDisposition", Set.of("Sold", "Resolved", "Left voicemail"));
        serviceNow.restrict("u_state", Set.of("new", "closed"));

        assertThat(problems(files, "salesforce"))
                .singleElement()
                .asString()
                .startsWith("field CallDisposition of Task has no value ")
                .contains("'Not interested' (of 'Offer rejected')")
                .doesNotContain("'Sold'");
        assertThat(problems(files, "servicenow"))
                .containsExactly("field u_state of u_activity_relay has no value 'closed_complete'");
    }

    @Test
    void namesAnOptionAndAColumnThatDataverseHasNot() {
        dataverse.drop("subcategory");
        dataverse.lock("category");
        assertThat(problems(files, "dynamics"))
                .contains(
                        "field subcategory does not exist on phonecall, or the integration user may not see it",
                        "field category of phonecall is not writable for the integration user");
    }

    @Test
    void warnsOfAKeyThatIsNotUniqueAndRefusesOneThatIsMissing() {
        salesforce.allowSameKeys();
        assertThat(lines(Examination.of(files, "salesforce"), Verdict.WARNING))
                .anyMatch(line -> line.contains("is not unique"));

        salesforce.hide(FakeSalesforce.KEY);
        assertThat(problems(files, "salesforce"))
                .singleElement()
                .asString()
                .contains("the key field " + FakeSalesforce.KEY);
    }

    @Test
    void saysThatATransformMapDoesNotCoalesce() {
        serviceNow.coalesceNot();

        assertThat(problems(files, "servicenow"))
                .containsExactly("the transform map to interaction does not coalesce on u_activity_relay_key: a"
                        + " repetition would make a second record");
    }

    @Test
    void saysWhatItCouldNotSee() {
        serviceNow.hideSystemTables();
        Diagnosis diagnosis = Examination.of(files, "servicenow");

        assertThat(diagnosis.ok()).as(diagnosis.text()).isTrue();
        assertThat(diagnosis.text()).contains("cannot be seen").contains("sys_dictionary");
    }

    @Test
    void namesACredentialThatIsRefusedWithoutShowingIt() {
        files.setting("relay.destination.salesforce.auth.client-secret", "wrong-secret-9")
                .setting("relay.destination.servicenow.auth.password", "wrong-password-9");
        Diagnosis salesforces = Examination.of(files, "salesforce");
        Diagnosis serviceNows = Examination.of(files, "servicenow");

        assertThat(lines(salesforces, Verdict.PROBLEM))
                .containsExactly("no token: the authorization server answered 400 invalid_grant; check client id,"
                        + " secret and scope");
        assertThat(lines(serviceNows, Verdict.PROBLEM))
                .singleElement()
                .asString()
                .startsWith("the login is refused; the CRM answers 401");
        assertThat(salesforces.text() + serviceNows.text()).doesNotContain("wrong-");
    }

    @Test
    void tellsASleepingInstance() {
        serviceNow.sleep();

        Diagnosis diagnosis = Examination.of(files, "servicenow");
        assertThat(lines(diagnosis, Verdict.PROBLEM))
                .singleElement()
                .asString()
                .contains("a web page came where JSON was due");
        assertThat(diagnosis.text()).contains("in a browser");
    }

    @Test
    void saysThatTheRequestsOfTheDayAreSpent() {
        salesforce.allow(0);

        assertThat(problems(files, "salesforce")).singleElement().asString().contains("REQUEST_LIMIT_EXCEEDED");
    }

    @Test
    void namesAMappingThatCannotHandleSomeRecords() {
        files.edit(
                "mappings/salesforce-task.jsonata",
                "\"Status\": \"Completed\"",
                "\"Status\": type = \"chat\" ? $number(\"none\") : \"Completed\"");

        assertThat(problems(files, "salesforce"))
                .singleElement()
                .asString()
                .startsWith("the mapping cannot handle some records: ")
                .contains("salesforce-task.jsonata");
    }
}
