//! Search over secrets: matches, and special characters that match literally.

use crate::support::*;
use strongroom_core::ports::{Expect, SecretChange, SecretSlice, SecretStore};
use strongroom_domain::*;

on_both! {
    words_match_anywhere_in_an_entry
    tag_filters_match_exactly
    tag_is_found_as_pages_show_it
    special_characters_match_literally
    short_words_and_other_scripts_are_found
    entries_change_with_their_secret
}

async fn found(bed: &Bed, filter: SecretFilter) -> Vec<String> {
    let list = bed.store.secrets(&filter, SecretSort::Name, &SecretSlice::After(None), 100).await.unwrap();
    assert_eq!(list.total, Total::Exactly(list.rows.len() as u64));
    list.rows.verified().into_iter().map(|row| row.name.to_string()).collect()
}

async fn text(bed: &Bed, text: &str) -> Vec<String> {
    found(bed, SecretFilter { text: text.into(), ..Default::default() }).await
}

async fn words_match_anywhere_in_an_entry(bed: Bed) {
    bed.put(vec![
        absent(tagged(
            described(secret(1, "payments/ledger-db"), "Main ledger in Frankfurt"),
            &[("team", "core"), ("tier", "gold")],
        )),
        absent(tagged(described(secret(2, "hr/ledger"), "People"), &[("team", "people")])),
        absent(secret(3, "Payments/API")),
    ])
    .await
    .unwrap();
    assert_eq!(text(&bed, "LEDGER").await, ["hr/ledger", "payments/ledger-db"]);
    assert_eq!(text(&bed, "ledger frank").await, ["payments/ledger-db"]);
    assert_eq!(text(&bed, "  payments\tapi ").await, ["Payments/API"]);
    assert_eq!(text(&bed, "peop").await, ["hr/ledger"]);
    assert_eq!(text(&bed, "team").await, ["hr/ledger", "payments/ledger-db"]);
    assert_eq!(text(&bed, "ledger ledger hr").await, ["hr/ledger"]);
    assert_eq!(text(&bed, "coretier").await, [""; 0], "no word is found across two tags");
    assert_eq!(text(&bed, "teamcore").await, [""; 0]);
    assert_eq!(text(&bed, "ledger nothing").await, [""; 0]);
    assert_eq!(text(&bed, "").await.len(), 3);
    assert_eq!(text(&bed, &"ledger ".repeat(500)).await.len(), 2);
    let many: String = (0..300).map(|n| format!("word{n} ")).collect();
    assert_eq!(text(&bed, &many).await, [""; 0]);
    let names =
        |names: &[&str]| SecretFilter { names: names.iter().map(|n| (*n).to_owned()).collect(), ..Default::default() };
    assert_eq!(found(&bed, names(&["ledger", "api"])).await.len(), 3);
    assert_eq!(found(&bed, names(&["frankfurt"])).await, [""; 0], "a name is not a description");
    assert_eq!(found(&bed, names(&["hr"])).await, ["hr/ledger"]);
}

async fn tag_is_found_as_pages_show_it(bed: Bed) {
    bed.put(vec![
        absent(tagged(secret(1, "prod"), &[("env", "prod"), ("url", "a=b=c")])),
        absent(tagged(secret(2, "dev"), &[("env", "dev"), ("prod", "env")])),
        absent(tagged(secret(3, "spelled"), &[("Env", "Prod")])),
        absent(secret(4, "named/env=prod")),
        absent(described(secret(5, "described"), "only where env=prod")),
    ])
    .await
    .unwrap();
    assert_eq!(text(&bed, "env=prod").await, ["described", "named/env=prod", "prod"]);
    assert_eq!(text(&bed, "ENV=pro").await, ["described", "named/env=prod", "prod"], "any case, and before the end");
    assert_eq!(text(&bed, "Env=Prod").await, ["described", "named/env=prod", "prod", "spelled"]);
    assert_eq!(text(&bed, "env=").await, ["described", "dev", "named/env=prod", "prod"], "any value");
    assert_eq!(text(&bed, "=dev").await, ["dev"], "any key");
    assert_eq!(text(&bed, "url=a=b=c").await, ["prod"]);
    assert_eq!(text(&bed, "prod=dev").await, [""; 0], "the key of one tag and the value of another");
    assert_eq!(text(&bed, "env=prod url").await, ["prod"]);
    assert_eq!(text(&bed, "=").await.len(), 5, "every tag has one");
}

async fn tag_filters_match_exactly(bed: Bed) {
    bed.put(vec![
        absent(tagged(secret(1, "lower"), &[("team", "core"), ("tier", "")])),
        absent(tagged(secret(2, "upper"), &[("Team", "CORE"), ("core", "team")])),
        absent(tagged(secret(3, "longer"), &[("teams", "core-1"), ("a", "b")])),
        absent(described(secret(4, "untagged"), "team core \n team\ncore")),
    ])
    .await
    .unwrap();
    let list = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    for (keys, values, expected) in [
        (vec!["team"], vec![], vec!["lower"]),
        (vec!["Team"], vec![], vec!["upper"]),
        (vec!["team", "teams"], vec![], vec!["longer", "lower"]),
        (vec![], vec!["core"], vec!["lower"]),
        (vec![], vec!["CORE"], vec!["upper"]),
        (vec![], vec![""], vec!["lower"]),
        (vec![""], vec![], vec![]),
        (vec!["a"], vec!["b"], vec!["longer"]),
        (vec!["b"], vec![], vec![]),
        (vec!["team"], vec!["CORE"], vec![]),
        (vec!["core"], vec!["team", "core"], vec!["upper"]),
        (vec!["tea"], vec![], vec![]),
        (vec!["\u{1}team"], vec![], vec![]),
    ] {
        let filter = SecretFilter { tag_keys: list(&keys), tag_values: list(&values), ..Default::default() };
        assert_eq!(found(&bed, filter).await, expected, "{keys:?} {values:?}");
    }
    assert_eq!(text(&bed, "core").await, ["longer", "lower", "untagged", "upper"]);
    assert_eq!(text(&bed, "Team").await, ["longer", "lower", "untagged", "upper"]);
    for marks in ["\u{1}", "\u{1}team", "team\u{2}", "\u{2}\u{3}", "\u{1}team\u{2}core\u{3}"] {
        assert_eq!(text(&bed, marks).await, [""; 0], "{marks:?}");
    }
}

async fn special_characters_match_literally(bed: Bed) {
    let rows = [
        (1, "a/percent", "100% sure"),
        (2, "a/underscore_x", "plain"),
        (3, "a/quote", "she said \"no way\" and it's fine"),
        (4, "a/star", "wild*card NEAR(x y) NOT AND OR"),
        (5, "a/slash", r"back\slash and -minus ^caret"),
        (6, "a/colon", "name:value {brace} (paren"),
        (7, "a/plain", "nothing special"),
    ];
    for (n, name, description) in rows {
        bed.put(vec![absent(described(secret(n, name), description))]).await.unwrap();
    }
    for (word, expected) in [
        ("100%", vec!["a/percent"]),
        ("%", vec!["a/percent"]),
        ("%%%", vec![]),
        ("___", vec![]),
        ("_", vec!["a/underscore_x"]),
        ("underscore_", vec!["a/underscore_x"]),
        ("\"no", vec!["a/quote"]),
        ("way\"", vec!["a/quote"]),
        ("\"", vec!["a/quote"]),
        ("\"\"\"", vec![]),
        ("it's", vec!["a/quote"]),
        ("'", vec!["a/quote"]),
        ("';--", vec![]),
        ("wild*", vec!["a/star"]),
        ("*", vec!["a/star"]),
        ("card*", vec![]),
        ("NEAR(x", vec!["a/star"]),
        ("NEAR(", vec!["a/star"]),
        ("NOT", vec!["a/star", "a/quote"]),
        (r"back\slash", vec!["a/slash"]),
        (r"\", vec!["a/slash"]),
        (r"\\\", vec![]),
        ("^caret", vec!["a/slash"]),
        ("-minus", vec!["a/slash"]),
        ("name:value", vec!["a/colon"]),
        ("name : x", vec![]),
        ("(paren", vec!["a/colon"]),
        ("{brace}", vec!["a/colon"]),
        ("a\0b", vec![]),
        ("\0\0\0", vec![]),
        ("$1", vec![]),
        ("?1", vec![]),
    ] {
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        // "NOT" also hides in "nothing".
        if word == "NOT" {
            expected = vec!["a/plain".into(), "a/star".into()];
        }
        expected.sort();
        assert_eq!(text(&bed, word).await, expected, "{word:?}");
        for filter in [
            SecretFilter { names: vec![word.into()], ..Default::default() },
            SecretFilter { descriptions: vec![word.into(), "zzz".into()], ..Default::default() },
            SecretFilter { tag_keys: vec![word.into()], ..Default::default() },
            SecretFilter { tag_values: vec![word.into()], ..Default::default() },
            SecretFilter { creators: vec![word.into()], ..Default::default() },
        ] {
            found(&bed, filter).await;
        }
    }
}

async fn short_words_and_other_scripts_are_found(bed: Bed) {
    bed.put(vec![
        absent(tagged(described(secret(1, "db"), "Größe und Straße"), &[("团队", "支付")])),
        absent(tagged(described(secret(2, "kb/x"), "naïve ΑΒΓ"), &[("env", "")])),
    ])
    .await
    .unwrap();
    assert_eq!(text(&bed, "d").await, ["db"]);
    assert_eq!(text(&bed, "b").await, ["db", "kb/x"]);
    assert_eq!(text(&bed, "kb").await, ["kb/x"]);
    assert_eq!(text(&bed, "GRÖSSE").await, [""; 0], "ß is not ss");
    assert_eq!(text(&bed, "GRÖßE").await, ["db"]);
    assert_eq!(text(&bed, "团队").await, ["db"]);
    assert_eq!(text(&bed, "支").await, ["db"]);
    assert_eq!(text(&bed, "αβγ").await, ["kb/x"]);
    assert_eq!(text(&bed, "naive").await, [""; 0], "ï is not i");
    assert_eq!(text(&bed, "💥💥💥").await, [""; 0]);
}

async fn entries_change_with_their_secret(bed: Bed) {
    let row = tagged(described(secret(1, "first"), "oldtext"), &[("oldkey", "x")]);
    bed.put(vec![absent(row.clone())]).await.unwrap();
    let mut next = tagged(described(secret(1, "second"), "newtext"), &[("newkey", "x")]);
    next.revision = 2;
    bed.put(vec![SecretChange::Put(auth(next.clone()), Expect::Revision(1)).into()]).await.unwrap();
    for gone in ["first", "oldtext", "oldkey"] {
        assert_eq!(text(&bed, gone).await, [""; 0]);
    }
    for here in ["second", "newtext", "newkey"] {
        assert_eq!(text(&bed, here).await, ["second"]);
    }
    bed.put(vec![SecretChange::Remove(next.id, Expect::Revision(2)).into()]).await.unwrap();
    assert_eq!(text(&bed, "newtext").await, [""; 0]);
    bed.put(vec![absent(secret(9, "third"))]).await.unwrap();
    assert_eq!(text(&bed, "newkey").await, [""; 0], "a reused number restores nothing");
    assert_eq!(text(&bed, "third").await, ["third"]);
}
