package org.activityrelay.relay.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator repairs at the console, in a real Chromium, with a CRM that refuses and then takes. */
class ConsoleRepairBrowserIT {

    private static final String WHY = "wrapUpCode must be SALE or NO_SALE";

    @TempDir
    static Path home;

    private static FakeCrm crm;
    private static RunningRelay relay;
    private static Path chromium;
    private static int services;

    private Browser browser;
    private Page page;
    /** Of the test's own records. */
    private String service;

    private int sold;

    @BeforeAll
    static void start() throws Exception {
        chromium = Chromium.find();
        crm = new FakeCrm();
        relay = ConsoleRelay.in(home, "relay.destination.crm.mode=live", "relay.destination.crm.url=" + crm.address());
    }

    @AfterAll
    static void stop() {
        if (relay != null) {
            relay.close();
        }
        if (crm != null) {
            crm.close();
        }
    }

    @BeforeEach
    void open() {
        crm.refuse(null);
        service = "Service " + ++services;
        browser = Browser.open(chromium);
        page = browser.page();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private List<String> sell(int many) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            String id = service.replace(' ', '-') + "-" + sold++;
            String record = "{\"interactionId\":\"" + id + "\",\"type\":\"voice\",\"disposition\":\"Product sold\","
                    + "\"service\":\"" + service + "\",\"phoneNumber\":\"+1415555" + (2000 + services) + "\"}";
            relay.post("/api/v1/activities", "application/json", record.getBytes(StandardCharsets.UTF_8));
            ids.add(id);
        }
        return ids;
    }

    private void becomes(String state, int many) {
        await().until(() -> deliveries(state).size() == many);
    }

    /** Of the test's own records, to the CRM. */
    private JsonNode deliveries(String state) {
        return relay.json(
                        "/api/v1/deliveries?destination=crm&state=" + state + "&service=" + service.replace(" ", "%20"))
                .path("items");
    }

    private static long deeds(String action) {
        long deeds = 0;
        for (JsonNode deed : relay.json("/api/v1/audit?limit=200").path("items")) {
            deeds += deed.path("action").asText().equals(action) ? 1 : 0;
        }
        return deeds;
    }

    private Locator journey(String destination) {
        return page.locator(".journey")
                .filter(new Locator.FilterOptions()
                        .setHas(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(destination))));
    }

    @Test
    void findsACallByPhoneSeesWhyItIsNotInTheCrmAndReplaysIt() throws Exception {
        crm.refuse(WHY);
        sell(1);
        becomes("parked", 1);

        page.navigate(relay.address("/"));
        page.getByLabel("Where is this record?").fill("+1 (415) 555-" + (2000 + services));
        page.keyboard().press("Enter");
        page.getByText(service.replace(' ', '-') + "-0").click();

        assertThat(journey("crm").locator(".chip")).hasText("parked");
        assertThat(journey("crm").locator(".events")).containsText("Attempt 1: refused for good, answered 422");
        assertThat(journey("crm").locator(".events pre")).containsText(WHY);

        crm.refuse(null);
        browser.press("Replay: crm");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("It will be delivered again now.");
        assertThat(journey("crm").locator(".chip")).hasText("delivered");
        assertThat(journey("crm").locator(".events > li")).hasCount(3);
        assertThat(journey("crm").locator(".events")).containsText("Replayed by local (no key)");
        assertThat(journey("crm").locator(".events")).containsText("Attempt 2: delivered, answered 201");
    }

    @Test
    void countsBeforeItReplaysAllThatMatch() throws Exception {
        crm.refuse(WHY);
        sell(3);
        becomes("parked", 3);
        crm.refuse(null);
        int taken = crm.taken().size();

        page.navigate(relay.address("/deliveries"));
        page.getByLabel("Destination").selectOption("crm");
        page.getByLabel("Reason").selectOption("unprocessable");
        page.getByText("More criteria").click();
        page.getByLabel("Service").fill(service);
        page.getByLabel("Parked from").fill("2026-01-01T00:00");
        browser.press("Show");
        assertThat(page.locator("#lines > li")).hasCount(3);
        browser.follow("Count and replay …");

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Replay 3 deliveries?");
        assertThat(page.locator(".asked"))
                .hasText("Parked deliveries to crm, because of unprocessable, of service " + service
                        + ", parked since 2026-01-01 00:00:00 UTC.");
        assertThat(page.getByText("The newest revision of each record only.")).isVisible();
        assertThat(crm.taken()).as("counting sends nothing").hasSize(taken);

        browser.press("Replay all 3");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("3 deliveries will be delivered again");
        becomes("delivered", 3);
        assertThat(crm.taken()).hasSize(taken + 3);

        browser.follow("audit trail");
        assertThat(page.locator(".audit tbody tr").first()).containsText("replayed");
        assertThat(page.locator(".audit tbody tr").first()).containsText("reason unprocessable");
    }

    @Test
    void saysWhatWillBeOverwrittenBeforeItSendsWhatTheReceiverHas() throws Exception {
        sell(2);
        becomes("delivered", 2);
        int taken = crm.taken().size();

        page.navigate(relay.address("/deliveries?destination=crm&service=" + service));
        assertThat(page.getByText("Nothing matches.")).isVisible();
        page.navigate(relay.address("/deliveries/replay?destination=crm&service=" + service));
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Nothing matches");
        browser.follow("Count with what the receivers have already, too …");
        assertThat(page.locator(".notice.bad")).containsText("that crm holds already will be overwritten there.");
        browser.press("Replay all 2");

        assertThat(page.getByRole(AriaRole.STATUS)).hasText("2 deliveries will be delivered again");
        await().until(() -> crm.taken().size() == taken + 2);
        assertThat(crm.taken().subList(taken, taken + 2))
                .as("the same keys as before")
                .allSatisfy(key -> assertThat(crm.taken().subList(0, taken)).contains(key));
    }

    @Test
    void asksBeforeItReplaysOneThatTheReceiverHas() throws Exception {
        String id = sell(1).get(0);
        becomes("delivered", 1);
        int taken = crm.taken().size();

        page.navigate(relay.address("/records/" + ConsoleRelay.idOf(relay, id)));
        browser.follow("Replay to crm");
        assertThat(page.getByText("crm holds this record already; it will be overwritten there."))
                .isVisible();
        assertThat(crm.taken()).hasSize(taken);
        browser.press("Overwrite it");

        assertThat(page.getByRole(AriaRole.STATUS)).hasText("It will be delivered again now.");
        await().until(() -> crm.taken().size() == taken + 1);
    }

    @Test
    void doesADoubleClickOnce() throws Exception {
        crm.refuse(WHY);
        String id = sell(1).get(0);
        becomes("parked", 1);
        crm.refuse(null);
        int taken = crm.taken().size();
        long deeds = deeds("replay");

        page.navigate(relay.address("/records/" + ConsoleRelay.idOf(relay, id)));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Replay: crm"))
                .dblclick();

        assertThat(page.getByRole(AriaRole.STATUS)).hasText("It will be delivered again now.");
        becomes("delivered", 1);
        assertThat(crm.taken()).hasSize(taken + 1);
        assertThat(deeds("replay")).isEqualTo(deeds + 1);

        page.navigate(relay.address("/deliveries/replay?state=delivered&destination=crm&service=" + service));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Replay it"))
                .dblclick();
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("1 delivery will be delivered again");
        await().until(() -> crm.taken().size() == taken + 2);
        assertThat(deeds("replay")).isEqualTo(deeds + 2);
        page.reload();
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("1 delivery will be delivered again");
        assertThat(deeds("replay")).isEqualTo(deeds + 2);
    }

    @Test
    void pausesADestinationCancelsWhatWaitsAndResumes() throws Exception {
        page.navigate(relay.address("/destinations"));
        page.getByLabel("Why crm is paused").fill("new wrap-up codes");
        browser.press("Pause crm");
        assertThat(page.getByText("“new wrap-up codes”")).isVisible();

        // Until the pause is known everywhere, some still go out.
        await().until(() -> {
            sell(1);
            return deliveries("pending").size() >= 3;
        });
        int taken = crm.taken().size();
        int waiting = deliveries("pending").size();
        String record = "/records/" + deliveries("pending").at("/0/activity/id").asText();
        page.navigate(relay.address(record));
        assertThat(journey("crm")).containsText("but crm is paused since");
        browser.press("Cancel crm");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("The delivery is cancelled. It can be replayed.");
        assertThat(journey("crm").locator(".events")).containsText("Cancelled by local (no key)");

        page.navigate(relay.address("/deliveries?state=pending&destination=crm&service=" + service));
        browser.follow("Count and cancel …");
        browser.press("Cancel all " + (waiting - 1));
        assertThat(page.getByRole(AriaRole.STATUS)).hasText(waiting - 1 + " deliveries are cancelled");
        assertThat(deliveries("cancelled")).hasSize(waiting);

        page.navigate(relay.address("/destinations"));
        browser.press("Resume crm");
        assertThat(page.getByText("“new wrap-up codes”")).hasCount(0);
        assertThat(crm.taken()).hasSize(taken);

        page.navigate(relay.address(record));
        browser.press("Replay: crm");
        becomes("cancelled", waiting - 1);
        await().until(() -> crm.taken().size() == taken + 1);
    }

    @Test
    void routesAllUnroutedAgainOnceTheyAreCounted() throws Exception {
        for (int i = 0; i < 2; i++) {
            String record =
                    "{\"interactionId\":\"stray-" + i + "\",\"type\":\"email\",\"service\":\"" + service + "\"}";
            relay.post("/api/v1/activities", "application/json", record.getBytes(StandardCharsets.UTF_8));
        }
        page.navigate(relay.address("/unrouted"));
        page.getByLabel("Service").fill(service);
        page.getByLabel("Reason").selectOption("no_rule_matched");
        browser.press("Show");
        assertThat(page.locator("#lines > li")).hasCount(2);
        browser.follow("Count and route again …");

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .hasText("Route 2 records again?");
        assertThat(page.locator(".outcome").first()).hasText("no rule wants it now either");
        browser.press("Route again all 2");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("0 records found a way");
        assertThat(page.getByText("2 records got nothing")).isVisible();
    }

    @Test
    void showsAPersonTheirFileAndErasesThem() throws Exception {
        sell(2);
        becomes("delivered", 2);
        String phone = "+1 415 555 " + (2000 + services);

        page.navigate(relay.address("/persons"));
        page.getByLabel("Number, address or id").fill(phone);
        browser.press("Look");
        assertThat(page.getByText("2 interactions name them")).isVisible();
        assertThat(page.url()).doesNotContain("415555", "415%20555", "415+555");
        assertThat(page.locator("main")).containsText("attempts to deliver");

        String file = new String(
                Files.readAllBytes(page.waitForDownload(() -> browser.press("Download the file"))
                        .path()),
                StandardCharsets.UTF_8);
        JsonNode given = RunningRelay.JSON.readTree(file);
        assertThat(given.path("records")).hasSize(2);

        page.getByLabel("Reason, without a name").fill("ticket 4711");
        page.getByLabel("I have read what goes").check();
        browser.press("Erase for good");
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("2 interactions were erased");
        assertThat(page.locator("main")).containsText("crm");
        assertThat(relay.json("/api/v1/activities?service=" + service.replace(" ", "%20"))
                        .path("items"))
                .isEmpty();

        page.navigate(relay.address("/audit"));
        assertThat(page.locator(".audit tbody tr").first()).containsText("erased");
        assertThat(page.locator(".audit tbody tr").nth(1)).containsText("took out a person's file");
        assertThat(page.locator(".audit").textContent()).doesNotContain("415555", "415 555");
    }

    @Test
    void isReadWithAKeyboardAlone() throws Exception {
        sell(1);
        page.navigate(relay.address("/deliveries?state=delivered"));
        page.keyboard().press("Tab");
        assertThat(page.getByText("Skip to the content")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#main")).isFocused();
        page.keyboard().press("Tab");
        assertThat(page.locator(".tabs a").first()).isFocused();
        assertThat((Boolean) page.evaluate("[...document.querySelectorAll('input:not([type=hidden]),select')]"
                        + ".every(field => field.labels.length > 0 || field.ariaLabel)"))
                .as("every field has a label")
                .isTrue();
    }
}
