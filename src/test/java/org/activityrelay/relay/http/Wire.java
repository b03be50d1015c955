package org.activityrelay.relay.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Speaks HTTP/1.1 byte by byte, for requests that a well-behaved client would not send. */
public final class Wire {

    private Wire() {}

    /** Sends a request and reads until the service closes; the request should ask for that. */
    public static Answer exchange(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(90_000);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            return answer(readAll(socket.getInputStream()));
        }
    }

    /** Sends a head, then a byte of the body at a time until an answer comes. */
    public static Answer trickle(int port, String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            for (int sent = 0; sent < 1000; sent++) {
                socket.getOutputStream().write(' ');
                try {
                    int first = socket.getInputStream().read();
                    socket.setSoTimeout(90_000);
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    all.write(first);
                    socket.getInputStream().transferTo(all);
                    return answer(all.toByteArray());
                } catch (SocketTimeoutException notYet) {
                    // The next byte.
                }
            }
            throw new IllegalStateException("no answer");
        }
    }

    /** Sends several requests over one connection, of which the last asks to close it; answers all that came back. */
    public static String conversation(int port, String requests) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(90_000);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            byte[] answers = readAll(socket.getInputStream());
            sending.join();
            return new String(answers, StandardCharsets.ISO_8859_1);
        }
    }

    private static byte[] readAll(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        in.transferTo(all);
        return all.toByteArray();
    }

    private static Answer answer(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalStateException("no answer: " + text);
        }
        String[] lines = text.substring(0, end).split("\r\n");
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : Arrays.copyOfRange(lines, 1, lines.length)) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new Answer(
                Integer.parseInt(lines[0].split(" ")[1]), headers, Arrays.copyOfRange(bytes, end + 4, bytes.length));
    }
}
