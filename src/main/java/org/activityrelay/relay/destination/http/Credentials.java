package org.activityrelay.relay.destination.http;

import java.io.IOException;
import org.activityrelay.relay.destination.DestinationSettings.Auth;
import org.activityrelay.relay.destination.DestinationSettings.Signature;
import org.apache.hc.core5.http.ClassicHttpRequest;

/** Finds what proves who sends a request. */
interface Credentials {

    /**
     * Value of the Authorization header, or null for none.
     *
     * @throws TokenRefusedException when an authorization server refuses these credentials
     * @throws IOException when it cannot be asked
     */
    String authorization(String destination, Auth auth) throws IOException;

    /** The receiver answered 401 to this header; answers whether another try with a new one makes sense. */
    boolean renew(String destination, Auth auth, String refused);

    /**
     * Signs a request whose body can be read again; to be done for each time it is sent.
     *
     * @param id the same for every time
     */
    void sign(ClassicHttpRequest request, String id, Signature signature) throws IOException;
}
