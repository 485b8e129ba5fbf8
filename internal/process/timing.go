package process

import (
	"time"

	"github.com/orderflow/orderflow/models"
)

// Validate fails unless exactly one of For and Until is set.
func (d Delay) Validate() error {
	switch {
	case d.For == nil && d.Until == nil:
		return models.NewFieldError("for", models.CodeRequired, "field", "for, until")
	case d.For != nil && d.Until != nil:
		return models.NewFieldError("until", models.CodeUnknownField, "field", "until", "allowed", []string{"for"})
	default:
		return nil
	}
}

// Validate fails with CodeInvalidTimeZone on a zone that is neither a word of ours nor known to IANA.
func (p Policies) Validate() error {
	if p.TimeZone == ZoneAccount || p.TimeZone == ZoneCustomer {
		return nil
	}
	if _, err := loadZone(p.TimeZone); err != nil {
		return models.NewFieldError("time_zone", models.CodeInvalidTimeZone, "value", shown(p.TimeZone))
	}
	return nil
}

// loadZone knows neither "", which Go takes for UTC, nor "Local", which depends on the machine.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, models.NewError(models.CodeInvalidTimeZone, "value", name)
	}
	return time.LoadLocation(name)
}

// Zone is the time zone in which the process counts days for a customer, whose own
// zone is nil when it is not known (PRC-4).
func (p Policies) Zone(account, customer *time.Location) *time.Location {
	switch p.TimeZone {
	case ZoneAccount:
		return account
	case ZoneCustomer:
		if customer != nil {
			return customer
		}
		return account
	}
	zone, err := loadZone(p.TimeZone)
	if err != nil {
		return account
	}
	return zone
}

// DueAt is when a block that is entered at a moment is due: a delay when it is
// over, a wait when it times out, any other at once. It is computed once, on entering.
func (b *CompiledBlock) DueAt(entered time.Time, zone *time.Location) time.Time {
	switch params := b.Params.(type) {
	case Delay:
		if params.For != nil {
			return params.For.AddTo(entered, zone)
		}
		if params.Until.After(entered) {
			return *params.Until
		}
	case Wait:
		return params.Timeout.AddTo(entered, zone)
	}
	return entered
}

// After is how long to pause after so many failed tries; ok is false when they
// were the last. Pauses double, and all of them together take Over (PRC-8).
func (r Retry) After(tries int) (pause time.Duration, ok bool) {
	if tries < 1 || int64(tries) >= r.Tries {
		return 0, false
	}
	epoch := time.Unix(0, 0).UTC()
	over := r.Over.AddTo(epoch, time.UTC).Sub(epoch)
	shares := int64(1)<<(r.Tries-1) - 1
	return over / time.Duration(shares) * time.Duration(int64(1)<<(tries-1)), true
}
