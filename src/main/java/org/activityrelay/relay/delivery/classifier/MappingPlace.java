package org.activityrelay.relay.delivery.classifier;

import com.dashjoin.jsonata.JException;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import freemarker.core.ParseException;
import freemarker.template.TemplateException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.camel.ExpressionEvaluationException;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.NoTypeConversionAvailableException;
import org.apache.camel.TypeConversionException;

/**
 * Where in a mapping or template it failed. The messages of these exceptions quote values of the record, so the words
 * here are made from their positions and types instead.
 */
final class MappingPlace {

    private MappingPlace() {}

    static Optional<String> of(Causes causes) {
        return place(causes, JException.class, MappingPlace::jsonata)
                .or(() -> place(causes, TemplateException.class, MappingPlace::template))
                .or(() -> place(causes, ParseException.class, MappingPlace::template))
                .or(() -> place(causes, JacksonException.class, MappingPlace::json))
                .or(() -> place(causes, TypeConversionException.class, MappingPlace::type))
                .or(() -> place(causes, NoTypeConversionAvailableException.class, MappingPlace::type))
                .or(() -> place(causes, InvalidPayloadException.class, MappingPlace::payload))
                .or(() -> place(causes, ExpressionEvaluationException.class, failure -> expression(failure, causes)));
    }

    private static <T extends Throwable> Optional<String> place(
            Causes causes, Class<T> type, Function<T, String> words) {
        return causes.first(type).map(words);
    }

    private static String jsonata(JException failure) {
        String message = JException.msg(failure.getError(), failure.getLocation(), "a value", "another");
        return "JSONata " + failure.getError() + " at character " + failure.getLocation() + ": " + message;
    }

    private static String template(TemplateException failure) {
        String blamed = failure.getBlamedExpressionString();
        return "Template " + failure.getTemplateSourceName() + ", line " + failure.getLineNumber() + ", column "
                + failure.getColumnNumber() + ": " + failure.getClass().getSimpleName()
                + (blamed == null ? "" : " in " + blamed);
    }

    private static String template(ParseException failure) {
        return "Template " + failure.getTemplateName() + ", line " + failure.getLineNumber() + ", column "
                + failure.getColumnNumber() + ": cannot be read";
    }

    private static String json(JacksonException failure) {
        JsonLocation location = failure.getLocation();
        return "JSON cannot be read or written"
                + (location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr())
                + " (" + failure.getClass().getSimpleName() + ")";
    }

    private static String type(TypeConversionException failure) {
        return "No conversion from " + name(failure.getValue()) + " to "
                + failure.getToType().getName() + " ("
                + failure.getCause().getClass().getSimpleName() + ")";
    }

    private static String type(NoTypeConversionAvailableException failure) {
        return "No conversion from " + name(failure.getValue()) + " to "
                + failure.getToType().getName();
    }

    private static String payload(InvalidPayloadException failure) {
        return "The body cannot become " + failure.getType().getName();
    }

    /** Without a cause the expression itself says what is wrong, and where. */
    private static String expression(ExpressionEvaluationException failure, Causes causes) {
        if (causes.root() == failure) {
            return String.valueOf(failure.getExpression());
        }
        return "Expression " + failure.getExpression() + " failed ("
                + causes.root().getClass().getSimpleName() + ")";
    }

    private static String name(Object value) {
        return value == null ? "nothing" : value.getClass().getName();
    }
}
