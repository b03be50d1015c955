package org.activityrelay.relay.delivery.classifier;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A mail server on a real socket that answers each command as a test says; for one connection. */
final class ScriptedSmtp implements AutoCloseable {

    /** Closes the connection instead of answering. */
    static final String HANG_UP = "hang up";

    /** Never answers. */
    static final String SILENCE = "silence";

    private final ServerSocket server;
    private final Map<String, Deque<String>> replies = new HashMap<>();
    private volatile Socket client;

    ScriptedSmtp() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        on("greeting", "220 ready");
        on("EHLO", "250-here\r\n250 AUTH PLAIN");
        on("AUTH", "235 2.7.0 welcome");
        on("MAIL", "250 2.1.0 ok");
        on("RCPT", "250 2.1.5 ok");
        on("DATA", "354 go on");
        on(".", "250 2.0.0 queued");
        on("RSET", "250 ok");
        on("QUIT", "221 bye");
        Thread thread = new Thread(this::serve, "scripted-smtp");
        thread.setDaemon(true);
        thread.start();
    }

    /** Replies to a command, in turn; the last one stays. */
    ScriptedSmtp on(String command, String... answers) {
        replies.put(command, new ArrayDeque<>(java.util.List.of(answers)));
        return this;
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve() {
        try (Socket socket = server.accept()) {
            client = socket;
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            boolean going = answer("greeting", socket);
            boolean data = false;
            String line = going ? in.readLine() : null;
            while (line != null) {
                String command = data ? line.equals(".") ? "." : null : word(line);
                if (command != null) {
                    going = answer(command, socket);
                    data = going
                            && command.equals("DATA")
                            && replies.get("DATA").peek().startsWith("354");
                }
                line = going ? in.readLine() : null;
            }
        } catch (IOException closed) {
            client = null;
        }
    }

    private boolean answer(String command, Socket socket) throws IOException {
        Deque<String> script = replies.get(command);
        String reply = script.size() > 1 ? script.poll() : script.peek();
        if (reply.equals(HANG_UP)) {
            return false;
        }
        if (!reply.equals(SILENCE)) {
            OutputStream out = socket.getOutputStream();
            out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return true;
    }

    private static String word(String line) {
        return line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
    }

    @Override
    public void close() {
        try {
            server.close();
            Socket open = client;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
