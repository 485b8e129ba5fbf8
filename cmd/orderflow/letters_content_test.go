package main

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/models"
)

// A receipt says when access begins, not that it has begun on a day gone by.
func TestPurchaseInALetter(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for status, want := range map[string]time.Time{models.PurchaseNotStarted: at, models.PurchaseActive: {}} {
		shown := purchaseOf(models.LetterContent{}, models.Purchase{Status: status, StartsAt: &at, EndsAt: &at})
		require.Equal(t, want, shown.StartsAt, "MAIL-1/%s", status)
		require.Equal(t, at, shown.EndsAt)
	}
}
