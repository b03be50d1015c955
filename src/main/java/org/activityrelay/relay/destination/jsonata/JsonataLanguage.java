package org.activityrelay.relay.destination.jsonata;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.activityrelay.relay.destination.DestinationsSettings;
import org.apache.camel.ExpressionIllegalSyntaxException;
import org.apache.camel.support.LanguageSupport;
import org.apache.camel.support.ResourceHelper;

/**
 * Camel language {@code jsonata}: an expression, or {@code resource:routes:mappings/<file>}. Expressions are compiled
 * when a route loads; a mistake is reported there with file, line and column. Reference: docs.jsonata.org.
 */
public final class JsonataLanguage extends LanguageSupport {

    private final Map<String, JsonataExpression> compiled = new ConcurrentHashMap<>();
    private final DestinationsSettings settings;
    private final Tables tables = new Tables(this::getCamelContext);

    public JsonataLanguage(DestinationsSettings settings) {
        this.settings = settings;
    }

    @Override
    public JsonataExpression createExpression(String expression) {
        return compiled.computeIfAbsent(expression, this::compile);
    }

    @Override
    public JsonataExpression createPredicate(String expression) {
        return createExpression(expression);
    }

    private JsonataExpression compile(String expression) {
        boolean inFile = isStaticResource(expression);
        Source source = new Source(inFile ? fileName(expression) : null, loadResource(expression));
        try {
            Jsonata parsed = Jsonata.jsonata(source.text());
            if (parsed.getErrors() != null && !parsed.getErrors().isEmpty()) {
                throw parsed.getErrors().get(0);
            }
            return new JsonataExpression(parsed, source, settings, getCamelContext(), tables);
        } catch (JException mistake) {
            throw illegal(source, source.explain(mistake, -1), mistake);
        } catch (Exception mistake) {
            throw illegal(source, source.place(-1) + ": not a JSONata expression", mistake);
        }
    }

    private static String fileName(String expression) {
        String name = expression.substring(ResourceHelper.RESOURCE.length());
        return name.toLowerCase(Locale.ROOT).startsWith("routes:") ? name.substring("routes:".length()) : name;
    }

    private static ExpressionIllegalSyntaxException illegal(Source source, String message, Exception cause) {
        return new ExpressionIllegalSyntaxException(source.text(), cause) {
            @Override
            public String getMessage() {
                return message;
            }
        };
    }
}
