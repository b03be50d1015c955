package org.activityrelay.relay.destination.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A mail server that does as told: STARTTLS, authentication, replies per recipient, and hanging up after the last dot. */
public final class ScriptedMailServer implements AutoCloseable {

    /** A message with the recipients that were accepted for it. */
    public record Received(List<String> recipients, String content) {}

    private final ServerSocket socket;
    private final SSLContext tls;
    private final Map<String, String> replies = new ConcurrentHashMap<>();
    private final List<String> dialogue = new CopyOnWriteArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile String user;
    private volatile boolean hangUpAfterDot;
    private volatile String dataReply = "250 2.0.0 queued as 42";

    /** @param tls offers STARTTLS with this, or null */
    public ScriptedMailServer(SSLContext tls) throws IOException {
        this.tls = tls;
        socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "scripted-mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** What the server says to this recipient; unnamed ones are accepted. */
    ScriptedMailServer replying(String recipient, String reply) {
        replies.put(recipient, reply);
        return this;
    }

    ScriptedMailServer accepting(String recipient) {
        replies.remove(recipient);
        return this;
    }

    public ScriptedMailServer replyingToData(String reply) {
        dataReply = reply;
        return this;
    }

    /** @param credentials {@code user:password}, demanded of everyone */
    ScriptedMailServer demanding(String credentials) {
        user = credentials;
        return this;
    }

    ScriptedMailServer hangingUpAfterTheDot(boolean hangUp) {
        hangUpAfterDot = hangUp;
        return this;
    }

    /** Commands received, those after STARTTLS marked so. */
    List<String> dialogue() {
        return dialogue;
    }

    public List<Received> received() {
        return received;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket client = socket.accept()) {
                new Conversation(client).run();
            } catch (IOException ended) {
                // the client hung up, or the test is over
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private final class Conversation {
        private Socket client;
        private BufferedReader in;
        private OutputStream out;
        private String mark = "";
        private List<String> recipients = new CopyOnWriteArrayList<>();
        private boolean authenticated;

        Conversation(Socket client) throws IOException {
            open(client);
        }

        private void open(Socket next) throws IOException {
            client = next;
            in = new BufferedReader(new InputStreamReader(next.getInputStream(), StandardCharsets.UTF_8));
            out = next.getOutputStream();
        }

        void run() throws IOException {
            say("220 test ready");
            String line = in.readLine();
            while (line != null) {
                dialogue.add(mark + line);
                if (!answer(line)) {
                    return;
                }
                line = in.readLine();
            }
        }

        private boolean answer(String line) throws IOException {
            String command = line.split("[ :]")[0].toUpperCase(Locale.ROOT);
            switch (command) {
                case "EHLO" -> greet();
                case "STARTTLS" -> secure();
                case "AUTH" -> authenticate(line);
                case "MAIL" -> say(user == null || authenticated ? "250 ok" : "530 5.7.0 authentication required");
                case "RCPT" -> recipient(line);
                case "DATA" -> {
                    return data();
                }
                case "QUIT" -> {
                    say("221 bye");
                    return false;
                }
                default -> say("250 ok");
            }
            return true;
        }

        private void greet() throws IOException {
            boolean offerTls = tls != null && mark.isEmpty();
            say("250-test" + (offerTls ? "\r\n250-STARTTLS" : "") + (user != null ? "\r\n250-AUTH PLAIN" : "")
                    + "\r\n250 8BITMIME");
        }

        private void secure() throws IOException {
            say("220 go ahead");
            SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
            secured.setUseClientMode(false);
            secured.startHandshake();
            mark = "tls ";
            open(secured);
        }

        private void authenticate(String line) throws IOException {
            String sent = new String(Base64.getDecoder().decode(line.substring("AUTH PLAIN ".length())));
            authenticated = sent.endsWith("\0" + user.replace(':', '\0'));
            say(authenticated ? "235 2.7.0 welcome" : "535 5.7.8 wrong");
        }

        private void recipient(String line) throws IOException {
            String address = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
            String reply = replies.getOrDefault(address, "250 ok");
            if (reply.startsWith("2")) {
                recipients.add(address);
            }
            say(reply);
        }

        private boolean data() throws IOException {
            say("354 go on");
            StringBuilder content = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                content.append(line).append("\r\n");
            }
            if (dataReply.startsWith("2")) {
                received.add(new Received(List.copyOf(recipients), content.toString()));
            }
            recipients = new CopyOnWriteArrayList<>();
            if (hangUpAfterDot) {
                client.close();
                return false;
            }
            say(dataReply);
            return true;
        }

        private void say(String reply) throws IOException {
            out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
