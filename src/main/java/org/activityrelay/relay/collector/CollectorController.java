package org.activityrelay.relay.collector;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.activityrelay.relay.problem.Problem;
import org.activityrelay.relay.problem.ProblemException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Serves the collector to pages. */
@RestController
class CollectorController {

    private final CollectorFiles files = new CollectorFiles();

    CollectorController() throws IOException {}

    @GetMapping("/collector/v1/{name:.+}")
    void file(@PathVariable String name, HttpServletResponse response) throws IOException {
        CollectorFiles.Served file = files.find(name);
        if (file == null) {
            throw new ProblemException(Problem.of(404, "unknown_file", "There is no such file."));
        }
        // Set, not added: the filters have said that nothing is to be kept.
        response.setHeader(HttpHeaders.CACHE_CONTROL, file.caching());
        response.setContentType(file.type());
        response.setContentLength(file.content().length);
        response.getOutputStream().write(file.content());
    }
}
