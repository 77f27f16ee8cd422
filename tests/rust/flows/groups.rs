//! Groups: how often the service is asked, what follows from a call, and who knows of it.

use std::sync::Arc;

use futures_util::future::join;
use sentc_light_wasm::client::{Call, GroupKey};
use sentc_light_wasm::error::Code;
use sentc_light_wasm::wire::Endpoint;
use sentc_light_wasm::{Invite, User};
use serde_json::json;

use crate::account::{DEVICE, USER};
use crate::executor::Gate;
use crate::host::{Browser, Config, Tab};
use crate::service::{Act, Seen, ok, refusal};
use crate::{ONCE, signed_in};

const FIVE_MINUTES: i64 = 5 * 60 * 1000;

/// Every action on a group succeeds.
fn action(seen: &Seen) -> Act {
    if seen.method != "GET" && seen.path.starts_with("/group/") { Act::Answer(200, ok(json!("Success"))) } else { Act::Pass }
}

/// The user's rank in a group, as far as this tab knows it without asking.
async fn known(tab: &Tab, user: &User, id: &str) -> Option<i32> {
    let session = tab.client.core().session(user.number()).unwrap();
    tab.client.core().known_group(&session, &GroupKey::new(id, None).unwrap()).await.map(|data| data.rank)
}

/// The stored record of it.
async fn known_to_a_new_tab(browser: &Arc<Browser>, id: &str) -> Option<i32> {
    let (tab, user) = browser.open_signed_in().await;
    known(&tab, &user, id).await
}

/// One request for all who ask in all tabs, and one for the rank every five minutes.
#[test]
fn a_group_is_asked_for_once_and_then_every_five_minutes() {
    signed_in(ONCE * 5, &Config::api(), |browser| async move {
        let count = |what: &str| browser.service.count(&format!("/group/g/{what}"));
        let (_, user) = browser.open_signed_in().await;
        let (group, same) = join(user.group("g", None), user.group("g", None)).await;
        let (group, same) = (group.unwrap(), same.unwrap());
        assert_eq!((group.data().await.unwrap().rank, same.load().await.unwrap().rank, count("light")), (0, 0, 1));
        let (tab, other) = browser.open_signed_in().await;
        assert_eq!(known(&tab, &other, "g").await, Some(0));
        let elsewhere = other.group("g", None).await.unwrap();
        // Reached in another way it is another one.
        user.group("g", Some("x")).await.unwrap();
        let asked: Vec<_> = browser.service.requests().into_iter().map(|seen| seen.acting_as).collect();
        assert_eq!((count("light"), asked), (2, vec![None, Some("x".to_owned())]));

        browser.executor.advance(FIVE_MINUTES - 1);
        group.load().await.unwrap();
        assert_eq!(count("update_check_light"), 0);
        browser.service.account(|account| account.rank = 3);
        browser.executor.advance(1);
        assert_eq!((group.load().await.unwrap().rank, count("update_check_light")), (3, 1));
        // The other tab finds what this one has stored.
        assert_eq!((elsewhere.load().await.unwrap().rank, count("update_check_light")), (3, 1));
        // Asked for now it is asked for.
        assert_eq!((group.update_check().await.unwrap().rank, count("update_check_light"), count("light")), (3, 2, 2));
        // Everything that is stored is this client's, and of this device.
        let prefix = tab.client.core().channel_name().replace("sentc-light/", "");
        let (key, _) = browser.disk.find("/groups/").unwrap();
        assert_eq!(key, format!("{prefix}/groups/{DEVICE}"));
        assert!(browser.disk.keys().iter().all(|key| key.starts_with(&format!("{prefix}/"))));
    });
}

/// Whatever id an answer has: it is kept under the one that was asked for.
#[test]
fn a_group_has_the_id_that_was_asked_for() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        browser.service.script(|_| {
            Act::Changed(Box::new(|mut answer| {
                answer["result"]["group_id"] = "another".into();
                answer
            }))
        });
        let (tab, user) = browser.open_signed_in().await;
        assert_eq!(user.group("g", None).await.unwrap().data().await.unwrap().group_id, "g");
        assert_eq!((known(&tab, &user, "g").await, known(&tab, &user, "another").await), (Some(0), None));
    });
}

/// Each group has a request of its own, whichever answer comes first, and the next load is a new one.
#[test]
fn groups_that_are_loaded_at_once_do_not_wait_for_each_other() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        let (_, user) = browser.open_signed_in().await;
        let gate = Gate::default();
        let held = gate.clone();
        browser.service.script(move |seen| if seen.path == "/group/a/light" { Act::AnswerHeld(held.clone()) } else { Act::Pass });
        let first = user.clone();
        let waits = browser.executor.start(async move { first.group("a", None).await });
        let b = user.group("b", None).await.unwrap();
        gate.open();
        let a = waits.await.unwrap();
        browser.executor.advance(FIVE_MINUTES);
        a.load().await.unwrap();
        b.load().await.unwrap();
        assert_eq!((browser.service.count("/group/a/update_check_light"), browser.service.count("/group/b/update_check_light")), (1, 1));
    });
}

/// The user's rank changes by what this user does, here and for the next tab. What it does not allow is refused without a
/// request.
#[test]
fn the_own_rank_follows_what_is_done() {
    signed_in(ONCE, &Config::api(), |browser| async move {
        browser.service.script(action);
        let (tab, user) = browser.open_signed_in().await;
        let group = user.group("g", None).await.unwrap();
        group.update_rank("somebody", 3).await.unwrap();
        assert_eq!(known(&tab, &user, "g").await, Some(0));
        for rank in [0, 5] {
            assert_eq!(group.update_rank("somebody", rank).await.unwrap_err().code, Code::RankOutOfRange);
            assert_eq!(group.invite(Invite::User, "somebody", Some(rank)).await.unwrap_err().code, Code::RankOutOfRange);
        }
        for rank in [None, Some(4)] {
            group.invite(Invite::User, "somebody", rank).await.unwrap();
            assert_eq!(browser.service.requests().last().unwrap().body, json!({ "rank": rank }));
        }
        // At the boundary to JavaScript a rank may be any number.
        let arguments = sentc_light_wasm::json::parse(r#"{"group":"g","user":"somebody","rank":5000000000}"#).unwrap();
        let session = tab.client.core().session(user.number()).unwrap();
        let refused = tab.client.core().run(&session, Endpoint::InviteUser, &arguments, None, &Call::default()).await;
        assert_eq!(refused.map(drop).unwrap_err().code, Code::RankOutOfRange);
        group.update_rank(USER, 3).await.unwrap();
        assert_eq!((known(&tab, &user, "g").await, known_to_a_new_tab(&browser, "g").await), (Some(3), Some(3)));
        let before = browser.service.requests().len();
        assert_eq!(group.kick("somebody").await.unwrap_err().code, Code::NoPermission);
        assert_eq!(group.update_rank(USER, 1).await.unwrap_err().code, Code::NoPermission);
        assert_eq!((browser.service.requests().len(), browser.service.count("/group/g/light")), (before, 1));

        // Acting as a group it is that group's, and only the service knows what it comes to.
        let acting = user.group("g", Some("x")).await.unwrap();
        acting.update_rank(USER, 4).await.unwrap();
        assert_eq!(browser.service.count("/group/g/light"), 2);
        acting.update_rank("x", 4).await.unwrap();
        assert_eq!(browser.service.count("/group/g/light"), 3);
    });
}

/// After the user leaves, is removed, or gets NO_GROUP_ACCESS: nothing is known of the group any more, nor of what was
/// reached through it, in this tab and in the next one.
#[test]
fn a_group_is_forgotten_with_what_was_reached_through_it() {
    for way in ["left", "kicked", "deleted", "refused"] {
        signed_in(ONCE, &Config::api(), move |browser| async move {
            browser.service.script(action);
            let (tab, user) = browser.open_signed_in().await;
            let group = user.group("g", None).await.unwrap();
            browser.service.account(|account| account.parent = Some("g".into()));
            user.group("below", None).await.unwrap();
            browser.service.account(|account| account.parent = None);
            user.group("another", None).await.unwrap();
            group.kick("somebody").await.unwrap();
            user.group("g", Some("x")).await.unwrap().kick("somebody").await.unwrap();
            assert_eq!(known(&tab, &user, "g").await, Some(0));
            match way {
                "left" => group.leave().await.unwrap(),
                "kicked" => group.kick(USER).await.unwrap(),
                "deleted" => group.delete().await.unwrap(),
                _ => {
                    browser.service.script(|seen| if seen.path == "/group/g/change_invite" { Act::Answer(400, refusal(310)) } else { action(seen) });
                    assert_eq!(group.stop_invites().await.unwrap_err().code, Code::NoGroupAccess);
                }
            }
            for (id, rank) in [("g", None), ("below", None), ("another", Some(0))] {
                assert_eq!((known(&tab, &user, id).await, known_to_a_new_tab(&browser, id).await), (rank, rank), "{way} {id}");
            }
            // Acting as a group, it is the group or oneself.
            for who in ["x", USER] {
                let acting = user.group("g", Some("x")).await.unwrap();
                let before = browser.service.count("/group/g/light");
                acting.kick(who).await.unwrap();
                acting.data().await.unwrap();
                assert_eq!(browser.service.count("/group/g/light"), before + 1, "{who}");
            }
        });
    }
}

/// An answer that was under way while something was changed here is older than that.
#[test]
fn an_answer_that_was_under_way_undoes_nothing() {
    for leaves in [true, false] {
        signed_in(ONCE, &Config::api(), move |browser| async move {
            let (tab, user) = browser.open_signed_in().await;
            let group = user.group("g", None).await.unwrap();
            let gate = Gate::default();
            let held = gate.clone();
            browser.service.script(move |seen| if seen.path.ends_with("/update_check_light") { Act::AnswerHeld(held.clone()) } else { action(seen) });
            let checked = group.clone();
            let checks = browser.executor.start(async move { checked.update_check().await });
            let service = browser.service.clone();
            browser.executor.until(move || service.count("/group/g/update_check_light") == 1).await;
            if leaves { group.leave().await } else { group.update_rank(USER, 3).await }.unwrap();
            gate.open();
            checks.await.unwrap();
            browser.executor.quiet().await;
            let rank = if leaves { None } else { Some(3) };
            assert_eq!((known(&tab, &user, "g").await, known_to_a_new_tab(&browser, "g").await), (rank, rank));
        });
    }
}
