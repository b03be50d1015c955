package org.activityrelay.relay.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Pages' records come over TLS; a test cannot easily call from another machine, so the request is made up. */
class HttpsFilterTest {

    @ParameterizedTest
    @CsvSource({
        "/collector/v1/activities, 192.0.2.7, false, 403",
        "/collector/v1/activities, 192.0.2.7, true, 200",
        "/collector/v1/activities, 127.0.0.1, false, 200",
        "/collector/v1/activities, 0:0:0:0:0:0:0:1, false, 200",
        "/api/v1/activities, 192.0.2.7, false, 200",
    })
    void refusesWhatComesInClearFromElsewhere(String path, String from, boolean tls, int status) throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
        request.setRemoteAddr(from);
        request.setSecure(tls);
        MockHttpServletResponse response = new MockHttpServletResponse();

        new HttpsFilter("/collector/v1/activities").doFilter(request, response, new MockFilterChain());

        assertThat(response.getStatus()).isEqualTo(status);
    }
}
