package org.activityrelay.relay.activity;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as RFC 8785, section 3.2.2.3 writes them: as ECMAScript does. */
final class CanonicalNumber {

    private static final long LARGEST_EXACT = 1L << 53;
    private static final int ALWAYS_EXACT_DIGITS = 15;

    private CanonicalNumber() {}

    /**
     * The number's one way of being written. Numbers that a double cannot tell from their neighbours are outside of what
     * RFC 8785 covers; as its appendix D advises they are written as text, with all their digits and in quotes.
     */
    static String of(JsonNode number) {
        if (number.isIntegralNumber() && number.canConvertToLong()) {
            long value = number.longValue();
            boolean isExact = -LARGEST_EXACT <= value && value <= LARGEST_EXACT;
            return isExact ? Long.toString(value) : '"' + Long.toString(value) + '"';
        }
        if (number.isBigDecimal() || number.isBigInteger()) {
            BigDecimal value = number.decimalValue().stripTrailingZeros();
            double nearest = value.doubleValue();
            boolean isExact =
                    value.precision() <= ALWAYS_EXACT_DIGITS && !Double.isInfinite(nearest) && isNormal(nearest);
            return isExact || value.signum() == 0 ? of(nearest) : exactly(value, nearest);
        }
        return of(number.doubleValue());
    }

    /** A double, as ECMAScript's {@code Number::toString}. */
    static String of(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("no JSON number: " + value);
        }
        if (value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT) {
            return Long.toString((long) value);
        }
        // Before Java 19 Double.toString does not always give the shortest digits; Jackson's own always does.
        String shortest = shortest(Math.abs(value));
        String sign = value < 0 ? "-" : "";
        int e = shortest.indexOf('E');
        String mantissa = e < 0 ? shortest : shortest.substring(0, e);
        int point = mantissa.indexOf('.');
        int exponent = e < 0 ? 0 : Integer.parseInt(shortest.substring(e + 1));
        return sign + written(mantissa.substring(0, point), mantissa.substring(point + 1), exponent);
    }

    /** Java writes at least two digits; only of the very smallest numbers would one be enough. */
    private static String shortest(double value) {
        String twoOrMore = NumberOutput.toString(value, true);
        if (isNormal(value)) {
            return twoOrMore;
        }
        BigDecimal one = new BigDecimal(twoOrMore).round(new MathContext(1));
        return one.doubleValue() == value ? one.unscaledValue() + ".0E" + -one.scale() : twoOrMore;
    }

    /** @param exponent of the point between whole and fraction */
    private static String written(String whole, String fraction, int exponent) {
        String all = whole + fraction;
        int leading = 0;
        while (all.charAt(leading) == '0') {
            leading++;
        }
        int end = all.length();
        while (all.charAt(end - 1) == '0') {
            end--;
        }
        String digits = all.substring(leading, end);
        int point = whole.length() - leading + exponent; // the value is 0.digits * 10^point
        int count = digits.length();
        if (count <= point && point <= 21) {
            return digits + "0".repeat(point - count);
        }
        if (0 < point && point <= 21) {
            return digits.substring(0, point) + '.' + digits.substring(point);
        }
        if (-6 < point && point <= 0) {
            return "0." + "0".repeat(-point) + digits;
        }
        String tail = count == 1 ? "" : '.' + digits.substring(1);
        return digits.charAt(0) + tail + 'e' + (point > 0 ? "+" : "-") + Math.abs(point - 1);
    }

    private static String exactly(BigDecimal value, double nearest) {
        boolean isDouble =
                Double.isFinite(nearest) && new BigDecimal(NumberOutput.toString(nearest, true)).compareTo(value) == 0;
        return isDouble ? of(nearest) : quoted(value);
    }

    private static boolean isNormal(double value) {
        return Math.abs(value) >= Double.MIN_NORMAL;
    }

    private static String quoted(BigDecimal value) {
        return '"' + value.stripTrailingZeros().toString() + '"';
    }
}
