package io.outrest.http;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.psl.DomainType;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;
import org.apache.hc.client5.http.ssl.HttpClientHostnameVerifier;
import org.apache.hc.core5.net.InetAddressUtils;

/**
 * Looks at what the JVM lets pass when it has compared a certificate with a host's name (RFC 9110 section 4.3.4, RFC 9525): a
 * name that stands in the common name alone, and not among the subject's alternative names; and, where an authority of one's
 * own has signed it, a wildcard for all hosts below a public suffix, such as {@code *.com}. Addresses it compares strictly.
 */
final class NamedHosts implements HttpClientHostnameVerifier {

    private static final int DNS_NAME = 2;

    @Override
    public void verify(String host, X509Certificate certificate) throws SSLException {
        if (InetAddressUtils.isIPv4(host) || InetAddressUtils.isIPv6(host)) {
            return;
        }
        List<String> names = names(certificate);
        if (names.isEmpty()) {
            throw new SSLPeerUnverifiedException("No subject alternative names present, and a common name is none");
        }
        boolean byWildcard = names.stream().noneMatch(host::equalsIgnoreCase);
        if (byWildcard && isPublicSuffix(host.substring(host.indexOf('.') + 1))) {
            throw new SSLPeerUnverifiedException(
                    "No subject alternative name but a wildcard for a whole domain of the public");
        }
    }

    private static boolean isPublicSuffix(String domain) {
        return PublicSuffixMatcherLoader.getDefault().matches(domain, DomainType.ICANN);
    }

    @Override
    public boolean verify(String host, SSLSession session) {
        try {
            verify(host, (X509Certificate) session.getPeerCertificates()[0]);
            return true;
        } catch (SSLException e) {
            return false;
        }
    }

    private static List<String> names(X509Certificate certificate) throws SSLException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.get(0).equals(DNS_NAME))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            throw new SSLException(e);
        }
    }
}
