//! Rotation of AccessKeys at a real server, by the rotator alone and as a whole: the server that rotates is the one whose key it is.

use crate::remote::bench::Bench;
use serde_json::{Value, json};
use std::{fs, sync::Arc, time::Duration};
use strongroom_client::{ApiCall, ApiClient, ApiVersion, ClientError, authorities_of};
use strongroom_core::{
    Plaintext,
    ports::{Applied, Credential, LogIn, Replace, Revocation, Rotator, Secret, TargetAccess, Trouble},
};
use strongroom_domain::{Strategy, TargetKind, Trust};
use strongroom_rotators::Deadlines;

/// A server, and users there.
struct Users {
    bench: Bench,
}

impl Users {
    fn start() -> Self {
        Self { bench: Bench::start() }
    }

    async fn ram(&self, action: &'static str, parameters: &[(&str, &str)]) -> Value {
        self.bench.call(ApiVersion::Ram, action, parameters).await.read().unwrap()
    }

    /// A user with a key, and with a policy if these are its statements.
    async fn user(&self, name: &str, statements: Option<Value>) -> Credential {
        self.ram("CreateUser", &[("UserName", name)]).await;
        if let Some(statements) = statements {
            let document = json!({"Version": "1", "Statement": statements}).to_string();
            self.ram("CreatePolicy", &[("PolicyName", name), ("PolicyDocument", &document)]).await;
            let attach = [("PolicyType", "Custom"), ("PolicyName", name), ("UserName", name)];
            self.ram("AttachPolicyToUser", &attach).await;
        }
        self.key(name).await
    }

    async fn key(&self, name: &str) -> Credential {
        let made = self.ram("CreateAccessKey", &[("UserName", name)]).await;
        let text = |field: &str| made["AccessKey"][field].as_str().unwrap().to_owned();
        credential(name, &text("AccessKeyId"), &text("AccessKeySecret"))
    }

    /// One that may do everything with the keys of users that are called like this.
    async fn manager(&self, of: &str) -> Credential {
        let statement = json!({"Effect": "Allow", "Action": "ram:*", "Resource": format!("acs:ram:*:*:user/{of}")});
        self.user("manager", Some(json!([statement]))).await
    }

    /// Ids of a user's keys, with their states.
    async fn keys(&self, name: &str) -> Vec<(String, String)> {
        let listed = self.ram("ListAccessKeys", &[("UserName", name)]).await;
        let listed = listed["AccessKeys"]["AccessKey"].as_array().unwrap().clone();
        let text = |key: &Value, field: &str| key[field].as_str().unwrap().to_owned();
        listed.iter().map(|key| (text(key, "AccessKeyId"), text(key, "Status"))).collect()
    }

    fn target(&self, manager: Option<Credential>) -> TargetAccess {
        TargetAccess {
            kind: TargetKind::Ram,
            host: "https://127.0.0.1".to_owned(),
            port: self.bench.api.port(),
            database: None,
            trust: Trust::Authorities(fs::read_to_string(self.ca()).unwrap()),
            manager,
        }
    }

    fn ca(&self) -> &str {
        &self.bench.variables.iter().find(|(name, _)| *name == "STRONGROOM_CA").unwrap().1
    }

    /// The API as a key calls it.
    fn client(&self, key: &Credential) -> ApiClient {
        let roots = authorities_of(&fs::read(self.ca()).unwrap()).unwrap();
        let endpoint = format!("https://{}", self.bench.api).parse().unwrap();
        ApiClient::new(endpoint, roots, id(key).to_owned(), secret(key)).unwrap()
    }
}

fn credential(account: &str, id: &str, secret: &str) -> Credential {
    let secret = Plaintext::new(secret.as_bytes().to_vec());
    Credential { account: account.to_owned(), secret: Secret::AccessKey { id: id.to_owned(), secret } }
}

fn copy(of: &Credential) -> Credential {
    credential(&of.account, id(of), std::str::from_utf8(secret(of).expose()).unwrap())
}

fn id(key: &Credential) -> &str {
    match &key.secret {
        Secret::AccessKey { id, .. } => id,
        _ => panic!("no key"),
    }
}

fn secret(key: &Credential) -> &Plaintext {
    match &key.secret {
        Secret::AccessKey { secret, .. } => secret,
        _ => panic!("no key"),
    }
}

/// As it is stored between two tries.
fn to_issue(drawn: &Credential, asked: bool) -> Credential {
    let Secret::ToIssue { known, .. } = &drawn.secret else { panic!("not a key to issue") };
    Credential { account: drawn.account.clone(), secret: Secret::ToIssue { known: known.clone(), asked } }
}

fn rotator() -> Arc<dyn Rotator> {
    let deadlines = Deadlines { connect: Duration::from_secs(2), statement: Duration::from_secs(2) };
    strongroom_rotators::with_deadlines(TargetKind::Ram, deadlines).unwrap()
}

async fn apply(target: &TargetAccess, current: &Credential, pending: &Credential) -> Result<Applied, Trouble> {
    rotator().apply(target, &Replace { strategy: Strategy::SecondKey, current, pending }).await
}

async fn issue(target: &TargetAccess, current: &Credential, pending: &Credential) -> Credential {
    match apply(target, current, pending).await {
        Ok(Applied::Issued(made)) => made,
        Ok(Applied::Set) => panic!("nothing was issued"),
        Err(trouble) => panic!("{trouble}"),
    }
}

/// Rotates as a rotation does, step by step.
async fn rotate(target: &TargetAccess, old: &Credential) -> Credential {
    let rotator = rotator();
    let drawn = rotator.draw(target, old, &old.account, 1).await.unwrap();
    assert_eq!(rotator.log_in(target, &drawn).await, Ok(LogIn::Refused));
    let new = issue(target, old, &drawn).await;
    for works in [&new, old] {
        assert_eq!(rotator.log_in(target, works).await, Ok(LogIn::Accepted));
    }
    assert_eq!(rotator.revoke(target, Strategy::SecondKey, old, &new).await, Ok(Revocation::Dead));
    assert_eq!(rotator.log_in(target, old).await, Ok(LogIn::Refused));
    // Again, as after a process that ended before it could tell.
    assert_eq!(rotator.revoke(target, Strategy::SecondKey, old, &new).await, Ok(Revocation::Dead));
    new
}

#[tokio::test]
async fn key_is_replaced_by_a_managing_key_and_by_itself() {
    let users = Users::start();
    let managed = users.user("ci", None).await;
    let target = users.target(Some(users.manager("ci").await));
    let new = rotate(&target, &managed).await;
    assert_eq!(users.keys("ci").await, [(id(&new).to_owned(), "Active".to_owned())]);
    let own = json!([{"Effect": "Allow", "Action": "ram:*AccessKey*", "Resource": "acs:ram:*:*:user/own"}]);
    let itself = users.user("own", Some(own)).await;
    let new = rotate(&users.target(None), &itself).await;
    assert_eq!(users.keys("own").await, [(id(&new).to_owned(), "Active".to_owned())]);
}

#[tokio::test]
async fn key_that_nobody_stored_is_removed_before_the_next_try() {
    let users = Users::start();
    let old = users.user("ci", None).await;
    let target = users.target(Some(users.manager("ci").await));
    let drawn = rotator().draw(&target, &old, "ci", 1).await.unwrap();
    let orphan = issue(&target, &old, &drawn).await;
    // The process is killed here.
    let new = issue(&target, &old, &to_issue(&drawn, true)).await;
    assert_eq!(rotator().log_in(&target, &orphan).await, Ok(LogIn::Refused));
    let mut keys: Vec<_> = users.keys("ci").await.into_iter().map(|(id, _)| id).collect();
    let mut expected = [id(&old).to_owned(), id(&new).to_owned()];
    keys.sort();
    expected.sort();
    assert_eq!(keys, expected);
    // The same when the rotation is rolled back instead.
    let dead = rotator().revoke(&target, Strategy::SecondKey, &to_issue(&drawn, true), &old).await;
    assert_eq!(dead, Ok(Revocation::Dead));
    assert_eq!(users.keys("ci").await, [(id(&old).to_owned(), "Active".to_owned())]);
}

#[tokio::test]
async fn second_key_of_somebody_else_is_never_touched() {
    let users = Users::start();
    let old = users.user("ci", None).await;
    let target = users.target(Some(users.manager("ci").await));
    let drawn = rotator().draw(&target, &old, "ci", 1).await.unwrap();
    let foreign = users.key("ci").await;
    // It was made between the look and the change.
    assert_eq!(apply(&target, &old, &drawn).await.err(), Some(Trouble::NoFreeSlot));
    let dead = rotator().revoke(&target, Strategy::SecondKey, &drawn, &old).await;
    assert_eq!(dead, Ok(Revocation::Dead), "there is nothing to remove");
    assert_eq!(rotator().draw(&target, &old, "ci", 1).await.err(), Some(Trouble::NoFreeSlot));
    for key in [&old, &foreign] {
        assert_eq!(rotator().log_in(&target, key).await, Ok(LogIn::Accepted));
    }
}

#[tokio::test]
async fn what_is_wrong_has_a_trouble_of_its_own() {
    let users = Users::start();
    let old = users.user("ci", None).await;
    let manager = users.manager("ci").await;
    let wrong = users.target(Some(credential("manager", id(&manager), "another secret")));
    assert_eq!(rotator().draw(&wrong, &old, "ci", 1).await.err(), Some(Trouble::ManagerRefused));
    let weak = users.target(Some(users.user("weak", None).await));
    let needed = Trouble::NoRights("ram:ListAccessKeys".to_owned());
    assert_eq!(rotator().draw(&weak, &old, "ci", 1).await.err(), Some(needed));
    assert_eq!(rotator().rights(&weak, Strategy::SecondKey, "ci").await.unwrap().missing.len(), 3);
    let target = users.target(Some(copy(&manager)));
    assert_eq!(rotator().rights(&target, Strategy::SecondKey, "ci").await.unwrap().missing, Vec::<String>::new());
    let other = users.user("bob", None).await;
    let of_another = credential("ci", id(&other), std::str::from_utf8(secret(&other).expose()).unwrap());
    assert_eq!(rotator().log_in(&target, &of_another).await, Ok(LogIn::Refused));
    assert_eq!(rotator().draw(&target, &of_another, "ci", 1).await.err(), Some(Trouble::AccountRefused));
    // Somebody deletes the key that was stored, and then the user.
    let drawn = rotator().draw(&target, &old, "ci", 1).await.unwrap();
    let new = issue(&target, &old, &drawn).await;
    users.ram("DeleteAccessKey", &[("UserName", "ci"), ("UserAccessKeyId", id(&new))]).await;
    assert!(matches!(apply(&target, &old, &new).await.err(), Some(Trouble::CandidateRefused(_))));
    users.ram("DeleteAccessKey", &[("UserName", "ci"), ("UserAccessKeyId", id(&old))]).await;
    users.ram("DeleteUser", &[("UserName", "ci")]).await;
    assert_eq!(rotator().draw(&target, &old, "ci", 1).await.err(), Some(Trouble::NoAccount));
    assert_eq!(apply(&target, &old, &drawn).await.err(), Some(Trouble::NoAccount));
    assert_eq!(rotator().log_in(&target, &old).await, Ok(LogIn::Refused));
}

#[tokio::test]
async fn key_that_was_switched_off_is_switched_on_to_go_back() {
    let users = Users::start();
    let old = users.user("ci", None).await;
    let target = users.target(Some(users.manager("ci").await));
    let drawn = rotator().draw(&target, &old, "ci", 1).await.unwrap();
    let new = issue(&target, &old, &drawn).await;
    let off = [("UserName", "ci"), ("UserAccessKeyId", id(&old)), ("Status", "Inactive")];
    users.ram("UpdateAccessKey", &off).await;
    assert!(matches!(apply(&target, &new, &old).await, Ok(Applied::Set)));
    assert_eq!(rotator().revoke(&target, Strategy::SecondKey, &new, &old).await, Ok(Revocation::Dead));
    assert_eq!(users.keys("ci").await, [(id(&old).to_owned(), "Active".to_owned())]);
}

#[tokio::test]
async fn rehearsal_leaves_nothing() {
    let users = Users::start();
    let target = users.target(Some(users.manager("*").await));
    let rehearsed = rotator().rehearse(&target, Strategy::SecondKey).await;
    assert_eq!((rehearsed.trouble, rehearsed.failed_at, rehearsed.left), (None, None, None));
    let listed = users.ram("ListUsers", &[]).await;
    let names: Vec<_> = listed["Users"]["User"].as_array().unwrap().iter().map(|user| &user["UserName"]).collect();
    assert_eq!(names, ["admin", "manager"]);
}

impl Users {
    /// The server as a target of itself, named `ram`, by the command line.
    fn itself(&self, manager: &Credential) {
        let secret = std::str::from_utf8(secret(manager).expose()).unwrap();
        let (file, port) = (self.bench.file("manager.txt", secret), self.bench.api.port().to_string());
        let create =
            ["target", "create", "--name", "ram", "--type", "ram", "--host", "https://127.0.0.1", "--port", &port];
        let user =
            ["--user", &manager.account, "--access-key-id", id(manager), "--password-file", &file, "--ca", self.ca()];
        let said = self.bench.run(&[&create[..], &user].concat()).ok();
        assert!(said.contains(&format!("Created the target ram at https://127.0.0.1:{port}.")), "{said}");
        assert_eq!(self.bench.run(&["target", "test", "ram"]).ok(), "ram accepts the managing account.\n");
    }

    /// A secret of a user's key.
    async fn secret(&self, key: &Credential) -> String {
        let secret = std::str::from_utf8(secret(key).expose()).unwrap();
        let data = json!({"AccessKeys": [{"AccessKeyId": id(key), "AccessKeySecret": secret}]}).to_string();
        let config =
            json!({"SecretSubType": "RamUserAccessKey", "UserName": key.account, "CustomData": {}}).to_string();
        let parameters = [
            ("SecretName", "$Auto"),
            ("VersionId", "v1"),
            ("SecretType", "RAMCredentials"),
            ("SecretData", &data),
            ("ExtendedConfig", &config),
        ];
        let made: Value = self.bench.call(ApiVersion::Kms, "CreateSecret", &parameters).await.read().unwrap();
        made["SecretName"].as_str().unwrap().to_owned()
    }

    /// What a key is given when it reads the secret of a user's key.
    async fn read(&self, by: &Credential, name: &str) -> Result<Credential, ClientError> {
        let call = ApiCall::new(ApiVersion::Kms, "GetSecretValue").with("SecretName", name);
        let value: Value = self.client(by).once(&call).await?.read()?;
        let value: Value = serde_json::from_str(value["SecretData"].as_str().unwrap()).unwrap();
        assert!(value["GenerateTimestamp"].is_string(), "{value}");
        let text = |field: &str| value[field].as_str().unwrap();
        Ok(credential("ci", text("AccessKeyId"), text("AccessKeySecret")))
    }
}

/// The server calls itself in the middle of a step, and the only reader of the secret signs with the key that is replaced.
#[tokio::test(flavor = "multi_thread")]
async fn server_rotates_a_key_of_its_own_that_the_reader_signs_with() {
    let users = Users::start();
    let reads = json!([{"Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*"}]);
    let first = users.user("ci", Some(reads)).await;
    users.itself(&users.manager("*").await);
    let name = users.secret(&first).await;
    assert_eq!(name, "acs/ram/user/ci");
    let mut key = users.read(&first, &name).await.unwrap();
    assert_eq!(id(&key), id(&first));
    for _ in 0..3 {
        let before = copy(&key);
        let mut rotating = users.bench.command(&["rotate", &name, "--wait"]).spawn().unwrap();
        let done = loop {
            // Whichever it was given last works, until the old one is revoked after its grace.
            key = users.read(&key, &name).await.unwrap();
            if let Some(done) = rotating.try_wait().unwrap() {
                break done;
            }
        };
        assert!(done.success());
        key = users.read(&key, &name).await.unwrap();
        assert_ne!(id(&key), id(&before));
        users.read(&before, &name).await.unwrap();
        assert_eq!(users.keys("ci").await.len(), 2);
        let said = users.bench.run(&["rotate", &name]).failed(1);
        assert!(said.contains("Rejected.") || said.contains("OperationConflict."), "one at a time: {said}");
        users.bench.run(&["rotation", "resume", &name]).ok();
        let refused = loop {
            match users.read(&before, &name).await {
                Ok(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(refused) => break refused,
            }
        };
        assert!(matches!(refused, ClientError::Refused(_)), "{refused}");
        wait_until_over(&users, &name).await;
        assert_eq!(users.keys("ci").await, [(id(&key).to_owned(), "Active".to_owned())]);
    }
}

/// Until the old key is proven dead and deleted.
async fn wait_until_over(users: &Users, name: &str) {
    loop {
        let described: Value =
            users.bench.call(ApiVersion::Strongroom, "DescribeRotation", &[("SecretName", name)]).await.read().unwrap();
        match described["Rotation"]["Phase"].as_str() {
            // None is open any more.
            None | Some("done") => return,
            Some("active" | "retry-wait") => tokio::time::sleep(Duration::from_millis(20)).await,
            _ => panic!("{described}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_keys_already_need_a_person_and_nothing_is_deleted() {
    let users = Users::start();
    let old = users.user("ci", None).await;
    users.itself(&users.manager("*").await);
    let name = users.secret(&old).await;
    let foreign = users.key("ci").await;
    let said = users.bench.run(&["rotate", &name, "--wait"]);
    assert_eq!(said.code, 4, "{said:?}");
    assert!(said.err.contains("the account has two keys already"), "{said:?}");
    assert_eq!(users.keys("ci").await.len(), 2);
    let delete = [("UserName", "ci"), ("UserAccessKeyId", id(&foreign))];
    users.ram("DeleteAccessKey", &delete).await;
    users.bench.run(&["rotation", "resume", &name]).ok();
    loop {
        let described: Value = users
            .bench
            .call(ApiVersion::Strongroom, "DescribeRotation", &[("SecretName", &name)])
            .await
            .read()
            .unwrap();
        match described["Rotation"]["Progress"].as_str().unwrap() {
            "promoted" => break,
            _ => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}
