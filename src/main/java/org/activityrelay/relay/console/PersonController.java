package org.activityrelay.relay.console;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.ledger.Erasures;
import org.activityrelay.relay.ledger.Erasures.Interaction;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.activityrelay.relay.ledger.Records;
import org.activityrelay.relay.privacy.CopiesUnreachableException;
import org.activityrelay.relay.privacy.Eraser;
import org.activityrelay.relay.privacy.PersonFile;
import org.activityrelay.relay.privacy.StillUnderWayException;
import org.activityrelay.relay.security.Caller;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** For administrators: all that is held about a person, as a page and as a file, and erasing it. Nobody is named in an address. */
@Controller
@RequestMapping("/persons")
class PersonController {

    private static final int SHOWN = 10;

    private final Erasures erasures;
    private final Records records;
    private final Eraser eraser;
    private final PersonFile file;
    private final TenantProfiles tenants;
    private final String defaultTenant;
    private final OnceOnly onceOnly;
    private final Clockface clockface;

    PersonController(
            Erasures erasures,
            Records records,
            Eraser eraser,
            PersonFile file,
            TenantProfiles tenants,
            @Value("${relay.intake.tenant:default}") String defaultTenant,
            OnceOnly onceOnly,
            Clockface clockface) {
        this.erasures = erasures;
        this.records = records;
        this.eraser = eraser;
        this.file = file;
        this.tenants = tenants;
        this.defaultTenant = defaultTenant;
        this.onceOnly = onceOnly;
        this.clockface = clockface;
    }

    @GetMapping
    String ask(Model model) {
        model.addAttribute("form", new PersonForm(null, null, null));
        return "console/persons";
    }

    /** What there is, and what erasing it would do. */
    @PostMapping
    String show(@ModelAttribute("form") PersonForm form, Model model) {
        Caller caller = Caller.current();
        Subject subject = form.subject(caller, tenants, defaultTenant).orElse(null);
        if (subject == null) {
            model.addAttribute("wrong", "That cannot be understood. Write a phone number with its country code.");
            return "console/persons";
        }
        List<String> found = erasures.find(subject);
        model.addAttribute("found", found.size());
        model.addAttribute("lines", lines(found));
        model.addAttribute("shown", SHOWN);
        model.addAttribute("held", ErasedPage.of(eraser.erase(new Eraser.Request(subject, null, true, caller.name()))));
        model.addAttribute("token", onceOnly.token());
        return "console/persons";
    }

    /** The newest revision of each, of the newest interactions. */
    private List<Line> lines(List<String> found) {
        List<String> newest = new ArrayList<>(found);
        newest.sort(Collections.reverseOrder());
        List<String> few = newest.subList(0, Math.min(SHOWN, newest.size()));
        return erasures.look(few).interactions().stream()
                .map(Interaction::activityIds)
                .filter(ids -> !ids.isEmpty())
                .map(Collections::max)
                .sorted(Collections.reverseOrder())
                .flatMap(id -> records.find(id).stream())
                .map(stored -> Line.of(stored, clockface))
                .toList();
    }

    /** The same file as the API gives; that it was given is in the audit trail. */
    @PostMapping("/file")
    void file(@ModelAttribute("form") PersonForm form, HttpServletResponse response) throws IOException {
        Caller caller = Caller.current();
        file.write(subject(form, caller), caller.name(), new Download(response));
    }

    @PostMapping("/erase")
    ResponseEntity<Void> erase(
            @ModelAttribute("form") PersonForm form,
            @RequestParam(required = false) String reason,
            @RequestParam(defaultValue = "false") boolean sure,
            @RequestParam(required = false) String token) {
        Caller caller = Caller.current();
        Subject subject = subject(form, caller);
        String why = Typed.clean(reason);
        if (!sure) {
            throw RefusedException.malformed("Nothing was erased: the box above the button was not ticked.");
        }
        if (why != null && Eraser.names(subject, why)) {
            throw RefusedException.malformed("Nothing was erased: the reason names who is to be erased, and it is kept"
                    + " in the audit trail. Write a ticket number, say.");
        }
        onceOnly.run(token, caller, () -> erase(new Eraser.Request(subject, why, false, caller.name())));
        return DeliveryRepairController.see(token);
    }

    private ErasedPage erase(Eraser.Request request) {
        try {
            return ErasedPage.of(eraser.erase(request));
        } catch (StillUnderWayException e) {
            throw RefusedException.changed(
                    "Deliveries of theirs are under way and did not end in time. Try again in a minute.", "/persons");
        } catch (CopiesUnreachableException e) {
            throw RefusedException.unreachable("This cannot be reached now: " + e.place()
                    + ". What it holds is still known; do it again when it answers.");
        }
    }

    private Subject subject(PersonForm form, Caller caller) {
        return form.subject(caller, tenants, defaultTenant)
                .orElseThrow(() -> RefusedException.malformed("The form is not complete. Go back and do it again."));
    }

    /** Is a download from its first byte on; a failure before that is still a page. */
    private static final class Download extends OutputStream {

        private final HttpServletResponse response;
        private boolean begun;

        private Download(HttpServletResponse response) {
            this.response = response;
        }

        private OutputStream out() throws IOException {
            if (!begun) {
                begun = true;
                response.setContentType(MediaType.APPLICATION_JSON_VALUE);
                response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"person-file.json\"");
            }
            return response.getOutputStream();
        }

        @Override
        public void write(int one) throws IOException {
            out().write(one);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            out().write(bytes, from, count);
        }
    }
}
