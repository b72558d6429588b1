//! Parameters of every operation: declared as the vendor has them, documented, and refused when they ask for more.

use super::world::{Parameters, World};
use std::{collections::BTreeSet, fmt::Write, path::Path};
use strongroom_wire::aliyun::{Api, COMMON, DeclaredOperation, Parameter, Treatment, operations};

const APIS: [(Api, &str); 4] =
    [(Api::Kms, "KMS"), (Api::Ram, "RAM"), (Api::Sts, "STS"), (Api::Strongroom, "Strongroom")];
const BEGIN: &str = "<!-- generated: parameters -->\n";
const END: &str = "<!-- end of generated -->\n";

#[test]
fn every_parameter_of_the_vendor_is_declared() {
    let text = include_str!("../../vectors/vendor-parameters.txt");
    let mut listed = 0;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split(' ');
        let (api, name) = (words.next().unwrap(), words.next().unwrap());
        let (api, _) = APIS.into_iter().find(|(_, word)| word.eq_ignore_ascii_case(api)).unwrap();
        let operation = operations(api).iter().find(|operation| operation.name == name).unwrap();
        for parameter in words {
            let parameter = parameter.split('.').next().unwrap();
            let declared = operation.parameters.iter().chain(COMMON).any(|one| one.name == parameter);
            assert!(declared, "{name} does not declare {parameter}");
            listed += 1;
        }
    }
    assert!(listed > 200, "{listed}");
}

#[test]
fn no_operation_declares_a_parameter_twice() {
    for (api, _) in APIS {
        for operation in operations(api) {
            let names: BTreeSet<_> = operation.parameters.iter().chain(COMMON).map(|one| one.name).collect();
            assert_eq!(names.len(), operation.parameters.len() + COMMON.len(), "{}", operation.name);
        }
    }
}

#[test]
fn documented_parameters_are_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (documented, after) = rest.split_once(END).unwrap();
    let current = reference();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{current}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(documented, current, "run with BLESS=1 and review the difference");
}

/// The tables of `docs/api.md`.
fn reference() -> String {
    let mut out = String::new();
    let mut reasons = BTreeSet::new();
    for (api, word) in APIS {
        writeln!(out, "\n### {}\n", word).unwrap();
        out.push_str(
            "| operation | a policy must allow | kept | ignored | refused |\n| --- | --- | --- | --- | --- |\n",
        );
        for DeclaredOperation { name, action, parameters } in operations(api) {
            let action = action.map_or_else(|| "nothing".to_owned(), |action| action.full_name());
            let (mut kept, mut ignored, mut refused) = (Vec::new(), Vec::new(), Vec::new());
            for parameter in *parameters {
                note(&mut reasons, parameter);
                match parameter.treatment {
                    Treatment::Kept => kept.push(parameter.name.to_owned()),
                    Treatment::Ignored { .. } => ignored.push(parameter.name.to_owned()),
                    Treatment::Refused { unless } => refused.push(match unless.join(" or ") {
                        values if values.is_empty() => parameter.name.to_owned(),
                        values => format!("{} unless `{values}`", parameter.name),
                    }),
                }
            }
            let [kept, ignored, refused] = [kept, ignored, refused].map(|names| names.join(", "));
            writeln!(out, "| {name} | {action} | {kept} | {ignored} | {refused} |").unwrap();
        }
    }
    COMMON.iter().for_each(|parameter| note(&mut reasons, parameter));
    out.push_str("\nIgnored, because nothing is missed:\n\n");
    for (name, because) in reasons {
        writeln!(out, "- {name}: {because}.").unwrap();
    }
    out.push('\n');
    out
}

fn note(reasons: &mut BTreeSet<(&'static str, &'static str)>, parameter: &Parameter) {
    if let Treatment::Ignored { because } = parameter.treatment {
        reasons.insert((parameter.name, because));
    }
}

async fn refused(w: &World, api: Api, action: &str, given: Parameters<'_>, name: &str) {
    let (status, code, message) = w.error(&w.admin, api, action, given).await;
    assert_eq!((status, &*code), (400, "InvalidParameter"), "{action} {given:?}: {message}");
    assert!(message.starts_with(&format!("The parameter {name} ")), "{message}");
}

#[tokio::test]
async fn what_asks_for_more_than_there_is_is_refused_by_name() {
    let w = World::new().await;
    let secret = [("SecretName", "s"), ("VersionId", "v1"), ("SecretData", "x")];
    for extra in [
        ("ProtectionLevel", "HSM"),
        ("EnableAutomaticRotation", "true"),
        ("EnableAutomaticRotation", "TRUE"),
        ("EnableAutomaticRotation", "maybe"),
        ("DKMSInstanceId", "kst-1"),
        ("KeyStorageMechanism", "hsm"),
        ("Tags", r#"[{"TagKey":"a","TagValue":"b"}]"#),
        ("KeySpec", "Aliyun_SM4"),
        ("KeyUsage", "SIGN/VERIFY"),
        ("Origin", "EXTERNAL"),
        ("DryRun", "true"),
        ("Unheard", "of"),
        ("Description.1", "x"),
    ] {
        refused(&w, Api::Kms, "CreateKey", &[extra], extra.0).await;
    }
    for extra in [("EnableAutomaticRotation", "True"), ("DKMSInstanceId", "kst-1"), ("DryRun", "true")] {
        let given: Vec<_> = secret.iter().copied().chain([extra]).collect();
        refused(&w, Api::Kms, "CreateSecret", &given, extra.0).await;
    }
    assert_eq!(w.kms("ListKeys", &[]).await["TotalCount"], 1, "nothing was created");
    assert_eq!(w.kms("ListSecrets", &[]).await["TotalCount"], 0, "nothing was created");
    w.kms("CreateSecret", &secret).await;
    refused(&w, Api::Kms, "GetSecretValue", &[secret[0], ("Recipient", "e30=")], "Recipient").await;
    refused(&w, Api::Kms, "DeleteSecret", &[secret[0], ("DryRun", "true")], "DryRun").await;
    refused(
        &w,
        Api::Kms,
        "UpdateSecret",
        &[secret[0], ("ExtendedConfig.CustomData.a", "b")],
        "ExtendedConfig.CustomData.a",
    )
    .await;
    refused(&w, Api::Ram, "CreateUser", &[("UserName", "u"), ("Tag.1.Key", "a")], "Tag.1.Key").await;
    let tag = [("ResourceType", "secret"), ("ResourceId.1", "s"), ("Tag.1.Key", "a")];
    for extra in [("Tag.1.Scope", "all"), ("Tag", "[]x"), ("ResourceId", "s"), ("ResourceId.1.Name", "s")] {
        let given: Vec<_> = tag.iter().copied().chain([extra]).collect();
        refused(&w, Api::Kms, "TagResources", &given, extra.0).await;
    }
    let batch = ("SecretsList", r#"[{"SecretName":"s","Recipient":"e30="}]"#);
    let (status, code, _) = w.error(&w.admin, Api::Kms, "BatchGetSecretValue", &[batch]).await;
    assert_eq!((status, &*code), (400, "ParseRequestParameterException"));
    assert!(
        w.kms("DescribeSecret", &[secret[0], ("FetchTags", "true")]).await["Tags"]["Tag"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn what_asks_for_nothing_is_accepted() {
    let w = World::new().await;
    let given = [
        ("ProtectionLevel", "SOFTWARE"),
        ("EnableAutomaticRotation", "False"),
        ("RotationInterval", "365d"),
        ("KeySpec", "Aliyun_AES_256"),
        ("DKMSInstanceId", ""),
        ("Tags", "[]"),
        ("RegionId", "cn-hangzhou"),
        ("SourceIp", "10.0.0.1"),
        ("DryRun", "false"),
        ("Unheard", ""),
        ("UnheardList", "[]"),
    ];
    w.kms("CreateKey", &given).await;
    let user = [("UserName", "u"), ("Email", "u@example.org"), ("MobilePhone", "86-1")];
    w.ram("CreateUser", &user).await;
}
