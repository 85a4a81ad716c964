//! How a loop is cut, from what an item is estimated to cost.

/// Items of cheap loops are taken this many at a time. Each claim costs some 0.4 µs (a look at the clock before and after, a call of the body) and
/// reading begins anew elsewhere: with a quarter of this, a million items of 0.3 ns take 5 % longer on two threads.
const MOST: usize = 64 * 1024;
/// Below this many items a cheap chunk costs more to hand out than it gains in balance.
const LEAST_CHEAP: usize = 8 * 1024;
/// Whole blocks of the machines, so that only a loop's last block is a partial one.
const BLOCK: usize = 1024;
/// The time aimed at: an estimate that is wrong by a factor of four still makes no slice longer
/// than a millisecond.
const CHUNK_NS: f64 = 250_000.0;
/// A further thread pays from about this much work, given a wake of 30–50 µs.
const SHARE_NS: f64 = 60_000.0;

/// Items per chunk for a loop over `items` that each cost about `cost_ns`.
pub fn chunk_size(items: usize, cost_ns: f64, participants: usize) -> usize {
    let cost = if cost_ns > 0.01 { cost_ns } else { 0.01 };
    let by_cost = ((CHUNK_NS / cost) as usize).clamp(1, MOST);
    // Four chunks a thread, so that one that is late does not leave the others idle for long.
    let by_share = items.div_ceil(participants.max(1) * 4).max(1);
    let chunk = by_cost.min(by_share.max(LEAST_CHEAP.min(by_cost / 4)));
    if chunk > BLOCK {
        chunk / BLOCK * BLOCK
    } else {
        chunk.max(1)
    }
}

/// How many threads a loop over `items` of `cost_ns` each is worth, at most `limit`.
pub fn participants(items: usize, cost_ns: f64, limit: usize) -> usize {
    let total = items as f64 * cost_ns;
    ((total / SHARE_NS) as usize).clamp(1, limit.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cheap_items_come_in_thousands_and_dear_ones_alone() {
        assert_eq!(chunk_size(10_000_000, 1.0, 2), 64 * 1024);
        assert_eq!(chunk_size(10_000_000, 100.0, 2), 2048);
        assert_eq!(chunk_size(1000, 1e6, 2), 1);
        assert_eq!(chunk_size(0, 1.0, 2), 8 * 1024);
        assert_eq!(chunk_size(100_000, f64::NAN, 0), 24 * 1024);
    }

    #[test]
    fn a_short_loop_of_dear_items_is_shared_out() {
        assert_eq!(chunk_size(40, 5_000.0, 2), 12);
        assert_eq!(chunk_size(8, 100_000.0, 2), 1);
    }

    #[test]
    fn a_second_thread_must_pay() {
        assert_eq!(participants(50_000, 1.0, 2), 1);
        assert_eq!(participants(200_000, 1.0, 2), 2);
        assert_eq!(participants(200_000, 1.0, 8), 3);
        assert_eq!(participants(1_000_000_000, 1.0, 8), 8);
        assert_eq!(participants(0, f64::NAN, 0), 1);
    }
}
