package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.activityrelay.relay.activity.TenantProfiles;
import org.activityrelay.relay.ledger.Erasures.Subject;
import org.activityrelay.relay.privacy.PersonFile;
import org.activityrelay.relay.security.Caller;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** An administrator gets everything that is held about a person. */
@RestController
class PersonFileController {

    private final PersonFile file;
    private final TenantProfiles tenants;
    private final String defaultTenant;

    PersonFileController(
            PersonFile file, TenantProfiles tenants, @Value("${relay.intake.tenant:default}") String defaultTenant) {
        this.file = file;
        this.tenants = tenants;
        this.defaultTenant = defaultTenant;
    }

    /** Streamed: a failure in the middle cuts the answer off, so that nobody takes half of it for all. */
    @PostMapping(path = "/api/v1/person-files", produces = MediaType.APPLICATION_JSON_VALUE)
    void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SubjectBody body = SubjectBody.read(request, Set.of());
        Caller caller = Caller.current();
        Subject subject = body.subject(caller, tenants, defaultTenant);
        body.refuseIfWrong();
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"person-file.json\"");
        file.write(subject, caller.name(), response.getOutputStream());
    }
}
