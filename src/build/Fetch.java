import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Fills a Maven repository with the files that artifacts.sha256 pins, so that Maven builds without the network, and runs
 * nothing that was not looked at: neither a library nor a plugin of its own. Needs no more than a JDK.
 *
 * <pre>
 * java Fetch.java url [SETTINGS.XML...]              prints where Maven would fetch from: a mirror of the settings, or its default
 * java Fetch.java get LIST TARGET URL [REPOSITORY...]  what a REPOSITORY on this machine has, and is right, is not fetched
 * </pre>
 */
class Fetch {

    private static final int AT_ONCE = 8;
    private static final int TRIES = 3;

    private record Pinned(String sum, String path) {}

    private final Path target;
    private final String url;
    private final List<Path> near;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(30))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .proxy(proxy(System.getenv("https_proxy")).orElseGet(ProxySelector::getDefault))
            .build();

    private Fetch(Path target, String url, List<Path> near) {
        this.target = target;
        this.url = url.endsWith("/") ? url : url + "/";
        this.near = near;
    }

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals("url")) {
            System.out.println(url(Stream.of(args).skip(1).map(Path::of).toList()));
            return;
        }
        List<Path> near = Stream.of(args).skip(4).map(Path::of).toList();
        new Fetch(Path.of(args[2]), args[3], near).get(Path.of(args[1]));
    }

    private void get(Path list) throws Exception {
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (String line : Files.readAllLines(list)) {
                if (line.isBlank() || line.startsWith("#")) continue;
                String[] word = line.split(" +", 2);
                work.add(() -> put(new Pinned(word[0], word[1])));
            }
            for (Future<Void> each : workers.invokeAll(work)) each.get();
        } finally {
            workers.shutdown();
        }
    }

    private Void put(Pinned file) throws Exception {
        Path to = target.resolve(file.path).normalize();
        if (!to.startsWith(target)) throw new IOException(file.path + " leads out of the repository");
        if (read(to, file).isPresent()) return null;
        byte[] bytes = null;
        for (Path repository : near)
            if (bytes == null) bytes = read(repository.resolve(file.path), file).orElse(null);
        if (bytes == null) bytes = fetch(file);
        Files.createDirectories(to.getParent());
        Path draft = Files.createTempFile(to.getParent(), ".", ".part");
        Files.write(draft, bytes);
        // What is laid down gets its mode from here.
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(draft, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return null;
    }

    private static Optional<byte[]> read(Path from, Pinned file) throws Exception {
        try {
            return Optional.of(Files.readAllBytes(from)).filter(bytes -> sum(bytes).equals(file.sum));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private byte[] fetch(Pinned file) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + file.path)).timeout(Duration.ofMinutes(2)).build();
        IOException fault = new IOException("cannot fetch " + request.uri());
        for (int i = 0; i < TRIES; i++) {
            try {
                HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200) throw new IOException("the answer was " + answer.statusCode());
                String found = sum(answer.body());
                if (found.equals(file.sum)) return answer.body();
                throw new IllegalStateException(request.uri() + " is not the file that this source was written with: its"
                        + " SHA-256 is " + found + ", pinned is " + file.sum);
            } catch (IOException e) {
                fault = new IOException("cannot fetch " + request.uri() + ": " + e, e);
            }
        }
        throw fault;
    }

    private static String sum(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<ProxySelector> proxy(String variable) {
        if (variable == null || variable.isBlank()) return Optional.empty();
        URI proxy = URI.create(variable);
        return Optional.of(ProxySelector.of(new InetSocketAddress(proxy.getHost(), proxy.getPort())));
    }

    /** Where Maven would look: the first mirror for what is central, or what its own super POM says. */
    private static String url(List<Path> settings) throws Exception {
        for (Path file : settings) {
            if (!Files.isReadable(file)) continue;
            NodeList mirrors = parse(Files.readAllBytes(file)).getElementsByTagName("mirror");
            for (int i = 0; i < mirrors.getLength(); i++) {
                Element mirror = (Element) mirrors.item(i);
                if (mirrorsCentral(text(mirror, "mirrorOf"))) return text(mirror, "url");
            }
        }
        String home = System.getenv().getOrDefault("MAVEN_HOME", "/usr/share/maven");
        try (Stream<Path> libraries = Files.list(Path.of(home, "lib"))) {
            for (Path jar : libraries.filter(l -> l.getFileName().toString().startsWith("maven-model-builder")).toList())
                try (JarFile builder = new JarFile(jar.toFile())) {
                    byte[] pom = builder.getInputStream(builder.getJarEntry("org/apache/maven/model/pom-4.0.0.xml"))
                            .readAllBytes();
                    return text((Element) parse(pom).getElementsByTagName("repository").item(0), "url");
                }
        }
        throw new IOException("there is no Maven in " + home);
    }

    private static boolean mirrorsCentral(String of) {
        List<String> words = List.of(of.strip().split("\\s*,\\s*"));
        return !words.contains("!central")
                && (words.contains("*") || words.contains("central") || words.contains("external:*"));
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }

    private static Document parse(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new java.io.ByteArrayInputStream(xml));
    }
}
