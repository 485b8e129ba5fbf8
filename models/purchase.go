package models

import "time"

// Period is when a purchase opens and ends, by the terms as they were ordered
// (CUS-3). paid is when the order was paid, completed when it was completed; an
// end of nil is never. Days are calendar days of the zone.
func (t AccessTerms) Period(paid, completed time.Time, zone *time.Location) (start time.Time, end *time.Time) {
	switch {
	case t.AccessStart == AccessAfterPayment:
		start = days(t.AccessStartDays).AddTo(paid, zone)
	case t.AccessStart == AccessOnDate && t.AccessStartAt != nil:
		start = *t.AccessStartAt
	default:
		start = completed
	}
	switch t.AccessEnd {
	case AccessAfterStart:
		last := days(t.AccessEndDays).AddTo(start, zone)
		return start, &last
	case AccessOnDate:
		return start, t.AccessEndAt
	default:
		return start, nil
	}
}

func days(n int64) Duration { return Duration{Amount: n, Unit: UnitDays} }

// StatusAt is the purchase's status by its dates alone, and when time alone
// changes it next.
func (p *Purchase) StatusAt(now time.Time) (status string, next *time.Time) {
	switch {
	case p.EndsAt != nil && !p.EndsAt.After(now):
		return PurchaseEnded, nil
	case p.StartsAt != nil && p.StartsAt.After(now):
		return PurchaseNotStarted, p.StartsAt
	default:
		return PurchaseActive, p.EndsAt
	}
}

// MostCautious is the policy of several offers (ST-8): ask before refund before
// deposit before reopen. Unknown and empty ones count as fallback.
func MostCautious(policies []string, fallback string) string {
	chosen, rank := fallback, -1
	for _, p := range policies {
		if p == "" {
			p = fallback
		}
		for i, known := range LatePolicies {
			if p == known && i > rank {
				chosen, rank = p, i
			}
		}
	}
	return chosen
}
