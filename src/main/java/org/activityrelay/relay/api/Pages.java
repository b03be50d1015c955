package org.activityrelay.relay.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.util.UriComponentsBuilder;

/** Addresses of further pages. */
final class Pages {

    private Pages() {}

    /** The same question again, continued after a row: path and query, relative to this host. */
    static String after(HttpServletRequest request, String parameter, String row) {
        UriComponentsBuilder address = UriComponentsBuilder.fromPath(request.getRequestURI());
        Map<String, Object> values = new TreeMap<>();
        request.getParameterMap().forEach((name, given) -> values.put(name, given[0]));
        values.put(parameter, row);
        values.keySet().forEach(name -> address.queryParam(name, "{" + name + "}"));
        return address.encode().buildAndExpand(values).toUriString();
    }
}
