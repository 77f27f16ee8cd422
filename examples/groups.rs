//! Two people and a group: an invite, a rank, a group below, and a group as a member of another one.
//!
//! `cargo run --example groups --features native`, against the dev server (`npm start`) or, with `SENTC_BASE_URL` and
//! `SENTC_APP_TOKEN`, any other service.

use futures_util::TryStreamExt;
use sentc_light_wasm::{Client, Code, Invite, LoginUser, User, user};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main]
async fn main() -> Result<()> {
    let setting = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let client = Client::builder(setting("SENTC_APP_TOKEN", "5zMb6zs3dEM62n+FxjBilFPp+j9e7YUFA+7pi6Hi"))
        .base_url(setting("SENTC_BASE_URL", "http://127.0.0.1:3002"))
        .build()?;
    let (ada, bob) = (somebody(&client).await?, somebody(&client).await?);

    let group = ada.group(&ada.create_group().await?, None).await?;
    println!("Ada has rank {} in group {}", group.data().await?.rank, group.id());

    // 0 creator, 1 administrator, 2 manages members, 3 and 4 plain members.
    group.invite(Invite::User, &bob.data().user_id, Some(2)).await?;
    let invites: Vec<_> = bob.group_invites().try_collect().await?;
    let invited_to = &invites.first().ok_or("no invite")?.group_id;
    bob.accept_group_invite(invited_to).await?;
    let for_bob = bob.group(invited_to, None).await?;
    println!("Bob has rank {}", for_bob.data().await?.rank);

    // What the rank does not allow is refused before any request.
    match for_bob.create_child().await {
        Err(error) if error.code == Code::NoPermission => println!("Bob can't: {error}"),
        other => return Err(format!("unexpected: {other:?}").into()),
    }
    group.update_rank(&bob.data().user_id, 1).await?;
    for_bob.update_check().await?;
    let child_id = for_bob.create_child().await?;
    println!("an administrator now, Bob has made the group {child_id} below");
    println!("which Ada reaches from above with rank {}", group.child(&child_id).await?.data().await?.rank);

    // A connected group takes groups as members.
    let connected = group.connected(&group.create_connected().await?).await?;
    let team = bob.group(&bob.create_group().await?, None).await?;
    connected.invite(Invite::GroupAuto, team.id(), None).await?;
    let by_team = team.connected(connected.id()).await?;
    println!("Bob's team is in {} with rank {}", connected.id(), by_team.data().await?.rank);

    let mut members = group.members();
    while let Some(member) = members.try_next().await? {
        println!("member {} with rank {}", member.user_id, member.rank);
    }
    group.delete().await?;
    Ok(())
}

async fn somebody(client: &Client) -> Result<User> {
    let (identifier, password) = user::generate_register_data()?;
    client.register(&identifier, &password).await?;
    match client.login(&identifier, &password).await? {
        LoginUser::User(login) => Ok(login.user),
        LoginUser::Mfa(_) => Err("a code was asked for".into()),
    }
}
