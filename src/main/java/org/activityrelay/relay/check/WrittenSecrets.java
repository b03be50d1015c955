package org.activityrelay.relay.check;

import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.configuration.Finding;
import org.activityrelay.relay.configuration.LoadCheck;
import org.activityrelay.relay.configuration.RouteFile;
import org.activityrelay.relay.configuration.RouteModel;
import org.activityrelay.relay.configuration.Snapshot;
import org.activityrelay.relay.configuration.Step;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.SetVariableDefinition;

/**
 * Secrets are settings, never part of a file that is copied, shown and kept in version control. A finding says where one
 * stands, never what it is.
 */
class WrittenSecrets implements LoadCheck {

    /** Ends of names, without case, dashes and underscores. */
    private static final Pattern SECRET_NAME = Pattern.compile(
            ".*(password|passwd|passphrase|passcode|secret|(?<!next|page|cancel)token|authorization|credentials?"
                    + "|(api|access|private|secret|account|shared|subscription|function|signing)key)");

    private static final Pattern OPTION = Pattern.compile("[?&]([\\w.-]+)=([^&]*)");
    private static final Pattern USER_INFO = Pattern.compile("://[^/\\s:@{}$]+:[^/\\s@{}$]+@");
    private static final Pattern SCHEME_AND_VALUE =
            Pattern.compile("(?i)\\b(bearer|basic)\\s+(?=[^\\s'\"]*\\d)[A-Za-z0-9._~+/-]{12,}=*");

    /** Forms by which issuers mark their keys, and the beginnings of JSON Web Tokens and PEM files. */
    private static final Pattern MARKED = Pattern.compile("AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{20,}"
            + "|xox[abprs]-[A-Za-z0-9-]{10,}|[sr]k_live_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}"
            + "|eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{4,}|-----BEGIN [A-Z ]*PRIVATE KEY-----");

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9+_=-]{24,}");
    private static final Pattern UUID = Pattern.compile("(?i)\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");
    private static final Pattern HEX = Pattern.compile("(?i)[0-9a-f]{32,}");

    /** Bits for each character; words and names stay below, random letters and digits are above. */
    private static final double RANDOM = 3.7;

    /** Texts for people. */
    private static final Set<String> PROSE = Set.of("description", "id", "note", "message");

    @Override
    public void check(RouteModel model, Consumer<Finding> findings) {
        for (RouteFile file : model.files()) {
            file.texts().forEach(text -> checkText(file, text, findings));
            for (RouteDefinition route : file.routes()) {
                Step.of(route).forEach(step -> checkNamed(new Place(file, step, findings)));
            }
        }
        for (String path : model.snapshot().paths()) {
            if (Materials.isMaterial(path)) {
                checkLines(path, model.snapshot(), findings);
            }
        }
    }

    private static void checkText(RouteFile file, RouteFile.Text text, Consumer<Finding> findings) {
        String value = text.value();
        String what = null;
        // Camel's tokenize has a short token, too: what it cuts at.
        boolean separator = text.key().equals("token") && value.length() <= 5;
        if (isSecretName(text.key()) && isLiteral(value) && !separator) {
            what = "a secret is written in " + text.key();
        } else if (optionWithSecret(value) != null) {
            what = "a secret is written in the option " + optionWithSecret(value);
        } else if (USER_INFO.matcher(value).find()) {
            what = "a password is written in an address";
        } else if (isMarked(value) || !PROSE.contains(text.key()) && looksRandom(value)) {
            what = "this looks like a secret";
        }
        if (what != null) {
            findings.accept(new Finding(file.name(), text.line(), what, remedy("{{site.…}}")));
        }
    }

    /** A name in one line, the value in another: {@code setHeader: {name: Authorization, constant: …}}. */
    private static void checkNamed(Place place) {
        String name = place.step().node() instanceof SetHeaderDefinition header
                ? header.getName()
                : place.step().node() instanceof SetVariableDefinition variable
                        ? variable.getName()
                        : place.step().node() instanceof SetPropertyDefinition property ? property.getName() : null;
        if (name == null || !isSecretName(name) || place.step().expression() == null) {
            return;
        }
        String value = place.step().expression().getExpression();
        String language = Languages.of(place.step().expression());
        boolean fixed = language.equals("constant") || language.equals("simple");
        if (fixed && value != null && isLiteral(value) && !isMarked(value) && !looksRandom(value)) {
            place.reportAt(value, "a secret is written in " + name, remedy("{{site.…}}"));
        }
    }

    private static void checkLines(String path, Snapshot snapshot, Consumer<Finding> findings) {
        int number = 0;
        for (String line : snapshot.text(path).orElse("").split("\n", -1)) {
            number++;
            if (isMarked(line) || USER_INFO.matcher(line).find()) {
                findings.accept(new Finding(
                        path.substring(Snapshot.ROUTES.length()),
                        number,
                        "this looks like a secret",
                        remedy("a setting, $site('…') in JSONata")));
            }
        }
    }

    private static String remedy(String instead) {
        return "write " + instead + " instead and set it in the environment; give out a new secret, because this one"
                + " may have been copied";
    }

    private static boolean isSecretName(String name) {
        return SECRET_NAME
                .matcher(name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT))
                .matches();
    }

    private static String optionWithSecret(String uri) {
        Matcher option = OPTION.matcher(uri);
        while (option.find()) {
            if (isSecretName(option.group(1)) && isLiteral(option.group(2))) {
                return option.group(1);
            }
        }
        return null;
    }

    /** Whether it stands for itself: no setting, expression, bean or resource. */
    private static boolean isLiteral(String value) {
        return !value.isBlank()
                && !value.contains("{{")
                && !value.contains("${")
                && !value.startsWith("#")
                && !value.startsWith("resource:")
                && !value.equals("true")
                && !value.equals("false");
    }

    private static boolean isMarked(String value) {
        return MARKED.matcher(value).find() || SCHEME_AND_VALUE.matcher(value).find();
    }

    private static boolean looksRandom(String value) {
        Matcher words = WORD.matcher(value);
        while (words.find()) {
            String word = words.group();
            boolean mixed = count(word, Character::isDigit) >= 3
                    && count(word, Character::isUpperCase) >= 3
                    && count(word, Character::isLowerCase) >= 3
                    && entropy(word) >= RANDOM;
            if ((mixed || HEX.matcher(word).matches()) && !UUID.matcher(word).matches()) {
                return true;
            }
        }
        return false;
    }

    private static long count(String word, IntPredicate kind) {
        return word.chars().filter(kind).count();
    }

    /** Shannon's, in bits for each character. */
    private static double entropy(String word) {
        return word.chars()
                .distinct()
                .mapToDouble(letter -> count(word, other -> other == letter) / (double) word.length())
                .map(share -> -share * Math.log(share) / Math.log(2))
                .sum();
    }
}
