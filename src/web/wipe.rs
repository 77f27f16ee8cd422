//! Nothing secret stays in the linear memory: what is freed is wiped, and so is the stack that calls have used.

#[cfg(target_arch = "wasm32")]
use std::alloc::{GlobalAlloc, Layout, System};
use std::future::poll_fn;
#[cfg(target_arch = "wasm32")]
use std::hint::black_box;
use std::pin::pin;

use crate::crypto::stack::wiping;

#[cfg(target_arch = "wasm32")]
/// The working memory of the key derivation, which wipes itself, is not gone over a second time.
const WIPES_ITSELF: usize = 1 << 20;

#[cfg(target_arch = "wasm32")]
struct Wiping;

#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: Wiping = Wiping;

#[cfg(target_arch = "wasm32")]
// SAFETY: `System` does the work; memory is written to only while it is allocated.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as of the caller
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as of the caller
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        if layout.size() <= WIPES_ITSELF {
            // SAFETY: the block is the caller's until the next line
            unsafe { black_box(ptr).write_bytes(0, layout.size()) };
        }
        // SAFETY: as of the caller
        unsafe { System.dealloc(ptr, layout) }
    }
    // `realloc` is the trait's own: allocate, copy, free the old block by the above.
}

/// [`wiping`] for every step of a future.
pub(super) async fn wiping_future<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    poll_fn(|context| wiping(|| future.as_mut().poll(context))).await
}
