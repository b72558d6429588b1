//! Tags of roles and policies, which have none here.

use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept, kept_list},
};
use strongroom_core::{
    CoreError,
    ops::{
        policies::{GetPolicy, ListPolicies},
        roles::{GetRole, ListRoles},
    },
};
use strongroom_domain::{PolicyName, PolicyRef, PolicyType, RoleName, limits};

pub(super) const LIST: &[Parameter] =
    &[kept("ResourceType"), kept_list("ResourceNames"), kept_list("Tag"), kept("NextToken"), kept("PageSize")];

/// ListTagResources: nothing, if the caller may see the roles or policies that it names, or any.
pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.params.integer("PageSize", 1..=limits::PAGE)?;
    let names = request.params.names("ResourceNames", limits::TAGGED_AT_ONCE)?;
    match request.params.required("ResourceType")? {
        "role" => {
            for name in &names {
                let name = RoleName::new(name).map_err(CoreError::from)?;
                request.run_ram(&GetRole { name }).await?;
            }
            if names.is_empty() {
                request.run_ram(&ListRoles { text: String::new(), after: None, limit: 1 }).await?;
            }
        }
        "policy" => {
            for name in &names {
                let name = PolicyName::new(name).map_err(CoreError::from)?;
                request.run_ram(&GetPolicy { policy: PolicyRef { kind: PolicyType::Custom, name } }).await?;
            }
            if names.is_empty() {
                request.run_ram(&ListPolicies { kind: Some(PolicyType::Custom), after: None, limit: 1 }).await?;
            }
        }
        _ => return Err(AliyunError::invalid_parameter("ResourceType", "must be role or policy")),
    }
    Ok(request.respond(|f| f.bare_objects("TagResources", [(); 0], |_, ()| {})))
}
