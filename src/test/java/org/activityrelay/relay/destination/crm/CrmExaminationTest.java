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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void namesThePrivilegesThatTheApplicationUserLacks() {
        dataverse.takeAway("Append");
        dataverse.takeAway("Write");

        assertThat(problems(files, "dynamics"))
                .contains(
                        "the application user lacks on phonecall: Append (prvAppendActivity), Write (prvWriteActivity)")
                .allMatch(problem -> problem.startsWith("the application user lacks on "));
    }

    @Test
    void saysThatThePrivilegesCannotBeSeen() {
        dataverse.hidePrivileges();
        Diagnosis diagnosis = Examination.of(files, "dynamics");

        assertThat(diagnosis.ok()).as(diagnosis.text()).isTrue();
        assertThat(lines(diagnosis, Verdict.WARNING))
                .anyMatch(line ->
                        line.contains("the privileges of the application user cannot be seen: the CRM answers 403"));
    }

    @Test
    void namesOwnersThatAreGoneOrNotActive() {
        salesforce.user("005xx0000012345AAA", true);
        salesforce.user("005xx0000099999AAA", false);
        salesforce.user("00Gxx0000011111AAA", true);
        files.file(
                "tables/salesforce-owners.csv",
                "anna,005xx0000012345\nberta,005xx0000099999AAA\nclara,005xx0000077777AAA\n"
                        + "queue,00Gxx0000011111AAA\ndora,005xx0000055555AAA\n");
        String gone = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";
        String disabled = "3f2504e0-4f89-11d3-9a0c-0305e82c3302";
        String active = "3f2504e0-4f89-11d3-9a0c-0305e82c3303";
        dataverse.user(disabled, true);
        dataverse.user(active, false);
        files.file("tables/dynamics-owners.csv", "anna," + active + "\nberta," + disabled + "\nclara," + gone + "\n");
        String left = "46d44a23c0a8016400ad9ee0bdd2a0f4";
        serviceNow.user(left, false);
        files.file("tables/servicenow-owners.csv", "anna," + left + "\n");

        assertThat(problems(files, "salesforce"))
                .containsExactly(
                        "owner 005xx0000099999AAA (of agent berta) is not active,"
                                + " 005xx0000077777AAA (of agent clara) does not exist, 005xx0000055555AAA (of agent dora) does not exist");
        assertThat(problems(files, "dynamics"))
                .containsExactly("owner " + disabled + " (of agent berta) is not active, " + gone
                        + " (of agent clara) does not exist");
        assertThat(problems(files, "servicenow")).containsExactly("owner " + left + " (of agent anna) is not active");
    }

    @Test
    void saysThatTheOwnersAreThere() {
        salesforce.user("005xx0000012345AAA", true);
        files.file("tables/salesforce-owners.csv", "anna,005xx0000012345AAA\n");

        Diagnosis diagnosis = Examination.of(files, "salesforce");
        assertThat(diagnosis.ok()).as(diagnosis.text()).isTrue();
        assertThat(lines(diagnosis, Verdict.OK))
                .contains("the owners that agents are mapped to (1) exist, and are active");
    }

    /** Any other CRM has no description, but a login. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asksAnyOtherCrmForItsLogin(boolean known) {
        try (FakeLighthouse lighthouse = new FakeLighthouse()) {
            AnyCrmPage.read().files().forEach((name, text) -> {
                if (!name.contains("/cases/")) {
                    files.file(name.replaceFirst("^routes/", ""), text);
                }
            });
            files.setting("relay.destination.lighthouse.url", lighthouse.url())
                    .setting("relay.destination.lighthouse.auth.type", known ? "oauth2" : "none")
                    .setting("relay.destination.lighthouse.auth.token-url", lighthouse.url() + "/oauth/token")
                    .setting("relay.destination.lighthouse.auth.client-id", "activity-relay")
                    .setting("relay.destination.lighthouse.auth.client-secret", "secret-1");

            Diagnosis diagnosis = Examination.of(files, "lighthouse");

            assertThat(diagnosis.ok()).as(diagnosis.text()).isEqualTo(known);
            if (known) {
                assertThat(lines(diagnosis, Verdict.OK))
                        .anyMatch(line ->
                                line.contains("does not refuse the login; a CRM of this kind describes no fields"));
            } else {
                assertThat(lines(diagnosis, Verdict.PROBLEM))
                        .singleElement()
                        .asString()
                        .startsWith("the login is refused; the CRM answers 401");
            }
            assertThat(lighthouse.writes()).isEmpty();
        }
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
