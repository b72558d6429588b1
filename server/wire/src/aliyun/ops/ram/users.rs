//! Users.

use super::{Caller, Field, Paging, field, truncation};
use crate::aliyun::{AliyunError, Fields, Rendered, ops::time};
use strongroom_core::{
    CoreError,
    ops::users::{CreateUser, DeleteUser, GetUser, ListUsers, UpdateUser},
    rows::UserRow,
};
use strongroom_domain::{Action, UserName, limits};

pub(super) async fn create(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let op = CreateUser {
        name: caller.user_name()?,
        display_name: caller.comments(&field!("DisplayName"))?,
        comments: caller.comments(&field!("Comments"))?,
        password: None,
    };
    let user = caller.ram(&op).await?;
    Ok(caller.answer("CreateUser", |f| f.object("User", |f| made(f, &user))))
}

fn made(f: &mut Fields<'_>, user: &UserRow) {
    f.text("UserId", &user.id.to_string());
    f.text("UserName", user.name.as_str());
    f.text("DisplayName", user.display_name.as_str());
    f.text("Comments", user.comments.as_str());
    time(f, "CreateDate", user.created);
}

fn with_update(f: &mut Fields<'_>, user: &UserRow) {
    made(f, user);
    time(f, "UpdateDate", user.updated);
}

pub(super) async fn get(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let facts = caller.ram(&GetUser { name: caller.user_name()? }).await?;
    Ok(caller.answer("GetUser", |f| {
        f.object("User", |f| {
            with_update(f, &facts.user);
            if let Some(at) = facts.user.signed_in {
                time(f, "LastLoginDate", at);
            }
        });
    }))
}

pub(super) async fn update(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let op = UpdateUser {
        name: caller.user_name()?,
        new_name: caller.optional_field(&field!("NewUserName"), UserName::new)?,
        display_name: caller.new_comments(&field!("NewDisplayName"))?,
        comments: caller.new_comments(&field!("NewComments"))?,
    };
    let user = caller.ram(&op).await?;
    Ok(caller.answer("UpdateUser", |f| f.object("User", |f| with_update(f, &user))))
}

pub(super) async fn delete(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.ram(&DeleteUser { name: caller.user_name()?, with_everything: false }).await?;
    Ok(caller.answer("DeleteUser", |_| {}))
}

pub(super) async fn list(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let paging = Paging::read(caller, Action::ListUsers)?;
    let after = after(&paging)?;
    let op = ListUsers { text: String::new(), after, limit: paging.items.min(limits::PAGE) };
    let (users, more) = caller.ram(&op).await?;
    let next = paging.next(caller, more, users.last().map(|facts| facts.user.name.as_str()))?;
    Ok(caller.answer("ListUsers", |f| {
        truncation(f, next.as_deref());
        f.objects("Users", "User", &users, |f, facts| with_update(f, &facts.user));
    }))
}

/// The user after whom a list of users begins.
pub(super) fn after(paging: &Paging) -> Result<Option<UserName>, AliyunError> {
    Ok(paging.after.as_deref().map(UserName::new).transpose().map_err(CoreError::from)?)
}
