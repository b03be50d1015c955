package org.activityrelay.relay.configuration;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.NoSuchLanguageException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.ObjectHelper;

/** What Camel says when something cannot be loaded, as a finding. Values of options are left out: they may be secrets. */
public final class LoadFailure {

    private static final Pattern DUE =
            Pattern.compile("(?:due to|because): (?:[\\w.$]+Exception: )?(.+)", Pattern.DOTALL);
    /** How mappings, templates and statements name the place of a mistake in them. */
    private static final Pattern IN_FILE =
            Pattern.compile("((?:mappings|templates|sql)/[^:\\s]+)(?::(\\d+))?(?::\\d+)?: (.+)", Pattern.DOTALL);

    /** What Camel's Simple language says at the end of such a text. */
    private static final Pattern UNCLOSED = Pattern.compile("expected symbol (single|double)Quote but was eol");

    private static final Pattern SOURCE = Pattern.compile("\\(source: [^()]*:(\\d+)\\)");
    private static final Pattern UNKNOWN = Pattern.compile("Unknown parameters=\\[\\{(.*)}]", Pattern.DOTALL);
    private static final Pattern OPTION = Pattern.compile("(?:^|, )([\\w.-]+)=");

    private LoadFailure() {}

    /** A failure of a whole file; the line is that of the route that Camel names, or of its first route. */
    static Finding in(RouteFile file, Throwable failure) {
        Matcher source = SOURCE.matcher(String.valueOf(failure.getMessage()));
        if (source.find()) {
            return at(file, Integer.valueOf(source.group(1)), failure);
        }
        String id = failure instanceof FailedToCreateRouteException created ? created.getRouteId() : null;
        Integer line = file.routes().stream()
                .filter(route -> id == null || id.equals(route.getRouteId()))
                .map(RouteDefinition::getLineNumber)
                .filter(number -> number > 0)
                .findFirst()
                .orElse(null);
        return at(file, line, failure);
    }

    static Finding at(RouteFile file, Integer line, Throwable failure) {
        return at(file.name(), line, failure);
    }

    /**
     * A failure at a place, or in the mapping, template or statement that it names itself.
     *
     * @param file below the routes folder
     */
    public static Finding at(String file, Integer line, Throwable failure) {
        String text = text(failure);
        Matcher inFile = IN_FILE.matcher(text);
        if (inFile.matches()) {
            Integer there = inFile.group(2) == null ? null : Integer.valueOf(inFile.group(2));
            return new Finding(inFile.group(1), there, inFile.group(3), "correct it");
        }
        return new Finding(file, line, text, remedy(failure));
    }

    /** The innermost message, on one line. */
    static String text(Throwable failure) {
        Throwable last = failure;
        for (Throwable cause : ObjectHelper.createExceptionIterable(failure)) {
            last = cause;
            if (cause instanceof NoSuchEndpointException missing) {
                return "there is no component for " + scheme(missing.getUri());
            }
            if (cause instanceof NoSuchLanguageException missing) {
                return "there is no language " + missing.getLanguage();
            }
        }
        String message = last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage();
        Matcher unknown = UNKNOWN.matcher(message);
        if (unknown.find() && last instanceof ResolveEndpointFailedException refused) {
            return scheme(refused.getUri()) + " has no option " + options(unknown.group(1));
        }
        if (UNCLOSED.matcher(message).find()) {
            return "a text in quotation marks is never closed";
        }
        Matcher due = DUE.matcher(message);
        return (due.find() ? due.group(1) : message).replaceAll("\\s+", " ").trim();
    }

    private static String remedy(Throwable failure) {
        for (Throwable cause : ObjectHelper.createExceptionIterable(failure)) {
            if (cause instanceof NoSuchEndpointException || cause instanceof NoSuchLanguageException) {
                return "correct the name, or put the jar that has it into lib/";
            }
        }
        return "correct it";
    }

    private static String scheme(String uri) {
        int colon = uri.indexOf(':');
        return colon < 0 ? uri : uri.substring(0, colon + 1);
    }

    private static String options(String assignments) {
        Matcher option = OPTION.matcher(assignments);
        StringBuilder names = new StringBuilder();
        while (option.find()) {
            names.append(names.isEmpty() ? "" : ", ").append(option.group(1));
        }
        return names.toString();
    }
}
