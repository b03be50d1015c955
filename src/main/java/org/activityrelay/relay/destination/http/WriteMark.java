package org.activityrelay.relay.destination.http;

import java.io.IOException;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.activityrelay.relay.destination.Secrets;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/** Notes that a write leaves the process now: the connection stands, and a failure from here on is ambiguous. */
final class WriteMark implements ExecChainHandler {

    private final DestinationsSettings settings;

    private final Secrets secrets;

    WriteMark(DestinationsSettings settings, Secrets secrets) {
        this.settings = settings;
        this.secrets = secrets;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        AttemptEvidence evidence = AttemptEvidence.current();
        boolean write = evidence != null && Writes.isWrite(request, scope, settings);
        if (evidence != null && evidence.isWatched()) {
            evidence.leaves(RequestDescription.of(request, !write, secrets));
        }
        if (write) {
            if (scope.clientContext.getAttribute(Writes.LEAVES) instanceof Runnable keeping) {
                keeping.run();
            }
            evidence.writeBegan();
        }
        return chain.proceed(request, scope);
    }
}
