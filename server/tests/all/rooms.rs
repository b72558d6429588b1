//! Which room of a crate may use which, held as data. A room is a module: a folder or a file below the crate's `src`. Rooms
//! form no circle, so that each can be read, changed and moved together with only what it uses.
//!
//! A room's table row names every room it uses; a use that is not in the table, a row that is not used and a circle fail.
//! Names may be paths such as `ops/secrets`: a file belongs to the longest name that is a prefix of its module. What a
//! module declares with `mod` and re-exports from there is its content and no use.

mod check;
pub(crate) mod uses;

use check::check;

/// A room: its name, the rooms it may use, and the reason.
type Row = (&'static str, &'static [&'static str], &'static str);

/// The console, from the floor up.
const APP: &[Row] = &[
    ("labels", &[], "words for fields, for forms and errors alike"),
    ("line_ends", &[], "a rule for text that has nothing to do with pages"),
    ("paths", &[], "every address in one place, so that any page may link to any other without using it"),
    ("error", &["labels"], "data that browser and server share; what it does to an HTTP response is the door's"),
    ("page_subject", &["paths"], "what a page shows, for its forms; the door reads it from their requests"),
    ("door", &["error", "labels", "page_subject"], "the way to the core knows no page"),
    ("random_password", &["labels"], "passwords of secrets and signing keys, made in the browser"),
    ("signing_key", &["random_password"], "functions and webhooks check the same kind of signature"),
    ("theme", &["error"], "the frame and the settings show it"),
    ("current_user", &["door", "error"], "every page asks what to offer; it must not depend on any of them"),
    (
        "client",
        &["current_user", "door", "error", "page_subject", "paths"],
        "all pages ask the server through it; on the server it sets a page's status through the door",
    ),
    ("passkeys", &["client", "door", "error"], "signing in and the account both ask a device"),
    ("session", &["client", "door", "error", "passkeys", "paths"], "in and out; it knows no page behind the sign-in"),
    (
        "account",
        &["client", "current_user", "door", "error", "passkeys", "paths", "session"],
        "one's own sign-in and sessions",
    ),
    (
        "audit",
        &["client", "current_user", "door", "error", "paths"],
        "events are shown on pages about other things too",
    ),
    (
        "principals",
        &["client", "current_user", "door", "error", "labels", "page_subject", "paths"],
        "users and groups are chosen on pages about policies, keys and secrets",
    ),
    (
        "policies",
        &["client", "current_user", "door", "error", "labels", "line_ends", "page_subject", "paths", "principals"],
        "a policy's page lists who has it",
    ),
    (
        "roles",
        &[
            "client",
            "current_user",
            "door",
            "error",
            "labels",
            "line_ends",
            "page_subject",
            "paths",
            "policies",
            "principals",
        ],
        "a role is a principal that carries a policy",
    ),
    (
        "keys",
        &["client", "current_user", "door", "error", "line_ends", "paths", "policies", "principals"],
        "a key carries a policy and lists who may use it",
    ),
    (
        "targets",
        &[
            "client",
            "current_user",
            "door",
            "error",
            "labels",
            "line_ends",
            "page_subject",
            "paths",
            "principals",
            "signing_key",
        ],
        "a target is deleted like a principal, after its name is typed",
    ),
    (
        "notifications",
        &[
            "client",
            "current_user",
            "door",
            "error",
            "labels",
            "line_ends",
            "page_subject",
            "paths",
            "principals",
            "signing_key",
        ],
        "a channel is deleted like a principal, after its name is typed",
    ),
    ("readers", &["client", "door", "error", "principals"], "shown on pages of secrets and of rotations"),
    (
        "rotations",
        &["client", "current_user", "door", "error", "labels", "paths", "readers"],
        "rotations of every secret",
    ),
    ("explain", &["client", "current_user", "door", "error", "paths", "principals"], "a question about a principal"),
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
            "page_subject",
            "paths",
            "policies",
            "principals",
            "random_password",
            "readers",
            "rotations",
            "system",
            "targets",
        ],
        "a secret's pages show its events, its rotations, its policy, who can read it, and the choice of a target",
    ),
    (
        "home",
        &["audit", "client", "current_user", "door", "error", "paths", "rotations"],
        "the first page sums others up",
    ),
    (
        "frame",
        &[
            "account",
            "audit",
            "client",
            "current_user",
            "door",
            "error",
            "explain",
            "home",
            "keys",
            "notifications",
            "paths",
            "policies",
            "principals",
            "roles",
            "rotations",
            "secrets",
            "session",
            "system",
            "targets",
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
    ("consequences", &["frame", "from_core"], "what follows if applications read another version, before it happens"),
    ("new_kind", &[], "both forms for a new secret lead to the other one"),
    ("list", &["calls", "from_core", "frame", "problems"], "many secrets"),
    ("value", &["dto", "frame", "from_core"], "the only room that holds a value in plain text"),
    (
        "versions",
        &["consequences", "dto", "frame", "from_core", "lookup", "problems", "put", "typed"],
        "versions without their values",
    ),
    (
        "compare",
        &["dto", "frame", "from_core", "lookup", "value", "versions"],
        "two versions, with their values for a while, and the older one put once more",
    ),
    (
        "edit",
        &["compare", "dto", "frame", "from_core", "lookup", "new_kind", "problems", "put", "typed"],
        "a conflict shows how two versions differ",
    ),
    ("access", &["dto", "frame", "from_core"], "who can read"),
    (
        "rotation",
        &["dto", "edit", "frame", "from_core", "lookup", "problems"],
        "how it rotates, and the buttons that rotate it",
    ),
    (
        "managed",
        &["dto", "edit", "frame", "from_core", "lookup", "new_kind", "problems", "rotation", "typed"],
        "where and how a secret rotates, for a new one and for one that does already",
    ),
    (
        "leak",
        &["dto", "frame", "from_core", "lookup", "problems", "rotation", "versions"],
        "what on-call staff need beside the button that replaces a leaked credential",
    ),
    (
        "overview",
        &["calls", "dto", "frame", "from_core", "lookup", "problems", "rotation", "value", "versions"],
        "the value's card and the newest versions, beside what is known of the secret",
    ),
];

/// The core, from the floor up.
const CORE: &[Row] = &[
    ("error", &[], "what can go wrong, as data; rows and ports say for themselves which error theirs becomes"),
    ("cache", &[], "a cache knows neither what it keeps nor where that comes from"),
    ("nonce", &["ports"], "memory of nonces, as they are stored, without a call or a store"),
    ("random", &["error"], "the machine's randomness, for ids and tokens"),
    ("keyed", &["error"], "bytes under a keyed fingerprint, whatever they mean"),
    ("outline", &["error"], "what may be known of a value without opening it"),
    ("rows", &["error"], "what is stored and under a MAC; adapters see it, operations' callers do not"),
    ("facts", &["error", "rows"], "what operations answer with: made of rows, and without what only rows may hold"),
    ("ports", &["error", "rows"], "what the core needs from outside, in terms of rows"),
    (
        "rotation",
        &["error", "ports", "random"],
        "credentials, generated values and rotators, whatever operations do with them",
    ),
    (
        "engine",
        &["cache", "error", "facts", "keyed", "nonce", "ports", "random", "rotation", "rows"],
        "the door; it runs any operation and knows none",
    ),
    ("ops", &[], "lists the rooms of operations"),
    ("ops/page", &["ports"], "the size and the cut of a page, for all lists"),
    ("ops/ticket", &["engine", "error", "keyed"], "what a page brings back, encrypted; for second factors"),
    (
        "ops/documents",
        &["engine", "error", "rows"],
        "policy documents in requests, for policies, roles, keys and secrets",
    ),
    (
        "ops/policy_history",
        &["engine", "error", "facts", "ports", "rows"],
        "versions of the policies that secrets and keys carry",
    ),
    (
        "ops/principals",
        &["engine", "error", "ports"],
        "every user and role in turn, for questions about access to keys and secrets",
    ),
    ("ops/trail", &["engine", "error", "ops/page", "ports"], "the audit trail knows no other noun"),
    (
        "ops/users",
        &["engine", "error", "facts", "ops/page", "ports", "random", "rows"],
        "the first identity: groups, keys, factors and policies are a user's",
    ),
    (
        "ops/groups",
        &["engine", "error", "facts", "ops/page", "ops/users", "ports", "random", "rows"],
        "members are users",
    ),
    (
        "ops/roles",
        &["engine", "error", "facts", "ops/documents", "ops/page", "ports", "random", "rows"],
        "who may assume a role stands in its document; nothing here knows who does",
    ),
    (
        "ops/access_keys",
        &["engine", "error", "facts", "ops/users", "ports", "random", "rows"],
        "an AccessKey is a user's",
    ),
    (
        "ops/factors",
        &["engine", "error", "ops/ticket", "ops/users", "ports", "random", "rows"],
        "what second factors have in common, for those who set them up and those who ask for them",
    ),
    (
        "ops/mfa",
        &["engine", "error", "facts", "ops/factors", "ops/ticket", "ops/users", "rows"],
        "the authenticator app, one kind of factor",
    ),
    (
        "ops/passkeys",
        &["engine", "error", "ops/factors", "random", "rows"],
        "the other kind of factor; neither kind knows the other",
    ),
    (
        "ops/sts",
        &["engine", "error", "ops/access_keys", "ops/documents", "ops/roles"],
        "temporary credentials of a role, made like an AccessKey",
    ),
    (
        "ops/plans",
        &["engine", "error", "ports", "rows"],
        "rotation plans as callers give them, with a new secret or for one",
    ),
    (
        "ops/targets",
        &["engine", "error", "facts", "ops/page", "ports", "random", "rotation", "rows"],
        "a target knows no secret but by the plans that name it",
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
            "ops/roles",
            "ops/users",
            "ports",
            "rows",
        ],
        "a policy's bearers are users, groups and roles",
    ),
    (
        "ops/keys",
        &[
            "engine",
            "error",
            "facts",
            "ops/documents",
            "ops/policy_history",
            "ops/principals",
            "ports",
            "random",
            "rows",
        ],
        "a key carries a policy and lists who may use it",
    ),
    (
        "ops/secrets",
        &[
            "engine",
            "error",
            "facts",
            "ops/documents",
            "ops/page",
            "ops/plans",
            "ops/policies",
            "ops/policy_history",
            "ops/principals",
            "outline",
            "ports",
            "random",
            "rotation",
            "rows",
        ],
        "a secret carries a policy, and lists who may read it and what a principal reaches",
    ),
    (
        "ops/notices",
        &["engine", "error", "facts", "ops/page", "ports", "random", "rows"],
        "what is told of any noun is told with its own commit; notices know rotations and secrets as rows",
    ),
    (
        "notifier",
        &["engine", "error", "ops/notices", "ports"],
        "makes messages of notices and sends them, as the reconciler takes steps",
    ),
    (
        "ops/rotations",
        &[
            "engine",
            "error",
            "facts",
            "ops/notices",
            "ops/page",
            "ops/plans",
            "ops/secrets",
            "ports",
            "random",
            "rotation",
            "rows",
        ],
        "a rotation makes versions of its secret and moves its labels",
    ),
    (
        "reconciler",
        &["engine", "error", "ops/rotations", "ports", "rotation", "rows"],
        "takes steps of rotations, does them at targets and reports them",
    ),
    ("feed", &["engine", "error"], "tells watchers which rotations changed; it knows no operation"),
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
        "the first start and the sign-in make users, groups and keys and ask for factors",
    ),
];

#[test]
fn rooms_of_the_console_follow_the_table() {
    check("app/src", &[], APP);
    check("app/src/secrets", &["secrets"], SECRETS);
}

#[test]
fn rooms_of_the_core_form_no_circle() {
    check("server/core/src", &[], CORE);
}
