package org.activityrelay.relay.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and a server on this machine, to be cut, frozen, and mended. */
public final class TcpProxy implements AutoCloseable {

    private enum State {
        OPEN,
        FROZEN,
        CUT
    }

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile State state = State.OPEN;

    /** @param target port of the server */
    public TcpProxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::listen, "proxy-listen");
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Breaks all connections, and refuses new ones. */
    public void cut() {
        state = State.CUT;
        sockets.forEach(TcpProxy::close);
        sockets.clear();
    }

    /** Connections stay, new ones are taken, but nothing comes through: as from a host that hangs. */
    public void freeze() {
        state = State.FROZEN;
    }

    /** Everything works again; after {@link #freeze} what was held back is lost with its connections. */
    public void mend() {
        if (state == State.FROZEN) {
            sockets.forEach(TcpProxy::close);
            sockets.clear();
        }
        state = State.OPEN;
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // Closed, or a client that is gone again.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        if (state == State.CUT) {
            close(client);
            return;
        }
        sockets.add(client);
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(server);
        start(() -> pump(client, server), "proxy-up");
        start(() -> pump(server, client), "proxy-down");
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (state != State.OPEN) {
                    continue;
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side is gone; the other is closed with it.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        cut();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
