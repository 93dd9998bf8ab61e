//! What people see of a giveaway.

use crate::engine::view::SHOWN;
use crate::engine::{Engine, draws};
use crate::journal::Round;
use crate::protocol::{ClaimView, GiveawayView, WinnerView};

impl Engine {
    pub(in crate::engine) fn giveaway_view(&self) -> GiveawayView {
        let Some((id, round)) = self.shared.active().round() else { return GiveawayView::default() };
        let entrants = round.entrant_count();
        GiveawayView {
            round: Some(id.to_owned()),
            open: round.is_open(),
            commitment: round.commitment().to_owned(),
            closed: round.closed_at(),
            entrants,
            late: round.entry_count() - entrants,
            newest: round.newest(SHOWN),
            winners: self.winner_views(round),
            provable: draws::is_provable(&self.shared, round),
        }
    }

    fn winner_views(&self, round: &Round) -> Vec<WinnerView> {
        let winner = |draw, viewer: &String| {
            let claim = round.claim(viewer);
            let waiting = || {
                let watches = &self.giveaway.row.watches;
                let watch = watches.iter().find(|watch| watch.draw == draw && watch.viewer == *viewer);
                watch.and_then(|watch| watch.claim).map(|until| ClaimView::Waiting { until })
            };
            let known = claim.and_then(|claim| claim.claimed());
            let known = known.map(|claimed| if claimed { ClaimView::Claimed } else { ClaimView::Expired });
            let lines = claim.map(|claim| claim.lines().map(str::to_owned).collect()).unwrap_or_default();
            WinnerView { viewer: viewer.clone(), draw, claim: known.or_else(waiting), lines }
        };
        let draws = round.draws().into_iter();
        draws.flat_map(|draw| draw.winners.iter().map(move |viewer| winner(draw.number, viewer))).collect()
    }

    /// The proof of the current giveaway's draws, if there is one.
    #[must_use]
    pub fn prove(&self) -> Option<String> {
        draws::prove(&self.shared)
    }
}
