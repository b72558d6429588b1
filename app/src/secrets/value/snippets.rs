//! Code for an application, complete except for its AccessKey.
//!
//! How each client is pointed at another endpoint is described at <https://www.alibabacloud.com/help/en/sdk/developer-reference/endpoints>.

use crate::secrets::dto::ConnectionDetails;
use strongroom_ui::Code;

/// Address of the API without its scheme, which the SDKs call the endpoint.
fn endpoint(access: &ConnectionDetails) -> &str {
    access.address.split_once("://").map_or(access.address.as_str(), |(_, host)| host)
}

/// Fills in `{endpoint}`, `{region}`, `{ca}` and `{name}`. Lines about the CA end with `#ca` and are left out if clients trust the
/// API's certificate already.
fn fill(template: &str, access: &ConnectionDetails) -> String {
    let trusted = access.ca_file.is_none();
    let lines = template.lines().filter(|line| !(trusted && line.ends_with("#ca")));
    let kept: String = lines.map(|line| format!("{}\n", line.trim_end_matches("#ca").trim_end())).collect();
    kept.replace("{endpoint}", endpoint(access))
        .replace("{region}", &access.region)
        .replace("{ca}", &quoted(access.ca_file.as_deref().unwrap_or_default()))
        .replace("{name}", &access.name)
}

/// A path inside double quotes, for every language here.
fn quoted(path: &str) -> String {
    path.replace('\\', r"\\").replace('"', "\\\"")
}

/// Python with the vendor's V2 SDK.
pub fn python_v2(access: &ConnectionDetails) -> String {
    fill(
        r#"# pip install alibabacloud_kms20160120
import os
from alibabacloud_kms20160120 import models
from alibabacloud_kms20160120.client import Client
from alibabacloud_tea_openapi.utils_models import Config

client = Client(Config(
    access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    region_id="{region}",
    endpoint="{endpoint}",
    protocol="https",
    ca="{ca}",#ca
))
request = models.GetSecretValueRequest(secret_name="{name}")
secret = client.get_secret_value(request).body.secret_data
"#,
        access,
    )
}

fn python_v1(access: &ConnectionDetails) -> String {
    fill(
        r#"# pip install aliyun-python-sdk-core aliyun-python-sdk-kms
import json, os
from aliyunsdkcore.client import AcsClient
from aliyunsdkkms.request.v20160120.GetSecretValueRequest import GetSecretValueRequest

client = AcsClient(
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    "{region}",
    verify="{ca}",#ca
)
request = GetSecretValueRequest()
request.set_endpoint("{endpoint}")
request.set_SecretName("{name}")
secret = json.loads(client.do_action_with_exception(request))["SecretData"]
"#,
        access,
    )
}

fn manager_client(access: &ConnectionDetails) -> String {
    fill(
        r#"# pip install alibabacloud-secretsmanager-client-v2
# Keeps the value in memory and fetches it again each hour, so a rotation needs no restart.
import os
from alibabacloud_secretsmanager_client_v2.secret_manager_cache_client_builder import SecretManagerCacheClientBuilder
from alibabacloud_secretsmanager_client_v2.service.default_secret_manager_client_builder import DefaultSecretManagerClientBuilder
from alibabacloud_tea_openapi.models import Config

config = Config(
    access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
    access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    region_id="{region}",
    endpoint="{endpoint}",
    protocol="https",
    ca="{ca}",#ca
)
client = SecretManagerCacheClientBuilder.new_cache_client_builder(
    DefaultSecretManagerClientBuilder.standard().add_config(config).build()
).build()
secret = client.get_secret_info("{name}").secret_value
"#,
        access,
    )
}

fn java(access: &ConnectionDetails) -> String {
    fill(
        r#"// com.aliyun:kms20160120
import com.aliyun.kms20160120.Client;
import com.aliyun.kms20160120.models.GetSecretValueRequest;
import com.aliyun.teaopenapi.models.Config;
import java.nio.file.Files;#ca
import java.nio.file.Path;#ca

Config config = new Config()
    .setAccessKeyId(System.getenv("ALIBABA_CLOUD_ACCESS_KEY_ID"))
    .setAccessKeySecret(System.getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET"))
    .setRegionId("{region}")
    .setEndpoint("{endpoint}")
    .setCa(Files.readString(Path.of("{ca}")))#ca
    .setProtocol("https");
String secret = new Client(config)
    .getSecretValue(new GetSecretValueRequest().setSecretName("{name}"))
    .getBody()
    .getSecretData();
"#,
        access,
    )
}

fn go(access: &ConnectionDetails) -> String {
    fill(
        r#"// go get github.com/alibabacloud-go/kms-20160120/v3
ca, err := os.ReadFile("{ca}")#ca
if err != nil {#ca
	return err#ca
}#ca
client, err := kms.NewClient(&openapi.Config{
	AccessKeyId:     tea.String(os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_ID")),
	AccessKeySecret: tea.String(os.Getenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET")),
	RegionId:        tea.String("{region}"),
	Endpoint:        tea.String("{endpoint}"),
	Protocol:        tea.String("https"),
	Ca:              tea.String(string(ca)),#ca
})
if err != nil {
	return err
}
response, err := client.GetSecretValue(&kms.GetSecretValueRequest{SecretName: tea.String("{name}")})
if err != nil {
	return err
}
secret := tea.StringValue(response.Body.SecretData)
"#,
        access,
    )
}

/// curl, with the request signed by openssl. The name is escaped as the signature requires.
pub fn curl(access: &ConnectionDetails) -> String {
    let access = ConnectionDetails { name: crate::paths::escape(&access.name), ..access.clone() };
    let cacert = if access.ca_file.is_some() { "--cacert \"{ca}\" " } else { "" };
    let template = r#"query="AccessKeyId=$ALIBABA_CLOUD_ACCESS_KEY_ID&Action=GetSecretValue&Format=JSON&SecretName={name}&SignatureMethod=HMAC-SHA1&SignatureNonce=$(openssl rand -hex 16)&SignatureVersion=1.0&Timestamp=$(date -u +%Y-%m-%dT%H%%3A%M%%3A%SZ)&Version=2016-01-20"
canonical=$(printf %s "$query" | sed 's/%/%25/g; s/&/%26/g; s/=/%3D/g')
signature=$(printf 'GET&%%2F&%s' "$canonical" | openssl dgst -sha1 -hmac "$ALIBABA_CLOUD_ACCESS_KEY_SECRET&" -binary | base64 | sed 's/+/%2B/g; s:/:%2F:g; s/=/%3D/g')
curl --silent --show-error {cacert}"https://{endpoint}/?$query&Signature=$signature"
"#;
    fill(&template.replace("{cacert}", cacert), &access)
}

/// Every language, the most common first.
pub fn all(access: &ConnectionDetails) -> Vec<Code> {
    let code = |label: &str, text| Code { label: label.to_owned(), text };
    vec![
        code("Python", python_v2(access)),
        code("Python, older SDK", python_v1(access)),
        code("Secrets Manager Client", manager_client(access)),
        code("Java", java(access)),
        code("Go", go(access)),
        code("curl", curl(access)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_have_no_placeholders_left() {
        let access = ConnectionDetails {
            address: "https://kms.example.internal:3443".to_owned(),
            ca_file: Some("/etc/strongroom/ca.pem".to_owned()),
            region: "local".to_owned(),
            name: "payments/ledger+db".to_owned(),
        };
        for code in all(&access) {
            let Code { label, text } = code;
            assert!(!text.contains("{name}") && !text.contains("{ca}") && !text.contains("{endpoint}"), "{label}");
            assert!(text.contains("kms.example.internal:3443") && text.contains("/etc/strongroom/ca.pem"), "{label}");
            assert!(text.contains("ALIBABA_CLOUD_ACCESS_KEY_SECRET"), "{label}");
            let name = if label == "curl" { "SecretName=payments%2Fledger%2Bdb&" } else { "\"payments/ledger+db\"" };
            assert!(text.contains(name), "{label}");
        }
    }

    #[test]
    fn snippets_name_no_ca_if_clients_trust_the_certificate_already() {
        let access = ConnectionDetails {
            address: "https://kms.example.com:3443".to_owned(),
            ca_file: None,
            region: "local".to_owned(),
            name: "a".to_owned(),
        };
        for Code { label, text } in all(&access) {
            let words = ["ca=", "cacert", "verify", "setCa", "Ca:", "ReadFile", "nio.file", "#ca", "{ca}"];
            assert!(!words.iter().any(|word| text.contains(word)), "{label}: {text}");
        }
    }

    #[test]
    fn path_of_the_ca_is_quoted() {
        let access = ConnectionDetails {
            address: "https://h:1".to_owned(),
            ca_file: Some(r#"C:\my "ca".pem"#.to_owned()),
            region: "local".to_owned(),
            name: "a".to_owned(),
        };
        assert!(python_v2(&access).contains(r#"ca="C:\\my \"ca\".pem","#), "{}", python_v2(&access));
    }
}
