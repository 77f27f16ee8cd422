//! Lists that the service sends in pages.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::Stream;
use futures_util::future::BoxFuture;

use crate::error::Result;
use crate::wire::PAGE_SIZE;

/// The time (Unix milliseconds) and id of the item after which a list continues.
pub(super) type Cursor = Option<(u64, String)>;

type Load<T> = Arc<dyn Fn(Cursor) -> BoxFuture<'static, Result<Vec<T>>> + Send + Sync>;

/// A list of the service: a [`Stream`] of all its items, or one page of up to 50.
///
/// The stream loads the next page when you have read the previous one: one request for every 50 items. It ends after a page
/// with fewer items, or after an error.
///
/// ```no_run
/// use futures_util::TryStreamExt;
/// # async fn example(user: sentc_light_wasm::User) -> sentc_light_wasm::Result<()> {
/// let all: Vec<_> = user.devices().try_collect().await?;
///
/// let first = user.devices().page().await?;
/// if let Some(last) = first.last() {
///     let second = user.devices().after(last).page().await?;
/// }
/// # Ok(()) }
/// ```
#[must_use = "a list asks for nothing until it is polled, or page() is called"]
pub struct List<T> {
    load: Load<T>,
    cursor_of: fn(&T) -> (u64, &str),
    after: Cursor,
    loading: Option<BoxFuture<'static, Result<Vec<T>>>>,
    page: std::vec::IntoIter<T>,
    ended: bool,
}

impl<T> List<T> {
    pub(super) fn new<F>(cursor_of: fn(&T) -> (u64, &str), load: impl Fn(Cursor) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<Vec<T>>> + Send + 'static,
    {
        let load: Load<T> = Arc::new(move |after| Box::pin(load(after)));
        Self { load, cursor_of, after: None, loading: None, page: Vec::new().into_iter(), ended: false }
    }

    /// Returns the same list, but starting after this item.
    pub fn after(mut self, item: &T) -> Self {
        self.after = Some(self.cursor(item));
        self
    }

    /// Loads one page: up to 50 items. A page with fewer items is the last one.
    pub async fn page(self) -> Result<Vec<T>> {
        (self.load)(self.after).await
    }

    fn cursor(&self, item: &T) -> (u64, String) {
        let (time, id) = (self.cursor_of)(item);
        (time, id.to_owned())
    }
}

impl<T: Unpin> Stream for List<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let list = &mut *self;
        loop {
            if let Some(item) = list.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            if list.ended {
                return Poll::Ready(None);
            }
            let loading = list.loading.get_or_insert_with(|| (list.load)(list.after.clone()));
            let loaded = ready!(loading.as_mut().poll(context));
            list.loading = None;
            match loaded {
                Ok(items) => {
                    list.ended = items.len() < PAGE_SIZE;
                    list.after = items.last().map(|last| list.cursor(last));
                    list.page = items.into_iter();
                }
                Err(error) => {
                    list.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<T> std::fmt::Debug for List<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("List").field("after", &self.after).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Code, Error};
    use futures_util::{FutureExt, StreamExt, TryStreamExt};
    use std::sync::Mutex;

    struct Item(u64, String);

    /// The cursors that were asked for.
    type Asked = Arc<Mutex<Vec<Option<u64>>>>;

    /// A list of so many items.
    fn list(length: u64, fails_at: Option<u64>) -> (List<Item>, Asked) {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let log = asked.clone();
        let list = List::new(
            |item: &Item| (item.0, item.1.as_str()),
            move |after| {
                let start = after.map(|(time, _)| time);
                log.lock().unwrap().push(start);
                let from = start.map_or(0, |time| time + 1);
                let page = if Some(from) == fails_at {
                    Err(Error::new(Code::Network))
                } else {
                    Ok((from..length.min(from + 50)).map(|n| Item(n, n.to_string())).collect())
                };
                async move { page }
            },
        );
        (list, asked)
    }

    #[test]
    fn a_stream_asks_once_for_every_page() {
        for (length, cursors) in [(0, vec![None]), (49, vec![None]), (50, vec![None, Some(49)]), (120, vec![None, Some(49), Some(99)])] {
            let (list, asked) = list(length, None);
            let all: Vec<_> = list.map_ok(|item| item.0).try_collect().now_or_never().unwrap().unwrap();
            assert_eq!(all, (0..length).collect::<Vec<_>>());
            assert_eq!(*asked.lock().unwrap(), cursors, "{length}");
        }
    }

    #[test]
    fn an_error_ends_a_stream_after_what_was_there() {
        let (list, _) = list(120, Some(50));
        let got: Vec<_> = list.collect().now_or_never().unwrap();
        assert_eq!(got.len(), 51);
        assert_eq!(got.last().unwrap().as_ref().err().unwrap().code, Code::Network);
    }

    #[test]
    fn pages_by_hand() {
        let (first, _) = list(60, None);
        let page = first.page().now_or_never().unwrap().unwrap();
        assert_eq!(page.len(), 50);
        let (second, asked) = list(60, None);
        assert_eq!(second.after(page.last().unwrap()).page().now_or_never().unwrap().unwrap().len(), 10);
        assert_eq!(*asked.lock().unwrap(), [Some(49)]);
    }
}
