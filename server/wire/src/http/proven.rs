//! What a listener learns of a response.

/// Extension of the response to a request whose sender has proven who it is: by a signature, or with a session. A listener limits what
/// it holds for others.
#[derive(Clone, Copy, Debug)]
pub struct ProvenCaller;
