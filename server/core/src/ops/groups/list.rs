//! ListGroups.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::GroupFacts,
    ops::page::{check_page, cut, matching},
    rows::GroupRow,
};
use strongroom_domain::{Action, GroupName, limits};
use strongroom_trail::Detail;

/// A group and how many are in it.
#[derive(Clone, Debug)]
pub struct DescribedGroup {
    /// The group.
    pub group: GroupFacts,
    /// Number of members.
    pub members: u64,
}

/// Groups by name.
pub struct ListGroups {
    /// Only those whose name or comments have this text somewhere.
    pub text: String,
    /// After this name.
    pub after: Option<GroupName>,
    /// At most this many, 1 to 100.
    pub limit: u32,
}

impl Run for ListGroups {
    /// The groups, and whether more follow.
    type Output = (Vec<DescribedGroup>, bool);

    fn action(&self) -> Action {
        Action::ListGroups
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        check_page(self.limit, limits::PAGE)?;
        let found = cx.store().groups(&matching(&self.text)?, self.after.as_ref(), self.limit + 1).await?;
        let (found, more) = cut(found, self.limit);
        let rows = cx.vault.verified(found)?;
        cx.note(Detail::Count, rows.len().to_string());
        Ok(Done::read((facts(cx, rows).await?, more)))
    }
}

async fn facts(cx: &Context<'_>, rows: Vec<GroupRow>) -> Result<Vec<DescribedGroup>, CoreError> {
    let ids: Vec<_> = rows.iter().map(|group| group.id).collect();
    let members = cx.store().members(&ids).await?;
    Ok(rows.into_iter().zip(members).map(|(group, members)| DescribedGroup { group: group.into(), members }).collect())
}
