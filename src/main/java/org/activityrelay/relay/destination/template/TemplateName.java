package org.activityrelay.relay.destination.template;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of a template, below {@code routes/}; may hold one argument in braces.
 *
 * @param path for example {@code templates/complaint.ftlh} or <code>templates/{template}.ftlh</code>
 * @param argument name in the braces, or null
 */
record TemplateName(String path, String argument) {

    private static final Pattern ARGUMENT = Pattern.compile("\\{(\\w+)}");
    private static final Pattern FILE =
            Pattern.compile("templates/(?:[A-Za-z0-9_-]+/)*[A-Za-z0-9_-]+(?:\\.txt\\.ftl|\\.ftlh)");
    private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    static TemplateName of(String remaining) {
        String path = URLDecoder.decode(remaining, StandardCharsets.UTF_8).replaceFirst("^(?:resource:)?routes:", "");
        Matcher braces = ARGUMENT.matcher(path);
        String argument = braces.find() ? braces.group(1) : null;
        if (!FILE.matcher(ARGUMENT.matcher(path).replaceFirst("x")).matches()) {
            throw new IllegalArgumentException("a template is a file templates/<name>.ftlh (HTML, escaped) or "
                    + "templates/<name>.txt.ftl (plain text) below routes/, not " + path);
        }
        return new TemplateName(path, argument);
    }

    /**
     * The file for these arguments of a rule.
     *
     * @throws IllegalArgumentException when the argument is missing or is not a plain name
     */
    String resolve(Map<?, ?> arguments) {
        if (argument == null) {
            return path;
        }
        Object value = arguments.get(argument);
        if (value == null) {
            throw new IllegalArgumentException("the rule gives no argument '" + argument
                    + "', which names the template " + path + "; add ?" + argument + "=<name> to its activity:deliver");
        }
        if (!VALUE.matcher(value.toString()).matches()) {
            throw new IllegalArgumentException(
                    "argument '" + argument + "' of the rule is no template name: letters, " + "digits, - and _ only");
        }
        return ARGUMENT.matcher(path).replaceFirst(value.toString());
    }
}
