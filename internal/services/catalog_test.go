package services_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/orderflow/orderflow/internal/services"
	"github.com/orderflow/orderflow/models"
)

func TestOfferFaultsComeTogether(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		zero, when := int64(0), epoch
		_, err := b.CreateOffer(b.ctx, b.owner, services.OfferParams{Offer: models.Offer{
			Code: "a b", Currency: "XXX", Price: -1, SmallestPart: 5, LatePolicy: "burn", LatePersonPolicy: models.LateReopen,
			DuplicatePolicy: "clone", DeadlineDays: &zero, DeadlineAction: "explode", PaidURL: "javascript:alert(1)",
			AccessTerms: models.AccessTerms{
				AccessStart: models.AccessOnDate, AccessStartAt: &when, AccessEnd: models.AccessOnDate, AccessEndAt: &when, AccessEndDays: -1,
			},
		}})
		requireFields(t, err, "code", "title", "currency", "price", "smallest_part", "late_policy", "late_person_policy", "duplicate_policy",
			"deadline_days", "deadline_action", "paid_url", "access_end_days", "access_end_at")
		_, err = b.CreateOffer(b.ctx, b.owner, services.OfferParams{
			Offer: models.Offer{Code: "ok", Title: "T", Currency: "RUB", Price: 1}, ProductIDs: []int64{998, 999},
		})
		requireFields(t, err, "product_ids[0]", "product_ids[1]")
		_, err = b.CreateOffer(b.ctx, b.manager, services.OfferParams{})
		requireCode(t, models.CodeForbidden, err)
	})
}

func TestEditOffer(t *testing.T) {
	t.Parallel()
	t.Run("ORD-4/edit", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			offer := b.offer(t)
			o := b.orderOf(t, b.customer(t), offer.ID)
			before := b.get(t, o.ID)
			p := services.OfferParams{Offer: offer.Offer, ProductIDs: nil}
			p.Price, p.Title, p.AutoComplete, p.Archived = 99, "Other", false, true
			p.Version = offer.Version
			edited, err := b.EditOffer(b.ctx, b.owner, offer.ID, p)
			require.NoError(t, err)
			require.Equal(t, offer.Version+1, edited.Version)
			require.Empty(t, edited.ProductIDs)
			read, err := b.Offer(b.ctx, b.manager, offer.ID)
			require.NoError(t, err)
			require.EqualValues(t, 99, read.Price)
			require.False(t, read.AutoComplete)
			require.Equal(t, offer.CreatedAt, read.CreatedAt)
			require.Equal(t, before, b.get(t, o.ID))
			b.pay(t, o.ID, o.Cost)
			require.Equal(t, models.StatusPayed, b.get(t, o.ID).Status, "completes by the terms at the time of ordering")
			require.Len(t, b.purchases(t, o.ID), 1)
			_, err = b.EditOffer(b.ctx, b.owner, offer.ID, p)
			requireCode(t, models.CodeStale, err)
			list, _, err := b.Offers(b.ctx, b.manager, false, services.Page{})
			require.NoError(t, err)
			require.Empty(t, list, "archived")
			_, err = b.PlaceOrder(b.ctx, b.owner, services.PlaceOrderParams{
				CustomerID: b.customer(t), Via: models.ViaAPI, Items: []services.ItemSpec{{OfferID: offer.ID, Quantity: 1}},
			})
			requireCode(t, models.CodeOfferArchived, err)
		})
	})
}

func TestOfferCodeIsUnique(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		first, second := b.offer(t), b.offer(t)
		p := services.OfferParams{Offer: second.Offer}
		p.Code = first.Code
		_, err := b.EditOffer(b.ctx, b.owner, second.ID, p)
		requireCode(t, models.CodeAlreadyExists, err)
		_, err = b.EditOffer(b.ctx, b.owner, 999, p)
		requireCode(t, models.CodeNotFound, err)
	})
}

func TestProducts(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		_, err := b.CreateProduct(b.ctx, b.owner, services.ProductParams{Link: "ftp://x"})
		requireFields(t, err, "title", "link")
		id := b.product(t)
		edited, err := b.EditProduct(b.ctx, b.owner, id, services.ProductParams{Title: "New", Archived: true, Version: 1})
		require.NoError(t, err)
		require.EqualValues(t, 2, edited.Version)
		_, err = b.EditProduct(b.ctx, b.owner, id, services.ProductParams{Title: "New", Version: 1})
		requireCode(t, models.CodeStale, err)
		list, _, err := b.Products(b.ctx, b.manager, false, services.Page{})
		require.NoError(t, err)
		require.Empty(t, list)
		list, more, err := b.Products(b.ctx, b.manager, true, services.Page{Limit: 1})
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.False(t, more)
	})
}

func TestBoards(t *testing.T) {
	t.Parallel()
	both(t, func(t *testing.T, b *bundle) {
		_, err := b.CreateBoard(b.ctx, b.owner, services.BoardParams{Stages: []services.StageParams{{Color: "red"}}})
		requireFields(t, err, "title", "stages[0].title", "stages[0].color")
		boards, err := b.Boards(b.ctx, b.manager)
		require.NoError(t, err)
		b.pass(time.Minute)
		board, err := b.CreateBoard(b.ctx, b.owner, services.BoardParams{
			Title: "VIP", Default: true, Stages: []services.StageParams{{Title: "One"}, {Title: "Two", Color: "#00ff00"}},
		})
		require.NoError(t, err)
		require.True(t, board.IsDefault)
		old, err := b.Board(b.ctx, b.manager, boards[0].ID)
		require.NoError(t, err)
		require.False(t, old.IsDefault, "one default board")

		o := b.order(t)
		require.Equal(t, board.Stages[0].ID, o.StageID)
		swap := services.BoardParams{Title: "VIP", Version: 1, Stages: []services.StageParams{
			{ID: board.Stages[1].ID, Title: "Two"}, {Title: "Three"},
		}}
		_, err = b.EditBoard(b.ctx, b.owner, board.ID, swap)
		requireCode(t, models.CodeStageInUse, err)
		swap.Stages = append(swap.Stages, services.StageParams{ID: board.Stages[0].ID, Title: "One"})
		edited, err := b.EditBoard(b.ctx, b.owner, board.ID, swap)
		require.NoError(t, err)
		titles := make([]string, len(edited.Stages))
		for i, stage := range edited.Stages {
			titles[i] = stage.Title
		}
		require.Equal(t, []string{"Two", "Three", "One"}, titles)
		require.True(t, edited.IsDefault)
		swap.Version, swap.Stages[0].ID = 0, old.Stages[0].ID
		_, err = b.EditBoard(b.ctx, b.owner, board.ID, swap)
		requireFields(t, err, "stages[0].id")
	})
}

func TestRefusalReasons(t *testing.T) {
	t.Parallel()
	t.Run("ST-11/list", func(t *testing.T) {
		t.Parallel()
		both(t, func(t *testing.T, b *bundle) {
			before, err := b.RefusalReasons(b.ctx, b.manager, true)
			require.NoError(t, err)
			row, err := b.CreateRefusalReason(b.ctx, b.owner, services.ReasonParams{Name: "Moved away"})
			require.NoError(t, err)
			require.EqualValues(t, len(before)+1, row.Ordinal)
			_, err = b.CreateRefusalReason(b.ctx, b.owner, services.ReasonParams{Name: "Moved away"})
			requireCode(t, models.CodeAlreadyExists, err)
			_, err = b.EditRefusalReason(b.ctx, b.owner, row.ID, services.ReasonParams{Name: "Moved", Ordinal: 0, Archived: true, Version: 1})
			require.NoError(t, err)
			after, err := b.RefusalReasons(b.ctx, b.manager, false)
			require.NoError(t, err)
			require.Equal(t, before, after)
			all, err := b.RefusalReasons(b.ctx, b.manager, true)
			require.NoError(t, err)
			require.Equal(t, "Moved", all[0].Name, "by ordinal")
		})
	})
}
