package services

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/process"
	"github.com/orderflow/orderflow/internal/store"
	"github.com/orderflow/orderflow/models"
)

func TestScratch(t *testing.T) {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Driver: "sqlite", DSN: filepath.Join(t.TempDir(), "a.db")})
	require.NoError(t, err)
	defer db.Close()
	require.NoError(t, db.Migrate(ctx))
	clock := NewDrivenClock(time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC))
	s := New(db, clock, Options{PublicURL: "http://x"})
	require.NoError(t, s.Setup(ctx, SetupParams{Language: "en", AccountName: "School", Templates: []models.LetterTemplate{
		{Code: "payment_reminder", Language: "en", Revision: 1, Kind: "service", Subject: "s", HTML: "h", TextPart: "t"},
		{Code: "order_created", Language: "en", Revision: 1, Kind: "service", Subject: "s", HTML: "h", TextPart: "t"},
	}}))
	owner := models.Actor{Kind: models.ActorPerson, ID: 1, Role: models.RoleOwner}
	c, err := s.CreateCustomer(ctx, owner, CustomerParams{Email: "a@b.co", Name: "A"})
	require.NoError(t, err)
	offer := models.Offer{Code: "go", Title: "Go", Currency: "RUB", Price: 100, AutoComplete: true, LetterOnCreate: true}
	o, err := s.CreateOffer(ctx, owner, OfferParams{Offer: offer})
	require.NoError(t, err)
	def, err := unpaid().With(nil)
	require.NoError(t, err)
	require.NoError(t, s.write(ctx, func(w *work) error {
		rows := []*models.Process{{Title: "p", Subject: "order", State: "active", Draft: "{}", Version: 1, CreatedAt: w.now, UpdatedAt: w.now}}
		require.NoError(t, store.Insert(w.Tx, rows))
		revs := []*models.ProcessRevision{{ProcessID: rows[0].ID, Number: 1, Definition: string(def.Canonical()), PublishedAt: w.now}}
		require.NoError(t, store.Insert(w.Tx, revs))
		return w.Exec("UPDATE processes SET revision_id = ?", revs[0].ID).Error
	}))
	placed, err := s.PlaceOrder(ctx, owner, PlaceOrderParams{CustomerID: c.ID, Via: models.ViaAPI, Items: []ItemSpec{{OfferID: o.ID, Quantity: 1}}})
	require.NoError(t, err)
	drive := func() {
		for {
			n, err := s.Dispatch(ctx, models.LaneInteractive, 100)
			require.NoError(t, err)
			if n == 0 {
				break
			}
		}
		sig, err := s.DueSignals(ctx, 10)
		require.NoError(t, err)
		due, err := s.CohortsDue(ctx, 10)
		require.NoError(t, err)
		for _, c := range append(sig, due...) {
			state, err := s.ClaimCohort(ctx, c.WorkflowID, "run")
			require.NoError(t, err)
			positions := state.Positions
			for len(positions) > 0 {
				var next []process.Position
				for _, p := range positions {
					if p.State != process.StateWaiting || (!p.Woken && p.Due > state.Clock.Now) {
						continue
					}
					r, err := s.ExecuteBlock(ctx, process.ExecuteRequest{Cohort: state.Cohort, Run: "run", Block: p.Block, Members: []process.Position{p}})
					require.NoError(t, err)
					t.Log(p.Block, r.Positions)
					next = append(next, r.Positions...)
				}
				positions = next
			}
			closed, err := s.CloseCohort(ctx, state.Cohort, "run")
			require.NoError(t, err)
			t.Log("closed", closed.Closed)
		}
		for {
			b, ok, err := s.GatherLetters(ctx, models.LaneInteractive)
			require.NoError(t, err)
			if !ok {
				break
			}
			ds, err := s.ClaimLetters(ctx, b.ID, 20)
			require.NoError(t, err)
			for _, d := range ds {
				t.Log("letter", d.Recipient, d.Template.Code, d.MessageID)
				require.NoError(t, s.RecordDeliveries(ctx, []models.LetterOutcome{{LetterID: d.LetterID, Sent: true}}))
			}
			_, err = s.CloseBatch(ctx, b.ID)
			require.NoError(t, err)
		}
	}
	for range 5 {
		clock.Release()
		drive()
		var order models.Order
		require.NoError(t, db.Read(ctx, func(tx *store.Tx) error { return tx.First(&order, placed.Order.ID).Error }))
		t.Log(clock.Now(), order.Status, order.StatusChangedAt)
		clock.MoveTo(clock.Now().Add(24 * time.Hour))
	}
	_, steps, err := s.GetEnrollment(ctx, owner, 1)
	require.NoError(t, err)
	for _, st := range steps {
		t.Log(st.Block, st.Result, st.Exit, st.At, st.Data)
	}
}

func unpaid() process.Template {
	for _, t := range process.Templates() {
		if t.Code == "unpaid_reminders" {
			return t
		}
	}
	panic("no template")
}
