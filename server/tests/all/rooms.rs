//! Which room of a crate may use which, held as data. A room is a module: a folder or a file below the crate's `src`. Rooms
//! form no circle, so that each can be read, changed and moved with what stands below it alone.
//!
//! A room's table row names every room it uses; a use that is not in the table, a row that is not used and a circle fail.
//! Names may be paths such as `ops/secrets`: a file belongs to the longest name that is a prefix of its module. What a
//! module declares with `mod` and re-exports from there is its content and no use.

mod check;
mod uses;

use check::check;

/// A room: its name, the rooms it may use, and why it is one and stands where it does.
type Row = (&'static str, &'static [&'static str], &'static str);

/// The console, from the floor up.
const APP: &[Row] = &[
    ("labels", &[], "words for fields, for forms and errors alike"),
    ("line_ends", &[], "a rule for text that has nothing to do with pages"),
    ("paths", &[], "every address in one place, so that any page may link to any other without using it"),
    ("error", &["labels"], "data that browser and server share; what it does to an HTTP response is the door's"),
    ("door", &["error", "labels"], "the way to the core knows no page"),
    ("theme", &["error"], "the frame and the settings show it"),
    ("current_user", &["door", "error"], "every page asks what to offer; it must not depend on any of them"),
    (
        "client",
        &["current_user", "door", "error", "paths"],
        "all pages ask the server through it; on the server it sets a page's status through the door",
    ),
    ("passkeys", &["client", "door", "error"], "signing in and the account both ask a device"),
    ("session", &["client", "door", "error", "passkeys", "paths"], "in and out; it knows no page behind the sign-in"),
    ("account", &["client", "door", "error", "passkeys", "paths", "session"], "one's own sign-in and sessions"),
    (
        "audit",
        &["client", "current_user", "door", "error", "paths"],
        "events are shown on pages about other things too",
    ),
    (
        "principals",
        &["client", "current_user", "door", "error", "labels", "paths", "session"],
        "users and groups are chosen on pages about policies, keys and secrets; a changed user loses its sessions",
    ),
    (
        "policies",
        &["client", "current_user", "door", "error", "labels", "line_ends", "paths", "principals"],
        "a policy's page lists who has it",
    ),
    (
        "roles",
        &["client", "current_user", "door", "error", "labels", "line_ends", "paths", "policies", "principals"],
        "a role is a principal that carries a policy",
    ),
    (
        "keys",
        &["client", "current_user", "door", "error", "line_ends", "paths", "policies", "principals"],
        "a key carries a policy and lists who may use it",
    ),
    ("explain", &["client", "door", "error", "paths", "principals"], "a question about a principal"),
    (
        "system",
        &["client", "current_user", "door", "error", "paths", "session", "theme"],
        "pages about the installation; a sealed server is shown like the sign-in",
    ),
    (
        "secrets",
        &[
            "audit",
            "client",
            "current_user",
            "door",
            "error",
            "labels",
            "line_ends",
            "paths",
            "policies",
            "principals",
            "system",
        ],
        "a secret's pages show its events, its policy and who can read it",
    ),
    ("home", &["audit", "client", "current_user", "door", "error", "paths"], "the first page sums others up"),
    (
        "frame",
        &[
            "account",
            "audit",
            "client",
            "current_user",
            "error",
            "explain",
            "home",
            "keys",
            "paths",
            "policies",
            "principals",
            "roles",
            "secrets",
            "session",
            "system",
            "theme",
        ],
        "the routes know every page; no page knows the frame",
    ),
];

/// The pages about secrets, from the floor up.
const SECRETS: &[Row] = &[
    ("dto", &[], "what several pages show of a secret"),
    ("problems", &[], "what is wrong with a form"),
    ("typed", &[], "fields that several forms have"),
    ("from_core", &["dto"], "from the core's facts to what pages show"),
    ("lookup", &["dto", "from_core"], "a secret and its versions, for several pages"),
    ("put", &["from_core"], "a new version comes from an edit or from an older one"),
    ("calls", &["from_core", "typed"], "changes to a secret that the list makes to many and a page to one"),
    ("frame", &["calls", "dto", "problems"], "head and tabs of every page about one secret"),
    ("list", &["calls", "from_core", "frame", "problems"], "many secrets"),
    ("value", &["dto", "frame", "from_core"], "the only room that holds a value in plain text"),
    ("versions", &["dto", "frame", "from_core", "lookup", "problems", "put", "typed"], "versions without their values"),
    (
        "compare",
        &["dto", "frame", "from_core", "lookup", "problems", "value", "versions"],
        "two versions, with their values for a while, and the older one put once more",
    ),
    (
        "edit",
        &["compare", "dto", "frame", "from_core", "lookup", "problems", "put", "typed"],
        "a conflict shows how two versions differ",
    ),
    ("access", &["dto", "frame", "from_core"], "who can read"),
    (
        "overview",
        &["calls", "dto", "frame", "from_core", "lookup", "problems", "value", "versions"],
        "the value's card and the newest versions, beside what is known of the secret",
    ),
];

/// The core, from the floor up.
const CORE: &[Row] = &[
    ("cache", &[], "a bounded map that knows nothing of what it holds"),
    ("nonce", &[], "a bounded memory of fingerprints"),
    ("error", &[], "what a caller may be told; what fails below is turned into it where it fails"),
    ("random", &["error"], "the only way to randomness"),
    ("keyed", &["error"], "bytes that leave the server and come back unaltered"),
    ("outline", &["error"], "the shape of a value, without the value"),
    ("rows", &["error"], "what is stored, and the MACs over it"),
    ("ports", &["error", "rows"], "what adapters implement; they see rows and no operation"),
    ("facts", &["error", "rows"], "what operations answer with; made from rows, holding none"),
    (
        "engine",
        &["cache", "error", "keyed", "nonce", "ports", "random", "rows"],
        "the door runs any operation and knows none",
    ),
    ("ops", &[], "declares the nouns"),
    ("ops/page", &[], "the bounds of a page, for every list"),
    ("ops/revision", &["error"], "changes of something that was seen before"),
    ("ops/documents", &["engine", "error"], "policy documents in requests, of policies, roles, secrets and keys alike"),
    ("ops/ticket", &["engine", "error", "keyed"], "what a page brings back, for factors of every kind"),
    ("ops/principals", &["engine", "error", "ports"], "who may do something, asked of secrets and of keys"),
    (
        "ops/users",
        &["engine", "error", "facts", "ops/page", "ports", "random", "rows"],
        "a user knows its groups and factors by id alone",
    ),
    (
        "ops/access_keys",
        &["engine", "error", "facts", "ops/users", "ports", "random", "rows"],
        "an AccessKey belongs to a user",
    ),
    (
        "ops/groups",
        &["engine", "error", "facts", "ops/page", "ops/users", "ports", "random", "rows"],
        "a group lists its members",
    ),
    (
        "ops/roles",
        &["engine", "error", "facts", "ops/documents", "ops/page", "ops/revision", "ports", "random", "rows"],
        "a role carries a trust policy and knows its policies by name alone",
    ),
    (
        "ops/policies",
        &[
            "engine",
            "error",
            "facts",
            "ops/documents",
            "ops/groups",
            "ops/page",
            "ops/revision",
            "ops/roles",
            "ops/users",
            "ports",
            "rows",
        ],
        "policies are attached to users, groups and roles",
    ),
    (
        "ops/factors",
        &["engine", "error", "ops/ticket", "ops/users", "ports", "random", "rows"],
        "what apps, passkeys and signing in share",
    ),
    (
        "ops/mfa",
        &["engine", "error", "facts", "ops/factors", "ops/ticket", "ops/users", "rows"],
        "the authenticator app; it knows no passkey",
    ),
    ("ops/passkeys", &["engine", "error", "ops/factors", "random", "rows"], "passkeys; they know no authenticator app"),
    (
        "ops/keys",
        &["engine", "error", "facts", "ops/documents", "ops/principals", "ops/revision", "ports", "random", "rows"],
        "a key does not know the secrets under it",
    ),
    (
        "ops/secrets",
        &[
            "engine",
            "error",
            "facts",
            "ops/documents",
            "ops/page",
            "ops/policies",
            "ops/principals",
            "ops/revision",
            "outline",
            "ports",
            "random",
            "rows",
        ],
        "who may read a secret is asked of its policies",
    ),
    (
        "ops/sts",
        &["engine", "error", "ops/access_keys", "ops/documents", "ops/roles"],
        "temporary AccessKeys of a role",
    ),
    (
        "ops/system",
        &[
            "engine",
            "error",
            "facts",
            "keyed",
            "ops/access_keys",
            "ops/factors",
            "ops/groups",
            "ops/users",
            "ports",
            "random",
            "rows",
        ],
        "the first start makes a user with an AccessKey; signing in verifies factors and follows groups",
    ),
    ("ops/trail", &["engine", "error", "ops/page", "ports"], "events come out as they were recorded"),
];

#[test]
fn rooms_of_the_core_form_no_circle() {
    check("server/core/src", &[], CORE);
}

#[test]
fn rooms_of_the_console_form_no_circle() {
    check("app/src", &[], APP);
    check("app/src/secrets", &["secrets"], SECRETS);
}
