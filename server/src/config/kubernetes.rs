//! Variables that Kubernetes sets in every container for each Service of the namespace. For one named `strongroom` they begin like
//! ours; for `strongroom-api` too.

/// Whether a variable, without our prefix, is one of those: `SERVICE_HOST`, `SERVICE_PORT`, `SERVICE_PORT_HTTPS`, `PORT`,
/// `PORT_3443_TCP` and what belongs to it, behind the rest of a Service's name
/// (<https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables>).
pub(super) fn is_service_link(word: &str, value: &str) -> bool {
    if word.chars().any(|c| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')) {
        return false;
    }
    let parts: Vec<&str> = word.split('_').collect();
    (0..parts.len()).any(|at| match &parts[at..] {
        ["SERVICE", "HOST"] => true,
        ["SERVICE", "PORT", ..] => is_number(value),
        // A person may write this for the port of a listener; Kubernetes writes a URL.
        ["PORT"] => is_url(value),
        ["PORT", number, "TCP" | "UDP" | "SCTP", rest @ ..] => {
            is_number(number) && matches!(rest, [] | ["PROTO" | "PORT" | "ADDR"])
        }
        _ => false,
    })
}

fn is_number(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

fn is_url(text: &str) -> bool {
    ["tcp://", "udp://", "sctp://"].iter().any(|scheme| text.starts_with(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_links_are_told_from_misspelt_settings() {
        for (word, value) in [
            ("SERVICE_HOST", "10.96.0.7"),
            ("SERVICE_HOST", "fd00::7"),
            ("SERVICE_PORT", "3443"),
            ("SERVICE_PORT_HTTPS", "3443"),
            ("SERVICE_PORT_CONSOLE_HTTP", "3000"),
            ("PORT", "tcp://10.96.0.7:3443"),
            ("PORT_3443_TCP", "tcp://10.96.0.7:3443"),
            ("PORT_3443_TCP_PROTO", "tcp"),
            ("PORT_3443_TCP_PORT", "3443"),
            ("PORT_3443_TCP_ADDR", "10.96.0.7"),
            ("PORT_53_UDP", "udp://10.96.0.7:53"),
            ("API_SERVICE_HOST", "10.96.0.7"),
            ("API_PORT", "tcp://10.96.0.7:3443"),
            ("API_PORT_3443_TCP_ADDR", "10.96.0.7"),
        ] {
            assert!(is_service_link(word, value), "{word}");
        }
        for (word, value) in [
            ("PORT", "3443"),
            ("API_PORT", "3443"),
            ("SERVICE", "x"),
            ("SERVICE_HOSTS", "10.96.0.7"),
            ("SERVICE_PORT", "https"),
            ("PORT_3443", "tcp://10.96.0.7:3443"),
            ("PORT_TCP", "tcp://10.96.0.7:3443"),
            ("PORT_3443_TCP_NAME", "x"),
            ("port", "tcp://10.96.0.7:3443"),
            ("CONSOL", "tcp://10.96.0.7:3443"),
            ("REPORT", "tcp://10.96.0.7:3443"),
            ("", ""),
        ] {
            assert!(!is_service_link(word, value), "{word}");
        }
    }
}
