//! The worked examples of the vendor's pages. [`Signed::read`] accepts neither, since one has no nonce and one is for another
//! product, so they are verified below it.
#![allow(clippy::unwrap_used)]

use super::*;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{KeyInit, Mac};
use sha2::Digest;

struct PublishedKey(&'static str);

impl Hmac for PublishedKey {
    fn hmac_sha1_amp(&self, message: &[u8]) -> [u8; 20] {
        let key = format!("{}&", self.0);
        hmac::Hmac::<sha1::Sha1>::new_from_slice(key.as_bytes())
            .unwrap()
            .chain_update(message)
            .finalize()
            .into_bytes()
            .into()
    }

    fn hmac_sha256(&self, message: &[u8]) -> [u8; 32] {
        let mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(self.0.as_bytes()).unwrap();
        mac.chain_update(message).finalize().into_bytes().into()
    }

    fn sha256(&self, message: &[u8]) -> [u8; 32] {
        sha2::Sha256::digest(message).into()
    }

    fn ct_eq(&self, a: &[u8], b: &[u8]) -> bool {
        a == b
    }
}

/// CreateKey of the KMS page on signatures, testid and testsecret. The page prints a string to sign with bare `&` between
/// the parameters and the signature of that wrong text; the signature in its final URL is the right one.
#[test]
fn published_rpc_signature_verifies() {
    let query = "Action=CreateKey&SignatureVersion=1.0&Format=json&Version=2016-01-20&AccessKeyId=testid\
                 &SignatureMethod=HMAC-SHA1&Timestamp=2016-03-28T03:13:08Z&Signature=41wk2SSX1GJh7fwnc5eqOfiJPFg%3D";
    let params = Params::parse(query.as_bytes(), b"").unwrap();
    let message = rpc::string_to_sign("GET", &params);
    assert_eq!(
        String::from_utf8_lossy(&message),
        "GET&%2F&AccessKeyId%3Dtestid%26Action%3DCreateKey%26Format%3Djson%26SignatureMethod%3DHMAC-SHA1%26\
         SignatureVersion%3D1.0%26Timestamp%3D2016-03-28T03%253A13%253A08Z%26Version%3D2016-01-20"
    );
    let signature = STANDARD.encode(PublishedKey("testsecret").hmac_sha1_amp(&message));
    assert_eq!(params.get("Signature"), Some(&*signature));
    assert_ne!(signature, "s/OdVWMTmNGagvWlljdAJ7Itsew=");
}

/// RunInstances of the page on the version 3 signature.
#[test]
fn published_acs3_signature_verifies() {
    let query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai";
    let params = Params::parse(query.as_bytes(), b"").unwrap();
    let body_hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let authorization = "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;\
         x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,\
         Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0";
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("host", "ecs.cn-shanghai.aliyuncs.com"),
        ("x-acs-action", "RunInstances"),
        ("x-acs-content-sha256", body_hash),
        ("x-acs-date", "2023-10-26T10:22:32Z"),
        ("x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"),
        ("x-acs-version", "2014-05-26"),
    ] {
        headers.insert(name, value.parse().unwrap());
    }
    let request = RequestParts { method: "POST", authority: None, headers: &headers, body: b"" };
    let (claims, signature) = acs3::read(request, authorization.as_bytes()).unwrap();
    let signed = Signed {
        api: Api::Kms,
        kind: SignatureKind::Acs3HmacSha256,
        access_key_id: claims.access_key_id,
        action: claims.action,
        nonce: claims.nonce,
        timestamp: Timestamp::default(),
        security_token: None,
        format: Format::Json,
        request,
        params: &params,
        signature: ClaimedSignature::Acs3(signature),
    };
    assert!(signed.verify(&PublishedKey("YourAccessKeySecret")));
    assert!(!signed.verify(&PublishedKey("YourAccessKeySecreT")));
}
