package org.activityrelay.relay.destination.crm;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.activityrelay.relay.context.ContextCustomizer.Kind;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationSettings.Auth;
import org.activityrelay.relay.destination.Examined;
import org.activityrelay.relay.destination.Examined.Rehearsed;
import org.activityrelay.relay.destination.Examiner;
import org.activityrelay.relay.destination.Secrets;
import org.activityrelay.relay.destination.http.HttpCustomizer;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Examines CRMs: logs in, has the kinds of records described that are written, and compares them with the mapping. */
@Component
@Order(20)
class CrmExaminer implements Examiner {

    private static final int EXCERPT = 200;

    private final CrmCustomizer crms;
    private final HttpCustomizer http;
    private final Secrets secrets;

    CrmExaminer(CrmCustomizer crms, HttpCustomizer http, Secrets secrets) {
        this.crms = crms;
        this.http = http;
        this.secrets = secrets;
    }

    @Override
    public void examine(Examined destination) throws Exception {
        String kind = destination.endpoints("crm:").stream()
                .map(endpoint -> endpoint.replaceFirst("\\?.*", ""))
                .filter(endpoint -> endpoint.endsWith("/write"))
                .map(endpoint -> endpoint.substring("crm:".length(), endpoint.indexOf('/')))
                .findFirst()
                .orElse(null);
        if (kind == null) {
            return;
        }
        List<Rehearsed> rehearsals = destination.rehearsals();
        if (rehearsals.isEmpty()) {
            return;
        }
        rehearsals.stream()
                .filter(one -> one.failure() != null)
                .findFirst()
                .ifPresent(one -> destination.problem(
                        "the mapping cannot handle some records: " + one.failure(),
                        "./relay explain shows what it does with a record"));
        if (destination.isHopeless()) {
            return;
        }
        Crm crm = kind.equals(Rest.KIND) ? Rest.undescribed() : CrmCustomizer.sibling(kind);
        AttemptEvidence evidence = new AttemptEvidence(rehearsals.get(0).claim());
        try (CrmClient client = new CrmClient(http.boundary(Kind.LIVE))) {
            CrmSession session = crms.asking(crm, client, destination.settings(), evidence);
            IOException[] failure = {null};
            evidence.during(() -> {
                try {
                    ask(destination, crm, session, rehearsals);
                } catch (IOException failed) {
                    failure[0] = failed;
                }
            });
            if (failure[0] != null) {
                throw failure[0];
            }
        }
    }

    private void ask(Examined destination, Crm crm, CrmSession session, List<Rehearsed> rehearsals) throws IOException {
        Map<String, FieldComparison> comparisons = new LinkedHashMap<>();
        Map<String, Described> described = new LinkedHashMap<>();
        Owners owners = new Owners();
        try {
            for (Rehearsed rehearsed : rehearsals) {
                for (Examined.Mapped mapped : rehearsed.mapped()) {
                    if (!described.containsKey(mapped.object())) {
                        session.object(mapped.object());
                        Described found = crm.describe(session, destination);
                        described.put(mapped.object(), found);
                        if (found != null) {
                            comparisons.put(mapped.object(), new FieldComparison(destination, found));
                        }
                    }
                    owners.add(
                            crm.owner(mapped.fields()),
                            rehearsed.claim().activity().agentId());
                    FieldComparison comparison = comparisons.get(mapped.object());
                    if (comparison != null) {
                        comparison.add(mapped.fields(), rehearsed.disposition());
                    }
                }
            }
            owners.report(crm, session, destination);
        } catch (Unanswered refused) {
            refused(destination, refused.answer());
            return;
        } catch (CrmRefusal refusal) {
            destination.problem(secrets.mask(refusal.getMessage()), "see the page of this CRM in docs");
            return;
        } catch (IOException failure) {
            destination.problem(
                    "asking the CRM fails: " + secrets.mask(String.valueOf(failure.getMessage())),
                    String.valueOf(failure.getMessage()).contains("web page")
                            ? "open " + session.base() + " in a browser: a sleeping instance wakes up by that"
                            : "try again; if it stays, see the CRM's status page");
            return;
        }
        comparisons.values().forEach(FieldComparison::report);
    }

    private void refused(Examined destination, CrmAnswer answer) {
        String said = secrets.mask(answer.text().replaceAll("\\s+", " ").strip());
        String excerpt =
                said.isEmpty() ? "" : ": " + (said.length() > EXCERPT ? said.substring(0, EXCERPT) + "…" : said);
        String what = "the CRM answers " + answer.status() + excerpt;
        boolean fetches = destination.settings().auth().type().fetchesToken();
        switch (answer.status()) {
            case 401 ->
                destination.problem(
                        "the login is refused; " + what,
                        fetches
                                ? "is the user of the client active, and " + destination.key("url")
                                        + " the address that the token is for?"
                                : "check " + destination.key("auth.username") + " and .password, and that the user is"
                                        + " active");
            case 403 ->
                destination.problem(
                        what, "give the integration user the right to use the API and to read what is asked here");
            case 404 ->
                destination.problem(
                        what, "is " + destination.key("url") + " the right address, and crm.version a version it has?");
            default ->
                destination.problem(
                        what,
                        answer.status() / 100 == 3
                                ? "a redirect is never followed: write the address it leads to into "
                                        + destination.key("url")
                                : "see the page of this CRM in docs");
        }
    }

    /** An answer that the CRM's own code has no words for. */
    static final class Unanswered extends IOException {

        private final transient CrmAnswer answer;

        Unanswered(CrmAnswer answer) {
            super("the CRM answered " + answer.status());
            this.answer = answer;
        }

        CrmAnswer answer() {
            return answer;
        }
    }

    /** A successful answer to a question; else it is thrown. */
    static CrmAnswer asked(CrmSession crm, String path) throws IOException {
        CrmAnswer answer = crm.get(path);
        if (!answer.isSuccess()) {
            throw new Unanswered(answer);
        }
        return answer;
    }

    /** Whether a login is part of every request, so that any answer proves it. */
    static String login(Examined destination) {
        Auth.Type type = destination.settings().auth().type();
        return type == Auth.Type.NONE ? "it answers" : "the login is accepted";
    }
}
