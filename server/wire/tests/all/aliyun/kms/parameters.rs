//! Errors name the parameter that the client sent.

use crate::aliyun::world::{Parameters, World};
use strongroom_wire::aliyun::Api;

#[tokio::test]
async fn error_names_the_parameter_that_was_sent() {
    let w = World::new().await;
    let nothing =
        ["ExcludeLowercase", "ExcludeUppercase", "ExcludeNumbers", "ExcludePunctuation"].map(|name| (name, "true"));
    let cases: [(&str, Parameters<'_>, &str); 4] = [
        ("ListTagResources", &[("ResourceType", "secret"), ("NextToken", "tampered")], "NextToken"),
        ("ListTagResources", &[("ResourceType", "secret"), ("NextToken", "\u{1}")], "NextToken"),
        ("GetRandomPassword", &nothing, "ExcludePunctuation"),
        ("GetRandomPassword", &[("ExcludeCharacters", "0123456789")], "ExcludeCharacters"),
    ];
    for (action, given, name) in cases {
        let (status, code, message) = w.error(&w.admin, Api::Kms, action, given).await;
        assert_eq!((status, &*code), (400, "InvalidParameter"), "{message}");
        assert!(message.starts_with(&format!("The parameter {name} ")), "{message}");
    }
}
