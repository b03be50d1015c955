package org.activityrelay.relay.delivery.classifier;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.AddressException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.activityrelay.relay.delivery.AttemptEvidence;
import org.activityrelay.relay.delivery.Outcome;
import org.activityrelay.relay.delivery.Reason;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** SMTP replies (RFC 5321, 4.2; enhanced codes RFC 3463): 4yz passes, 5yz stays, authentication is the destination's. */
final class MailJudge implements Judge {

    /** At the beginning of a reply; the greeting is quoted at the end of a sentence instead. */
    private static final Pattern CODE = Pattern.compile("^\\s*([245]\\d\\d)(?:[ -]|$)|response: ([245]\\d\\d)\\b");

    private static final Pattern GREYLISTING = Pattern.compile("gr[ae]y-?\\s?list|postgrey", Pattern.CASE_INSENSITIVE);

    private final NetworkJudge network;

    MailJudge(NetworkJudge network) {
        this.network = network;
    }

    @Override
    public Optional<Outcome> judge(Causes causes, AttemptEvidence evidence) {
        return causes.first(MessagingException.class).map(mail -> mail(causes, evidence));
    }

    /** The SMTP code of a failure, or null. */
    static Integer code(Causes causes) {
        return replies(causes).stream().findFirst().map(Reply::code).orElse(null);
    }

    private Outcome mail(Causes causes, AttemptEvidence evidence) {
        Optional<AuthenticationFailedException> authentication = causes.first(AuthenticationFailedException.class);
        if (authentication.isPresent()) {
            return authentication(authentication.get(), causes, evidence);
        }
        List<Reply> replies = replies(causes);
        if (!replies.isEmpty()) {
            return worthTrying(replies).map(Verdict::plainRetry).orElseGet(() -> permanent(replies));
        }
        Optional<Outcome> broken = network.judge(causes, evidence);
        if (broken.isPresent()) {
            return broken.get();
        }
        if (causes.has(AddressException.class)) {
            return Verdict.reject(Reason.RECIPIENT_REFUSED);
        }
        return dropped(causes, evidence);
    }

    private Outcome authentication(AuthenticationFailedException failure, Causes causes, AttemptEvidence evidence) {
        String said = text(failure);
        if (said.contains("[EOF]")) {
            return Verdict.plainRetry(Reason.CONNECTION_LOST);
        }
        // 454 is the server's own trouble (RFC 4954, 4.7), everything else is about the credentials.
        return codeIn(said) / 100 == 4
                ? Verdict.plainRetry(Reason.TEMPORARILY_REFUSED)
                : network.judge(causes, evidence).orElseGet(() -> Verdict.pause(Reason.UNAUTHORIZED));
    }

    /** If only one of several recipients may be taken later, there is something left to do. */
    private static Optional<Reason> worthTrying(List<Reply> replies) {
        return replies.stream()
                .filter(reply -> reply.code() / 100 == 4)
                .findFirst()
                .map(MailJudge::temporary);
    }

    private static Reason temporary(Reply reply) {
        if (reply.code() == 421) {
            return Reason.UNAVAILABLE;
        }
        if (reply.code() == 452
                || reply.text().contains("4.3.1")
                || reply.text().contains("4.2.2")) {
            return Reason.OUT_OF_RESOURCES;
        }
        return GREYLISTING.matcher(reply.text()).find() ? Reason.GREYLISTED : Reason.TEMPORARILY_REFUSED;
    }

    private static Outcome permanent(List<Reply> replies) {
        for (Reply reply : replies) {
            if (isAboutCredentials(reply)) {
                return reply.text().toUpperCase(Locale.ROOT).contains("STARTTLS")
                        ? Verdict.pause(Reason.TLS_FAILED)
                        : Verdict.pause(Reason.UNAUTHORIZED);
            }
        }
        if (replies.stream().anyMatch(MailJudge::isTooLarge)) {
            return Verdict.reject(Reason.TOO_LARGE);
        }
        if (replies.stream().anyMatch(reply -> reply.about() == About.SENDER)) {
            return Verdict.reject(Reason.SENDER_REFUSED);
        }
        return Verdict.reject(
                replies.stream().anyMatch(reply -> reply.about() == About.RECIPIENT)
                        ? Reason.RECIPIENT_REFUSED
                        : Reason.REFUSED);
    }

    private static boolean isAboutCredentials(Reply reply) {
        return switch (reply.code()) {
            case 530, 534, 535, 538 -> true;
            default -> reply.text().contains("5.7.8") || reply.text().contains("5.7.9");
        };
    }

    private static boolean isTooLarge(Reply reply) {
        boolean mailboxFull = reply.text().contains("5.2.2");
        return reply.code() == 552 && !mailboxFull || reply.text().contains("5.3.4");
    }

    /**
     * No reply at all: the server hung up, which the library notes as an end of file or a code of -1. After the final dot
     * nobody knows whether it has the mail.
     */
    private static Outcome dropped(Causes causes, AttemptEvidence evidence) {
        boolean afterDot =
                causes.all(SMTPSendFailedException.class).anyMatch(sending -> ".".equals(sending.getCommand()));
        boolean silent = causes.has(SendFailedException.class)
                || causes.any(link -> text(link).contains("[EOF]") || text(link).contains("response: -1"));
        return silent
                ? new Outcome.Retry(Reason.CONNECTION_LOST.word(), null, afterDot || evidence.isAmbiguous())
                : Verdict.retry(Reason.UNEXPECTED_ERROR, evidence);
    }

    private static List<Reply> replies(Causes causes) {
        return causes.stream()
                .map(MailJudge::reply)
                .filter(reply -> reply != null && reply.code() >= 400 && reply.code() < 600)
                .toList();
    }

    private static Reply reply(Throwable link) {
        if (link instanceof SMTPAddressFailedException recipient) {
            return new Reply(recipient.getReturnCode(), text(link), About.RECIPIENT);
        }
        if (link instanceof SMTPSenderFailedException sender) {
            return new Reply(sender.getReturnCode(), text(link), About.SENDER);
        }
        if (link instanceof SMTPSendFailedException mail) {
            return new Reply(mail.getReturnCode(), text(link), about(mail.getCommand()));
        }
        return link instanceof MessagingException ? new Reply(codeIn(link.getMessage()), text(link), About.MAIL) : null;
    }

    private static About about(String command) {
        return command != null && command.toUpperCase(Locale.ROOT).startsWith("MAIL FROM") ? About.SENDER : About.MAIL;
    }

    private static int codeIn(String message) {
        Matcher code = CODE.matcher(message == null ? "" : message);
        if (!code.find()) {
            return 0;
        }
        return Integer.parseInt(code.group(1) == null ? code.group(2) : code.group(1));
    }

    private static String text(Throwable link) {
        return link.getMessage() == null ? "" : link.getMessage();
    }

    private enum About {
        RECIPIENT,
        SENDER,
        MAIL
    }

    private record Reply(int code, String text, About about) {}
}
