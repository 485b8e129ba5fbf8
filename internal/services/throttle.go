package services

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

// An attempt is counted before it is made, so that many at once are as slow as
// many in a row; one that succeeds takes its count back.
const (
	// keepAttempts is after how long without a failure an account or address is as good as new.
	keepAttempts = 24 * time.Hour
	// firstDelay follows the first failure that is not free; each further one doubles it.
	firstDelay = 10 * time.Second
	maxDelay   = 15 * time.Minute
)

// limit is whose attempts are counted together, and how many are free.
type limit struct {
	kind string
	who  string // an e-mail or an address; only its keyed hash is kept (PRIV-1)
	free int64
}

// Attempts that are counted. Many people may share one address.
func byAccount(email string) limit     { return limit{"account", email, 5} }
func byAddress(address string) limit   { return limit{"address", address, 30} }
func letterTo(email string) limit      { return limit{"letter", email, 3} }
func lettersFrom(address string) limit { return limit{"letters", address, 30} }

// delayAfter is how long is waited after so many failures.
func (l limit) delayAfter(failures int64) time.Duration {
	if failures < l.free {
		return 0
	}
	doubled := math.Pow(2, float64(failures-l.free))
	return time.Duration(min(float64(firstDelay)*doubled, float64(maxDelay)))
}

// allowance is how much of something anybody may do in a while; unlike a limit it
// does not grow: many people may share one address, and none of them has failed.
type allowance struct {
	limit
	within time.Duration
	by     string // what is counted, in the refusal: "address" or "email"
}

// ordersFrom are the forms of sales pages from one address: a whole office may order at one webinar.
func ordersFrom(address string) allowance {
	return allowance{limit{"orders", address, 120}, 10 * time.Minute, "address"}
}

// ordersBy are the orders that sales pages have made for one e-mail: nobody is sent
// more letters by strangers than that. A form that made no order is none of them.
func ordersBy(email string) allowance {
	return allowance{limit{"orders by", email, 10}, time.Hour, "email"}
}

// spent is how much of an allowance is used in the while that runs.
type spent struct {
	allowance
	key  string
	row  attempted     // LastAt is when the while began
	wait time.Duration // until it ends, when nothing is left; else 0
}

// spend uses one of an allowance, or answers CodeTooManyAttempts.
func (s *Service) spend(ctx context.Context, a allowance) error {
	key, err := s.keyOf(ctx, a.limit)
	if err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		used, err := w.spent(a, key)
		if err != nil {
			return err
		}
		return w.spendOne(used)
	})
}

// keyOf is the key of the limit's row.
func (s *Service) keyOf(ctx context.Context, l limit) (string, error) {
	secret, err := s.attemptsKey(ctx)
	if err != nil {
		return "", err
	}
	return inOrder(secret, []limit{l})[0].key, nil
}

// spent locks the count.
func (w *work) spent(a allowance, key string) (spent, error) {
	now := realNow()
	row, err := w.attemptsOf(counted{a.limit, key}, now)
	if !row.LastAt.After(now.Add(-a.within)) {
		row = attempted{LastAt: now}
	}
	used := spent{allowance: a, key: key, row: row}
	if row.Failures >= a.free {
		used.wait = row.LastAt.Add(a.within).Sub(now)
	}
	return used, err
}

// spendOne uses one more, or answers CodeTooManyAttempts with the seconds until the while ends.
func (w *work) spendOne(used spent) error {
	if used.wait > 0 {
		return models.NewError(models.CodeTooManyAttempts, "seconds", wholeSeconds(used.wait), "by", used.by)
	}
	return wrapped("count order", w.Exec("UPDATE attempts SET failures = ?, last_at = ?, next_at = ? WHERE key = ?",
		used.row.Failures+1, used.row.LastAt, realNow(), used.key).Error)
}

// charge counts one attempt against every limit, or answers CodeTooManyAttempts
// with the seconds to wait, and counts nothing, where one of them says wait.
func (s *Service) charge(ctx context.Context, limits ...limit) error {
	secret, err := s.attemptsKey(ctx)
	if err != nil {
		return err
	}
	return s.write(ctx, func(w *work) error {
		now := realNow()
		for _, l := range inOrder(secret, limits) {
			if err := w.chargeOne(l, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// counted is a limit with the key of its row.
type counted struct {
	limit
	key string
}

// inOrder are the limits by the keys of their rows: everybody locks them in this order.
func inOrder(secret string, limits []limit) []counted {
	list := make([]counted, len(limits))
	for i, l := range limits {
		sum := hmac.New(sha256.New, []byte(secret))
		_, _ = fmt.Fprintf(sum, "%s %s", l.kind, l.who)
		list[i] = counted{l, hex.EncodeToString(sum.Sum(nil))}
	}
	slices.SortFunc(list, func(a, b counted) int { return strings.Compare(a.key, b.key) })
	return list
}

func (w *work) chargeOne(l counted, now time.Time) error {
	row, err := w.attemptsOf(l, now)
	if err != nil {
		return err
	}
	if row.NextAt.After(now) {
		return tooMany(row.NextAt.Sub(now))
	}
	if row.LastAt.Before(now.Add(-keepAttempts)) {
		row.Failures = 0
	}
	failures := row.Failures + 1
	return wrapped("count attempt", w.Exec("UPDATE attempts SET failures = ?, last_at = ?, next_at = ? WHERE key = ?",
		failures, now, now.Add(l.delayAfter(failures)), l.key).Error)
}

// attempted is one row of attempts.
type attempted struct {
	Failures       int64
	LastAt, NextAt time.Time
}

// attemptsOf locks the row, which is made when there is none.
func (w *work) attemptsOf(l counted, now time.Time) (attempted, error) {
	err := w.Exec("INSERT INTO attempts (key, failures, last_at, next_at) VALUES (?, 0, ?, ?) ON CONFLICT (key) DO NOTHING", l.key, now, now).Error
	if err != nil {
		return attempted{}, fmt.Errorf("count attempt: %w", err)
	}
	return w.attempts(l)
}

func (w *work) attempts(l counted) (row attempted, err error) {
	err = w.Raw("SELECT failures, last_at, next_at FROM attempts WHERE key = ?"+w.LockClause(), l.key).Scan(&row).Error
	return row, wrapped("read attempts", err)
}

func tooMany(wait time.Duration) error {
	return models.NewError(models.CodeTooManyAttempts, "seconds", wholeSeconds(wait))
}

func wholeSeconds(wait time.Duration) int64 { return int64(math.Ceil(wait.Seconds())) }

// forgive makes an account as good as new, and takes back what the success had
// been counted as at its address: the failures of others there still count.
func (w *work) forgive(secret, email, address string) error {
	for _, l := range inOrder(secret, []limit{byAccount(email), byAddress(address)}) {
		var err error
		if l.kind == "account" {
			err = w.Exec("DELETE FROM attempts WHERE key = ?", l.key).Error
		} else {
			err = w.takeBack(l)
		}
		if err != nil {
			return fmt.Errorf("forget attempts: %w", err)
		}
	}
	return nil
}

func (w *work) takeBack(l counted) error {
	row, err := w.attempts(l)
	if err != nil || row.Failures == 0 {
		return err
	}
	left := row.Failures - 1
	return w.Exec("UPDATE attempts SET failures = ?, next_at = ? WHERE key = ?", left, row.LastAt.Add(l.delayAfter(left)), l.key).Error
}

// PruneAttempts forgets those who have not failed for a day; more tells whether some may be left.
func (s *Service) PruneAttempts(ctx context.Context) (more bool, err error) {
	return s.pruneReal(ctx, "prune attempts", "DELETE FROM attempts WHERE key IN (SELECT key FROM attempts WHERE last_at < ? ORDER BY last_at LIMIT ?)", keepAttempts)
}

// pruneReal is prune by the machine's clock, which what people do follows.
func (s *Service) pruneReal(ctx context.Context, what, sql string, keep time.Duration) (more bool, err error) {
	err = s.write(ctx, func(w *work) error {
		done := w.Exec(sql, realNow().Add(-keep), pruneAtOnce)
		more = done.RowsAffected == pruneAtOnce
		return wrapped(what, done.Error)
	})
	return more, err
}

// attemptsKey keys the hashes of who was counted; all processes of the installation share it.
func (s *Service) attemptsKey(ctx context.Context) (string, error) {
	if known := s.counting.Load(); known != nil {
		return *known, nil
	}
	var value string
	err := s.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.Exec("INSERT INTO secrets (name, value) VALUES ('attempts', ?) ON CONFLICT (name) DO NOTHING", newSecret()).Error; err != nil {
			return err
		}
		return tx.Raw("SELECT value FROM secrets WHERE name = 'attempts'").Scan(&value).Error
	})
	if err != nil {
		return "", fmt.Errorf("read secret: %w", err)
	}
	s.counting.Store(&value)
	return value, nil
}
