import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * One page through the JDK's own servers: java Served.java HTTP_PORT TLS_PORT KEY_STORE.
 *
 * <p>A request for the listed page of the listed host, or of no host, gets LISTED; any other gets FREE.
 */
public final class Served {
  private static final char[] PASSWORD = "laboratory".toCharArray();

  public static void main(String[] arguments) throws Exception {
    HttpServer clear = HttpServer.create(address(arguments[0]), 512);
    HttpsServer secure = HttpsServer.create(address(arguments[1]), 512);
    secure.setHttpsConfigurator(new HttpsConfigurator(context(arguments[2])));
    for (HttpServer server : new HttpServer[] {clear, secure}) {
      server.createContext("/", Served::answer);
      server.setExecutor(Executors.newFixedThreadPool(64));
      server.start();
    }
  }

  private static InetSocketAddress address(String port) throws IOException {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
  }

  /** The key manager of the newer kind chooses a certificate by the name that the client asks for. */
  private static SSLContext context(String file) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (FileInputStream stream = new FileInputStream(file)) {
      store.load(stream, PASSWORD);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance("NewSunX509");
    keys.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    URI target = exchange.getRequestURI();
    String host = target.getHost() != null ? target.getHost() : exchange.getRequestHeaders().getFirst("Host");
    String name = host == null ? "mixed.test" : host.split(":")[0].replaceAll("\\.$", "").toLowerCase();
    String path = target.getPath() == null ? "" : URI.create("/").resolve(target.normalize().getRawPath()).getPath();
    boolean listed = name.equals("mixed.test") && path.replaceAll("/+", "/").startsWith("/blocked/");
    byte[] body = (listed ? "LISTED PAGE\n" : "FREE PAGE\n").getBytes(StandardCharsets.US_ASCII);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(200, head ? -1 : body.length);
    if (!head) exchange.getResponseBody().write(body);
    exchange.close();
  }
}
