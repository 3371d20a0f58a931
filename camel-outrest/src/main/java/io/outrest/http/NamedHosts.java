package io.outrest.http;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.ssl.HttpClientHostnameVerifier;
import org.apache.hc.core5.net.InetAddressUtils;

/**
 * Demands that a certificate which is good for a host's name has that name where it belongs, among the subject's alternative
 * names (RFC 9110 section 4.3.4, RFC 9525). Whether it fits is checked by the JVM before, which would take the common name for
 * one where there are none; for addresses it does not.
 */
final class NamedHosts implements HttpClientHostnameVerifier {

    private static final int DNS_NAME = 2;

    @Override
    public void verify(String host, X509Certificate certificate) throws SSLException {
        if (!isAddress(host) && !namesHosts(certificate)) {
            throw new SSLPeerUnverifiedException("No subject alternative names present, and a common name is none");
        }
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

    private static boolean isAddress(String host) {
        return InetAddressUtils.isIPv4(host) || InetAddressUtils.isIPv6(host);
    }

    private static boolean namesHosts(X509Certificate certificate) throws SSLException {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null && names.stream().anyMatch(name -> name.get(0).equals(DNS_NAME));
        } catch (CertificateParsingException e) {
            throw new SSLException(e);
        }
    }
}
