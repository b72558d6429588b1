//! Lists in pages: a marker is valid only for its own list.

use crate::aliyun::world::World;

/// The names of a list, read `items` at a time, and how many pages that took.
async fn walk(w: &World, action: &str, names: [&str; 3], more: &[(&str, &str)], items: &str) -> (Vec<String>, usize) {
    let [wrapper, child, name] = names;
    let (mut seen, mut marker, mut pages) = (Vec::new(), String::new(), 0);
    loop {
        let answer = w.ram(action, &[more, &[("MaxItems", items), ("Marker", &marker)]].concat()).await;
        let page = answer[wrapper][child].as_array().unwrap();
        assert!(page.len() <= items.parse().unwrap());
        seen.extend(page.iter().map(|one| one[name].as_str().unwrap().to_owned()));
        pages += 1;
        match (answer["IsTruncated"].as_bool().unwrap(), answer.get("Marker")) {
            (true, Some(next)) => marker = next.as_str().unwrap().to_owned(),
            (false, None) => return (seen, pages),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn every_list_pages_completely() {
    let w = World::new().await;
    let all = ["a1", "a2", "a3", "a4", "admin"].map(str::to_owned);
    w.group("team").await;
    for name in &all[..4] {
        w.ram("CreateUser", &[("UserName", name)]).await;
        w.ram("AddUserToGroup", &[("UserName", name), ("GroupName", "team")]).await;
        w.group(name).await;
        w.policy(name).await;
    }
    let users = ["Users", "User", "UserName"];
    assert_eq!(walk(&w, "ListUsers", users, &[], "1").await, (all.to_vec(), 5));
    assert_eq!(walk(&w, "ListUsers", users, &[], "2").await.1, 3);
    assert_eq!(walk(&w, "ListUsers", users, &[], "5").await.1, 1);
    assert_eq!(walk(&w, "ListUsers", users, &[], "1000").await.1, 1);
    let members = walk(&w, "ListUsersForGroup", users, &[("GroupName", "team")], "1").await;
    assert_eq!(members, (all[..4].to_vec(), 4));
    assert_eq!(walk(&w, "ListGroups", ["Groups", "Group", "GroupName"], &[], "2").await.0.len(), 5);
    let policies = ["Policies", "Policy", "PolicyName"];
    let custom = walk(&w, "ListPolicies", policies, &[("PolicyType", "Custom")], "1").await;
    assert_eq!(custom, (all[..4].to_vec(), 4));
    let whole = walk(&w, "ListPolicies", policies, &[], "1000").await;
    let system = walk(&w, "ListPolicies", policies, &[("PolicyType", "System")], "1000").await;
    assert_eq!((whole.0.len(), whole.1), (system.0.len() + 4, 1));
    for items in ["1", "2", "3", "5", "7", "11", "12", "13"] {
        assert_eq!(walk(&w, "ListPolicies", policies, &[], items).await.0, whole.0, "{items} at a time");
        assert_eq!(walk(&w, "ListPolicies", policies, &[("PolicyType", "System")], items).await.0, system.0);
    }
}

/// A page may begin after a name that was deleted.
#[tokio::test]
async fn page_begins_after_a_deleted_name() {
    let w = World::new().await;
    for name in ["a1", "a2", "a3"] {
        w.ram("CreateUser", &[("UserName", name)]).await;
    }
    let first = w.ram("ListUsers", &[("MaxItems", "2")]).await;
    w.ram("DeleteUser", &[("UserName", "a2")]).await;
    let next = w.ram("ListUsers", &[("Marker", first["Marker"].as_str().unwrap())]).await;
    assert_eq!(next["Users"]["User"][0]["UserName"], "a3");
}

#[tokio::test]
async fn invalid_markers_are_refused() {
    let w = World::new().await;
    w.ram("CreateUser", &[("UserName", "bob")]).await;
    w.group("a").await;
    let answer = w.ram("ListUsers", &[("MaxItems", "1")]).await;
    let marker = answer["Marker"].as_str().unwrap();
    let (cut, grown) = (&marker[..marker.len() - 2], format!("{marker}AAAA"));
    let other = format!("{}{}", if marker.starts_with('A') { 'B' } else { 'A' }, &marker[1..]);
    let code = "InvalidParameter.Marker";
    w.refusals(&[
        ("ListUsers", &[("Marker", "bob")], 400, code),
        ("ListUsers", &[("Marker", "not base64 at all")], 400, code),
        ("ListUsers", &[("Marker", cut)], 400, code),
        ("ListUsers", &[("Marker", &grown)], 400, code),
        ("ListUsers", &[("Marker", &other)], 400, code),
        ("ListGroups", &[("Marker", marker)], 400, code),
        ("ListPolicies", &[("Marker", marker)], 400, code),
        ("ListUsersForGroup", &[("GroupName", "a"), ("Marker", marker)], 400, code),
        ("ListUsers", &[("MaxItems", "0")], 400, "InvalidParameter"),
        ("ListUsers", &[("MaxItems", "1001")], 400, "InvalidParameter"),
        ("ListUsers", &[("MaxItems", "-1")], 400, "InvalidParameter"),
        ("ListGroups", &[("MaxItems", "many")], 400, "InvalidParameter"),
        ("ListPolicies", &[("MaxItems", "1.5")], 400, "InvalidParameter"),
    ])
    .await;
}
