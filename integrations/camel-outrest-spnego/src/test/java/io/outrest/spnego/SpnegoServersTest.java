package io.outrest.spnego;

import static io.outrest.request.FailureKind.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outrest.OutrestComponent;
import io.outrest.OutrestException;
import io.outrest.connection.Connection;
import io.outrest.security.SecurityDefinition;
import io.outrest.testing.OutrestTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls to an Apache httpd that asks for tickets, which a KDC of MIT gives. */
@Tag("servers")
class SpnegoServersTest extends OutrestTest {

    private static final String PASSWORD = "correct horse";
    private static final Path README = Path.of("README.md");

    @TempDir
    static Path place;

    private static TestRealm realm;
    private static TestApache apache;

    @BeforeAll
    static void startServers() throws Exception {
        realm = TestRealm.start(place);
        apache = TestApache.start(place, realm.keytab("HTTP/localhost", ""));
    }

    @AfterAll
    static void stopServers() throws Exception {
        if (apache != null) {
            apache.close();
        }
        if (realm != null) {
            realm.close();
        }
    }

    @AfterEach
    void forgetDefinitions() {
        registry().names().forEach(registry()::remove);
        registry().securityNames().forEach(registry()::removeSecurity);
    }

    @Override
    protected String document() {
        return "";
    }

    private static SecurityDefinition byPassword(String principal, String password) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("spnego");
        definition.setPrincipal(principal + "@EXAMPLE.COM");
        definition.setPassword(password);
        return definition;
    }

    private static SecurityDefinition byKeytab(String principal, Path keytab) {
        SecurityDefinition definition = new SecurityDefinition();
        definition.setType("spnego");
        definition.setPrincipal(principal + "@EXAMPLE.COM");
        definition.setKeytab(keytab.toString());
        return definition;
    }

    private static SecurityDefinition withPassword(String principal) throws Exception {
        realm.administer("addprinc -pw \"" + PASSWORD + "\" " + principal);
        return byPassword(principal, PASSWORD);
    }

    private void connect(String name, String url, SecurityDefinition definition) {
        registry().put("as " + name, definition);
        Connection connection = new Connection();
        connection.setBaseUrl(url);
        connection.setPath("/reports/7");
        connection.setSecurity("as " + name);
        connection.setTimeout("20s");
        registry().put(name, connection);
    }

    private void connect(SecurityDefinition definition) {
        connect("API", apache.url(), definition);
    }

    private String user(String connection) {
        Exchange answer = send("outrest:" + connection);
        assertThat(status(answer)).isEqualTo(200);
        return answer.getMessage().getHeader("X-Remote-User", String.class);
    }

    private OutrestException failure() {
        return failure(send("outrest:API"));
    }

    @Test
    void keytabGetsIn() throws Exception {
        connect(byKeytab("by-keytab", realm.keytab("by-keytab", "")));

        assertThat(user("API")).isEqualTo("by-keytab@EXAMPLE.COM");
    }

    @Test
    void passwordGetsInWithoutBeingAskedFirst() throws Exception {
        connect(withPassword("by-password"));

        Exchange answer = send("outrest:API");

        assertThat(answer.getMessage().getHeaders())
                .containsEntry("X-Remote-User", "by-password@EXAMPLE.COM")
                .containsEntry("CamelOutrestAttempts", 1);
    }

    @Test
    void realmMayBeThatOfTheConfiguration() throws Exception {
        SecurityDefinition definition = withPassword("homely");
        definition.setPrincipal("homely");
        connect(definition);

        assertThat(user("API")).isEqualTo("homely@EXAMPLE.COM");
    }

    @Test
    void twoPrincipalsCallSideBySide() throws Exception {
        connect("Left", apache.url(), withPassword("left"));
        connect("Right", apache.url(), byKeytab("right", realm.keytab("right", "")));

        List<CompletableFuture<String>> calls = Stream.of("Left", "Right", "Left", "Right", "Right", "Left")
                .map(name -> template.asyncSend("outrest:" + name, exchange -> {})
                        .thenApply(answer -> name + " " + answer.getMessage().getHeader("X-Remote-User")))
                .toList();

        assertThat(calls.stream().map(CompletableFuture::join).distinct())
                .containsExactlyInAnyOrder("Left left@EXAMPLE.COM", "Right right@EXAMPLE.COM");
    }

    /** Keeps out a call without credentials that a server takes for the user's who had the socket before. */
    @Test
    void serverThatTiesTheUserToTheSocketLetsNobodyElseIn() throws Exception {
        connect("Tied", apache.url() + "/tied", withPassword("tied"));
        Connection nobody = new Connection();
        nobody.setBaseUrl(apache.url() + "/tied");
        nobody.setPath("/reports/7");
        registry().put("Nobody", nobody);

        assertThat(user("Tied")).isEqualTo("tied@EXAMPLE.COM");

        assertThat(status(send("outrest:Nobody"))).isEqualTo(401);
        assertThat(user("Tied")).isEqualTo("tied@EXAMPLE.COM");
    }

    @Test
    void parallelCallsOfTwoConnectionsLogInOnceAndHaveATokenEach() throws Exception {
        connect(withPassword("crowd"));
        Connection other = new Connection();
        other.setBaseUrl(apache.url() + "/reports");
        other.setPath("/7");
        other.setSecurity("as API");
        registry().put("Other", other);

        List<CompletableFuture<Exchange>> calls = IntStream.range(0, 50)
                .mapToObj(i -> template.asyncSend(i % 2 == 0 ? "outrest:API" : "outrest:Other", exchange -> {}))
                .toList();

        assertThat(calls).allSatisfy(call -> assertThat(status(call.get(30, TimeUnit.SECONDS)))
                .isEqualTo(200));
        assertThat(realm.logins("crowd")).isEqualTo(1);
        assertThat(realm.tickets("crowd", "HTTP/localhost")).isEqualTo(1);
    }

    @Test
    void replayedTokenIsRefusedSoEachCallNeedsItsOwn() throws Exception {
        SecurityDefinition definition = withPassword("replayed");
        definition.setTargetSpn("HTTP@localhost");
        connect("API", server.url(), definition);
        send("outrest:API");
        send("outrest:API");
        List<String> tokens = server.requests().stream()
                .map(request -> request.header("Authorization"))
                .toList();

        assertThat(tokens).doesNotHaveDuplicates().allMatch(token -> token.startsWith("Negotiate YI"));
        assertThat(answerTo(tokens.get(0))).isEqualTo(200);
        assertThat(answerTo(tokens.get(0))).isEqualTo(401);
        assertThat(answerTo(tokens.get(1))).isEqualTo(200);
    }

    private static int answerTo(String authorization) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(apache.url() + "/reports/7"))
                .header("Authorization", authorization)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }

    /** Keeps out an account that is locked because every call tries a wrong password again. */
    @Test
    void wrongPasswordIsTriedOnceAndNowhereToBeRead() throws Exception {
        withPassword("forgetful");
        connect(byPassword("forgetful", "battery staple"));

        OutrestException failure = failure();
        IntStream.range(0, 20)
                .mapToObj(i -> template.asyncSend("outrest:API", exchange -> {}))
                .toList()
                .forEach(CompletableFuture::join);
        TimeUnit.MILLISECONDS.sleep(1500);
        failure();

        assertThat(failure.getKind()).isEqualTo(TOKEN);
        assertThat(failure.getAttempts()).isZero();
        assertThat(failure).hasMessageContaining("forgetful@EXAMPLE.COM").hasMessageContaining("(24)");
        assertThat(printed(failure)).doesNotContain("battery");
        assertThat(realm.refusals("forgetful")).isEqualTo(1);
        registry().put("as API", byPassword("forgetful", PASSWORD));
        assertThat(user("API")).isEqualTo("forgetful@EXAMPLE.COM");
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void unknownPrincipalIsNamed() {
        connect(byPassword("nobody", PASSWORD));

        assertThat(failure())
                .hasMessageContaining("no Kerberos ticket for 'nobody@EXAMPLE.COM'")
                .hasMessageContaining("(6)");
    }

    @Test
    void keytabOfSomebodyElseIsRefusedBeforeTheKdcIsAsked() throws Exception {
        connect(byKeytab("somebody", realm.keytab("somebody-else", "")));

        assertThat(failure()).hasMessageContaining("the key table has no key for it");
    }

    /** The pause of one service stops no other one. */
    @Test
    void unknownServiceIsNamedAndFoundOnceItIsThere() throws Exception {
        realm.administer("delprinc -force HTTP/127.0.0.1");
        SecurityDefinition definition = withPassword("curious");
        connect(definition);
        assertThat(user("API")).isEqualTo("curious@EXAMPLE.COM");
        connect("Unknown", apache.url().replace("localhost", "127.0.0.1"), definition);

        OutrestException failure = failure(send("outrest:Unknown"));

        assertThat(failure.getKind()).isEqualTo(TOKEN);
        assertThat(failure)
                .hasMessageContaining("no Kerberos ticket of the service 'HTTP/127.0.0.1'")
                .hasMessageContaining("(7)");
        assertThat(user("API")).isEqualTo("curious@EXAMPLE.COM");
        realm.administer("addprinc -randkey HTTP/127.0.0.1");
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(
                        status(send("outrest:Unknown")))
                .isEqualTo(401)); // it has no key for that name, but there is a token now
    }

    @Test
    void serviceMayBeNamedWithItsRealm() throws Exception {
        SecurityDefinition definition = withPassword("precise");
        definition.setTargetSpn("HTTP/localhost@EXAMPLE.COM");
        connect("API", apache.url().replace("localhost", "127.0.0.1"), definition);

        assertThat(user("API")).isEqualTo("precise@EXAMPLE.COM");
    }

    @Test
    void ticketIsRenewedBeforeItEnds() throws Exception {
        connect(byKeytab("brief", realm.keytab("brief", "-maxlife 5seconds")));
        assertThat(user("API")).isEqualTo("brief@EXAMPLE.COM");

        TimeUnit.MILLISECONDS.sleep(5500);

        assertThat(user("API")).isEqualTo("brief@EXAMPLE.COM");
        assertThat(user("API")).isEqualTo("brief@EXAMPLE.COM");
        assertThat(realm.logins("brief")).isEqualTo(2);
    }

    /** Keeps out calls that fail until the ticket ends, hours later. */
    @Test
    void ticketThatTheKdcDoesNotKnowAnyMoreIsReplaced() throws Exception {
        realm.administer("addprinc -randkey HTTP/127.0.0.1");
        SecurityDefinition definition = withPassword("withdrawn");
        connect(definition);
        assertThat(user("API")).isEqualTo("withdrawn@EXAMPLE.COM");

        realm.administer("cpw -randkey krbtgt/EXAMPLE.COM");
        Connection other = new Connection();
        other.setBaseUrl(server.url());
        other.setSecurity("as API");
        registry().put("Other", other);

        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        send("outrest:Other").getException())
                .isNull());
        assertThat(realm.logins("withdrawn")).isEqualTo(2);
        assertThat(user("API")).isEqualTo("withdrawn@EXAMPLE.COM");
    }

    @Test
    void replacedKeytabIsReadAtTheNextLogin() throws Exception {
        connect(byKeytab("rotated", realm.keytab("rotated", "-maxlife 2seconds")));
        assertThat(user("API")).isEqualTo("rotated@EXAMPLE.COM");

        realm.newKeys("rotated");
        TimeUnit.MILLISECONDS.sleep(2500);

        assertThat(user("API")).isEqualTo("rotated@EXAMPLE.COM");
    }

    /** Keeps out a key table that is not looked at for ten minutes, since the KDC has refused the one of before. */
    @Test
    void replacedKeytabEndsThePause() throws Exception {
        Path keytab = realm.keytab("stale", "");
        byte[] old = Files.readAllBytes(keytab);
        realm.newKeys("stale");
        byte[] current = Files.readAllBytes(keytab);
        Files.write(keytab, old);
        connect(byKeytab("stale", keytab));
        assertThat(failure().getKind()).isEqualTo(TOKEN);

        Files.write(keytab, current);

        assertThat(user("API")).isEqualTo("stale@EXAMPLE.COM");
    }

    @Test
    void keytabThatIsNotThereIsAMatterOfConfiguration() throws Exception {
        connect(byKeytab("late", place.resolve("late.keytab")));
        assertThatThrownBy(() -> send("outrest:API"))
                .hasMessageContaining("security definition 'as API': keytab names a file that cannot be read");

        Files.move(realm.keytab("late", ""), place.resolve("late.keytab"));

        assertThat(user("API")).isEqualTo("late@EXAMPLE.COM");
    }

    @Test
    void ticketsOutliveTheKdcAndItsReturnIsSeen() throws Exception {
        connect("Early", apache.url(), withPassword("early"));
        connect(withPassword("too-late"));
        assertThat(user("Early")).isEqualTo("early@EXAMPLE.COM");

        realm.stop();
        try {
            assertThat(failure().getKind()).isEqualTo(TOKEN);
            assertThat(user("Early")).isEqualTo("early@EXAMPLE.COM");
        } finally {
            realm.startAgain();
        }

        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        send("outrest:API").getException())
                .isNull());
    }

    /** Keeps out a thread for every call that comes while the KDC is silent. */
    @Test
    void silentKdcEndsCallsByTheirDeadlineAndKeepsFewThreads() throws Exception {
        connect(withPassword("patient"));
        realm.stop();
        try (DatagramSocket datagrams = new DatagramSocket(realm.port(), InetAddress.getLoopbackAddress());
                ServerSocket streams = new ServerSocket(realm.port(), 50, InetAddress.getLoopbackAddress())) {
            assertThat(datagrams.isBound() && streams.isBound()).isTrue();
            long before = signing();

            long start = System.nanoTime();
            List<CompletableFuture<Exchange>> calls = IntStream.range(0, 400)
                    .mapToObj(i -> template.asyncSend("outrest:API?timeout=1s", exchange -> {}))
                    .toList();
            calls.forEach(call -> assertThat(failure(call.join()).getMessage()).isNotEmpty());

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            assertThat(signing() - before)
                    .isLessThan(250); // 200 that wait, and those that come at once with the last one
            assertThat(calls.stream().map(call -> failure(call.join()).getKind()))
                    .contains(TOKEN); // those that sign; which ones came first, nobody knows
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(signing())
                    .isLessThanOrEqualTo(before));
        } finally {
            realm.startAgain();
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        send("outrest:API").getException())
                .isNull());
    }

    private static long signing() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Stream.of(stack)
                        .anyMatch(frame -> frame.getClassName().equals(NegotiateSigner.class.getName())))
                .count();
    }

    @Test
    void delegationIsForThoseWhoAskForIt() throws Exception {
        SecurityDefinition trusting = withPassword("trusting");
        trusting.setDelegation(true);
        connect("Trusting", apache.url(), trusting);
        connect("Careful", apache.url(), withPassword("careful"));

        assertThat(send("outrest:Trusting").getMessage().getHeader("X-Delegated"))
                .isEqualTo("yes");
        assertThat(send("outrest:Careful").getMessage().getHeader("X-Delegated"))
                .isNull();
    }

    @Test
    void delegationThatTheKdcDoesNotAllowFailsTheCall() throws Exception {
        SecurityDefinition definition = withPassword("confined");
        realm.administer("modprinc -allow_forwardable confined");
        definition.setDelegation(true);
        connect(definition);

        assertThat(failure()).hasMessageContaining("cannot be forwarded");
    }

    @Test
    void messageCannotSetTheToken() throws Exception {
        connect(withPassword("firm"));

        Exchange answer = send("outrest:API", Map.of("Authorization", "Negotiate mine"));

        assertThat(answer.getMessage().getHeader("X-Remote-User")).isEqualTo("firm@EXAMPLE.COM");
    }

    /** The sample of the module's README, with this test's server and key table. */
    @Test
    void sampleOfTheReadmeWorks() throws Exception {
        Path keytab = realm.keytab("outrest", "");
        Matcher sample = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(README));
        assertThat(sample.find()).isTrue();
        OutrestComponent configured = new OutrestComponent();
        configured.setConfiguration("file:"
                + write(sample.group(1)
                        .replace("/etc/outrest/outrest.keytab", keytab.toString())
                        .replace("https://reports.example.com", apache.url())));
        context.removeComponent("outrest");
        context.addComponent("outrest", configured);

        Exchange answer = send("outrest:Reports", Map.of("report_id", 7));

        assertThat(answer.getMessage().getHeader("X-Remote-User")).isEqualTo("outrest@EXAMPLE.COM");
    }
}
