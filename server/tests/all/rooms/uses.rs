//! Reads which modules a source text uses, without a compiler: paths in `use` trees and in expressions.

/// The paths a root file re-exports from its modules.
pub(super) fn re_exports(text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        if tokens[at] == "use" {
            tree(&tokens, at + 1, &[], &mut found);
        }
    }
    found
}

/// Every path of a file that begins with `crate`, `super` or `self`, from the crate's root on. `module` is the file's own.
pub(super) fn uses(text: &str, module: &[String]) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let (mut found, mut inline, mut depth) = (Vec::new(), Vec::new(), 0_usize);
    let mut at = 0;
    while at < tokens.len() {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| tokens[at].as_str());
        match tokens[at].as_str() {
            "mod" if tokens.get(at + 2).is_some_and(|token| token == "{") => {
                depth += 1;
                inline.push((tokens[at + 1].clone(), depth));
                at += 2;
            }
            "{" => depth += 1,
            "}" => {
                if inline.last().is_some_and(|(_, opened)| *opened == depth) {
                    inline.pop();
                }
                depth = depth.saturating_sub(1);
            }
            "crate" | "super" | "self"
                if tokens.get(at + 1).is_some_and(|token| token == "::")
                    && before(1) != "::"
                    && before(1) != "$"
                    && !(before(1) == "in" && before(2) == "(") =>
            {
                let here: Vec<String> = module.iter().chain(inline.iter().map(|(name, _)| name)).cloned().collect();
                at = tree(&tokens, at, &here, &mut found);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Every path of a file that begins with the name of a crate, in `use` trees and in expressions.
pub(crate) fn paths_from(text: &str, crate_name: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let begins = tokens[at] == crate_name && (at == 0 || tokens[at - 1] != "::");
        at = if begins { tree(&tokens, at, &[], &mut found) } else { at + 1 };
    }
    found
}

/// Reads a path, or a tree of paths in braces, that begins at a token; answers where it ends. `base` is what stands before it;
/// at its beginning `crate`, `super` and `self` are resolved from `base` as the module they stand in.
fn tree(tokens: &[String], mut at: usize, base: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = base.to_vec();
    let mut parts = 0;
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "crate" if parts == 0 => path.clear(),
            "super" => {
                path.pop();
            }
            "self" => {}
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token != "}") {
                    at = if tokens[at] == "," { at + 1 } else { tree(tokens, at, &path, found) };
                }
                return at + 1;
            }
            "*" => {
                at += 1;
                break;
            }
            name if name.starts_with(|first: char| first.is_alphabetic() || first == '_') => path.push(name.to_owned()),
            // Generic arguments and the like: the path has ended before them.
            _ => break,
        }
        (at, parts) = (at + 1, parts + 1);
        if tokens.get(at).is_none_or(|token| token != "::") {
            break;
        }
        at += 1;
    }
    if tokens.get(at).is_some_and(|token| token == "as") {
        at += 2;
    }
    found.push(path);
    at
}

/// Words, `::` and single signs of a source text, without its comments, strings and lifetimes.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let (mut found, mut at) = (Vec::new(), 0);
    let starts = |at: usize, what: &str| what.chars().enumerate().all(|(n, c)| chars.get(at + n) == Some(&c));
    while let Some(&char) = chars.get(at) {
        if starts(at, "//") {
            while chars.get(at).is_some_and(|c| *c != '\n') {
                at += 1;
            }
        } else if char == 'r' && (starts(at, "r\"") || starts(at, "r#\"") || starts(at, "r##\"")) {
            let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
            let end = format!("\"{}", "#".repeat(hashes));
            at += hashes + 2;
            while at < chars.len() && !starts(at, &end) {
                at += 1;
            }
            at += end.len();
        } else if char == '"' {
            at += 1;
            while chars.get(at).is_some_and(|c| *c != '"') {
                at += if chars[at] == '\\' { 2 } else { 1 };
            }
            at += 1;
        } else if char == '\'' {
            // A character; or a lifetime, whose name is then a word like others.
            let escaped = chars.get(at + 1) == Some(&'\\');
            let end = if escaped {
                chars.iter().skip(at + 3).position(|c| *c == '\'').map(|n| at + 3 + n)
            } else {
                Some(at + 2)
            };
            at = end.filter(|end| chars.get(*end) == Some(&'\'')).map_or(at, |end| end) + 1;
        } else if char.is_alphanumeric() || char == '_' {
            let mut word = String::new();
            while let Some(c) = chars.get(at).filter(|c| c.is_alphanumeric() || **c == '_') {
                word.push(*c);
                at += 1;
            }
            found.push(word);
        } else if starts(at, "::") {
            found.push("::".to_owned());
            at += 2;
        } else {
            if !char.is_whitespace() {
                found.push(char.to_string());
            }
            at += 1;
        }
    }
    found
}

#[test]
fn uses_are_resolved_from_the_root() {
    let text = r##"
        //! crate::comment
        use super::{super::list::Row, calls::X, *};
        use crate::{client::{self, call as ask}, paths};
        pub(crate) fn f<'a>(x: &'a str) -> char { let _ = "crate::string"; let _ = r#"super::raw"#; '\'' }
        pub(in crate::hidden) fn g() { crate::door::call::<T>(); super::super::super::top(); }
        mod tests {
            use super::*;
            use super::super::value;
            fn h() { self::i() }
        }
        use self::below::Y;
    "##;
    let found: Vec<String> =
        uses(text, &["secrets", "edit", "page"].map(str::to_owned)).iter().map(|path| path.join("::")).collect();
    let expected = [
        "secrets::list::Row",
        "secrets::edit::calls::X",
        "secrets::edit",
        "client",
        "client::call",
        "paths",
        "door::call",
        "top",
        "secrets::edit::page",
        "secrets::edit::value",
        "secrets::edit::page::tests::i",
        "secrets::edit::page::below::Y",
    ];
    assert_eq!(found, expected);
}

#[test]
fn paths_from_a_crate_are_found_in_trees_and_expressions() {
    let text = "use other_core::{ports, rows::{self, Row}}; use other_core::Call as C; // other_core::comment
        fn f() { let _ = (other_core::ops::Run, crate::other_core::own, \"other_core::text\"); } use other_core::*;";
    let found: Vec<String> = paths_from(text, "other_core").iter().map(|path| path.join("::")).collect();
    let expected = ["ports", "rows", "rows::Row", "Call", "ops::Run"].map(|path| format!("other_core::{path}"));
    assert_eq!(found, [&expected[..], &["other_core".to_owned()]].concat());
}
