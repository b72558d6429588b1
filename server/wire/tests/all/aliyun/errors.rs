use serde_json::json;
use strongroom_core::{PolicyProblem, Rule, TextPosition};
use strongroom_wire::{
    aliyun::AliyunError,
    http::{Format, RequestError},
};

/// Status and code of every error, as the vendor publishes them.
#[test]
fn statuses_and_codes_match_the_vendors_tables() {
    let problem = PolicyProblem {
        rule: Rule::Effect,
        position: TextPosition::default(),
        path: String::new(),
        sentence: "x".to_owned(),
    };
    let table = [
        (AliyunError::access_key_not_found(), 404, "InvalidAccessKeyId.NotFound"),
        (AliyunError::access_key_disabled(), 403, "Forbidden.AccessKey"),
        (AliyunError::signature_does_not_match(), 400, "SignatureDoesNotMatch"),
        (AliyunError::incomplete_signature("x"), 400, "IncompleteSignature"),
        (AliyunError::illegal_timestamp(), 400, "IllegalTimestamp"),
        (AliyunError::timestamp_expired(), 400, "InvalidTimeStamp.Expired"),
        (AliyunError::nonce_used(), 400, "SignatureNonceUsed"),
        (AliyunError::missing_parameter("x"), 400, "MissingParameter"),
        (AliyunError::invalid_version(), 404, "InvalidVersion"),
        (AliyunError::invalid_action(), 404, "InvalidAction.NotFound"),
        (AliyunError::unsupported_http_method(), 403, "UnsupportedHTTPMethod"),
        (AliyunError::security_token_expired(), 400, "InvalidSecurityToken.Expired"),
        (AliyunError::security_token_malformed(), 400, "InvalidSecurityToken.Malformed"),
        (AliyunError::security_token_mismatch(), 400, "InvalidSecurityToken.MismatchWithAccessKey"),
        (AliyunError::security_token_missing(), 400, "MissingSecurityToken"),
        (AliyunError::invalid_parameter("x", "y"), 400, "InvalidParameter"),
        (AliyunError::malformed_policy_document(&problem), 400, "MalformedPolicyDocument"),
        (AliyunError::limit_exceeded(), 400, "Rejected.LimitExceeded"),
        (AliyunError::unsupported_operation(), 400, "Rejected.UnsupportedOperation"),
        (AliyunError::no_permission(), 403, "Forbidden.NoPermission"),
        (AliyunError::resource_not_found(), 404, "Forbidden.ResourceNotFound"),
        (AliyunError::key_not_found(), 404, "Forbidden.KeyNotFound"),
        (AliyunError::resource_exists(), 409, "Rejected.ResourceExist"),
        (AliyunError::resource_in_delete_window(), 409, "Rejected.ResourceInDeleteWindow"),
        (AliyunError::resource_in_use(), 409, "Rejected.ResourceInUse"),
        (AliyunError::key_disabled(), 409, "Rejected.Disabled"),
        (RequestError::HeadTooLarge.into(), 431, "InvalidParameter"),
        (RequestError::BodyTooLarge.into(), 413, "InvalidParameter"),
        (RequestError::BodyTimeout.into(), 408, "RequestTimeout"),
        (RequestError::BodyMalformed.into(), 400, "IncompleteBody"),
        (AliyunError::throttling(), 429, "Rejected.Throttling"),
        (AliyunError::internal_failure(), 500, "InternalFailure"),
        (AliyunError::service_unavailable(), 503, "ServiceUnavailableTemporary"),
    ];
    for (error, status, code) in table {
        assert_eq!((error.status, error.code), (status, code));
        assert!(!error.message.is_empty());
    }
    assert_eq!(AliyunError::resource_not_found().message, "Resource not found.");
    assert_eq!(AliyunError::throttling().message, "QPS Limit Exceeded");
}

/// Java and Go compare what follows the prefix, Python reads what follows the colon.
#[test]
fn signature_mismatch_message_is_byte_for_byte_the_vendors() {
    assert_eq!(
        AliyunError::signature_does_not_match().message,
        "Specified signature is not matched with our calculation. server string to sign is:"
    );
}

#[test]
fn errors_are_written_as_json_and_xml() {
    let error = AliyunError::invalid_parameter("Tags", "must be a \"JSON\" list <é>");
    let value: serde_json::Value =
        serde_json::from_str(&error.body(Format::Json, "r-1", "kms.example:8443", None)).unwrap();
    assert_eq!(
        value,
        json!({
            "HttpStatus": 400, "Code": "InvalidParameter", "Message": "The parameter Tags must be a \"JSON\" list <é>.",
            "RequestId": "r-1", "HostId": "kms.example:8443",
        })
    );
    assert_eq!(
        error.body(Format::Xml, "r-1", "a\u{1}b", None),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><HttpStatus>400</HttpStatus><Code>InvalidParameter</Code>\
         <Message>The parameter Tags must be a &quot;JSON&quot; list &lt;é&gt;.</Message><RequestId>r-1</RequestId>\
         <HostId>a\u{fffd}b</HostId></Error>"
    );
}
