package org.activityrelay.relay.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.activityrelay.relay.contract.SharedPostgres;
import org.activityrelay.relay.contract.TcpProxy;
import org.activityrelay.relay.journey.RunningRelay;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What the console shows when something is wrong: always a page for people. */
@ExtendWith(OutputCaptureExtension.class)
class ConsoleFailuresIT {

    private static final String PHONE = "+14155550177";

    @TempDir
    Path home;

    @Test
    void tellsOfAPageThatCannotBeMadeWithoutShowingWhatItWasAbout(CapturedOutput log) throws Exception {
        Path templates = Files.createDirectories(home.resolve("templates/console"));
        try (Stream<Path> shipped = Files.list(Path.of("src/main/resources/templates/console"))) {
            for (Path template : shipped.toList()) {
                Files.copy(template, templates.resolve(template.getFileName()));
            }
        }
        Path record = templates.resolve("record.html");
        Files.writeString(
                record, Files.readString(record).replace("${story.title()}", "${story.json() + story.nonsense()}"));
        try (RunningRelay relay = RunningRelay.in(home)) {
            relay.start("spring.thymeleaf.prefix=file:" + home.resolve("templates") + "/");
            relay.post(
                    "/api/v1/activities",
                    "application/json",
                    ("{\"interactionId\":\"F-1\",\"type\":\"voice\",\"phoneNumber\":\"" + PHONE + "\"}")
                            .getBytes(StandardCharsets.UTF_8));

            HttpResponse<String> answer = relay.get("/records/" + ConsoleRelay.idOf(relay, "F-1"));

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
            assertThat(answer.body()).contains("This page cannot be made").doesNotContain("F-1", "nonsense", PHONE);
            assertThat(log).contains("Page console/record").contains("cannot be made; it fails in line");
            assertThat(log.getAll()).doesNotContain(PHONE, "4155550177");
            assertThat(relay.get("/").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void saysWhatIsWrongWithAnAddress() throws Exception {
        try (RunningRelay relay = RunningRelay.in(home)) {
            relay.start();
            for (String search : new String[] {"/?s=A", "/?s=", "/?s=AAAA", "/?s=" + "A".repeat(9000)}) {
                HttpResponse<String> answer = relay.get(search);
                assertThat(answer.statusCode()).as(search).isEqualTo(200);
                assertThat(answer.body()).as(search).contains("The address of that search is no longer known");
            }
            for (String wrong : new String[] {
                "/deliveries?state=A",
                "/deliveries?mode=A",
                "/deliveries?endedFrom=A",
                "/deliveries?after=A",
                "/deliveries/replay?state=in_flight",
                "/deliveries/cancel?state=delivered",
                "/unrouted?receivedTo=A",
                "/records/A?added=A"
            }) {
                HttpResponse<String> answer = relay.get(wrong);
                assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
                assertThat(answer.body()).as(wrong).contains("<h1>That cannot be understood</h1>");
            }
            assertThat(relay.get("/records/A").statusCode()).isEqualTo(404);
            assertThat(relay.get("/done/A").statusCode()).isEqualTo(404);
        }
    }

    @Test
    @Tag("full")
    void looksAgainByItselfUntilTheLedgerIsBack() throws Exception {
        Path chromium = Chromium.find();
        String direct = SharedPostgres.newDatabase();
        try (TcpProxy proxy = new TcpProxy(SharedPostgres.port());
                RunningRelay relay = RunningRelay.in(home)
                        .start(
                                "relay.ledger.url=" + direct.replace(":" + SharedPostgres.port(), ":" + proxy.port()),
                                "relay.ledger.username=" + SharedPostgres.username(),
                                "relay.ledger.password=" + SharedPostgres.password());
                Browser browser = Browser.open(chromium)) {
            proxy.cut();
            await().until(() -> relay.get("/unrouted").statusCode() == 503);
            browser.page().navigate(relay.address("/unrouted"));
            assertThat(heading(browser)).hasText("The ledger does not answer now");

            proxy.mend();
            assertThat(heading(browser))
                    .hasText("Unrouted records", new LocatorAssertions.HasTextOptions().setTimeout(90_000));
            browser.forgive();
        }
    }

    private static Locator heading(Browser browser) {
        return browser.page().getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }
}
